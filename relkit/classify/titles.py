"""Titles: taking off what surrounds the words, such as backport marks, ticket numbers and prefixes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from relkit.classify.tables import any_of

LONGEST_TITLE = 1000
"""Characters of a title that are looked at."""

_MOST_MARKS = 6
_VERSION = r"v?\d+(?:\.(?:\d+|x))*(?:\.?x|-?branch)?"
_LINE = r"(?:stable|release|maint\w*|rel)[-/ ]?[\w./-]*(?:-only)?"
# Conventions of the backport tools (patchback, Meeseeks, korthout, sorenlouv, Mergify, cherry-picker, miss-islington)
# and of projects that backport by hand; the mark says where a change goes, not what it is.
_LEADING = re.compile(
    r"\s*"
    + any_of(
        r"\[?\s*PR\s\#\d+/[0-9a-f]+\sbackport\]",
        rf"\[\s*{_VERSION}(?:[ ,/&|]+{_VERSION})*\s*\][\s:-]*",
        rf"\[\s*{_LINE}\s*\][\s:-]*",
        r"\[\s*(?:PR\s*\#?\d+[^\]]*|[^\]]{0,40}backport[^\]]{0,40}|bp(?:[- ][\w.-]+)?|cherry[- ]?pick[^\]]*)\][\s:-]*",
        r"\[\s*(?:MRG|WIP|RFC|RTM)(?:\s?\+\s?\d)?\s*\][\s:-]*",
        r"\((?:stable|release)[-/ ][\w./-]*\)\s*",
        r"(?:auto(?:matic|mated)?[- ])?backport\s+(?:of\s+)?(?:PR\s*\#?\d+|\#\d+|gh-\d+|[0-9a-f]{8,40})"
        r"(?:\son\sbranch\s[^\s:]+)?(?:\sto\s[^\s:]+)?\s*[:(-]?\s*",
        rf"backport\s+(?:to\s+)?\(?{_VERSION}\)?\s*:\s*",
        r"backport(?:ed)?\s*:\s*",
        r"(?:automated\s+)?cherry[- ]pick(?:ed)?(?:\sof)?\s\#\d+[^:]{0,40}:\s*",
    ),
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"\s*"
    + any_of(
        r"\((?:#|GH-|!|PR\s?#?|bpo-|pull request #)?\d+(?:\s*,\s*#?\d+)*\)",
        r"\((?P<picked>backport|bp|cherry[- ]picked|manual backport)[^)]*\)",
        r"\[(?:skip[ -]ci|ci[ -]skip|no ci)\]",
        r"\[(?P<backport>backport[^\]]*)\]",
    )
    + r"\s*$",
    re.IGNORECASE,
)
_TICKET = re.compile(
    r"\s*"
    + any_of(r"\[?(?:gh-?|bpo-?|issue ?#?|pr ?#?|#|bug ?#?|rhbz ?#?|lp ?#?)\d+\]?", r"[A-Z][A-Z0-9]{1,9}-\d+")
    + r"(?:\s*,\s*(?:gh-?|bpo-?|#)?\d+)*\s*[:;\u2013-]+\s+",
    re.IGNORECASE,
)


def plain_title(title: str) -> tuple[str, bool]:
    """Return a title without backport marks, ticket and request numbers, and whether a backport mark was taken off."""
    text, marked = _without_leading(title[:LONGEST_TITLE])
    for _ in range(_MOST_MARKS):
        found = _TRAILING.search(text)
        if not found:
            break
        marked = marked or bool(found["picked"] or found["backport"])
        text = text[: found.start()]
    text = _TICKET.sub("", text, count=1) if _TICKET.match(text) else text
    return text.strip() or title.strip()[:LONGEST_TITLE], marked


def _without_leading(text: str) -> tuple[str, bool]:
    marked = False
    for _ in range(_MOST_MARKS):
        found = _LEADING.match(text)
        if not found:
            break
        marked = True
        text = text[found.end() :]
        if found[0].rstrip().endswith("("):
            text = text.rstrip().removesuffix(")")
    return text, marked


_QUOTED = re.compile(
    r"(?P<verb>Revert|Reapply)\s+[\"'\u201c`](?P<title>.*?)[\"'\u201d`]?(?:\s*\([^()]*\))?\s*",
    re.IGNORECASE | re.DOTALL,
)
_DEEPEST = 20


def unreverted(title: str) -> tuple[str, int]:
    """Return the innermost title of quoted reverts, and how many of them surround it.

    ``Reapply "…"`` is what git 2.43 and later writes for the revert of a revert.
    """
    depth = 0
    while depth < _DEEPEST and (found := _QUOTED.fullmatch(title.strip())):
        depth += 2 if found["verb"].lower() == "reapply" else 1
        title = found["title"]
    return title, depth


@dataclass(frozen=True, kw_only=True, slots=True)
class Prefix:
    """A title's prefix: its words as written, the scope, and whether a ``!`` marks a breaking change."""

    words: tuple[str, ...]
    scope: str | None
    breaking: bool
    text: str


