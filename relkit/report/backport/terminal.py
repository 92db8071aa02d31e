"""An operation for a terminal: what became of each pick, what is in the way, where the results stand, what to type."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence

from rich.text import Text

from relkit.model.backport import LineWork, Pick
from relkit.model.ids import SHORT_ID, CommitId
from relkit.model.journal import LineProgress, Operation, Phase, PickProgress, PickState, Verified
from relkit.report.backport.audit import show_deviations
from relkit.report.backport.next_commands import next_commands, only_the_changelog
from relkit.report.backport.results import overtaken, standing
from relkit.report.backport.rows import GAP, NOTES, Row, show_left_out, show_row, show_warnings, widths
from relkit.report.backport.view import PHASES, Told, tally, titles_of, told_state, whither
from relkit.report.commands import show_commands
from relkit.report.page import Page, Piece
from relkit.report.picks import called, in_the_way
from relkit.report.tones import Tone

MARKS = {
    PickState.MADE: (("✓", "+"), Tone.GOOD),
    PickState.RESOLVED: (("✓", "+"), Tone.GOOD),
    PickState.THERE: (("=", "="), Tone.QUIET),
    PickState.SKIPPED: (("-", "-"), Tone.ATTENTION),
    PickState.CONFLICT: (("✗", "x"), Tone.BAD),
    PickState.WAITING: (("…", "."), Tone.QUIET),
}
"""How a state is shown: its sign, the same in ASCII, and its tone."""
TONES = {
    Phase.DONE: Tone.GOOD,
    Phase.ABORTED: Tone.QUIET,
    Phase.UNDONE: Tone.QUIET,
}
"""Tones of phases; those that are not over are to be noticed."""


def lines(told: Told, *, width: int, ascii_only: bool = False) -> Sequence[Text]:
    """Return lines for a terminal of ``width`` columns; none is wider, but for a command's single word."""
    page = Page(width, ascii_only)
    operation = told.operation
    titles = titles_of(operation.backport, told.titles)
    page.line(
        Piece(operation.backport.repository, Tone.STRONG),
        Piece(f"{GAP}backport {operation.id}", Tone.QUIET),
        Piece(f"{GAP}{PHASES[operation.phase]}", TONES.get(operation.phase, Tone.ATTENTION)),
    )
    for work, line in zip(operation.backport.lines, operation.lines, strict=True):
        page.blank()
        _show_line(page, work, line, titles, operation.phase)
    show_warnings(page, operation.backport.warnings)
    page.blank()
    page.paragraph(tally(operation.backport.lines, operation.lines, operation.phase), Tone.STRONG)
    show_results(page, operation)
    show_commands(page, next_commands(told))
    return page.lines


def _show_line(page: Page, work: LineWork, line: LineProgress, titles: Mapping[CommitId, str], phase: Phase) -> None:
    """Write what became of a line's picks, and what stops it."""
    page.line(
        Piece(work.destination.line, Tone.STRONG),
        Piece(f"{GAP}{whither(work) if work.picks else 'nothing to pick'}", Tone.QUIET),
    )
    picks = [(pick, _state(pick, line)) for pick in work.picks]
    rows = [_row(pick, state, line.failed, phase) for pick, state in picks]
    states, commits = widths(rows)
    for (pick, state), row in zip(picks, rows, strict=True):
        show_row(page, row, states=states, commits=commits)
        _notes(page, pick, state, titles, phase)
        if line.failed is not None and line.failed.id == pick.id:
            _failed(page, line.failed)
    show_left_out(page, work.left_out)
    if line.failed is not None and line.failed.id is None:
        _failed(page, line.failed)


def show_results(page: Page, operation: Operation) -> None:
    """Write where the results stand, what left the repository, and what was refused."""
    if operation.phase in (Phase.WAITING, Phase.PICKING):
        page.paragraph("No branch has moved yet: what was picked is kept until the rest is done.", Tone.QUIET)
    if operation.phase is Phase.ABORTED:
        page.paragraph("No branch has moved.", Tone.QUIET)
    if operation.phase is Phase.UNDONE:
        page.paragraph("Every branch is again where it was before.", Tone.QUIET)
        for remote in operation.pushed:
            page.paragraph(f"What was pushed to {remote} stays there.", Tone.ATTENTION)
    if operation.phase in (Phase.DONE, Phase.PUSHING):
        for said in standing(operation):
            page.paragraph(said)
        for said in overtaken(operation):
            page.paragraph(said, Tone.ATTENTION, first="! ")
    for refused in operation.refused:
        page.paragraph(refused, Tone.BAD, first="! ")


def _state(pick: Pick, line: LineProgress) -> PickProgress:
    return next((state for state in line.picks if state.id == pick.id), PickProgress(id=pick.id))


def _row(pick: Pick, state: PickProgress, failed: Verified | None, phase: Phase) -> Row:
    mark, tone = MARKS[state.state]
    said = told_state(state.state, phase)
    if failed is not None and failed.id == pick.id:
        (mark, tone), said = MARKS[PickState.CONFLICT], "fails"
    return Row(mark=mark, state=said, tone=tone, id=pick.id, title=pick.title, commit=state.commit)


def _notes(page: Page, pick: Pick, state: PickProgress, titles: Mapping[CommitId, str], phase: Phase) -> None:
    if pick.first_for is not None:
        page.paragraph(f"a prerequisite of {called(pick.first_for, titles)}", Tone.QUIET, first=NOTES)
    if state.state is PickState.CONFLICT:
        for note in in_the_way(state.conflicts, state.prerequisites, titles):
            page.paragraph(note, Tone.ATTENTION, first=NOTES)
        if only_the_changelog(state.conflicts) and not phase.is_over:
            page.paragraph("relkit can settle that: take the pick's change note, or leave it", first=NOTES)
    if state.why:
        page.paragraph(state.why, Tone.QUIET, first=NOTES)
    show_deviations(page, state.deviations)


def _failed(page: Page, failed: Verified) -> None:
    command = shlex.quote(failed.command) if "\n" in failed.command else failed.command
    page.paragraph(
        f"verification failed on {failed.commit[:SHORT_ID]} with status {failed.status}: {command}",
        Tone.BAD,
        first=NOTES,
    )
    page.paragraph(f"what it said is in {failed.log}", Tone.QUIET, first=NOTES)
