"""Signs that a change closes a vulnerability, and the traps among them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from relkit.classify.areas import Area
from relkit.classify.case import Case
from relkit.classify.sign import Sign, quoted
from relkit.classify.signals.bump import is_bump
from relkit.classify.tables import any_of
from relkit.model.evidence import Kind

_ID = re.compile(
    r"\b"
    + any_of(r"CVE-\d{4}-\d{3,}", r"GHSA(?:-[23456789cfghjmpqrvwx]{4}){3}", r"OSSA-\d{4}-\d+", r"PYSEC-\d{4}-\d+")
    + r"\b",
    re.IGNORECASE,
)
_SPOKEN = re.compile(
    any_of(
        r"\bsecurity (?:fix(?:es)?|issue|bug|vulnerabilit\w+|flaw|hole|problem|hardening)\b",
        r"\bvulnerabilit(?:y|ies)\b",
        r"\b(?:fix|prevent|avoid|against|mitigate)\w*\b.{0,40}\b(?:DoS|denial.of.service|ReDoS|XSS|CSRF|SSRF|injection"
        r"|smuggling|(?:directory|path) traversal|privilege escalation|remote code execution"
        r"|information (?:disclosure|leak))\b",
    ),
    re.IGNORECASE,
)
_FORK = re.compile(r"Merge commit from fork\b", re.IGNORECASE)
# Tools that are told to ignore an advisory, changelogs that are given its number, releases that announce it.
_TRAP = re.compile(
    r"\b(?:ignore|bump|upgrade|update|safety|pip-audit|audit|changelog|release note|advisory|mention|document|typo"
    r"|credit|policy|scan\w*|codeql|scorecards?|bandit)\b",
    re.IGNORECASE,
)


def security(case: Case) -> Iterator[Sign]:
    """See an advisory's number or the words for a vulnerability, in the title more than in the body, beside code."""
    if (case.areas and Area.SOURCE not in case.areas) or is_bump(case):
        return
    if _FORK.match(case.change.commit.subject) or _FORK.match(case.plain):
        # What GitHub writes when a private fork, made for an advisory, is merged.
        yield Sign(
            signal="security", detail="title is Merge commit from fork", votes={Kind.SECURITY: 4.5, Kind.FIX: 1.0}
        )
    trapped = _TRAP.search(case.words)
    if found := _ID.search(case.title):
        votes = {Kind.SECURITY: 1.0 if trapped else 5.0, Kind.FIX: 1.0}
        yield Sign(signal="security", detail=f"title names {quoted(found[0])}", votes=votes)
        return
    if found := _SPOKEN.search(case.words):
        votes = {Kind.SECURITY: 0.5 if trapped else 2.6, Kind.FIX: 0.8}
        yield Sign(signal="security", detail=f"title says {quoted(found[0])}", votes=votes)
    if not trapped and (found := _ID.search(case.body)):
        votes = {Kind.SECURITY: 3.0, Kind.FIX: 0.8}
        yield Sign(signal="security", detail=f"message names {quoted(found[0])}", votes=votes)
