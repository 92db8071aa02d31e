"""Prefixes of the title: Conventional Commits, acronyms, brackets, gitmoji."""

from __future__ import annotations

import re
from collections.abc import Iterator

from relkit.classify.case import PREFIX_WORDS, Case
from relkit.classify.kinds import ACRONYMS, GITMOJI_KINDS, NEEDS_MINOR, PREFIX_KINDS, WEAK_PREFIXES, YIELDING
from relkit.classify.sign import Rank, Sign, quoted
from relkit.classify.titles import Prefix, plain_title, split_prefix
from relkit.model.evidence import Kind

_MOST_BROUGHT = 50
_BREAKING = re.compile(r"^BREAKING[ -]CHANGE(?:\([^)\n]{0,100}\))?[ \t]*:", re.MULTILINE)
# "fix(ci): …" mends CI, and nothing that is released.
_SCOPES = {
    "ci": Kind.CI, "docs": Kind.DOCS, "doc": Kind.DOCS, "test": Kind.TEST, "tests": Kind.TEST,
}  # fmt: skip
_DEPENDENCIES = re.compile(r"deps(?:-\w+)?|dependencies", re.IGNORECASE)


def prefix(case: Case) -> Iterator[Sign]:
    """See a prefix, which names the kind; the first of several counts, after one that only names an area."""
    found = case.prefix
    if found is None or case.reverts % 2:
        return
    kind, weak = kind_of(found)
    if kind is None:
        return
    detail = f"title begins with {quoted(found.text)}"
    if kind in NEEDS_MINOR and not weak:
        yield Sign(signal="minor-release", detail=detail)
    if weak:
        yield Sign(signal="prefix", detail=detail, votes={kind: 2.2})
    else:
        yield Sign(signal="prefix", detail=detail, rank=Rank.PREFIX, declares=(kind,), certainty=0.96)


def breaking(case: Case) -> Iterator[Sign]:
    """See a mark for breaking changes: ``!`` before the colon, or a ``BREAKING CHANGE:`` footer."""
    if case.prefix is not None and case.prefix.breaking:
        yield Sign(signal="breaking", detail=f"title begins with {quoted(case.prefix.text)}", votes={Kind.REMOVAL: 1.0})
    elif _BREAKING.search(case.body):
        yield Sign(signal="breaking", detail="message has a BREAKING CHANGE footer", votes={Kind.REMOVAL: 1.0})


def side_prefixes(case: Case) -> Iterator[Sign]:
    """See what the commits that a merge brought declare, when they all agree and its own title says nothing."""
    if case.prefix is not None or not case.change.brought:
        return
    kinds: set[Kind | None] = set()
    for commit in case.change.brought[:_MOST_BROUGHT]:
        if not commit.is_merge:
            found = split_prefix(plain_title(commit.subject)[0], PREFIX_WORDS)[0]
            kinds.add(kind_of(found)[0] if found else None)
    if len(kinds) == 1 and (kind := kinds.pop()) is not None:
        yield Sign(signal="prefix", detail=f"all commits that it brought begin as {kind}", votes={kind: 2.0})


def kind_of(found: Prefix) -> tuple[Kind | None, bool]:
    """Return the kind that a prefix names, and whether it only inclines."""
    if found.words[0] in GITMOJI_KINDS:
        return GITMOJI_KINDS[found.words[0]], True
    words = [
        word
        for word in found.words
        if word.lower() in PREFIX_KINDS and (word.isupper() or word.lower() not in ACRONYMS)
    ]
    if not words:
        return None, True
    if found.scope is not None and _DEPENDENCIES.fullmatch(found.scope):
        return Kind.DEPENDENCY, False
    if found.scope is not None and (scoped := _SCOPES.get(found.scope.lower())) is not None:
        return scoped, False
    named = next((word for word in words if word.lower() not in YIELDING), words[0])
    # In upper case it is an acronym of a closed list, in lower case it may be the name of a component.
    return PREFIX_KINDS[named.lower()], named.lower() in WEAK_PREFIXES and not named.isupper()
