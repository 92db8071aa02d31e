"""Prefixes of the title: Conventional Commits, acronyms, brackets, gitmoji."""

from __future__ import annotations

import re
from collections.abc import Iterator

from relkit.classify.case import PREFIX_WORDS, Case
from relkit.classify.kinds import GITMOJI_KINDS, NEEDS_MINOR, PREFIX_KINDS, WEAK_PREFIXES, YIELDING
from relkit.classify.sign import Rank, Sign, quoted
from relkit.classify.titles import Prefix, plain_title, split_prefix
from relkit.model.evidence import Kind

_BREAKING = re.compile(r"^BREAKING[ -]CHANGE(?:\([^)]*\))?\s*:", re.MULTILINE)


def prefix(case: Case) -> Iterator[Sign]:
    """A prefix names the kind; the first of several counts, after one that only names an area."""
    found = case.prefix
    if found is None:
        return
    kind, weak = kind_of(found)
    if kind is None:
        return
    detail = f"title begins with {quoted(found.text)}"
    if kind in NEEDS_MINOR:
        yield Sign(signal="minor-release", detail=detail)
    if weak:
        yield Sign(signal="prefix", detail=detail, votes={kind: 2.2})
    else:
        yield Sign(signal="prefix", detail=detail, rank=Rank.PREFIX, declares=(kind,), certainty=0.96)


def breaking(case: Case) -> Iterator[Sign]:
    """A mark for breaking changes: ``!`` before the colon, or a ``BREAKING CHANGE:`` footer."""
    if case.prefix is not None and case.prefix.breaking:
        yield Sign(signal="breaking", detail=f"title begins with {quoted(case.prefix.text)}", votes={Kind.REMOVAL: 1.0})
    elif _BREAKING.search(case.body):
        yield Sign(signal="breaking", detail="a BREAKING CHANGE footer", votes={Kind.REMOVAL: 1.0})


def side_prefixes(case: Case) -> Iterator[Sign]:
    """What the commits that a merge brought declare, when they all say the same and its own title says nothing."""
    if case.prefix is not None or not case.change.brought:
        return
    kinds: set[Kind | None] = set()
    for commit in case.change.brought[:50]:
        if not commit.is_merge:
            found = first_prefix(commit.subject)
            kinds.add(kind_of(found)[0] if found else None)
    if len(kinds) == 1 and (kind := kinds.pop()) is not None:
        yield Sign(signal="prefix", detail="the commits that it brought all begin so", votes={kind: 2.0})


def first_prefix(title: str) -> Prefix | None:
    """Return the prefix of a title as written in a message."""

    return split_prefix(plain_title(title)[0], PREFIX_WORDS)[0]


def kind_of(found: Prefix) -> tuple[Kind | None, bool]:
    """Return the kind that a prefix names, and whether it only inclines."""
    if found.words[0] in GITMOJI_KINDS:
        return GITMOJI_KINDS[found.words[0]], True
    words = [word for word in found.words if word.lower() in PREFIX_KINDS]
    if not words:
        return None, True
    named = next((word for word in words if word.lower() not in YIELDING), words[0])
    if found.scope is not None and re.fullmatch(r"deps(?:-\w+)?|dependencies", found.scope, re.IGNORECASE):
        return Kind.DEPENDENCY, False
    # Upper case is an acronym of a closed list, lower case may be the name of a component.
    return PREFIX_KINDS[named.lower()], named.lower() in WEAK_PREFIXES and not named.isupper()
