"""What stands after an interrupt, for a terminal: how far the operation is, and what to type."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from relkit.model.journal import Phase
from relkit.report.backport.next_commands import after_interrupt
from relkit.report.backport.view import PHASES, Told, tally
from relkit.report.commands import show_commands
from relkit.report.page import Page
from relkit.report.tones import Tone

_STANDS = {
    Phase.PICKING: "No branch has moved yet: what was picked is kept until the rest is done.",
    Phase.WAITING: "No branch has moved yet: what was picked is kept until the rest is done.",
    Phase.PUBLISHING: "All picks are made, and its branches move together or not at all.",
    Phase.PUSHING: "Its branches stand; not all of them were pushed.",
    Phase.UNDOING: "Its branches go back together or not at all.",
}
"""What is true of the refs in each phase that is not over."""


def lines(told: Told, *, width: int, ascii_only: bool = False) -> Sequence[Text]:
    """Return lines for a terminal of ``width`` columns; none is wider, but for a command's single word."""
    page = Page(width, ascii_only)
    operation = told.operation
    asked = tally(operation.backport.lines, operation.lines, operation.phase)
    page.paragraph(f"interrupted: backport {operation.id}, {PHASES[operation.phase]}; {asked}", Tone.ATTENTION)
    stands = _STANDS.get(operation.phase)
    if stands is not None:
        page.paragraph(stands)
    show_commands(page, after_interrupt(told))
    return page.lines
