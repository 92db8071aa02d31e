"""Looking for a name in a source by its text: only the lines that hold it are matched, which is quick."""

from __future__ import annotations

import re
from functools import lru_cache


def first_match(source: bytes, name: str, pattern: bytes, *, unless: bytes | None = None) -> int | None:
    """Return the number of the first line in which a pattern is found, in which ``%b`` stands for the name.

    Lines that hold ``unless``, or follow one or two lines after such a line, do not count.
    """
    if not name.isidentifier():
        return None
    word = name.encode()
    at = source.find(word)
    while at >= 0:
        start, end = source.rfind(b"\n", 0, at) + 1, source.find(b"\n", at)
        end = len(source) if end < 0 else end
        if _compiled(pattern, word).search(source[start:end]) and not (
            unless and unless in _around(source, start, end)
        ):
            return source.count(b"\n", 0, at) + 1
        at = source.find(word, end)
    return None


def _around(source: bytes, start: int, end: int) -> bytes:
    """Return a line with the two before it."""
    for _ in range(2):
        start = source.rfind(b"\n", 0, max(start - 1, 0)) + 1
    return source[start:end]


@lru_cache(maxsize=4096)
def _compiled(pattern: bytes, word: bytes) -> re.Pattern[bytes]:
    return re.compile(pattern.replace(b"%b", word))
