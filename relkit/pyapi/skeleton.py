"""Parsing only what matters of a long module: bodies of functions that nobody asks about are left out first.

Parsing 100 KB takes 45 ms, and a module's names stand outside its functions' bodies.
"""

from __future__ import annotations

import ast
import re
import warnings
from bisect import bisect_left
from collections.abc import Sequence

_BOUND = 1 << 20  # bytes; longer modules are generated
_SHORT = 4000  # bytes; not worth it
_DEF = re.compile(rb"[ \t]*(?:async[ \t]+)?def[ \t]")
_BLANK = 1 << 20  # deeper than any line
_HEAD = 40  # lines of one signature
_PAIRS = ((b"(", b")"), (b"[", b"]"), (b"{", b"}"))


def parse(source: bytes, keep: Sequence[int] | None = None) -> ast.Module | None:
    """Parse a module; None where this Python cannot, or it exceeds 1 MiB. Not for several threads at once.

    With ``keep``, sorted numbers of lines, the bodies of functions without any of these lines may be ``pass`` instead.
    Lines keep their numbers.
    """
    if len(source) > _BOUND or b"\0" in source:
        return None
    if keep is not None and len(source) > _SHORT:
        tree = _parse(skeleton(source, keep))
        if tree is not None:
            return tree
    return _parse(source)


def _parse(source: bytes) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except (SyntaxError, ValueError, LookupError, RecursionError, MemoryError):
        return None


def skeleton(source: bytes, keep: Sequence[int]) -> bytes:
    """Return a source with ``pass`` for the bodies of functions that hold none of the lines ``keep``."""
    lines = source.split(b"\n")
    indents = [len(line) - len(text) if (text := line.lstrip()) else _BLANK for line in lines]
    at = 0
    while at < len(lines):
        if _DEF.match(lines[at]):
            first, last = _body(lines, indents, at)
            if last - first > 1 and not _holds(keep, first + 1, last) and _is_closed(lines[first:last]):
                lines[first:last] = [lines[first][: indents[first]] + b"pass", *[b""] * (last - first - 1)]
                at = last
                continue
        at += 1
    return b"\n".join(lines)


def _body(lines: Sequence[bytes], indents: Sequence[int], at: int) -> tuple[int, int]:
    """Return the slice of a function's body, which starts in the line ``at``; an empty one where it is not clear."""
    first = _head(lines, at)
    if first is None:
        return at, at
    last = first
    for number in range(first, len(lines)):
        if indents[number] > indents[at]:
            last = last if indents[number] == _BLANK else number + 1
        elif not lines[number].lstrip().startswith(b"#"):
            break
    while first < last and (indents[first] == _BLANK or lines[first].lstrip().startswith(b"#")):
        first += 1
    return first, last


def _head(lines: Sequence[bytes], at: int) -> int | None:
    """Return where the body begins of the function whose ``def`` stands in the line ``at``; None where unclear."""
    depth = 0
    for number in range(at, min(at + _HEAD, len(lines))):
        code = lines[number].partition(b"#")[0].rstrip()
        depth += code.count(b"(") + code.count(b"[") - code.count(b")") - code.count(b"]")
        if depth <= 0:
            return number + 1 if code.endswith(b":") else None
    return None


def _holds(keep: Sequence[int], first: int, last: int) -> bool:
    """Tell whether a line is one of those numbered from ``first`` to ``last``."""
    at = bisect_left(keep, first)
    return at < len(keep) and keep[at] <= last


def _is_closed(body: Sequence[bytes]) -> bool:
    """Tell whether strings and brackets that begin in a body end in it, as far as counting can tell."""
    text = b"\n".join(body)
    if text.count(b'"""') % 2 or text.count(b"'''") % 2 or body[-1].rstrip().endswith(b"\\"):
        return False
    return all(text.count(left) == text.count(right) for left, right in _PAIRS)
