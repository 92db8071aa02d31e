"""Reverts, and reverts of reverts, which are what was reverted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from relkit.classify.case import Case
from relkit.classify.sign import Rank, Sign, quoted
from relkit.model.area import Area
from relkit.model.evidence import Kind

_SPOKEN = re.compile(
    r"(?:(?:partial(?:ly)?|temporar(?:y|ily))\s+)?"
    r"(?:revert(?:s|ed|ing)?|back(?:ed|ing)?[ -]?out|roll(?:ed|ing)?[ -]?back|undo(?:es)?)\b(?!-)",
    re.IGNORECASE,
)
_BODY = re.compile(r"^[ \t]*This (?:partially )?reverts? commit:? [0-9a-f]{7,40}", re.IGNORECASE | re.MULTILINE)


def revert(case: Case) -> Iterator[Sign]:
    """See a title that quotes what it reverts, which declares a revert unless it takes a revert back."""
    if case.reverts % 2:
        yield Sign(signal="revert", detail=f"title is {quoted(case.plain)}", rank=Rank.REVERT, declares=(Kind.REVERT,))
    elif case.reverts:
        yield Sign(signal="revert", detail=f"takes a revert back: {quoted(case.plain)}", votes={Kind.REVERT: -1.0})
    elif _SPOKEN.match(case.words):
        # Of tests, documentation or CI, what counts is that it is one of these.
        vote = 6.0 if Area.SOURCE in case.areas or not case.areas else 1.5
        detail = f"title begins with {quoted(case.words.split()[0])}"
        yield Sign(signal="revert", detail=detail, votes={Kind.REVERT: vote})
    elif "revert" in case.body and (found := _BODY.search(case.body)):
        yield Sign(signal="revert", detail=quoted(found[0]), votes={Kind.REVERT: 2.5})
