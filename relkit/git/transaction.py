"""Moving refs, all or none of them."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Sequence
from pathlib import Path

from relkit.errors import StoppedError, UsageError
from relkit.git.process import GitError
from relkit.git.repository import Repository
from relkit.model.ids import CommitId
from relkit.model.journal import RefUpdate

_NONE = "0" * 40
_LOCKED = ("Unable to create", ".lock': File exists")
_PAUSES = (0.0, 0.5)  # seconds; whoever else is at work holds a lock for milliseconds
_IN_THE_WAY = re.compile(r"'([^']+)' exists; cannot create '([^']+)'")


class MovedError(StoppedError):
    """A ref is not where it should be, so that none was moved (exit status 3)."""


def move_refs(repository: Repository, updates: Sequence[RefUpdate], reason: str) -> None:
    """Move refs in one transaction of git's: each only if it holds what ``old`` says (None: there is no such ref).

    ``reason`` goes into the reflogs that the repository keeps. Raises MovedError where one holds something else, or
    its name stands in another one's way, and UsageError where refs cannot be written. A lock that a killed run of
    relkit left over is told by its content, a commit that is about to be written and that nobody else knows, and is
    removed; any other lock is named.
    """
    if not updates:
        return
    for pause in _PAUSES:
        time.sleep(pause)
        error = _try(repository, updates, reason)
        if error is None or not _is_locked(error):
            break
    if error is not None and _is_locked(error) and _unlock(repository, updates):
        error = _try(repository, updates, reason)
    if error is not None:
        raise _failed(repository, updates, error) from error


def read_refs_at(repository: Repository, refs: Sequence[str]) -> dict[str, CommitId]:
    """Return what refs hold, those that there are; of one that names another ref, what that holds."""
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


def refs_with(repository: Repository, commit: CommitId) -> dict[str, CommitId]:
    """Return the local branches and the tags from which a commit can be reached, with what they hold."""
    return read_refs_under(repository, f"--contains={commit}", "refs/heads", "refs/tags")


def _try(repository: Repository, updates: Sequence[RefUpdate], reason: str) -> GitError | None:
    words = ["start", *(word for update in updates for word in _words(update)), "prepare", "commit"]
    given = "".join(f"{word}\0" for word in words).encode("utf-8", "surrogateescape")
    try:
        repository.git.run("update-ref", "--stdin", "-z", "-m", reason, stdin=given)
    except GitError as error:
        return error
    return None


def _words(update: RefUpdate) -> tuple[str, ...]:
    old = update.old or _NONE
    if update.new is None:
        return (f"delete {update.ref}", old)
    return (f"update {update.ref}", update.new, old)


def _is_locked(error: GitError) -> bool:
    return all(sign in error.said for sign in _LOCKED)


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
            lock.unlink(missing_ok=True)
            removed = True
    return removed


def _lock(repository: Repository, update: RefUpdate) -> Path:
    return repository.common_dir / f"{update.ref}.lock"


def _failed(repository: Repository, updates: Sequence[RefUpdate], error: GitError) -> StoppedError | UsageError:
    now = read_refs_at(repository, [update.ref for update in updates])
    moved = [update for update in updates if now.get(update.ref) != update.old]
    if moved:
        return MovedError(
            "refs have moved meanwhile, and none was touched",
            "look at what is there now, and plan anew",
            tuple(f"{update.ref} is {now.get(update.ref, 'not there')}" for update in moved),
        )
    if _is_locked(error):
        return UsageError(
            "refs are locked by another git, or one that was killed left its lock; no ref was moved",
            "if no git is at work here, delete the lock and try again",
            _locks(repository, updates) or (error.first_line,),
        )
    in_the_way = _IN_THE_WAY.search(error.said)
    if in_the_way:
        return MovedError(
            f"there is {in_the_way[1]}, so that {in_the_way[2]} cannot be made; no ref was touched",
            "rename or delete the one in the way",
        )
    return UsageError(f"refs cannot be written: {error.first_line}", "no ref was moved")


def _locks(repository: Repository, updates: Sequence[RefUpdate]) -> tuple[str, ...]:
    locks = [_lock(repository, update) for update in updates]
    locks += [repository.common_dir / "packed-refs.lock", repository.git_dir / "HEAD.lock"]
    return tuple(os.fspath(lock) for lock in dict.fromkeys(locks) if lock.exists())
