"""Lines for a terminal: each fits its width, and nothing that came from a repository acts in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from relkit.report.safe import END, ISOLATE, isolated, plain_ascii, visible
from relkit.report.tones import Tone

LEAST_WIDTH = 20
"""Columns below which nothing is made to fit."""
READABLE = 120
"""Columns beyond which no sentence runs: longer lines are hard to follow back. Titles take all there are."""
_WORD = re.compile(r"""(?:[^\s'"\\]|\\.|'[^']*'|"(?:[^"\\]|\\.)*"|['"\\])+""")
# Colours that can be read on light and dark backgrounds alike, which green and yellow of the first sixteen cannot;
# the figures are in docs/decisions/0009-colours-and-directions.md. Where a terminal has sixteen, rich takes the
# nearest of those.
_STYLES = {
    Tone.PLAIN: "",
    Tone.STRONG: "bold",
    Tone.QUIET: "dim",
    Tone.GOOD: "bold color(28)",
    Tone.ATTENTION: "color(166)",
    Tone.BAD: "bold color(196)",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text of one meaning. Pieces are what pages are made of; their text may come from anywhere.

    One that is ``to_copy`` gets no marks of direction, which would be copied with it.
    """

    text: str
    tone: Tone = Tone.PLAIN
    to_copy: bool = False


@dataclass(slots=True)
class Page:
    """Collects lines, none of more than ``width`` columns; with ``ascii_only`` they are in ASCII."""

    width: int
    ascii_only: bool = False
    lines: list[Text] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Keep the width reasonable."""
        self.width = max(self.width, LEAST_WIDTH)

    def clean(self, text: str) -> str:
        """Return text as this page shows it."""
        shown = visible(text)
        return plain_ascii(shown) if self.ascii_only else shown

    def measure(self, text: str) -> int:
        """Return how many columns a text takes here."""
        return cell_len(self.clean(text))

    def pad(self, text: str, width: int) -> str:
        """Return a text of exactly ``width`` columns: padded, or cut with an ellipsis."""
        cut = self._cut(self.clean(text), width)
        return cut + " " * (width - cell_len(cut))

    def blank(self) -> None:
        """Add an empty line, but never two, and none at the top."""
        if self.lines and self.lines[-1].plain:
            self.lines.append(Text())

    def line(self, *pieces: Piece) -> None:
        """Add one line, cut with an ellipsis where it is too long."""
        line = Text()
        left = self.width
        for piece in pieces:
            if left <= 0:
                break
            shown = self._cut(self.clean(piece.text), left)
            line.append(shown if piece.to_copy else self._isolated(shown), _STYLES[piece.tone])
            left -= cell_len(shown)
        line.rstrip()
        self.lines.append(line)

    def row(self, *pieces: Piece, text: str, tone: Tone = Tone.PLAIN) -> None:
        """Add pieces, and beside them a text broken at its words."""
        taken = sum(self.measure(piece.text) for piece in pieces)
        for place, part in enumerate(self._wrapped(self.clean(text), self.width - taken)):
            line = Text()
            for piece in pieces if place == 0 else (Piece(" " * taken),):
                line.append(self.clean(piece.text), _STYLES[piece.tone])
            line.append(part, _STYLES[tone])
            self.lines.append(line)

    def paragraph(self, text: str, tone: Tone = Tone.PLAIN, *, first: str = "", rest: str | None = None) -> None:
        """Add a text broken at its words; ``first`` stands before its first line, ``rest`` before the others."""
        first = self.clean(first)
        rest = " " * cell_len(first) if rest is None else rest
        width = min(self.width, READABLE) - max(cell_len(first), cell_len(rest))
        unended = 0  # isolates that the lines so far have begun: a terminal orders each line for itself
        for place, part in enumerate(self._wrapped(self._isolated(self.clean(text)), width)):
            line = Text(first if place == 0 else rest)
            begun = ISOLATE * unended + part
            unended = begun.count(ISOLATE) - begun.count(END)
            line.append(begun + END * unended, _STYLES[tone])
            line.rstrip()
            self.lines.append(line)

    def command(self, command: str, *, first: str = "") -> None:
        """Add a command to be copied: continued with a backslash where it is too long, its words left whole.

        A word is what a shell takes for one, spaces in quotes included; of several commands each begins a line then.
        ``first`` stands before it, on a line of its own where there is no room for both.
        """
        first = self.clean(first)
        if first and cell_len(first + self.clean(command)) > self.width:
            self.lines.append(Text(first.rstrip(), _STYLES[Tone.QUIET]))
            first = " " * (len(first) - len(first.lstrip()))
        is_wide = cell_len(first + self.clean(command)) > self.width
        indent = " " * (len(first) - len(first.lstrip()))
        line, *words = _WORD.findall(self.clean(command)) or [""]
        for word in words:
            if is_wide and (line.endswith("&&") or cell_len(f"{first}{line} {word} \\") > self.width):
                self._typed(first, f"{line} \\")
                first, line = f"{indent}    ", word
            else:
                line = f"{line} {word}"
        self._typed(first, line)

    def _typed(self, first: str, line: str) -> None:
        self.lines.append(
            Text.assemble((first, _STYLES[Tone.QUIET if first.strip() else Tone.PLAIN]), (line, _STYLES[Tone.STRONG]))
        )

    def _isolated(self, text: str) -> str:
        return text if self.ascii_only else isolated(text)

    def _cut(self, text: str, width: int) -> str:
        if cell_len(text) <= width:
            return text
        ellipsis = "..." if self.ascii_only else "…"
        if width <= len(ellipsis):
            return set_cell_size(text, max(width, 0)).rstrip()
        return set_cell_size(text, width - len(ellipsis)).rstrip() + ellipsis

    def _wrapped(self, text: str, width: int) -> Iterator[str]:
        line = ""
        for word in _broken(text.split(" "), max(width, 1)):
            longer = f"{line} {word}" if line else word
            if line and cell_len(longer) > width:
                yield line
                longer = word
            line = longer
        if line:
            yield line


def _broken(words: Sequence[str], width: int) -> Iterator[str]:
    """Yield the words, those that are too wide in pieces."""
    for word in words:
        rest = word
        while cell_len(rest) > width:
            head = set_cell_size(rest, width).rstrip(" ") or rest[0]
            yield head
            rest = rest[len(head) :]
        if rest:
            yield rest
