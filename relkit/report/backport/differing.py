"""Lines that are too long for a page, cut so that what tells them from the other side's stays to be seen."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

_MARK = "… "
_MARKS = 4  # columns that it and the mark of a cut end take at most
_BEFORE = 3  # the part of the room, 1/n, in which stands what both have in common


def from_difference(line: str, others: Sequence[str], room: int) -> str:
    """Return a line as it is to be shown in ``room`` columns beside ``others``, of which one may be another version.

    A line that fits, or that differs from the likeliest of them in what can be seen of it anyway, stays as it is; of
    another the beginning is left out, up to a little before the first difference. The end is for the page to cut.
    """
    if cell_len(line) <= room or line in others:
        return line
    other = max(others, key=lambda one: _in_common(line, one), default="")
    same = _in_common(line, other)
    if cell_len(line[: same + 1]) < room - _MARKS:
        return line
    # Both versions begin at the same place, so that one stands below the other.
    rest = max(cell_len(line[same:]), cell_len(other[same:]))
    before = max(room - _MARKS - rest, room // _BEFORE)
    start = same
    while start and cell_len(line[start - 1 : same]) <= before:
        start -= 1
    return f"{_MARK}{line[start:]}"


def _in_common(one: str, other: str) -> int:
    """Return how many characters two lines begin with alike."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
