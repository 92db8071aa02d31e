"""Signs that a change closes a vulnerability, and the traps among them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from relkit.classify.case import Case
from relkit.classify.sign import Rank, Sign, quoted
from relkit.classify.signals.bump import is_bump
from relkit.classify.tables import any_of
from relkit.model.area import Area
from relkit.model.commit import FileStatus
from relkit.model.evidence import Kind

_ID = re.compile(
    r"\b"
    + any_of(r"CVE-\d{4}-\d{3,}", r"GHSA(?:-[23456789cfghjmpqrvwx]{4}){3}", r"OSSA-\d{4}-\d+", r"PYSEC-\d{4}-\d+")
    + r"\b",
    re.IGNORECASE,
)
_SPOKEN = re.compile(
    any_of(
        r"\bsecurity (?:fix(?:es)?|issue|bug|vulnerabilit\w+|flaw|hole|problem)\b",
        r"\bvulnerabilit(?:y|ies)\b",
        r"\b(?:fix|prevent|avoid|against|mitigate)\w*\b.{0,40}\b(?:DoS|denial.of.service|ReDoS|XSS|SSRF"
        r"|(?:request|header|response) smuggling|(?:directory|path) traversal|privilege escalation"
        r"|remote code execution|information (?:disclosure|leak)"
        r"|(?:SQL|command|code|header|CRLF|template|shell|script|log|HTML)[ -]injection)\b",
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
    """See an advisory's number or the words for a vulnerability, beside code.

    A number in the title or in the name of the change's note declares, and so does what GitHub writes when the private
    fork of an advisory is merged: a note may call the same change a bug fix. In a body they only incline.
    """
    if (case.areas and Area.SOURCE not in case.areas) or is_bump(case) or case.reverts % 2:
        return
    trapped = _TRAP.search(case.words)
    if _FORK.match(case.change.commit.subject) or _FORK.match(case.plain):
        yield _declaration("title is Merge commit from fork")
    elif not trapped and (found := _ID.search(case.title)):
        yield _declaration(f"title names {quoted(found[0])}")
    elif noted := _numbered_note(case):
        yield _declaration(f"adds {quoted(noted)}")
    elif not trapped and (found := _SPOKEN.search(case.words)):
        yield Sign(signal="security", detail=f"title says {quoted(found[0])}", votes={Kind.SECURITY: 9.0})
    elif not trapped and (found := _ID.search(case.body)):
        yield Sign(signal="security", detail=f"message names {quoted(found[0])}", votes={Kind.SECURITY: 6.5})


def _declaration(detail: str) -> Sign:
    return Sign(signal="security", detail=detail, rank=Rank.ADVISORY, declares=(Kind.SECURITY,), certainty=0.95)


def _numbered_note(case: Case) -> str | None:
    added = (noted.file.path for noted in case.fragments if noted.file.status is FileStatus.ADDED)
    return next((path for path in added if _ID.search(path.replace("_", "-"))), None)
