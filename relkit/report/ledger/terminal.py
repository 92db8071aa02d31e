"""A ledger for a terminal: a line for each change, a column for each line, and below it what else matters."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from relkit.model.ids import SHORT_ID
from relkit.report.commands import command_lines
from relkit.report.ledger.marks import LOOKS, Mark, legend
from relkit.report.ledger.sections import Item, Section
from relkit.report.ledger.view import LedgerView, RowView
from relkit.report.page import Page, Piece
from relkit.report.tones import Tone
from relkit.report.words import count, short_span

_NARROW = 64
"""Columns below which titles stand below their changes."""
_TITLE = 48
"""Columns that a title should have: with fewer, names of lines stand above each other and not beside each other."""
_GAP = "  "


def lines(view: LedgerView, *, width: int, ascii_only: bool = False) -> Sequence[Text]:
    """Return a ledger's lines for a terminal of ``width`` columns; none is wider, but for a command's single word."""
    page = Page(width, ascii_only)
    page.line(
        Piece(view.title, Tone.STRONG),
        Piece(f"{_GAP}{count(len(view.columns), 'maintenance line')}, {view.moment}", Tone.QUIET),
    )
    page.blank()
    page.paragraph(view.summary)
    _table(page, view)
    for section in view.sections:
        _section(page, section)
    _notes(page, view)
    if view.commands:
        page.blank()
        page.lines += command_lines(view.commands, width=width, ascii_only=ascii_only)
    return page.lines


def _table(page: Page, view: LedgerView) -> None:
    if not view.rows:
        if view.more:
            page.paragraph(view.more, Tone.QUIET)
        return
    kinds = max(len(row.kind) for row in view.rows)
    ages = max(len(short_span(row.age)) for row in view.rows)
    head = len(_GAP) + kinds + 1 + SHORT_ID + 1 + ages + len(_GAP)
    widths = _heading(page, view.columns, head)
    for row in view.rows:
        _row(page, row, kinds=kinds, ages=ages, widths=widths)
    if view.more:
        page.paragraph(view.more, Tone.QUIET, first=_GAP)
    _legend(page, legend(mark for row in view.rows for mark in row.marks))


def _heading(page: Page, columns: Sequence[str], head: int) -> list[int]:
    """Write the lines' names above their columns; return how wide these are.

    Names stand beside each other where that leaves enough for the titles, else like stairs, one above each other.
    """
    widths = [page.measure(name) for name in columns]
    indent = " " * head
    if head + sum(widths) + len(_GAP) * len(widths) + _TITLE <= page.width:
        page.line(
            Piece(indent), Piece(_GAP.join(page.pad(*pair) for pair in zip(columns, widths, strict=True)), Tone.STRONG)
        )
        return [width + 1 for width in widths]
    if page.width < _NARROW:
        indent = _GAP
    rail = "| " if page.ascii_only else "│ "
    for place, name in enumerate(columns):
        page.line(Piece(indent), Piece(rail * place, Tone.QUIET), Piece(name, Tone.STRONG))
    return [1 for _ in columns]


def _row(page: Page, row: RowView, *, kinds: int, ages: int, widths: Sequence[int]) -> None:
    cells: list[Piece] = []
    for mark, width in zip(row.marks, widths, strict=True):
        look = LOOKS[mark]
        cells.append(Piece((look.plain if page.ascii_only else look.sign) + " " * width, look.tone))
    what = [
        Piece(page.pad(row.kind, kinds) + " ", row.tone),
        Piece(row.short_id, Tone.QUIET, to_copy=True),
        Piece(" " + short_span(row.age).rjust(ages) + _GAP, Tone.QUIET),
    ]
    if page.width < _NARROW:
        page.line(Piece(_GAP), *cells, Piece(" "), *what)
        page.paragraph(row.title, first=_GAP * 2)
    else:
        # The title comes last: whatever a terminal makes of its characters, no column stands behind it.
        page.line(Piece(_GAP), *what, *cells, Piece(" "), Piece(row.title))
    if row.places:
        page.paragraph(" · ".join(row.places), Tone.QUIET, first=_GAP * 3)


def _legend(page: Page, marks: Sequence[Mark]) -> None:
    signs = [(LOOKS[mark].plain if page.ascii_only else LOOKS[mark].sign, LOOKS[mark].legend) for mark in marks]
    if signs:
        page.paragraph("   ".join(f"{sign} {text}" for sign, text in signs), Tone.QUIET, first=_GAP)


def _section(page: Page, section: Section) -> None:
    page.blank()
    page.paragraph(section.heading, Tone.STRONG)
    kinds = max((len(item.kind) for item in section.items), default=0)
    ages = max((len(short_span(item.age)) for item in section.items), default=0)
    wheres = min(max((page.measure(item.where) for item in section.items), default=0), page.width // 3)
    for item in section.items:
        _item(page, item, kinds=kinds, ages=ages, wheres=wheres)
    for said in section.said:
        page.paragraph(said, first=_GAP)
    if section.hidden:
        page.paragraph(f"… and {section.hidden:,} more (`--all`)", Tone.QUIET, first=_GAP)


def _item(page: Page, item: Item, *, kinds: int, ages: int, wheres: int) -> None:
    what = [
        Piece(_GAP),
        Piece(page.pad(item.kind, kinds) + " " if kinds else ""),
        Piece(item.short_id, Tone.QUIET, to_copy=True),
        Piece(" " + short_span(item.age).rjust(ages) + _GAP, Tone.QUIET),
    ]
    if page.width < _NARROW:
        page.line(*what, Piece(item.where, Tone.ATTENTION))
        page.paragraph(item.title, first=_GAP * 2)
    else:
        page.line(*what, Piece(page.pad(item.where, wheres) + _GAP, Tone.ATTENTION), Piece(item.title))
    if item.note:
        page.paragraph(item.note, Tone.QUIET, first=_GAP * 3)


def _notes(page: Page, view: LedgerView) -> None:
    if view.warnings or view.ignored or view.ended:
        page.blank()
    for warning in view.warnings:
        page.paragraph(f"warning: {warning}", Tone.ATTENTION)
    for note in (view.ignored, view.ended):
        if note:
            page.paragraph(note, Tone.QUIET)
