"""Merges of one line into another, which are no change of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from relkit.classify.case import Case
from relkit.classify.sign import Rank, Sign, quoted
from relkit.classify.tables import any_of
from relkit.classify.titles import LONGEST_TITLE
from relkit.model.evidence import Kind

_LINE = r"['\"]?(?:[\w-]+/)?" + any_of(
    "main",
    "master",
    "devel(?:op)?",
    "dev",
    "trunk",
    "default",
    "next",
    "stable",
    "features",
    # Maintenance branches: a version with a dot, or one after a word, or a bare small number.
    r"(?:[a-z]+[-_/]?)?v?\d{1,4}(?:[._](?:\d+|x))+(?:[-_.]?(?:x|y|maintenance|branch|stable|series|maint|fixes|lts))?",
    r"(?:stable|releases?|maint|maintenance|rel|unmaintained|support)[-_/]?v?\d[\w.-]*",
    r"(?:stable|unmaintained)/[a-z]+",
    r"v?\d{1,2}",
)
_MERGES = re.compile(
    r"merge[ds]?\s+(?:up\s+)?"
    + any_of(
        rf"(?:remote[- ]tracking\s+)?branch(?:es)?\s+{_LINE}['\"]?(?P<pulled>\s+of\s+\S+)?(?:\s+into\s+\S+)?",
        r"tag\s+['\"]?[\w./-]*\d['\"]?(?:\s+of\s+\S+)?(?:\s+into\s+\S+)?",
        rf"(?:(?:changes\s+)?from\s+|branch\s+)?{_LINE}['\"]?\s+(?:branch\s+)?(?:in)?to\s+\S+.*",
        rf"(?:with\s+|from\s+)?{_LINE}",
        r"upstream(?:/\S+)?",
    )
    + r"\s*\.?",
    re.IGNORECASE,
)


def merge(case: Case) -> Iterator[Sign]:
    """See a merge whose title names a line (the mainline, a maintenance branch, a tag): it brings others' changes.

    A branch "of" an address is what `git pull` writes: what it brought may well be one change, and is judged.
    """
    commit = case.change.commit
    found = _MERGES.fullmatch(case.title.strip()) or _MERGES.fullmatch(commit.subject[:LONGEST_TITLE])
    if not found:
        return
    detail = f"title is {quoted(commit.subject)}"
    if commit.is_merge and not found["pulled"]:
        yield Sign(signal="merge", detail=detail, rank=Rank.MERGE, declares=(Kind.MERGE,))
    else:
        yield Sign(signal="merge", detail=detail, votes={Kind.MERGE: 5.0 if commit.is_merge else 3.5})
