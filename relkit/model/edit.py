"""What a change does to one file, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

LARGEST = 1 << 20
"""Bytes of a file that is compared; larger ones are data, and slow to compare."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Edit:
    """The lines that differ, in a patch's order, each after its ``+`` or ``-`` as it is stored, with its line end.

    ``hunks`` counts the places.
    """

    lines: tuple[bytes, ...]
    hunks: int

    @property
    def added(self) -> Iterator[bytes]:
        """The lines that the file gained."""
        return (line[1:] for line in self.lines if line.startswith(b"+"))

    @property
    def removed(self) -> Iterator[bytes]:
        """The lines that the file lost."""
        return (line[1:] for line in self.lines if line.startswith(b"-"))
