"""Reverts, and reverts of reverts, which are what was reverted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from relkit.classify.case import Case
from relkit.classify.sign import Rank, Sign, quoted
from relkit.model.evidence import Kind

_QUOTED = re.compile(
    r"(?P<verb>Revert|Reapply)\s+[\"'\u201c`](?P<title>.*?)[\"'\u201d`]?(?:\s*\(.*\))?\s*$", re.IGNORECASE | re.DOTALL
)
_SPOKEN = re.compile(
    r"(?:(?:partial(?:ly)?|temporar(?:y|ily))\s+)?(?:revert(?:s|ed|ing)?|back(?:ed|ing)?[ -]?out|roll(?:ed|ing)?[ -]?back|undo(?:es)?)\b(?!ing|-)",
    re.IGNORECASE,
)
_BODY = re.compile(r"^\s*This (?:partially )?reverts? commit:? [0-9a-f]{7,40}", re.IGNORECASE | re.MULTILINE)


def unreverted(title: str) -> tuple[str, int]:
    """Return the innermost title of quoted reverts, and how many of them surround it.

    ``Reapply "…"`` is what git 2.43 and later writes for the revert of a revert.
    """
    depth = 0
    while depth < 20 and (found := _QUOTED.fullmatch(title.strip())):
        depth += 2 if found["verb"].lower() == "reapply" else 1
        title = found["title"]
    return title, depth


def revert(case: Case) -> Iterator[Sign]:
    """A title that quotes what it reverts declares a revert, unless it takes a revert back."""
    _, depth = unreverted(case.plain)
    if depth % 2:
        yield Sign(signal="revert", detail=f"title is {quoted(case.plain)}", rank=Rank.REVERT, declares=(Kind.REVERT,))
    elif depth == 0 and _SPOKEN.match(case.words):
        yield Sign(
            signal="revert", detail=f"title begins with {quoted(case.words.split()[0])}", votes={Kind.REVERT: 4.5}
        )
    elif depth == 0 and (found := _BODY.search(case.body)):
        yield Sign(signal="revert", detail=quoted(found[0]), votes={Kind.REVERT: 1.5})
