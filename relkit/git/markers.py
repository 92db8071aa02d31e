"""The regions of a merged file that are in conflict, between git's markers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from relkit.model.ids import CommitId

LEAST = 7
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
    opening = re.compile(rb"(<{%d,}) %s(:.*)?\r?\n" % (LEAST, labels.ours.encode()))
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Versions:
    """A file as it was on both sides of a merge, and before it; empty where there was none."""

    base: bytes = b""
    ours: bytes = b""
    theirs: bytes = b""


def left_over(content: bytes, before: Versions, *, conflicted: bool, size: int = LEAST) -> tuple[int, ...]:
    """Return the lines (counted from 1) of a file that are markers of a merge, and that no version before it had.

    Openings and endings carry a name, and tell themselves. What stands between is told from other lines of the same
    signs by what precedes it, as that is before a heading's underline; and only in a file that was in conflict.
    """
    sided = re.compile(rb"[<>]{%d,} \S.*" % size)
    between = re.compile(rb"={%d}|\|{%d,}( .*)?" % (size, size))
    if not (sided.search(content) or (conflicted and between.search(content))):
        return ()
    known = [_paired(side) for side in (before.base, before.ours, before.theirs)]
    lines = {line for pairs in known for _, line in pairs}
    pairs = {pair for pairs in known for pair in pairs}
    found = []
    for number, (previous, line) in enumerate(_paired(content), 1):
        is_side = sided.fullmatch(line) is not None and line not in lines
        is_between = conflicted and between.fullmatch(line) is not None and (previous, line) not in pairs
        if is_side or (is_between and not (line.startswith(b"=") and len(previous) == len(line))):
            found.append(number)
    return tuple(found)


def _paired(content: bytes) -> list[tuple[bytes, bytes]]:
    """Return each line with the one before it, without their ends."""
    lines = [line.removesuffix(b"\r") for line in content.split(b"\n")]
    return list(zip([b"", *lines], lines, strict=False))
