"""Approving a backport: it holds as long as nothing that it rests on has moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from relkit.errors import StoppedError
from relkit.model.backport import ApprovedBackport, Backport, Destination
from relkit.model.ids import SHORT_ID, CommitId
from relkit.planner.wording import count

_HEADS = "refs/heads/"


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """What the refs of a repository hold now: branches, local and remote ones, and of tags the commits."""

    refs: Mapping[str, CommitId]


def approve(backport: Backport, standing: Standing) -> ApprovedBackport:
    """Return the backport as one that may be carried out.

    Raises StoppedError with all that speaks against it: a branch that it starts from has moved, one that it makes is
    there, one that it moves is no longer where it was. That nothing is to be picked does not.
    """
    refusals = [said for work in backport.lines if work.picks for said in _refusals(work.destination, standing.refs)]
    if refusals:
        raise StoppedError(
            f"the backport is out of date: {count(len(refusals), 'ref')} moved since it was planned",
            "plan it again",
            tuple(dict.fromkeys(refusals)),
        )
    return ApprovedBackport(backport)


def told_move(ref: str, then: CommitId | None, now: CommitId | None) -> str:
    """Return what became of a ref: "refs/heads/2.3.x was at 1a2b3c4d5e, and is at 6f7a8b9c0d"."""
    if then is None:
        return f"{ref} was not there, and is at {_short(now)}"
    if now is None:
        return f"{ref} was at {_short(then)}, and is no longer there"
    return f"{ref} was at {_short(then)}, and is at {_short(now)}"


def _short(commit: CommitId | None) -> str:
    return "nothing" if commit is None else commit[:SHORT_ID]


def _refusals(to: Destination, refs: Mapping[str, CommitId]) -> Iterator[str]:
    if refs.get(to.base_ref) != to.base:
        yield told_move(to.base_ref, to.base, refs.get(to.base_ref))
    if to.ref != to.base_ref and refs.get(to.ref) != to.old:
        yield told_move(to.ref, to.old, refs.get(to.ref))
    if to.opens is not None and to.opens != to.ref and to.opens in refs:
        yield told_move(to.opens, None, refs[to.opens])
    for ref in (to.ref, to.opens):
        if ref is not None and ref not in refs:
            yield from _in_the_way(ref, refs)


def _in_the_way(ref: str, refs: Mapping[str, CommitId]) -> Iterator[str]:
    """Yield why git could not make a ref: it keeps none above or below another."""
    for other in refs:
        if other.startswith(f"{ref}/") or (ref.startswith(f"{other}/") and other.startswith(_HEADS)):
            yield f"{other} is there, so that {ref} cannot be made"
