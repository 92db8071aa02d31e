"""Where a line is added at the end of a commit message, by the rules of git's own `cherry-pick -x`.

They are git's for trailers (trailer.c, `git help interpret-trailers`): the last paragraph but never the title, either
all trailers, or one that git itself wrote among not more than three other lines to each trailer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_OWN = re.compile(r"Signed-off-by: |\(cherry picked from commit ")
"""What git writes itself."""
_TRAILER = re.compile(r"[A-Za-z0-9-]+[ \t]*:")
_SPACES = " \t\r\f\v"
_OTHERS = 3
"""Other lines for each trailer that a block may have which holds one of git's own."""


def cleaned(message: str) -> str:
    """Return a message as git leaves it when it commits: no white space at ends of lines, no two blank lines."""
    kept: list[str] = []
    for line in (line.rstrip(_SPACES) for line in message.split("\n")):
        if line or (kept and kept[-1]):
            kept.append(line)
    said = "\n".join(kept).rstrip("\n")
    return f"{said}\n" if said else ""


def with_line(message: str, line: str) -> str:
    """Return a message that ends with the line: in its block of trailers, else apart from what it says.

    A line that is no trailer is a paragraph of its own; the block of trailers stays the last.
    """
    whole = message if not message or message.endswith("\n") else f"{message}\n"
    start = block_start(whole)
    if _is_trailer(line):
        return f"{whole}{'' if start is not None else _gap(whole)}{line}\n"
    if start is None:
        return f"{whole}{_gap(whole)}{line}\n"
    return f"{whole[:start]}{line}\n\n{whole[start:]}"


def block_start(message: str) -> int | None:
    """Return where the block of trailers at the end of a message begins, None where it has none."""
    lines = message.split("\n")
    title = next(
        (place for place, line in enumerate(lines) if not line.strip() and not line.startswith("#")), len(lines)
    )
    last = _end(lines)
    while last > title and not lines[last - 1].strip():
        last -= 1
    first = last
    while first > title and lines[first - 1].strip():
        first -= 1
    # A block has a blank line before it: without one the paragraph is the title's.
    if first == last or first <= title or not _is_block(lines[first:last]):
        return None
    return sum(len(line) + 1 for line in lines[:first])


def _end(lines: Sequence[str]) -> int:
    """Return how many lines there are without the comments at the end, and git's old list of conflicts."""
    begun: int | None = None
    in_conflicts = False
    for place, line in enumerate(lines):
        if not line or line.startswith("#"):
            begun = place if begun is None else begun
        elif line == "Conflicts:":
            in_conflicts = True
            begun = place if begun is None else begun
        elif not (in_conflicts and line.startswith("\t")):
            begun, in_conflicts = None, False
    return len(lines) if begun is None else begun


def _gap(message: str) -> str:
    return "" if not message else "\n"


def _is_trailer(line: str) -> bool:
    return bool(_OWN.match(line) or _TRAILER.match(line) or re.fullmatch(r"\([^()]*\)", line))


def _is_block(lines: Sequence[str]) -> bool:
    """Tell whether a paragraph is trailers, counted from its end as git does: lines may go on, indented."""
    trailers = others = going_on = 0
    is_own = False
    for line in reversed(lines):
        if line.startswith("#"):  # a comment, to git
            others += going_on
            going_on = 0
        elif _OWN.match(line):
            trailers += 1
            going_on = 0
            is_own = True
        elif _TRAILER.match(line):
            trailers += 1
            going_on = 0
        elif line[0].isspace():
            going_on += 1
        else:
            others += 1 + going_on
            going_on = 0
    others += going_on
    return trailers * _OTHERS >= others if is_own else bool(trailers) and not others
