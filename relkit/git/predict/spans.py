"""Lines of one version of a file, by the count of the version before it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from relkit.git.edits import Hunk

Span = tuple[int, int]
"""Lines, counted from 0, up to the end."""


def split(lines: Iterable[Span], hunks: Sequence[Hunk]) -> tuple[list[Span], list[Span]]:
    """Part lines of the newer version into those that the older has, by its own count, and those that are new."""
    old: list[Span] = []
    new: list[Span] = []
    for start, end in lines:
        at, shift = start, 0
        for hunk in hunks:
            if hunk.new[0] >= end:
                break
            if hunk.new[1] > at or hunk.new[0] >= at:
                if hunk.new[0] > at:
                    old.append((at + shift, hunk.new[0] + shift))
                new.append((max(at, hunk.new[0]), min(end, hunk.new[1])))
                at = max(at, min(end, hunk.new[1]))
            shift = hunk.old[1] - hunk.new[1]
        old.append((at + shift, end + shift))
    return joined(old), joined(new)


def widened(span: Span, hunks: Sequence[Hunk]) -> tuple[Span, set[bytes]]:
    """Return a span by the older version's count, with the hunks that it touches, and the lines that they took away."""
    start, end = span
    gone: set[bytes] = set()
    low, high = start, end
    for hunk in hunks:
        shift = hunk.old[1] - hunk.new[1]
        if hunk.new[1] < start:
            low = start + shift
        if hunk.new[1] < end:
            high = end + shift
        if hunk.new[0] <= end and hunk.new[1] >= start:
            gone.update(line for line in hunk.removed if line.strip())
            low, high = min(low, hunk.old[0]), max(high, hunk.old[1])
    return (low, max(low, high)), gone


def joined(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order, those that touch as one, and empty ones not at all."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if start >= end:
            continue
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
