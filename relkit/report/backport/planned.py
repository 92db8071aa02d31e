"""A backport that is not carried out, for a terminal: what would be picked, and what would come of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from rich.text import Text

from relkit.model.backport import LineWork, Manner, Notes, Pick, When
from relkit.model.command import Command
from relkit.model.forecast import Outcome
from relkit.model.ids import CommitId
from relkit.report.backport.rows import (
    GAP,
    NOTES,
    Row,
    show_heading,
    show_left_out,
    show_row,
    show_warnings,
    widths,
)
from relkit.report.backport.view import Planned, titles_of, to_pick, told_closing, whither
from relkit.report.commands import show_commands
from relkit.report.forecast.view import OUTCOMES, in_number
from relkit.report.page import Page, Piece
from relkit.report.picks import called, in_the_way, told_lack
from relkit.report.tones import Tone
from relkit.report.words import count

MARKS = {
    Outcome.CLEAN: (("✓", "+"), Tone.GOOD),
    Outcome.NEEDS: (("↷", "!"), Tone.ATTENTION),
    Outcome.CONFLICT: (("✗", "x"), Tone.BAD),
    Outcome.EMPTY: (("=", "="), Tone.QUIET),
    Outcome.UNKNOWN: (("?", "?"), Tone.ATTENTION),
}
"""How a forecast is shown: its sign, the same in ASCII, and its tone."""
_NOT_TRIED = "not tried"
_UNTRIED = (("·", "-"), Tone.QUIET)


def lines(planned: Planned, *, width: int, ascii_only: bool = False) -> Sequence[Text]:
    """Return lines for a terminal of ``width`` columns; none is wider, but for a command's single word."""
    page = Page(width, ascii_only)
    backport = planned.backport
    titles = titles_of(backport, planned.titles)
    picks = [pick for work in backport.lines for pick in work.picks]
    page.line(
        Piece(backport.repository, Tone.STRONG),
        Piece(f"{GAP}{to_pick(backport.lines)}{'; nothing is done yet' if picks else ''}", Tone.QUIET),
    )
    for work in backport.lines:
        page.blank()
        _line(page, work, titles, [pick for pick in work.picks if not planned.are_listed or _is_doubtful(pick)])
    show_warnings(page, backport.warnings)
    told = [*told_manner(backport.manner), *told_closing(sum(pick.drops_closing for pick in picks))]
    if told and planned.again is not None:
        page.blank()
        for said in told:
            page.paragraph(said, Tone.QUIET)
    if planned.again is not None:
        show_commands(page, (Command(command=planned.again, does="carries this out"),))
    return page.lines


def _line(page: Page, work: LineWork, titles: Mapping[CommitId, str], picks: Sequence[Pick]) -> None:
    number = count(len(work.picks), "cherry-pick")
    show_heading(page, work, f"{number} {whither(work)}{_outcomes(work)}" if work.picks else "nothing to pick")
    rows = [row_of(pick) for pick in picks]
    states, commits = widths(rows)
    for pick, row in zip(picks, rows, strict=True):
        show_row(page, row, states=states, commits=commits)
        for note in notes(pick, titles):
            page.paragraph(note, Tone.QUIET, first=NOTES)
        for warning in pick.forecast.warnings if pick.forecast is not None else ():
            page.paragraph(warning, Tone.ATTENTION, first=f"{NOTES}! ")
    show_left_out(page, work.left_out)
    if work.destination.verify is not None and work.picks:
        page.paragraph(f"verified with: {work.destination.verify}", Tone.QUIET, first=GAP)


def _is_doubtful(pick: Pick) -> bool:
    told = pick.forecast
    return told is None or told.outcome is not Outcome.CLEAN or bool(told.lacks or told.warnings)


def _outcomes(work: LineWork) -> str:
    """Return what would come of all picks of a line together: ": 3 apply, 1 conflicts"."""
    states = Counter(row_of(pick).state for pick in work.picks if pick.forecast is not None)
    untried = len(work.picks) - states.total()
    told = [f"{number:,} {in_number(state, number)}" for state, number in states.most_common()]
    told += [f"{untried:,} {_NOT_TRIED}"] if untried and told else []
    return f": {', '.join(told)}" if told else ""


def row_of(pick: Pick) -> Row:
    """Return a pick that is not made, in a row: what is forecast of it."""
    if pick.forecast is None:
        mark, tone = _UNTRIED
        return Row(mark=mark, state=_NOT_TRIED, tone=tone, id=pick.id, title=pick.title)
    mark, tone = MARKS[pick.forecast.outcome]
    state = OUTCOMES[pick.forecast.outcome]
    if pick.forecast.lacks:  # it applies, and that says too little
        mark, tone, state = ("!", "!"), Tone.ATTENTION, "would not work"
    return Row(mark=mark, state=state, tone=tone, id=pick.id, title=pick.title)


def notes(pick: Pick, titles: Mapping[CommitId, str]) -> Iterator[str]:
    """Yield what is to be known of a pick: whom it is for, another title, what it needs, conflicts with and lacks."""
    subject = pick.message.partition("\n")[0].strip()
    if subject and subject != pick.title:
        of_merge = pick.source not in (None, pick.id)
        yield f"as the commit “{subject}” of that merge" if of_merge else f"under the title “{subject}”"
    if pick.first_for is not None:
        yield f"a prerequisite of {called(pick.first_for, titles)}"
    told = pick.forecast
    if told is not None:
        conflicts = told.conflicts if told.outcome in (Outcome.CONFLICT, Outcome.NEEDS) else ()
        yield from in_the_way(conflicts, told.prerequisites, titles)
        yield from map(told_lack, told.lacks)


def told_manner(manner: Manner) -> Iterator[str]:
    """Yield what is out of the ordinary in how picks are made, and what would leave the repository."""
    if manner.clean_only:
        yield "What conflicts is skipped."
    if manner.notes is Notes.TAKE:
        yield "Where nothing but the changelog conflicts, the pick's change note is taken."
    if manner.notes is Notes.LEAVE:
        yield "Where nothing but the changelog conflicts, it is left as the line has it."
    if not manner.hooks:
        yield "git's hooks do not run."
    if manner.sign is not None:
        yield "The commits are signed." if manner.sign else "The commits are not signed."
    if manner.verify_when is When.EACH:
        yield "Each pick is verified."
    if manner.push:
        yield "The results are pushed." if not manner.request else "The results are pushed, and pull requests opened."