_CONVENTIONAL = re.compile(
    r"(?P<words>[A-Za-z]{2,14})\s?(?:\((?P<scope>[^()\n]{1,60})\))?(?P<breaking>!)?\s?:\s+(?=\S)"
)
_ACRONYMS = re.compile(r"(?P<words>[A-Z]{2,6}(?:\s?[,/&+|]\s?[A-Z]{2,6}){0,4})\s?:\s*(?=\S)")
_BRACKETED = re.compile(r"[\[({](?P<words>[A-Za-z]{2,14}(?:\s?[,/|]\s?[A-Za-z]{2,14}){0,3})[\])}]\s*:?\s*(?=\S)")
_BARE_ACRONYM = re.compile(
    r"(?P<words>(?:FIX|MNT|MAINT|DOC|ENH|TST|FEA|EFF|BLD|PERF|DEP|STY|BUG|CLN|REGR|API|CI)"
    r"(?:[ ,/]{1,2}(?:MNT|MAINT|DOC|ENH|TST|FEA|EFF|FIX|API|CI))*)\s+(?=[A-Za-z`:])"
)
_EMOJI = r"[\u2190-\u2bff\u3030\U0001F000-\U0001FAFF][\ufe0e\ufe0f\u200d\U0001F000-\U0001FAFF]{0,4}"
_GITMOJI = re.compile(rf"(?P<code>:[a-z0-9_+-]{{2,32}}:|{_EMOJI})\s*(?=\S)")


def split_prefix(title: str, known: frozenset[str]) -> tuple[Prefix | None, str]:
    """Split a plain title into its prefix, when all its words are ``known`` (in lower case), and the rest.

    Formats: Conventional Commits 1.0.0 (``fix(scope)!: …``), NumPy's and SciPy's acronyms (``BUG: …``, ``TYP,BUG: …``),
    scikit-learn's acronyms without a colon (``FIX …``), brackets (``[fix] …``) and gitmoji.
    """
    for pattern in (_ACRONYMS, _CONVENTIONAL, _BRACKETED, _BARE_ACRONYM):
        found = pattern.match(title)
        if not found:
            continue
        words = tuple(re.findall(r"[A-Za-z]+", found["words"]))
        if all(word.lower() in known for word in words):
            conventional = pattern is _CONVENTIONAL
            scope, breaking = (found["scope"], bool(found["breaking"])) if conventional else (None, False)
            return Prefix(words=words, scope=scope, breaking=breaking, text=found[0].strip()), title[found.end() :]
    found = _GITMOJI.match(title)
    if found:
        code = found["code"].replace("\ufe0f", "")
        return Prefix(words=(code,), scope=None, breaking=False, text=found["code"]), title[found.end() :]
    return None, title
