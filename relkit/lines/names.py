"""What a branch's name says: the series of a maintenance branch, and the scheme of the name."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LEADS = (
    r"maintenance|maint|stable|support|supported|lts|series|unmaintained|eol|archive|archived|attic|"
    r"releases?|rel|branch|branches|v"
)
_NUMBERS = r"(?P<v>v)?(?P<series>\d+(?:\.\d+)*|\d+(?:_\d+)*|\d+(?:-\d+)+)(?P<open>[._-]?[xy])?"
_TAILS = r"maintenance|maint|stable|series|branch|releases?|lts|dev|devel|eol"
_NUMBERED = re.compile(
    rf"(?P<lead>(?:(?:{_LEADS})(?:[-_/.]|(?=v?\d)))*?){_NUMBERS}(?P<tail>[-_./](?:{_TAILS}))?", re.IGNORECASE
)
_PACKAGED = re.compile(
    rf"(?P<lead>[a-z][a-z0-9]*(?:[-_][a-z][a-z0-9]*)*[-_/]){_NUMBERS}(?P<tail>[-_](?:{_TAILS}))?", re.IGNORECASE
)
_CODE_NAMED = re.compile(
    r"(?P<lead>(?:maintenance|maint|stable|support|lts|unmaintained|eol|releases?)[-_/])(?P<series>[a-z]{3,})",
    re.IGNORECASE,
)
_UNNAMED = re.compile(r"stable|maint|maintenance|bug-?fix(?:es)?|patch(?:es)?|lts|support", re.IGNORECASE)
_ENDED = re.compile(r"(?:^|/)(?:unmaintained|eol|archived?|attic)[-_/]|[-_./]eol$", re.IGNORECASE)

_BOTS = re.compile(
    r"(?P<who>dependabot|renovate|patchback|mergify|pre-commit-ci|pyup|snyk|greenkeeper|imgbot|allcontributors|"
    r"all-contributors|weblate|meeseeksdev|auto-backport-of-pr|copilot|codex|claude|cursor|whitesource|deepsource|"
    r"create-pull-request|github-actions|release-please--|changeset-release|l10n|crowdin|transifex|bors|staging|trying)"
    r"(?:[-_/.]|$)",
    re.IGNORECASE,
)
_BACKPORTS = re.compile(r"(?:auto-?)?(?:backports?|cherry-?picks?|bp)[-_/]", re.IGNORECASE)
_PAGES = re.compile(r"(?:gh|gl|cf)-pages|pages|asf-site|coverage|badges|benchmarks?", re.IGNORECASE)
_HOTFIX = re.compile(r"hot-?fix(?:es)?[-_/]", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class SeriesName:
    """A branch's name taken apart.

    ``series`` is "2.3" of "maintenance/2.3.x" and "zed" of "stable/zed"; ``numbers`` (2, 3), or None of a code name.
    ``scheme`` is the same for branches named alike. ``word``: some word or ".x" says that this is a line, where
    "3.12", "v2" and "lxml-6.0" may be anything. ``package`` is what else stands before the numbers ("lxml").
    ``ended``: the name says that the line has ended.
    """

    series: str
    numbers: tuple[int, ...] | None
    scheme: str
    word: bool
    is_open: bool
    package: str | None = None
    ended: bool = False


def read_name(short: str) -> SeriesName | None:
    """Read the series out of a branch's name (without the remote); None where it names none."""
    if why_no_line(short) is not None:
        return None
    if found := _NUMBERED.fullmatch(short):
        lead = found["lead"].lower()
        word = lead.rstrip("-_/.") not in ("", "v") or found["open"] is not None or found["tail"] is not None
        return _numbered(found, word=word, package=None)
    if found := _CODE_NAMED.fullmatch(short):
        lead = found["lead"].lower()
        ended = _ENDED.search(short) is not None
        return SeriesName(series=found["series"], numbers=None, scheme=lead, word=True, is_open=False, ended=ended)
    if (found := _PACKAGED.fullmatch(short)) and re.search(r"\d[._]\d", found["series"]):
        return _numbered(found, word=False, package=found["lead"][:-1].lower())
    return None


def alike(short: str) -> str | None:
    """Return a pattern for the branches that are named like this one ("maintenance/*"); None where it has no series."""
    found = _NUMBERED.fullmatch(short) or _CODE_NAMED.fullmatch(short) or _PACKAGED.fullmatch(short)
    if found is None or read_name(short) is None:
        return None
    lead = short[: found.start("series")]
    return f"{lead}*" if lead.endswith(("-", "_", "/", ".")) else f"{lead}[0-9]*{short[found.end('series') :]}"


def is_unnamed(short: str) -> bool:
    """Tell whether a branch is called a line without saying which: "stable", "maint"."""
    return _UNNAMED.fullmatch(short) is not None


def why_no_line(short: str) -> str | None:
    """Return the reason why a branch of this name is no line whatever its number, or None."""
    if bot := _BOTS.match(short):
        return f"made by a bot ({bot['who'].lower().rstrip('-')})"
    if _BACKPORTS.match(short):
        return "a backport on its way"
    if _HOTFIX.match(short):
        return "a fix on its way"
    if _PAGES.fullmatch(short):
        return "published pages, no source"
    return None


def _numbered(found: re.Match[str], *, word: bool, package: str | None) -> SeriesName:
    series = re.sub(r"[_-]", ".", found["series"])
    scheme = "{}{}#{}{}".format(*(found[part] or "" for part in ("lead", "v", "open", "tail"))).lower()
    return SeriesName(
        series=series,
        numbers=tuple(map(int, series.split("."))),
        scheme=scheme,
        word=word,
        is_open=found["open"] is not None,
        package=package,
        ended=_ENDED.search(found.string) is not None,
    )
