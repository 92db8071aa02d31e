"""Titles: taking off what surrounds the words, such as backport marks, ticket numbers and prefixes."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Conventions of the backport tools (patchback, Meeseeks, korthout, sorenlouv, Mergify, cherry-picker, miss-islington)
# and of projects that backport by hand; the mark says where a change goes, not what it is.
_VERSION = r"v?\d+(?:\.(?:\d+|x))*(?:\.?x|-?branch)?"
_LEADING = re.compile(
    rf"""\s*(?:
      \[ \s* (?: PR\s*\#?\d+ [^\]]* | backport [^\]]* | [^\]]{{0,40}} \s backport | manual \s backport [^\]]* | (?:stable|release|maint\w*|rel)[-/ ]?[\w./-]* (?:-only)? | {_VERSION} (?:[ ,/&|]+ {_VERSION})*
          | (?:MRG|WIP|RFC|RTM|MNT-only)(?:\s?\+\s?\d)? | bp | cherry[- ]?pick[^\]]* | auto \s backport [^\]]* ) \s* \] [\s:-]*
    | \( (?:stable|release)[-/ ][\w./-]* \) \s*
    | (?:auto(?:matic|mated)?[- ])? backport \s+ (?:of\s+)? (?:PR\s*)? (?:\#\d+|gh-\d+|[0-9a-f]{{8,40}}) (?:\s on \s branch \s \S+)? (?:\s to \s \S+)? \s* [:(-]? \s*
    | backport \s+ (?:to\s+)? \(?{_VERSION}\)? \s* : \s*
    | backport (?:ed)? \s* : \s*
    | (?:automated\s+)? cherry[- ]pick (?:ed)? (?:\s of)? \s \#\d+ [^:]{{0,40}} : \s*
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_TRAILING = re.compile(
    r"\s*(?:\((?:#|GH-|gh-|!|PR\s?#?|bpo-|pull request #)?\d+(?:\s*,\s*#?\d+)*\)|\((?:backport|bp|cherry[- ]picked|manual backport)[^)]*\)|\[(?:skip[ -]ci|ci[ -]skip|backport[^\]]*|no ci)\])\s*$",
    re.IGNORECASE,
)
_TICKET = re.compile(
    r"\s*(?:\[?(?:gh-?|bpo-?|issue ?#?|pr ?#?|#|bug ?#?|rhbz ?#?|lp ?#?)\d+\]?|[A-Z][A-Z0-9]{1,9}-\d+)(?:\s*,\s*(?:gh-?|bpo-?|#)?\d+)*\s*[:;\u2013-]+\s+",
    re.IGNORECASE,
)


def plain_title(title: str) -> tuple[str, bool]:
    """Return a title without backport marks, ticket and request numbers, and whether a backport mark was taken off."""
    marked = False
    text = title[:1000]
    for _ in range(6):
        found = _LEADING.match(text)
        if not found or not found.end():
            break
        marked = True
        opened = found[0].rstrip().endswith("(")
        text = text[found.end() :]
        if opened:
            text = text.rstrip().removesuffix(")")
    for _ in range(4):
        found = _TRAILING.search(text)
        if not found:
            break
        marked = marked or "ick" in found[0] or "ackport" in found[0] or "bp" in found[0]
        text = text[: found.start()]
    text = _TICKET.sub("", text, count=1) if _TICKET.match(text) else text
    return text.strip() or title.strip()[:1000], marked


@dataclass(frozen=True, kw_only=True, slots=True)
class Prefix:
    """A title's prefix: its words as written, the scope, and whether a ``!`` marks a breaking change."""

    words: tuple[str, ...]
    scope: str | None
    breaking: bool
    text: str


_CONVENTIONAL = re.compile(r"(?P<word>[A-Za-z]{2,14})\s?(?:\((?P<scope>[^()\n]{1,60})\))?(?P<breaking>!)?\s?:\s+(?=\S)")
_ACRONYMS = re.compile(r"(?P<words>[A-Z]{2,6}(?:\s?[,/&+|]\s?[A-Z]{2,6}){0,4})\s?:\s*(?=\S)")
_BRACKETED = re.compile(r"[\[({](?P<words>[A-Za-z]{2,14}(?:\s?[,/|]\s?[A-Za-z]{2,14}){0,3})[\])}]\s*:?\s*(?=\S)")
_BARE_ACRONYM = re.compile(
    r"(?P<words>(?:FIX|MNT|MAINT|DOC|ENH|TST|FEA|EFF|BLD|PERF|DEP|STY|BUG|CLN|REGR|API|CI)(?:[ ,/]{1,2}(?:MNT|MAINT|DOC|ENH|TST|FEA|EFF|FIX|API|CI))*)\s+(?=[A-Za-z`:])"
)
_GITMOJI = re.compile(
    r"(?P<code>:[a-z0-9_+-]{2,32}:|[\u2190-\u2bff\u3030\U0001F000-\U0001FAFF][\ufe0e\ufe0f\u200d\U0001F000-\U0001FAFF]{0,4})\s*(?=\S)"
)


def split_prefix(title: str, known: frozenset[str]) -> tuple[Prefix | None, str]:
    """Split a plain title into its prefix, when all its words are ``known`` (in lower case), and the rest.

    Formats: Conventional Commits 1.0.0 (``fix(scope)!: …``), NumPy's and SciPy's acronyms (``BUG: …``, ``TYP,BUG: …``),
    scikit-learn's acronyms without a colon (``FIX …``), brackets (``[fix] …``) and gitmoji.
    """
    for pattern in (_ACRONYMS, _CONVENTIONAL, _BRACKETED, _BARE_ACRONYM):
        found = pattern.match(title)
        if not found:
            continue
        groups = found.groupdict()
        words = tuple(re.findall(r"[A-Za-z]+", groups.get("words") or groups.get("word") or ""))
        if words and all(word.lower() in known for word in words):
            prefix = Prefix(
                words=words, scope=groups.get("scope"), breaking=bool(groups.get("breaking")), text=found[0].strip()
            )
            return prefix, title[found.end() :]
    found = _GITMOJI.match(title)
    if found:
        return Prefix(
            words=(found["code"].replace("\ufe0f", ""),), scope=None, breaking=False, text=found["code"]
        ), title[found.end() :]
    return None, title
