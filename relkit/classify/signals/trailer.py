"""Trailers and footers of messages that tell what a change is for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from relkit.classify.case import Case
from relkit.classify.sign import Sign, Votes, quoted
from relkit.model.evidence import Kind

_I = re.IGNORECASE | re.MULTILINE
# Kernel (Documentation/process/submitting-patches), CPython and Django ("Regression in <sha>"), OpenStack
# (git commit message guide), forges' closing keywords.
_TRAILERS: tuple[tuple[re.Pattern[str], Votes], ...] = (
    (re.compile(r"^Fixes: [0-9a-f]{7,40}\b.*", _I), {Kind.FIX: 3.0}),
    (re.compile(r"^Cc:.*\bstable@.*", _I), {Kind.FIX: 2.5}),
    (re.compile(r"\bregression (?:in|from|since|introduced (?:in|by)) (?:commit )?[0-9a-f]{7,40}\b", _I), {Kind.FIX: 3.0}),
    (re.compile(r"\b(?:introduced|broken|caused|regressed) (?:in|by|since) (?:commit )?[0-9a-f]{7,40}\b", _I), {Kind.FIX: 1.8}),
    (re.compile(r"^Closes[- ]Bug:.*", _I), {Kind.FIX: 2.2}),
    (re.compile(r"^(?:Partial|Fixes)[- ]Bug:.*", _I), {Kind.FIX: 1.4}),
    (re.compile(r"^Related[- ]Bug:.*", _I), {Kind.FIX: 0.5}),
    (re.compile(r"^(?:Partially[- ])?Implements:? .*|^(?:Related[- ]to:? )?blueprint:? .*|^Part of blueprint.*|^(?:bp|spec):? [\w/-]+$", _I), {Kind.FEATURE: 1.8}),
    (re.compile(r"^APIImpact\b", _I), {Kind.FEATURE: 1.0}),
    (re.compile(r"^SecurityImpact\b", _I), {Kind.SECURITY: 0.8}),
    (re.compile(r"\bfix(?:es|ed)?:?[ \t]+(?:(?:[\w.-]+/[\w.-]+)?#\d+|https?://\S+/(?:issues|bugs?)/\d+|gh-\d+|bpo-\d+|rhbz#?\d+)", _I), {Kind.FIX: 0.9}),
    (re.compile(r"\b(?:close[sd]?|resolve[sd]?):?[ \t]+(?:(?:[\w.-]+/[\w.-]+)?#\d+|https?://\S+/(?:issues|bugs?)/\d+|gh-\d+)", _I), {Kind.FIX: 0.3}),
)  # fmt: skip


def trailer(case: Case) -> Iterator[Sign]:
    """A trailer says what bug a change closes, or what blueprint it serves."""
    text = case.body
    for commit in case.change.brought[:20]:
        text += "\n" + commit.message[:4000].partition("\n")[2]
    if ":" not in text and "#" not in text and "gression" not in text and " by " not in text:
        return
    for pattern, votes in _TRAILERS:
        found = pattern.search(text)
        if found:
            yield Sign(signal="trailer", detail=quoted(found[0]), votes=votes)
