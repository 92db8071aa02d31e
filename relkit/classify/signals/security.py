"""Signs that a change closes a vulnerability, and the traps among them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from relkit.classify.areas import Area
from relkit.classify.case import Case
from relkit.classify.sign import Sign, quoted
from relkit.model.evidence import Kind

_ID = re.compile(
    r"\bCVE-\d{4}-\d{3,}\b|\bGHSA(?:-[23456789cfghjmpqrvwx]{4}){3}\b|\bOSSA-\d{4}-\d+\b|\bPYSEC-\d{4}-\d+\b",
    re.IGNORECASE,
)
_SPOKEN = re.compile(
    r"\bsecurity (?:fix(?:es)?|issue|bug|vulnerabilit\w+|flaw|hole|problem|hardening)\b|\bvulnerabilit(?:y|ies)\b|\b(?:fix|prevent|avoid|against|mitigate)\w*\b.{0,40}\b(?:DoS|denial.of.service|ReDoS|XSS|CSRF|SSRF|injection|smuggling"
    r"|(?:directory|path) traversal|privilege escalation|remote code execution|information (?:disclosure|leak))\b",
    re.IGNORECASE,
)
_FORK = re.compile(r"Merge commit from fork\b", re.IGNORECASE)
# Tools that are told to ignore an advisory, changelogs that are given its number, releases that announce it.
_TRAP = re.compile(
    r"\b(?:ignore|bump|upgrade|update|safety|pip-audit|audit|changelog|release note|advisory|mention|document|typo|credit|policy|scan\w*|codeql|scorecards?|bandit)\b",
    re.IGNORECASE,
)


def security(case: Case) -> Iterator[Sign]:
    """An advisory's number or the words for a vulnerability, in the title more than in the body, when code is touched."""
    if case.areas and Area.SOURCE not in case.areas:
        return
    subject = case.change.commit.subject
    trapped = _TRAP.search(case.words)
    if _FORK.match(subject) or _FORK.match(case.plain):
        yield Sign(
            signal="security",
            detail="title is the one of merges from private security forks: Merge commit from fork",
            votes={Kind.SECURITY: 4.0, Kind.FIX: 1.0},
        )
    found = _ID.search(case.title)
    if found:
        yield Sign(
            signal="security",
            detail=f"title names {found[0]}",
            votes={Kind.SECURITY: 1.0 if trapped else 5.0, Kind.FIX: 1.0},
        )
        return
    if found := _SPOKEN.search(case.words):
        yield Sign(
            signal="security",
            detail=f"title says {quoted(found[0])}",
            votes={Kind.SECURITY: 0.5 if trapped else 2.6, Kind.FIX: 0.8},
        )
    if (found := _ID.search(case.body)) and not trapped:
        yield Sign(signal="security", detail=f"message names {found[0]}", votes={Kind.SECURITY: 3.0, Kind.FIX: 0.8})
