"""Pushing branches: all or none, each with a lease, and never what would take commits away from a remote."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence

from relkit.git.process import GitError
from relkit.git.remotes import pushed_to, read_remotes
from relkit.git.repository import Repository
from relkit.model.ids import SHORT_ID, CommitId
from relkit.model.journal import RefUpdate
from relkit.publish.network import NO_NETWORK, is_offline
from relkit.publish.refusals import PushRefused, Refusal, Said, told

_NO_ATOMIC = "does not support --atomic"


def push(repository: Repository, remote: str, updates: Sequence[RefUpdate], *, hooks: bool) -> None:
    """Let a remote's refs hold what ``updates`` say, if each still holds what is expected (``old``; None: no ref).

    All are pushed, or none where the remote knows atomic pushes; nothing is done where it holds them already. A new
    commit must be built on the expected one: nothing is ever forced. git finds credentials as the user's own does, and
    asks for them where there is a terminal; ``hooks`` says whether the user's pre-push hook runs.

    Raises PushRefused, which says what stood in the way, what the remote said and what to do next. What was pushed
    nevertheless, to a remote without atomic pushes, is among its details.
    """
    if not updates:
        return
    _check(repository, remote, updates)
    held = read_remote(repository, remote, [update.ref for update in updates])
    _check_held(remote, updates, held)
    left = [update for update in updates if held.get(update.ref) != update.new]
    if not left:
        return
    said = _push(repository, remote, left, hooks=hooks)
    error = _refused(repository, remote, left, said, hooks=hooks) if said.status else None
    if error is not None:
        raise error


def read_remote(repository: Repository, remote: str, refs: Sequence[str]) -> dict[str, CommitId]:
    """Return what a remote's refs hold, where it is pushed to; those that it has. Raises PushRefused."""
    where = pushed_to(repository.git, remote)
    said = _git(repository, "ls-remote", where or remote, *refs)
    if said.status:
        raise told(said, remote)
    rows = (line.split("\t", 1) for line in said.out.splitlines() if "\t" in line)
    return {ref: CommitId(commit) for commit, ref in rows if ref in refs}


def _check(repository: Repository, remote: str, updates: Sequence[RefUpdate]) -> None:
    """Raise PushRefused for all that is known without the remote."""
    if is_offline():
        raise PushRefused(
            Refusal.OFFLINE,
            f"nothing is pushed to {remote}: {NO_NETWORK} is set",
            f"push without {NO_NETWORK} in the environment",
        )
    remotes = read_remotes(repository.git)
    if remote not in remotes:
        known = f"there are: {', '.join(remotes)}" if remotes else "there is none"
        raise PushRefused(
            Refusal.UNKNOWN_REMOTE, f"there is no remote {remote}", f"{known}; `git remote add {remote} URL` adds it"
        )
    off = [update for update in updates if not _is_on_top(repository, update)]
    if off:
        raise PushRefused(
            Refusal.NOT_ON_TOP,
            f"what is to be pushed to {remote} is not built on what it has, and nothing is ever forced",
            f"`git fetch {remote}`, then make it again on top of that",
            tuple(f"{one.ref}: {_short(one.new)} does not descend from {_short(one.old)}" for one in off),
        )


def _is_on_top(repository: Repository, update: RefUpdate) -> bool:
    """Whether no commit that the remote's ref has is lost: proven, so that the lease never forces anything."""
    if update.old is None or update.old == update.new:
        return True
    if update.new is None:
        return False
    try:
        repository.git.run("merge-base", "--is-ancestor", update.old, update.new)
    except GitError:  # status 1: it is none; 128: the expected commit is not even here
        return False
    return True


def _check_held(remote: str, updates: Sequence[RefUpdate], held: Mapping[str, CommitId]) -> None:
    moved = [update for update in updates if held.get(update.ref) not in (update.old, update.new)]
    if moved:
        raise _moved(remote, moved, held)


def _moved(
    remote: str, moved: Sequence[RefUpdate], held: Mapping[str, CommitId], more: tuple[str, ...] = ()
) -> PushRefused:
    return PushRefused(
        Refusal.MOVED,
        f"somebody else has pushed to {remote} meanwhile, and nothing of it is overwritten",
        f"`git fetch {remote}` and look at what came; then take the result back and begin again, with another --topic "
        "where the branch is somebody else's",
        (*(f"{one.ref} is {_at(held.get(one.ref))}; it was expected {_at(one.old)}" for one in moved), *more),
    )


def _refused(
    repository: Repository, remote: str, updates: Sequence[RefUpdate], said: Said, *, hooks: bool
) -> PushRefused | None:
    """Return why a push failed, None where the remote has it all: where its refs are now tells more than its words."""
    error = told(said, remote)
    try:
        held = read_remote(repository, remote, [update.ref for update in updates])
    except PushRefused:
        return error
    moved = [update for update in updates if held.get(update.ref) not in (update.old, update.new)]
    taken = tuple(f"{one.ref} was pushed" for one in updates if held.get(one.ref) == one.new)
    if len(taken) == len(updates):
        return None
    if moved:
        return _moved(remote, moved, held, taken)
    if error.refusal is Refusal.OTHER and not said.rejected and hooks and _has_hook(repository):
        return PushRefused(
            Refusal.OWN_HOOK,
            f"your own pre-push hook declined the push to {remote}",
            "mend what it says, or push without hooks",
            error.details,
        )
    return PushRefused(error.refusal, error.message, error.hint, (*error.details, *taken))


def _has_hook(repository: Repository) -> bool:
    hook = repository.git.text("rev-parse", "--path-format=absolute", "--git-path", "hooks/pre-push")
    return os.access(hook, os.X_OK)


def _push(repository: Repository, remote: str, updates: Sequence[RefUpdate], *, hooks: bool) -> Said:
    leases = [f"--force-with-lease={update.ref}:{update.old or ''}" for update in updates]
    words = ["push", "--porcelain", "--no-follow-tags", "--verify" if hooks else "--no-verify", *leases]
    refspecs = [f"{update.new}:{update.ref}" for update in updates]
    said = _git(repository, *words, "--atomic", remote, *refspecs)
    if said.status and _NO_ATOMIC in said.err:
        return _git(repository, *words, remote, *refspecs)
    return said


def _git(repository: Repository, *words: str) -> Said:
    """Run the user's git as the user would: with credentials, ssh and hooks; no connection is made otherwise."""
    import git  # 60 ms, and only who pushes needs it

    environment = {} if sys.stdin is not None and sys.stdin.isatty() else {"GIT_TERMINAL_PROMPT": "0"}
    runner = git.Git(repository.work_tree or repository.git_dir)
    command = ["git", f"--git-dir={repository.git_dir}", *words]
    status, out, err = runner.execute(
        command, with_extended_output=True, with_exceptions=False, stdout_as_string=True, env=environment
    )
    return Said(status=int(status), out=_text(out), err=_text(err))


def _text(said: str | bytes) -> str:
    return said if isinstance(said, str) else said.decode("utf-8", "replace")


def _at(commit: CommitId | None) -> str:
    return "not there" if commit is None else f"at {commit[:SHORT_ID]}"


def _short(commit: CommitId | None) -> str:
    return "nothing" if commit is None else commit[:SHORT_ID]
