"""Forecasts for a terminal: a line each, and below it what is in its way."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from relkit.model.forecast import Forecasts, Outcome
from relkit.model.ids import SHORT_ID
from relkit.report.forecast.view import OUTCOMES, notes, summary
from relkit.report.page import Page, Piece
from relkit.report.tones import Tone

_WIDEST = max(map(len, OUTCOMES.values()))
_GAP = "  "
_TONES = {
    Outcome.CLEAN: Tone.GOOD,
    Outcome.EMPTY: Tone.QUIET,
    Outcome.CONFLICT: Tone.BAD,
    Outcome.NEEDS: Tone.ATTENTION,
    Outcome.UNKNOWN: Tone.ATTENTION,
}


def lines(made: Forecasts, *, width: int, ascii_only: bool = False) -> Sequence[Text]:
    """Return lines for a terminal of ``width`` columns; none is wider."""
    page = Page(width, ascii_only)
    page.line(Piece(made.repository, Tone.STRONG), Piece(_GAP + summary(made), Tone.QUIET))
    page.blank()
    for pick in made.picks:
        page.line(
            Piece(page.pad(OUTCOMES[pick.outcome], _WIDEST) + _GAP, _TONES[pick.outcome]),
            Piece(pick.id[:SHORT_ID] + _GAP, Tone.QUIET, to_copy=True),
            Piece(made.titles.get(pick.id, "")),
        )
        for note in notes(pick, made):
            page.paragraph(note, Tone.QUIET, first=_GAP * 2)
        for warning in pick.warnings:
            page.paragraph(warning, Tone.ATTENTION, first=f"{_GAP * 2}! ")
    for warning in made.warnings:
        page.blank()
        page.paragraph(warning, Tone.ATTENTION, first="! ")
    return page.lines
