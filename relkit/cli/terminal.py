"""The terminal that results are shown on: how wide it is, and what it can show."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from typing import Protocol, TextIO, TypeVar

from rich.console import Console
from rich.text import Text

_UNLIMITED = 120
"""Columns where nothing tells how many there are: in a pipe, a file."""

_Subject = TypeVar("_Subject")
_T_contra = TypeVar("_T_contra", contravariant=True)


class Render(Protocol[_T_contra]):
    """What a report makes of a subject for a terminal."""

    def __call__(self, subject: _T_contra, /, *, width: int, ascii_only: bool) -> Sequence[Text]:
        """Return styled lines, no wider than ``width`` columns where they can be cut."""
        ...


class Terminal:
    """Standard output, or standard error, as rich sees it."""

    def __init__(self, *, error: bool = False) -> None:
        """Find out its width, colours and encoding. ``COLUMNS`` outranks what a terminal says of itself."""
        stream = sys.stderr if error else sys.stdout
        # rich takes every dumb terminal for one of 80 columns.
        columns, rows = _size(stream)
        self._console = Console(
            file=stream,
            width=columns,
            height=rows,
            highlight=False,
            markup=False,
            emoji=False,
            no_color=_is_colourless() or None,
            force_terminal=_is_forced() or _is_left_to_terminal(stream),
        )

    @property
    def width(self) -> int:
        """Columns."""
        return self._console.width

    @property
    def height(self) -> int:
        """Rows. ``LINES`` outranks what a terminal says of itself."""
        return self._console.height

    @property
    def ascii_only(self) -> bool:
        """Whether the encoding has no more than ASCII for certain."""
        return not (self._console.encoding or "").lower().startswith("utf")

    def styled(self, lines: Sequence[Text]) -> str:
        """Return lines with the codes that style them: none without a terminal, only bold and dim without colours."""
        with self._console.capture() as captured:
            for line in lines:
                self._console.print(line, soft_wrap=True)
        return captured.get()

    def shown(self, render: Render[_Subject], subject: _Subject) -> str:
        """Return what a report makes of a subject for this terminal, styled."""
        return self.styled(render(subject, width=self.width, ascii_only=self.ascii_only))


def _size(stream: TextIO) -> tuple[int, int]:
    """Return columns and rows: what the environment says, else what the stream's terminal says of itself."""
    size = shutil.get_terminal_size()
    if os.environ.get("COLUMNS", "").isdigit():
        return size.columns, size.lines
    if not stream.isatty():
        return _UNLIMITED, size.lines
    try:
        own = os.get_terminal_size(stream.fileno())
    except OSError:
        return size.columns, size.lines
    return own.columns or size.columns, own.lines or size.lines


def _is_colourless() -> bool:
    """Tell whether colours are turned off: by ``NO_COLOR``, ``CLICOLOR=0`` or ``FORCE_COLOR=0``."""
    if os.environ.get("NO_COLOR"):
        return True
    return not _is_forced() and "0" in (os.environ.get("CLICOLOR"), os.environ.get("FORCE_COLOR"))


def _is_forced() -> bool:
    """Tell whether codes are wanted also where there is no terminal."""
    wanted = (os.environ.get("FORCE_COLOR", ""), os.environ.get("CLICOLOR_FORCE", ""))
    return any(value not in ("", "0") for value in wanted)


def _is_left_to_terminal(stream: TextIO) -> bool | None:
    """Tell whether there is a terminal, where rich would take ``FORCE_COLOR=0`` for a wish; None: rich finds out."""
    return stream.isatty() if os.environ.get("FORCE_COLOR") else None
