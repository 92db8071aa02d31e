"""What was found out about a project, as a table for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from relkit.model.found import Found
from relkit.report.page import Page, Piece
from relkit.report.tones import Tone

_GAP = "  "
_LEAST_WHY = 24
"""Columns that a reason needs to stand beside what it is for; with fewer it stands below."""


def lines(title: str, found: Sequence[Found], *, width: int, ascii_only: bool = False) -> Sequence[Text]:
    """Return a line for each thing found: what it is, its value, and why; a plus marks what would be written."""
    page = Page(width, ascii_only)
    page.line(Piece(title, Tone.STRONG))
    page.blank()
    third = page.width // 3
    names = min(max((page.measure(item.what) for item in found), default=0), third)
    values = min(max((page.measure(item.value) for item in found), default=0), third)
    taken = 2 + names + values + 2 * len(_GAP)
    for item in found:
        head = [
            Piece("+ " if item.written else "  ", Tone.GOOD),
            Piece(page.pad(item.what, names), Tone.STRONG),
            Piece(_GAP),
        ]
        if page.width - taken >= _LEAST_WHY:
            page.row(*head, Piece(page.pad(item.value, values)), Piece(_GAP), text=item.why, tone=Tone.QUIET)
        else:
            page.line(*head, Piece(item.value))
            page.paragraph(item.why, Tone.QUIET, first=_GAP * 2)
    return page.lines
