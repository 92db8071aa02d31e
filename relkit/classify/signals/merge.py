"""Merges of one line into another, which are no change of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from relkit.classify.case import Case
from relkit.classify.sign import Rank, Sign, quoted
from relkit.model.evidence import Kind

_LINE = r"(?:(?:upstream|origin|gh|github|\w+)/)?(?:main|master|devel|develop|dev|trunk|default|next|stable|(?:stable|release|releases|maint|maintenance|rel|unmaintained|v|support|hotfix|features?)?[-_/]?v?\d+(?:[._](?:\d+|x|X))*(?:[-_.]?(?:x|X|y|maintenance|branch|stable|series|maint|fixes|lts|release))?|features)"
_MERGES = re.compile(
    rf"""merge(?:d|s)?\s+(?:up\s+)?(?:
      (?:remote[- ]tracking\s+)?branch(?:es)?\s+['"]?{_LINE}['"]?(?:\s+of\s+\S+)?(?:\s+into\s+\S+)?
    | tag\s+['"]?[\w./-]*\d['"]?(?:\s+of\s+\S+)?(?:\s+into\s+\S+)?
    | (?:from\s+|changes\s+from\s+|branch\s+)?['"]?{_LINE}['"]?\s+(?:branch\s+)?(?:in)?to\s+\S+.*
    | (?:upstream|origin|main|master|devel|trunk)(?:/\S+)?
    | (?:with|from)\s+{_LINE}
    )\s*\.?""",
    re.VERBOSE | re.IGNORECASE,
)


def merge(case: Case) -> Iterator[Sign]:
    """A merge whose title names a line (the mainline, a maintenance branch, a tag) brings other changes together."""
    commit = case.change.commit
    found = _MERGES.fullmatch(case.title.strip()) or _MERGES.fullmatch(commit.subject)
    if found and commit.is_merge:
        yield Sign(signal="merge", detail=f"title is {quoted(commit.subject)}", rank=Rank.MERGE, declares=(Kind.MERGE,))
    elif found:
        yield Sign(signal="merge", detail=f"title is {quoted(commit.subject)}", votes={Kind.MERGE: 3.5})
