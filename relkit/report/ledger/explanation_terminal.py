"""One change's whereabouts for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from relkit.report.commands import command_lines
from relkit.report.ledger.explanation import Block, ChangeView, ExplanationView, Point
from relkit.report.ledger.marks import LOOKS
from relkit.report.page import Page, Piece
from relkit.report.tones import Tone

_GAP = "  "


def lines(view: ExplanationView, *, width: int, ascii_only: bool = False) -> Sequence[Text]:
    """Return an explanation's lines for a terminal of ``width`` columns; none is wider, but for a single word."""
    page = Page(width, ascii_only)
    page.line(Piece(view.title, Tone.STRONG), Piece(f"{_GAP}{view.moment}", Tone.QUIET))
    if view.through:
        page.blank()
        page.paragraph(view.through)
    for change in view.changes:
        page.blank()
        _change(page, change)
    for warning in view.warnings:
        page.blank()
        page.paragraph(f"warning: {warning}", Tone.ATTENTION)
    if view.commands:
        page.blank()
        page.lines += command_lines(view.commands, width=width, ascii_only=ascii_only)
    return page.lines


def _change(page: Page, change: ChangeView) -> None:
    page.line(
        Piece(f"{change.kind} ", change.tone),
        Piece(change.short_id, Tone.QUIET, to_copy=True),
        Piece(f"{_GAP}{change.title}", Tone.STRONG),
    )
    for fact in change.facts:
        page.paragraph(fact, Tone.QUIET, first=_GAP)
    for block in change.blocks:
        page.blank()
        _block(page, block)


def _block(page: Page, block: Block) -> None:
    look = LOOKS[block.mark]
    sign = look.plain if page.ascii_only else look.sign
    page.line(Piece(f"{sign} ", look.tone), Piece(block.name, Tone.STRONG), Piece(f"{_GAP}{block.verdict}", look.tone))
    for point in block.points:
        _point(page, point)


def _point(page: Page, point: Point) -> None:
    sign = "+" if point.weight > 0 else "-" if point.weight < 0 else " "
    indent = _GAP * (2 if point.deep else 1)
    tone = Tone.QUIET if point.deep else Tone.PLAIN
    page.paragraph(point.text, tone, first=f"{indent}{sign} " if point.weight else indent)
