"""A pick of a line, in a row: what became of it, which it is, what it does; below it what is to be known of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from relkit.model.backport import LeftOut, LineWork
from relkit.model.ids import SHORT_ID, CommitId
from relkit.report.page import Page, Piece
from relkit.report.tones import Tone
from relkit.report.words import count

NARROW = 64
"""Columns below which a title stands below its row."""
GAP = "  "
NOTES = GAP * 3
"""What notes on a row are indented by."""
_LEFT_OUT = 8
"""Changes left out that are shown; documents have all."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A pick: what becomes of it in a sign (and its like in ASCII) and in words, and the commit that it became."""

    mark: tuple[str, str]
    state: str
    tone: Tone
    id: CommitId
    title: str
    commit: CommitId | None = None


def show_heading(page: Page, work: LineWork, said: str) -> None:
    """Write a line's name, and what is said of it beside it, or below it where there is no room."""
    name = Piece(work.destination.line, Tone.STRONG)
    if page.measure(f"{name.text}{GAP}{said}") <= page.width:
        page.line(name, Piece(f"{GAP}{said}", Tone.QUIET))
    else:
        page.line(name)
        page.paragraph(said, Tone.QUIET, first=GAP)


def show_row(page: Page, row: Row, *, states: int, commits: bool) -> None:
    """Write a row; ``states`` is the width of the widest state, ``commits``: some row of the table has a commit."""
    narrow = page.width < NARROW
    pieces = [
        Piece(GAP),
        Piece(f"{row.mark[page.ascii_only]} ", row.tone),
        Piece(page.pad(row.state, states) + GAP, row.tone),
        Piece(row.id[:SHORT_ID], Tone.QUIET, to_copy=True),
    ]
    if row.commit is not None:
        pieces += [Piece(" → ", Tone.QUIET), Piece(row.commit[:SHORT_ID], to_copy=True)]
    elif commits and not narrow:
        pieces.append(Piece(" " * (page.measure(" → ") + SHORT_ID)))
    if narrow:
        page.line(*pieces)
        page.paragraph(row.title, first=GAP * 2)
    else:
        page.line(*pieces, Piece(f"{GAP}{row.title}"))


def show_rows(page: Page, rows: Sequence[Row]) -> None:
    """Write rows that nothing is to be noted on."""
    states, commits = widths(rows)
    for row in rows:
        show_row(page, row, states=states, commits=commits)


def widths(rows: Sequence[Row]) -> tuple[int, bool]:
    """Return how wide the states of a table are, and whether any row has a commit."""
    return max((len(row.state) for row in rows), default=0), any(row.commit is not None for row in rows)


def show_warnings(page: Page, warnings: Sequence[str]) -> None:
    """Write what is to be known of all of a backport."""
    if warnings:
        page.blank()
    for warning in warnings:
        page.paragraph(warning, Tone.ATTENTION, first="! ")


def show_left_out(page: Page, left_out: Sequence[LeftOut]) -> None:
    """Write what is not picked, and why; a reason that several share is told once.

    Of what the last release passed over, which nobody asked for, only the number is told.
    """
    asked = [left for left in left_out if not left.is_passed_over]
    over = len(left_out) - len(asked)
    shown = asked[:_LEFT_OUT]
    for place, left in enumerate(shown):
        page.line(
            Piece(f"{GAP}- left out  ", Tone.QUIET),
            Piece(left.id[:SHORT_ID], Tone.QUIET, to_copy=True),
            Piece(f"{GAP}{left.title}"),
        )
        if place + 1 == len(shown) or shown[place + 1].reason.text != left.reason.text:
            page.paragraph(left.reason.text, Tone.QUIET, first=NOTES)
    if len(asked) > len(shown):
        page.paragraph(f"… and {len(asked) - len(shown):,} more left out", Tone.QUIET, first=GAP)
    if over:
        said = f"{count(over, 'change')} that the last release passed over; name one to pick it"
        page.paragraph(said, Tone.QUIET, first=f"{GAP}- left out  ")
