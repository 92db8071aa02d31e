"""What a person changes in a planned backport: fewer picks, another verification."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from relkit.model.backport import Backport, LeftOut, LineWork, Pick
from relkit.model.ids import CommitId
from relkit.model.plan import Reason

_NOT_CHOSEN = Reason(code="not-chosen", text="not chosen")


def only_chosen(backport: Backport, chosen: Sequence[Collection[CommitId]]) -> Backport:
    """Return a backport with the picks that were chosen for each of its lines; the others are left out.

    A forecast that rests on a pick that is left out does not hold any more, and is dropped.
    """
    return replace(
        backport,
        lines=tuple(_narrowed(work, taken) for work, taken in zip(backport.lines, chosen, strict=True)),
    )


def _narrowed(work: LineWork, taken: Collection[CommitId]) -> LineWork:
    dropped = {pick.id for pick in work.picks if pick.id not in taken}
    left_out = tuple(
        LeftOut(id=pick.id, title=pick.title, reason=_NOT_CHOSEN) for pick in work.picks if pick.id in dropped
    )
    return replace(
        work,
        picks=tuple(_without(pick, dropped) for pick in work.picks if pick.id not in dropped),
        left_out=(*work.left_out, *left_out),
    )


def _without(pick: Pick, dropped: Collection[CommitId]) -> Pick:
    if pick.first_for in dropped:  # it was chosen for itself
        pick = replace(pick, first_for=None)
    rests_on = () if pick.forecast is None else pick.forecast.after
    return replace(pick, forecast=None) if any(commit in dropped for commit in rests_on) else pick


def verified_with(backport: Backport, command: str | None) -> Backport:
    """Return a backport all of whose lines are verified with a command; None leaves what is configured."""
    if command is None:
        return backport
    lines = (replace(work, destination=replace(work.destination, verify=command)) for work in backport.lines)
    return replace(backport, lines=tuple(lines))
