"""Comparing two versions of a file line by line, as git does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from relkit.model.edit import LARGEST, Edit

if TYPE_CHECKING:
    import pygit2

_PROBED = 8000  # bytes in which git looks for a NUL, which makes a file binary
_MARGIN = 3  # equal lines that are left
_CHUNK = 1 << 14  # bytes compared at once


def edit_between(before: bytes, after: bytes) -> Edit | None:
    """Return what differs between two versions, without context, or None where one of them is binary."""
    import pygit2  # only where files have to be compared

    # The option behind git's own default heuristic: without it patch ids differ for up to 4 % of commits.
    flag = pygit2.enums.DiffOption.INDENT_HEURISTIC
    patch = pygit2.Patch.create_from(before, after, context_lines=0, flag=flag)
    if patch.delta.is_binary:
        return None
    hunks = patch.hunks
    lines = (line for hunk in hunks for line in hunk.lines)
    return Edit(
        lines=tuple(line.origin.encode() + line.raw_content for line in lines if line.origin in "+-"),
        hunks=len(hunks),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Hunk:
    """Lines that differ, counted from 0 and up to the end named: those of ``old`` became those of ``new``.

    ``removed`` and ``added`` are those lines themselves, with their line ends.
    """

    old: tuple[int, int]
    new: tuple[int, int]
    removed: tuple[bytes, ...]
    added: tuple[bytes, ...]


def hunks_between(before: bytes, after: bytes, largest: int = LARGEST) -> tuple[Hunk, ...] | None:
    """Return which lines differ between two versions, in order, or None where one of them is binary or too large.

    ``largest`` is how many bytes are not too large.
    """
    import pygit2  # only where files have to be compared

    if max(len(before), len(after)) > largest or b"\0" in before[:_PROBED] or b"\0" in after[:_PROBED]:
        return None
    head, tail = _common(before, after)
    skipped = before.count(b"\n", 0, head)
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    flag = pygit2.enums.DiffOption.INDENT_HEURISTIC | pygit2.enums.DiffOption.FORCE_TEXT
    patch = pygit2.Patch.create_from(old, new, context_lines=0, flag=flag)
    return tuple(_hunk(hunk, skipped) for hunk in patch.hunks)


def _hunk(hunk: pygit2.DiffHunk, skipped: int) -> Hunk:
    lines = [(line.origin, line.raw_content) for line in hunk.lines]
    return Hunk(
        old=_span(hunk.old_start, hunk.old_lines, skipped),
        new=_span(hunk.new_start, hunk.new_lines, skipped),
        removed=tuple(content for origin, content in lines if origin == "-"),
        added=tuple(content for origin, content in lines if origin == "+"),
    )


def _span(start: int, count: int, skipped: int) -> tuple[int, int]:
    """Return lines counted from 0; a patch names, where there are none, the line before them."""
    first = skipped + (start - 1 if count else start)
    return first, first + count


def _common(before: bytes, after: bytes) -> tuple[int, int]:
    """Return how many bytes at the start and at the end need no comparing: whole lines, and not all that are equal.

    Two versions of a long file seldom differ in more than a few lines, and libgit2 would hash every one. Some equal
    lines are left beside what differs, because the heuristic for where a hunk begins looks at them.
    """
    most, old, new = min(len(before), len(after)), len(before), len(after)
    head = _equal(most, lambda start, end: before[start:end] == after[start:end])
    tail = _equal(most - head, lambda start, end: before[old - end : old - start] == after[new - end : new - start])
    for _ in range(_MARGIN + 1):
        head = max(before.rfind(b"\n", 0, max(head - 1, 0)) + 1, 0)
    start = len(before) - tail
    for _ in range(_MARGIN + 1):
        found = before.find(b"\n", start)
        start = len(before) if found < 0 else found + 1
    return head, len(before) - start


def _equal(most: int, holds: Callable[[int, int], bool]) -> int:
    """Return how many of ``most`` bytes are equal from the first on; ``holds`` compares those from one to another."""
    at = 0
    while at + _CHUNK < most and holds(at, at + _CHUNK):
        at += _CHUNK
    low, high = at, min(at + _CHUNK, most)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(low, middle) else (low, middle - 1)
    return low
