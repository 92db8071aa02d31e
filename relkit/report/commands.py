"""Commands to type next, for a terminal: each with what it does."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from relkit.model.command import Command
from relkit.report.page import Page, Piece
from relkit.report.tones import Tone

_GAP = "  "


def command_lines(commands: Sequence[Command], *, width: int, ascii_only: bool = False) -> Sequence[Text]:
    """Return commands to type, with what they do; none is wider than ``width`` columns but for a single word."""
    page = Page(width, ascii_only)
    show_commands(page, commands)
    return page.lines


def show_commands(page: Page, commands: Sequence[Command]) -> None:
    """Write commands below what they go on with, what each does behind it, or above it where the line is too short."""
    if not commands:
        return
    page.blank()
    fitting = [one for one in commands if page.measure(f"{one.command}{_GAP}# {one.does}") <= page.width]
    widest = max((page.measure(one.command) for one in fitting), default=0)
    for command in commands:
        row = f"{page.pad(command.command, widest)}{_GAP}# {command.does}"
        if command in fitting and page.measure(row) <= page.width:
            page.line(
                Piece(page.pad(command.command, widest), Tone.STRONG, to_copy=True),
                Piece(f"{_GAP}# {command.does}", Tone.QUIET),
            )
            continue
        page.paragraph(command.does, Tone.QUIET, first="# ", rest="# ")
        page.command(command.command)
