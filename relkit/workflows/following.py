"""Local branches and the remote-tracking ones that they follow: which of them is where the line is now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from relkit.errors import StoppedError
from relkit.git.process import Git
from relkit.git.tracking import Tracking, apart
from relkit.lines.remotes import preferred
from relkit.model.ids import CommitId
from relkit.model.refs import Branch, Refs
from relkit.planner.wording import count


class Follower:
    """Finds where branches are now; ``warnings`` tells of those that are elsewhere than where they stand locally.

    ``unpushed`` tells of those asked for with ``strict`` that have what the remote does not.
    """

    def __init__(self, git: Git, refs: Refs, tracking: Tracking) -> None:
        """Remember what there is."""
        self._git = git
        self._refs = refs
        self._tracking = tracking
        self.warnings: list[str] = []
        self.unpushed: list[str] = []

    def newest(self, branch: Branch, *, strict: bool = False) -> Branch:
        """Return a local branch as it is on the remote that it follows where it is merely behind, else itself.

        Where both have commits of their own, that is a StoppedError if it is ``strict``.
        """
        at = branch
        for other in self._followed(branch):
            ours, theirs = apart(self._git, at.tip, other.tip)
            if strict and ours and not theirs:
                self.unpushed.append(f"{branch.name} has {count(ours, 'commit')} that {other.name} does not have yet")
            if ours and theirs:
                if strict:
                    raise _parted(branch, other, apart(self._git, branch.tip, other.tip))
            elif theirs:
                at = replace(branch, ref=other.ref, tip=other.tip, committed=other.committed)
                self.warnings.append(told_behind(branch, other, theirs))
        return at

    def _followed(self, branch: Branch) -> Iterator[Branch]:
        """Yield what a local branch follows by its configuration, and the project's branch of its name."""
        if branch.remote is not None:
            return
        upstream = self._tracking.upstream(branch.short)
        remote = replace(self._refs, branches=tuple(one for one in self._refs.branches if one.remote is not None))
        named = preferred(remote).get(branch.short)
        for other in remote.branches:
            is_followed = other.ref == upstream or (named is not None and other.ref == named.ref)
            if is_followed and other.tip != branch.tip:
                yield other


def told_behind(branch: Branch, other: Branch, commits: int) -> str:
    """Say that a local branch is so many commits behind a remote's."""
    return f"the local {branch.name} is {count(commits, 'commit')} behind {other.name}, which counts"


def check_contained(git: Git, ref: str, tip: CommitId, base: CommitId, base_ref: str) -> None:
    """Raise StoppedError where a branch has commits that ``base`` does not have: moving it would lose them."""
    ours, _ = apart(git, tip, base)
    if ours:
        name, other = ref.removeprefix("refs/heads/"), base_ref.removeprefix("refs/remotes/")
        raise StoppedError(
            f"{name} has {count(ours, 'commit')} that {other} does not have, and would lose them",
            f"name the line by its local branch, or bring both together: `git merge {other}` there",
        )


def _parted(branch: Branch, other: Branch, numbers: tuple[int, int]) -> StoppedError:
    ours, theirs = numbers
    return StoppedError(
        f"{branch.name} and {other.name} have parted: {count(ours, 'commit')} only here, {count(theirs, 'commit')} "
        "only there",
        f"bring them together first: `git switch {branch.name} && git rebase {other.name}`, or merge it",
    )
