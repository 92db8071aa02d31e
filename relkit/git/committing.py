"""Committing in a worktree with git itself: hooks, signing, its memory of resolutions."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from relkit.errors import StoppedError, UsageError
from relkit.git.authors import committer, zone_of
from relkit.git.make import author_environment, commit_failed
from relkit.git.repository import Repository
from relkit.git.user import Said, UserGit
from relkit.model.backport import Authorship

# What would cut the message (all after a line that looks like git's own), or refuse it.
_VERBATIM = ("-c", "commit.verbose=false", "-c", "core.commentChar=#", "-c", "commit.status=false")
_SIGNING = ("failed to write commit object", "failed to sign")
_TRACE = "relkit-trace"


class HookRefused(StoppedError):  # noqa: N818 - a hook that says no does what it is there for
    """A hook said no, so that nothing was committed; the details are its words."""


def commit_staged(
    git: UserGit,
    repository: Repository,
    *words: str,
    message: str,
    author: Authorship,
    sign: bool | None,
    trace: Path,
) -> None:
    """Commit what is staged in a worktree as git does; ``words`` are settings, ``trace`` a folder for a while.

    The message is kept as it is, but for what hooks make of it. Raises StoppedError where git does not commit, with
    the hook that said no and what it said, or why the commit could not be signed; UsageError where nothing can be
    written.
    """
    environment = author_environment(author)
    name, email = environment["GIT_AUTHOR_NAME"], environment["GIT_AUTHOR_EMAIL"]
    options = ["-q", "-F", "-", "--cleanup=verbatim", "--allow-empty-message"]
    # Of a cherry-pick under way git would take author and date from the commit that it picks.
    options += [f"--author={name} <{email}>", f"--date=@{author.when} {zone_of(author.offset)}"]
    options += [] if sign is None else ["--gpg-sign" if sign else "--no-gpg-sign"]
    file = trace / _TRACE
    # The user as the repository at hand knows them, whose configuration need not be this worktree's.
    by, _, address = committer(repository).rpartition(" <")
    environment |= {
        "GIT_COMMITTER_NAME": by,
        "GIT_COMMITTER_EMAIL": address.removesuffix(">"),
        "GIT_TRACE2_EVENT": os.fspath(file),
    }
    content = message.encode("utf-8", "surrogateescape")
    try:
        said = git.run(*_VERBATIM, *words, "commit", *options, stdin=content, environment=environment)
        hook = _refusing(file)
    finally:
        file.unlink(missing_ok=True)
    if said.status:
        raise _failed(repository, said, git.folder, hook)


def _refusing(trace: Path) -> str | None:
    """Return the hook that failed, as git itself traced it; the last, since git goes on after some."""
    hooks: dict[int, str] = {}
    failed: list[str] = []
    for event in _events(trace):
        if event["event"] == "child_start" and event.get("child_class") == "hook":
            hooks[event["child_id"]] = event["hook_name"]
        elif event["event"] == "child_exit" and event["code"] and event["child_id"] in hooks:
            failed.append(hooks[event["child_id"]])
    return failed[-1] if failed else None


def _events(trace: Path) -> list[dict[str, Any]]:
    """Return what git told of itself, without what the gits tell that hooks run."""
    events: list[dict[str, Any]] = []
    with suppress(OSError):
        for line in trace.read_bytes().splitlines():
            with suppress(ValueError):
                events.append(json.loads(line))
    return [event for event in events if event.get("sid") == events[0].get("sid")]


def _failed(repository: Repository, said: Said, folder: Path, hook: str | None) -> StoppedError | UsageError:
    if hook is None:
        return commit_failed(repository, said, was_signing=any(sign in said.err for sign in _SIGNING))
    return HookRefused(
        f"the hook {hook} said no, so that nothing was committed",
        f"look in {folder}; then `relkit backport --continue`, with --no-verify to do without hooks",
        said.lines,
    )
