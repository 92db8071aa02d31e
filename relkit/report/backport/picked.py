"""A line of an operation for a terminal: what became of each of its picks, and what stops it."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from relkit.model.backport import LineWork, Pick
from relkit.model.ids import SHORT_ID, CommitId
from relkit.model.journal import LineProgress, Phase, PickProgress, PickState, Refused, Verified
from relkit.report.backport.audit import show_deviations
from relkit.report.backport.next_commands import only_the_changelog
from relkit.report.backport.rows import GAP, NOTES, Row, show_heading, show_left_out, show_row, widths
from relkit.report.backport.view import told_state, whither
from relkit.report.page import Page
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """What is known beside a line itself.

    ``titles`` are those of commits, and ``phase`` is the operation's. ``all_by`` is the command that shows all there
    is, None where that is wanted here. ``merged``: the line's conflict is merged in its worktree, and nobody has said
    yet that relkit should go on.
    """

    titles: Mapping[CommitId, str]
    phase: Phase
    all_by: str | None = None
    merged: bool = False


def show_line(page: Page, work: LineWork, line: LineProgress, seen: Seen) -> None:
    """Write what became of a line's picks, and what stops it; of one that is over in the order of its commits."""
    picks, is_sorted = _in_order(work, line)
    where = f"{whither(work)}{', in the order of its commits' if is_sorted else ''}"
    show_heading(page, work, where if work.picks else "nothing to pick")
    rows = [_row(pick, state, line, seen) for pick, state in picks]
    states, commits = widths(rows)
    for (pick, state), row in zip(picks, rows, strict=True):
        show_row(page, row, states=states, commits=commits)
        _notes(page, pick, state, seen)
        if line.failed is not None and line.failed.id == pick.id:
            _failed(page, line.failed)
        if line.refused is not None and line.refused.id == pick.id:
            _refused(page, line.refused)
    if line.open is not None and not seen.phase.is_over and any(state.state is PickState.WAITING for _, state in picks):
        page.paragraph(
            f"what waits comes after {line.open.id[:SHORT_ID]}: it shares files with it or with another that "
            "waits, needs one of them, or conflicts itself",
            Tone.QUIET,
            first=GAP,
        )
    show_left_out(page, work.left_out)
    if line.failed is not None and line.failed.id is None:
        _failed(page, line.failed)
    if work.destination.verify is not None and line.failed is None and line.is_over and line.verified == line.tip:
        page.paragraph(f"verified: {_typed(work.destination.verify)}", Tone.GOOD, first=GAP)


def _in_order(work: LineWork, line: LineProgress) -> tuple[Sequence[tuple[Pick, PickProgress]], bool]:
    """Return a line's picks with what became of them, and whether they are in another order than was planned.

    Once none is left they stand as their commits do; those that became none come last then.
    """
    known = {state.id: state for state in line.picks}
    picks = [(pick, known.get(pick.id, PickProgress(id=pick.id))) for pick in work.picks]
    places = {commit: place for place, commit in enumerate(line.made)}
    made = [one for one in picks if one[0].id in places]
    stand = sorted(made, key=lambda one: places[one[0].id])
    if not line.is_over or stand == made:
        return picks, False
    return [*stand, *(one for one in picks if one[0].id not in places)], True


def _row(pick: Pick, state: PickProgress, line: LineProgress, seen: Seen) -> Row:
    mark, tone = MARKS[state.state]
    said = told_state(state.state, seen.phase)
    if state.state is PickState.CONFLICT and seen.merged:
        mark, tone, said = MARKS[PickState.MADE][0], Tone.ATTENTION, "merged"
    if line.failed is not None and line.failed.id == pick.id:
        (mark, tone), said = MARKS[PickState.CONFLICT], "fails"
    if line.refused is not None and line.refused.id == pick.id:
        (mark, tone), said = MARKS[PickState.CONFLICT], "refused"
    return Row(mark=mark, state=said, tone=tone, id=pick.id, title=pick.title, commit=state.commit)


def _notes(page: Page, pick: Pick, state: PickProgress, seen: Seen) -> None:
    if pick.first_for is not None:
        page.paragraph(f"a prerequisite of {called(pick.first_for, seen.titles)}", Tone.QUIET, first=NOTES)
    if state.state is PickState.CONFLICT and seen.merged:
        page.paragraph("all of it is merged in its worktree, and is not committed yet", Tone.ATTENTION, first=NOTES)
    elif state.state is PickState.CONFLICT:
        for note in in_the_way(state.conflicts, state.prerequisites, seen.titles):
            page.paragraph(note, Tone.ATTENTION, first=NOTES)
        if only_the_changelog(state.conflicts) and not seen.phase.is_over:
            page.paragraph("relkit can settle that: take the pick's change note, or leave it", first=NOTES)
    if state.why:
        page.paragraph(state.why, Tone.QUIET, first=NOTES)
    show_deviations(page, state.deviations, all_by=seen.all_by)


def _failed(page: Page, failed: Verified) -> None:
    on = failed.commit[:SHORT_ID]
    what = "verification failed" if failed.id else "the line itself fails, without any pick: verification failed"
    page.paragraph(f"{what} on {on} with status {failed.status}: {_typed(failed.command)}", Tone.BAD, first=NOTES)
    page.command(shlex.quote(failed.log), first=f"{NOTES}what it said is in ")


def _refused(page: Page, refused: Refused) -> None:
    page.paragraph(refused.why, Tone.BAD, first=NOTES)
    for said in refused.said:
        page.paragraph(said, Tone.QUIET, first=NOTES + GAP)


def _typed(command: str) -> str:
    return shlex.quote(command) if "\n" in command else command
