"""The regions of a merged file that are in conflict, between git's markers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from relkit.model.ids import CommitId

_LEAST = 7
"""Signs of a marker, unless the attribute ``conflict-marker-size`` says more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Labels:
    """How git called the sides of a merge in its markers, and the pick, as people know it."""

    ours: CommitId
    theirs: CommitId
    pick: str

    def spelled(self, marker: bytes) -> bytes:
        """Return a marker as git's own cherry-pick would write it."""
        return marker.replace(self.ours.encode(), b"HEAD").replace(self.theirs.encode(), self.pick.encode())


@dataclass(frozen=True, kw_only=True, slots=True)
class Region:
    """Lines from the opening to the closing marker, both among them, counted from 0 and up to the end named.

    ``ours`` and ``theirs`` are the lines between the markers.
    """

    start: int
    end: int
    ours: tuple[bytes, ...]
    theirs: tuple[bytes, ...]


def lines_of(data: bytes) -> list[bytes]:
    """Return a file's lines with their ends; only a line feed ends one, as in git."""
    lines = data.split(b"\n")
    return [line + b"\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def find_regions(lines: Sequence[bytes], labels: Labels) -> tuple[Region, ...]:
    """Return where the markers of one merge stand; markers that the content has of its own are none."""
    return tuple(_regions(lines, labels))


def _regions(lines: Sequence[bytes], labels: Labels) -> Iterator[Region]:
    opening = re.compile(rb"(<{%d,}) %s(:.*)?\r?\n" % (_LEAST, labels.ours.encode()))
    at = 0
    while at < len(lines):
        found = opening.fullmatch(lines[at])
        region = _region(lines, at, len(found[1]), labels.theirs) if found else None
        if region is not None:
            yield region
        at = region.end if region else at + 1


def _region(lines: Sequence[bytes], start: int, size: int, theirs: CommitId) -> Region | None:
    end = _first(rb">{%d} %s(:.*)?\r?\n?" % (size, theirs.encode()), lines, start + 1, len(lines))
    base = _first(rb"\|{%d}( .*)?\r?\n" % size, lines, start + 1, end)  # in the styles diff3 and zdiff3
    parting = _first(rb"={%d}\r?\n" % size, lines, (start if base is None else base) + 1, end)
    if end is None or parting is None:
        return None
    until = parting if base is None else base
    return Region(
        start=start, end=end + 1, ours=tuple(lines[start + 1 : until]), theirs=tuple(lines[parting + 1 : end])
    )


def _first(pattern: bytes, lines: Sequence[bytes], start: int, end: int | None) -> int | None:
    wanted = re.compile(pattern)
    return next((at for at in range(start, end or 0) if wanted.fullmatch(lines[at])), None)
