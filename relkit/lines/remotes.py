"""Local branches first, then those of the remote that is the project."""

from __future__ import annotations

from collections.abc import Iterable

from relkit.model.refs import Branch, Refs

_KNOWN = ("upstream", "origin")
"""In a fork's clone, ``upstream`` is by custom the project and ``origin`` the fork."""


def preferred(refs: Refs) -> dict[str, Branch]:
    """Return for each short name the branch that stands for it: the local one, else upstream's, else origin's.

    The branches of another remote count only where the repository has neither of the two.
    """
    chosen: dict[str, Branch] = {}
    for branch in sorted(refs.branches, key=rank):
        chosen.setdefault(branch.short, branch)
    if any(branch.remote in _KNOWN for branch in refs.branches):
        return {short: branch for short, branch in chosen.items() if branch.remote in (None, *_KNOWN)}
    return chosen


def rank(branch: Branch) -> tuple[int, str]:
    """Sort local before upstream before origin before any other remote."""
    return (-1, "") if branch.remote is None else rank_remote(branch.remote)


def rank_remote(remote: str) -> tuple[int, str]:
    """Sort upstream before origin before any other remote."""
    return (_KNOWN.index(remote), "") if remote in _KNOWN else (len(_KNOWN), remote)


def elsewhere(refs: Refs, branches: Iterable[Branch]) -> list[tuple[Branch, Branch]]:
    """Return the local branches that are not where the project's remote has them, each with the remote's."""
    remote = {
        branch.short: branch
        for branch in sorted(refs.branches, key=rank, reverse=True)
        if branch.remote in _KNOWN or (branch.remote and len({b.remote for b in refs.branches if b.remote}) == 1)
    }
    return [
        (branch, other)
        for branch in branches
        if branch.remote is None and (other := remote.get(branch.short)) and other.tip != branch.tip
    ]


def differing(refs: Refs, branches: Iterable[Branch]) -> list[str]:
    """Return a warning for each local branch that is not where the project's remote has it."""
    return [
        f"the local {branch.name} is not where {other.name} is; the local one is planned"
        for branch, other in elsewhere(refs, branches)
    ]
