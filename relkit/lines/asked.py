"""Lines that the user names."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from relkit.errors import UsageError
from relkit.lines.candidates import Candidate
from relkit.lines.names import read_name
from relkit.lines.remotes import preferred, rank
from relkit.model.refs import Branch, Refs

_SHOWN = 8
"""Lines that a hint lists where no name is near."""


def find_asked(
    refs: Refs, mainline: Branch, candidates: Sequence[Candidate], asked: Sequence[str]
) -> tuple[tuple[Candidate, ...], frozenset[str]]:
    """Return the candidates with what the user asked for among them, and the full refs of what was asked for.

    A line is named by its branch (with or without the remote), its full ref or its series. An existing branch that
    is no candidate becomes one. Raises UsageError, with the nearest names, for what is neither.
    """
    known = list(candidates)
    wanted: set[str] = set()
    for name in asked:
        if name in (mainline.name, mainline.short, mainline.ref):
            continue
        found = next((candidate for candidate in known if name in _names(candidate)), None)
        if found is None:
            branch = _branch_named(refs, name)
            if branch is None:
                raise _unknown(name, refs, mainline, candidates)
            series = read_name(branch.short)
            found = Candidate(branch=branch, series=series.series if series else None)
            known.append(found)
        wanted.add(found.branch.ref)
    return tuple(known), frozenset(wanted)


def is_branch(name: str, refs: Refs, candidates: Sequence[Candidate]) -> bool:
    """Tell whether a name means a branch, of the mainline or another: by its name, its full ref or its series."""
    return any(name in _names(one) for one in candidates) or _branch_named(refs, name) is not None


def _names(candidate: Candidate) -> tuple[str | None, ...]:
    branch = candidate.branch
    return branch.name, branch.short, branch.ref, candidate.series


def _branch_named(refs: Refs, name: str) -> Branch | None:
    found = (branch for branch in sorted(refs.branches, key=rank) if name in (branch.name, branch.ref))
    return next(found, None) or preferred(refs).get(name)


def _unknown(name: str, refs: Refs, mainline: Branch, candidates: Sequence[Candidate]) -> UsageError:
    names = [known for candidate in candidates for known in (candidate.branch.name, candidate.series) if known]
    near = get_close_matches(name, [*names, mainline.name], n=3) or get_close_matches(name, preferred(refs), n=3)
    if near:
        hint = f"did you mean {' or '.join(dict.fromkeys(near))}?"
    elif candidates:
        hint = f"the lines are {', '.join(candidate.branch.name for candidate in candidates[:_SHOWN])}"
    else:
        hint = f"there are no maintenance branches; the mainline is {mainline.name}"
    return UsageError(f"there is no line called {name}", hint)
