"""Which remotes a branch is fetched from and pushed to, as git is configured."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from relkit.git.process import Git
from relkit.model.ids import CommitId

_HEADS = "refs/heads/"
_KEYS = r"^(branch\..*\.(remote|pushremote|merge)|remote\.pushdefault|remote\..*\.url)$"
_USUAL = "origin"
"""The remote that git itself takes where nothing says which."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tracking:
    """The remotes, and for branches by their names what git's configuration says of them."""

    remotes: Sequence[str]
    push_default: str | None
    branches: Mapping[str, Mapping[str, str]]

    def pushed_to(self, branch: str, seen_on: str | None = None) -> str | None:
        """Return the remote that a branch is pushed to, None where there is none.

        ``seen_on`` is the remote of a branch that is only there.
        """
        own = self.branches.get(branch, {})
        said = own.get("pushremote") or self.push_default or seen_on or own.get("remote")
        if said is not None and said != ".":
            return said
        if len(self.remotes) == 1:
            return self.remotes[0]
        return _USUAL if _USUAL in self.remotes else None

    def upstream(self, branch: str) -> str | None:
        """Return the remote-tracking ref that a local branch follows, None where it follows none."""
        own = self.branches.get(branch, {})
        remote, merge = own.get("remote"), own.get("merge", "")
        if remote is None or remote == "." or not merge.startswith(_HEADS):
            return None
        return f"refs/remotes/{remote}/{merge.removeprefix(_HEADS)}"

    def name_on(self, remote: str | None, branch: str) -> str:
        """Return what a branch is called on a remote."""
        own = self.branches.get(branch, {})
        if remote is None or own.get("remote") != remote or not own.get("merge", "").startswith(_HEADS):
            return branch
        return own["merge"].removeprefix(_HEADS)


def read_tracking(git: Git) -> Tracking:
    """Read it, all at once."""
    said = git.run("config", "-z", "--get-regexp", _KEYS, ok=(0, 1)).decode("utf-8", "surrogateescape")
    remotes: dict[str, None] = {}
    branches: dict[str, dict[str, str]] = defaultdict(dict)
    push_default: str | None = None
    for entry in said.split("\0")[:-1]:
        key, _, value = entry.partition("\n")
        section, _, rest = key.partition(".")
        name, _, variable = rest.rpartition(".")
        if section == "branch":
            branches[name][variable] = value
        elif variable == "url":
            remotes[name] = None
        else:
            push_default = value
    return Tracking(remotes=tuple(remotes), push_default=push_default, branches=branches)


def apart(git: Git, one: CommitId, other: CommitId) -> tuple[int, int]:
    """Return how many commits only the first has, and how many only the other."""
    first, second = git.text("rev-list", "--left-right", "--count", f"{one}...{other}", "--").split()
    return int(first), int(second)
