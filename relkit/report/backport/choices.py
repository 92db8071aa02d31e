"""The picks of a line as options to choose from: what would come of each, which it is, what it does."""

from __future__ import annotations

from dataclasses import dataclass

from relkit.model.backport import LineWork, Pick
from relkit.model.forecast import CHANGELOG, Outcome
from relkit.model.ids import SHORT_ID, CommitId
from relkit.report.backport.planned import row_of
from relkit.report.page import Page, Piece
from relkit.report.words import count


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """A pick to choose or not; ``likely``: it would apply and work, so that it is chosen unless a person says no."""

    id: CommitId
    text: str
    likely: bool


def choices(work: LineWork, *, width: int, ascii_only: bool = False) -> tuple[Choice, ...]:
    """Return a line's picks in texts of at most ``width`` columns."""
    page = Page(width, ascii_only)
    states = [_state(pick) for pick in work.picks]
    widest = max(map(len, states), default=0)
    for pick, state in zip(work.picks, states, strict=True):
        page.line(Piece(f"{page.pad(state, widest)}  {pick.id[:SHORT_ID]}  {pick.title}"))
    return tuple(
        Choice(id=pick.id, text=line.plain, likely=_is_likely(pick))
        for pick, line in zip(work.picks, page.lines, strict=True)
    )


def _state(pick: Pick) -> str:
    """Return what would come of a pick, in a few words: "conflicts, 2 files"."""
    said = row_of(pick).state
    told = pick.forecast
    if told is None:
        return said
    if told.outcome is Outcome.NEEDS:
        return f"needs {count(len(told.prerequisites), 'other')} first"
    if told.outcome is Outcome.CONFLICT and told.conflicts:
        beside = all(conflict.area == CHANGELOG for conflict in told.conflicts)
        return f"{said}, {'only changelog' if beside else count(len(told.conflicts), 'file')}"
    return said


def _is_likely(pick: Pick) -> bool:
    return pick.forecast is None or (pick.forecast.outcome is Outcome.CLEAN and not pick.forecast.lacks)
