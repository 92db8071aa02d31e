"""Trailers and footers of messages that tell what a change is for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from relkit.classify.case import Case
from relkit.classify.sign import Sign, Votes, quoted
from relkit.classify.signals.bump import is_bump
from relkit.model.evidence import Kind

_MOST_BROUGHT = 20
_LONGEST_SIDE_MESSAGE = 4_000
_SHA = r"[0-9a-f]{7,40}\b"
_ISSUE = r"(?:(?:[\w.-]+/[\w.-]+)?#\d+|https?://\S+/(?:issues|bugs?)/\d+|gh-\d+|bpo-\d+|rhbz#?\d+)"


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE | re.MULTILINE)


# What must stand in the message in lower case, the pattern, what it says. Sources: the kernel's guide to submitting
# patches (the lines that begin with "Fixes" and name a commit, or copy the stable list), CPython's and Django's habit
# to write what commit a regression is in, OpenStack's guide to commit messages, the closing keywords of the forges.
_TRAILERS: tuple[tuple[str, re.Pattern[str], Votes], ...] = (
    ("fixes: ", _pattern(rf"^Fixes: {_SHA}.*"), {Kind.FIX: 3.0}),
    ("stable@", _pattern(r"^Cc:.*\bstable@.*"), {Kind.FIX: 2.5}),
    (
        "regression ",
        _pattern(rf"\bregression (?:in|from|since|introduced (?:in|by)) (?:commit )?{_SHA}"),
        {Kind.FIX: 3.0},
    ),
    (
        "ed ",
        _pattern(rf"\b(?:introduced|caused|regressed) (?:in|by|since) (?:commit )?{_SHA}"),
        {Kind.FIX: 1.8},
    ),
    ("bug:", _pattern(r"^Closes[- ]Bug:.*"), {Kind.FIX: 2.2}),
    ("bug:", _pattern(r"^(?:Partial|Fixes)[- ]Bug:.*"), {Kind.FIX: 1.4}),
    ("bug:", _pattern(r"^Related[- ]Bug:.*"), {Kind.FIX: 0.5}),
    (
        "blueprint",
        _pattern(r"^(?:Partially[- ])?Implements:? .*|^(?:Related[- ]to:? )?blueprint:? \S+.*|^Part of blueprint.*"),
        {Kind.FEATURE: 1.8},
    ),
    ("apiimpact", _pattern(r"^APIImpact\b"), {Kind.FEATURE: 1.0}),
    ("securityimpact", _pattern(r"^SecurityImpact\b"), {Kind.SECURITY: 0.8}),
    ("fix", _pattern(rf"\bfix(?:es|ed)?:?[ \t]+{_ISSUE}"), {Kind.FIX: 0.9}),
    ("resolve", _pattern(rf"\bresolve[sd]?:?[ \t]+{_ISSUE}"), {Kind.FIX: 0.3}),
)


def trailer(case: Case) -> Iterator[Sign]:
    """See trailers that say what bug a change closes, or what blueprint it serves."""
    if is_bump(case):
        return  # the message quotes the release notes of another project
    sides = (
        commit.message[:_LONGEST_SIDE_MESSAGE].partition("\n")[2] for commit in case.change.brought[:_MOST_BROUGHT]
    )
    text = "\n".join((case.body, *sides))
    lowered = text.lower()
    for needle, pattern, votes in _TRAILERS:
        if needle in lowered and (found := pattern.search(text)):
            yield Sign(signal="trailer", detail=quoted(found[0]), votes=votes)
