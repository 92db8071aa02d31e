"""On which line a key stands."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence


def line_of(text: str, path: Sequence[str]) -> int | None:
    """Return the number of the line on which a key begins, counted from 1; None where the document lacks the key.

    tomllib keeps no places, so they are found by asking it what the first lines of the document alone say. A value
    may go on for several lines, so a beginning is completed to the shortest one that can be parsed. What holds the
    key still does with more lines, so the first such beginning is found by halving; the key stands on its last line.
    """
    lines = text.split("\n")
    low, high = 0, len(lines)
    if not _holds(lines, high, path):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        if _holds(lines, middle, path):
            high = middle
        else:
            low = middle
    return high


def end_of(text: str, path: Sequence[str]) -> int:
    """Return the number of the line on which the value of a key ends; the document has the key."""
    begun = line_of(text, path) or 1
    lines = text.split("\n")
    return next((end for end in range(begun, len(lines)) if _parsed(lines[:end]) is not None), len(lines))


def _holds(lines: Sequence[str], number: int, path: Sequence[str]) -> bool:
    """Tell whether the first lines, completed to what can be parsed, hold the key."""
    for end in range(number, len(lines) + 1):
        found: object = _parsed(lines[:end])
        if found is None:
            continue
        for part in path:
            if not isinstance(found, Mapping) or part not in found:
                return False
            found = found[part]
        return True
    return False


def _parsed(lines: Sequence[str]) -> Mapping[str, object] | None:
    try:
        return tomllib.loads("\n".join(lines) + "\n")
    except ValueError:
        return None
