"""An operation for a terminal: what became of each pick, what is in the way, where the results stand, what to type."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from relkit.model.command import Command
from relkit.model.journal import Operation, Phase, PickState
from relkit.report.backport.next_commands import next_commands
from relkit.report.backport.picked import Seen, show_line
from relkit.report.backport.results import overtaken, standing, taken_back
from relkit.report.backport.rows import GAP, show_warnings
from relkit.report.backport.view import PHASES, Told, tally, titles_of, told_closing
from relkit.report.commands import show_commands
from relkit.report.page import Page, Piece
from relkit.report.tones import Tone

TONES = {
    Phase.DONE: Tone.GOOD,
    Phase.ABORTED: Tone.QUIET,
    Phase.UNDONE: Tone.QUIET,
}
"""Tones of phases; those that are not over are to be noticed."""
_TAKEN_BACK = (Phase.ABORTED, Phase.UNDONE)


def lines(told: Told, *, width: int, ascii_only: bool = False) -> Sequence[Text]:
    """Return lines for a terminal of ``width`` columns; none is wider, but for a command's single word.

    Of an operation that was taken back only what became of it: its picks were all told before, and can be asked for.
    """
    page = Page(width, ascii_only)
    all_by = f"{told.relkit} log {told.operation.id}"
    if told.operation.phase in _TAKEN_BACK:
        _head(page, told.operation)
        _outcome(page, told, Command(command=all_by, does="all about it"))
    else:
        show_whole(page, told, all_by=all_by)
    return page.lines


def show_whole(page: Page, told: Told, *, all_by: str | None) -> None:
    """Write what became of every pick, what is in the way, where the results stand and what to type.

    ``all_by`` is the command that shows all there is, None where that is wanted here.
    """
    operation = told.operation
    titles = titles_of(operation.backport, told.titles)
    _head(page, operation)
    for number, (work, line) in enumerate(zip(operation.backport.lines, operation.lines, strict=True)):
        page.blank()
        seen = Seen(titles=titles, phase=operation.phase, all_by=all_by, merged=number in told.merged)
        show_line(page, work, line, seen)
    show_warnings(page, operation.backport.warnings)
    _outcome(page, told)


def _head(page: Page, operation: Operation) -> None:
    page.line(
        Piece(operation.backport.repository, Tone.STRONG),
        Piece(f"{GAP}backport {operation.id}", Tone.QUIET),
        Piece(f"{GAP}{PHASES[operation.phase]}", TONES.get(operation.phase, Tone.ATTENTION)),
    )


def _outcome(page: Page, told: Told, *more: Command) -> None:
    operation = told.operation
    page.blank()
    page.paragraph(tally(operation.backport.lines, operation.lines, operation.phase), Tone.STRONG)
    show_results(page, operation)
    show_commands(page, (*next_commands(told), *more))


def show_results(page: Page, operation: Operation) -> None:
    """Write where the results stand, what left the repository, and what was refused; or what was taken back."""
    if operation.phase in _TAKEN_BACK:  # what was to be done with the results is over as well
        for said in taken_back(operation):
            page.paragraph(said)
        return
    if operation.phase in (Phase.WAITING, Phase.PICKING):
        page.paragraph("No branch has moved yet: what was picked is kept until the rest is done.", Tone.QUIET)
    if operation.phase in (Phase.DONE, Phase.PUSHING):
        for said in standing(operation):
            page.paragraph(said)
        for said in overtaken(operation):
            page.paragraph(said, Tone.ATTENTION, first="! ")
    for said in told_closing(_committed(operation)):
        page.paragraph(said, Tone.QUIET)
    for refused in operation.refused:
        page.paragraph(refused, Tone.BAD, first="! ")


def _committed(operation: Operation) -> int:
    """Return how many commits were made whose message had lines left out that close issues."""
    return sum(
        pick.drops_closing and state.state in (PickState.MADE, PickState.RESOLVED)
        for work, line in zip(operation.backport.lines, operation.lines, strict=True)
        for pick in work.picks
        for state in line.picks
        if state.id == pick.id
    )
