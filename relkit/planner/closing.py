"""Lines that close issues: on the mainline they have done it, and a backport would close again, or something else."""

from __future__ import annotations

import re

_REFERENCE = (
    r"(?:(?:[\w.-]+/[\w.-]+)?#\d+|GH-\d+"
    r"|<?https?://[^\s,<>]+/(?:issues|pull|pulls|work_items|merge_requests)/\d+(?:#\S*)?>?)"
)
_VERB = r"(?:clos(?:e|es|ed)|fix(?:es|ed)?|resolv(?:e|es|ed))"
_ISSUE = rf"(?:{_VERB}:?[ \t]+)?(?:issues?[ \t]+|bugs?[ \t]+)?{_REFERENCE}"
_NEXT = r"(?:[ \t]*[,;&][ \t]*(?:and[ \t]+)?|[ \t]+and[ \t]+|[ \t]+)"
# Whole lines of nothing but references: the kernel's "Fixes: <sha> (…)" tells of a commit, and stays.
_CLOSING = re.compile(
    rf"[ \t]*(?:[-*][ \t]+)?{_VERB}:?[ \t]+{_ISSUE}(?:{_NEXT}{_ISSUE}){{0,50}}[ \t]*[.,;]?[ \t]*", re.IGNORECASE
)
_LONGEST = 1000
"""Characters of a line that is looked at."""


def without_closing(message: str) -> str:
    """Return a message without the lines that close issues; the title stays, whatever it says."""
    title, end, rest = message.partition("\n")
    lines = rest.split("\n")
    if not any(map(_closes, lines)):
        return message
    kept: list[str] = []
    is_after = False
    for line in lines:
        if _closes(line):
            is_after = True
            continue
        if line.strip():
            is_after = False
        elif is_after and (not kept or not kept[-1].strip()):
            continue  # the blank line before the one that is gone stands for this one too
        kept.append(line)
    said = "\n".join(kept).rstrip()
    return f"{title}{end}{said}\n" if said else f"{title}{end}"


def _closes(line: str) -> bool:
    return len(line) <= _LONGEST and _CLOSING.fullmatch(line.rstrip("\r")) is not None
