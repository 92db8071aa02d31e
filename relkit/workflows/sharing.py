"""How decisions get to other people, and theirs here: commands to type, for nothing is pushed or fetched unasked."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path

from relkit.git.process import GitError
from relkit.git.refs import OWN_NOTES, tracking_notes
from relkit.git.remotes import read_remotes
from relkit.git.repository import Repository, open_repository
from relkit.lines.remotes import rank_remote
from relkit.model.command import Command


@dataclass(frozen=True, kw_only=True, slots=True)
class Sharing:
    """A remote to share decisions through; ``behind``: what was fetched from it is not merged here yet."""

    remote: str
    behind: bool


def project_remotes(repository: Repository) -> list[str]:
    """Return the remotes, the project's own first: in a fork's clone that is by custom ``upstream``."""
    return sorted(read_remotes(repository.git), key=rank_remote)


def sharing(repository: Repository) -> Sharing | None:
    """Return how decisions can be shared; None where there is no remote."""
    git = repository.git
    remotes = project_remotes(repository)
    if not remotes:
        return None
    remote = remotes[0]
    theirs = tracking_notes(remote)
    try:
        fetched = git.text("rev-parse", "--quiet", "--verify", theirs, ok=(0, 1))
        behind = bool(fetched) and bool(git.text("rev-list", "-1", fetched, f"^{OWN_NOTES}"))
    except GitError:
        behind = False
    return Sharing(remote=remote, behind=behind)


def share_commands(where: Path) -> tuple[Command, ...]:
    """Return the commands that share a repository's decisions; none where there is no remote."""
    repository = open_repository(where)
    shared = sharing(repository)
    if shared is None:
        return ()
    remote = shlex.quote(shared.remote)
    # Typed elsewhere, they must not push another repository's notes.
    folder = repository.work_tree or repository.common_dir
    git = "git" if folder in (Path.cwd(), *Path.cwd().parents) else f"git -C {shlex.quote(str(folder))}"
    push = Command(command=f"{git} push {remote} {OWN_NOTES}", does="let others have your decisions")
    fetch = Command(
        command=f"{git} fetch {remote} {shlex.quote(fetch_refspec(shared.remote))}",
        does="bring theirs, which count at once",
    )
    merge = Command(
        command=f"{git} notes --ref=relkit merge -s cat_sort_uniq {shlex.quote(tracking_notes(shared.remote))}",
        does="where a push is refused: fetch, join theirs with yours, push again",
    )
    if shared.behind:
        return (merge, push)
    return (push, fetch, merge)


def fetch_refspec(remote: str) -> str:
    """Return what `git fetch` has to follow to bring decisions: a copy beside this repository's own, never over them.

    The star lets it pass where the remote has none: an exact refspec would fail.
    """
    return f"+{OWN_NOTES}*:{tracking_notes(remote)}*"
