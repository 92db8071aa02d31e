"""Moving refs, all or none of them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from relkit.errors import StoppedError, UsageError
from relkit.git.process import GitError
from relkit.git.repository import Repository
from relkit.model.ids import CommitId
from relkit.model.journal import RefUpdate

_NONE = "0" * 40
_LOCKED = ("Unable to create", "cannot lock ref", ".lock")


class MovedError(StoppedError):
    """A ref is not where it should be, so that none was moved (exit status 3)."""


def move_refs(repository: Repository, updates: Sequence[RefUpdate], reason: str) -> None:
    """Move refs in one transaction of git's: each only if it holds what ``old`` says (None: there is no such ref).

    ``reason`` goes into the reflogs. Raises MovedError where one holds something else, or its name stands in another
    one's way, and UsageError where refs cannot be written. A lock that a killed run of relkit left over is told by its
    content, a commit that is about to be written and that nobody else knows, and is removed.
    """
    lines = ["start", *(_line(update) for update in updates), "prepare", "commit"]
    command = ("update-ref", "--stdin", "--create-reflog", "-m", reason)
    for attempt in (1, 2):
        try:
            repository.git.run(
                *command, stdin="".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape")
            )
        except GitError as error:
            if attempt == 1 and _is_locked(error) and _unlock(repository, updates):
                continue
            raise _failed(repository, updates, error) from error
        return


def read_refs_at(repository: Repository, refs: Sequence[str]) -> dict[str, CommitId]:
    """Return what refs hold, those that there are."""
    if not refs:
        return {}
    wanted = frozenset(refs)
    found = read_refs_under(repository, *wanted)
    return {ref: commit for ref, commit in found.items() if ref in wanted}


def read_refs_under(repository: Repository, *beginnings: str) -> dict[str, CommitId]:
    """Return what the refs below some folders hold."""
    said = repository.git.text("for-each-ref", "--format=%(objectname) %(refname)", *beginnings)
    lines = (line.partition(" ") for line in said.split("\n") if line)
    return {ref: CommitId(commit) for commit, _, ref in lines}


def _line(update: RefUpdate) -> str:
    old = update.old or _NONE
    if update.new is None:
        return f"delete {update.ref} {old}"
    return f"update {update.ref} {update.new} {old}"


def _is_locked(error: GitError) -> bool:
    return any(sign in error.said for sign in _LOCKED)


def _unlock(repository: Repository, updates: Sequence[RefUpdate]) -> bool:
    """Remove locks that hold one of the very commits that are to be written; tell whether there was one."""
    removed = False
    for update in updates:
        lock = _lock(repository, update)
        try:
            is_ours = update.new is not None and lock.read_bytes().strip() == update.new.encode()
        except OSError:
            continue
        if is_ours:
            lock.unlink()
            removed = True
    return removed


def _lock(repository: Repository, update: RefUpdate) -> Path:
    return repository.common_dir / f"{update.ref}.lock"


def _failed(repository: Repository, updates: Sequence[RefUpdate], error: GitError) -> StoppedError | UsageError:
    locks = [_lock(repository, update) for update in updates if _lock(repository, update).exists()]
    if locks:
        return UsageError(
            "refs are locked by another git, or one that was killed left its lock; no ref was moved",
            "if no git is at work here, delete the lock and try again",
            tuple(os.fspath(lock) for lock in locks),
        )
    now = read_refs_at(repository, [update.ref for update in updates])
    moved = [update for update in updates if now.get(update.ref) != update.old]
    if moved:
        return MovedError(
            "refs have moved meanwhile, and none was touched",
            "look at what is there now, and plan anew",
            tuple(f"{update.ref} is {now.get(update.ref, 'not there')}" for update in moved),
        )
    return UsageError(f"refs cannot be written: {error.first_line}", "no ref was moved")
