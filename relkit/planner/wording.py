"""Words of the reasons: counts, spans of time, lists of titles."""

from __future__ import annotations

from collections.abc import Sequence

HOUR = 3_600
DAY = 24 * HOUR
MONTH = 365.25 / 12 * DAY
YEAR = 365.25 * DAY
_TITLE_WIDTH = 72
# A unit, and from how much on it is the one that people would take.
_UNITS = ((YEAR, 2 * YEAR, "year"), (MONTH, 90 * DAY, "month"), (DAY, 2 * DAY, "day"), (HOUR, HOUR, "hour"))


def count(number: int, noun: str, plural: str | None = None) -> str:
    """Return a number with its noun: "1 fix", "3 fixes", "2 security fixes"."""
    if number == 1:
        return f"1 {noun}"
    return f"{number} {plural or _plural(noun)}"


def _plural(noun: str) -> str:
    return f"{noun}es" if noun.endswith(("x", "s", "sh", "ch")) else f"{noun}s"


def verb(number: int, singular: str, plural: str) -> str:
    """Return the form of a verb that agrees with a number."""
    return singular if number == 1 else plural


def span(seconds: float) -> str:
    """Return how long that is, in the unit a person would take: "3 hours", "24 days", "4 months", "2 years"."""
    for unit, least, name in _UNITS:
        if seconds >= least:
            return count(round(seconds / unit), name)
    return "less than an hour"


def titles(texts: Sequence[str], most: int = 3) -> str:
    """Return the first titles, quoted and shortened, and how many more there are."""
    shown = ", ".join(f"“{shorten(text)}”" for text in texts[:most])
    rest = len(texts) - most
    return f"{shown} and {rest} more" if rest > 0 else shown


def shorten(text: str, width: int = _TITLE_WIDTH) -> str:
    """Return a title on one line, cut at a word where it is too wide."""
    line = " ".join(text.split())
    if len(line) <= width:
        return line
    return f"{line[: width - 1].rpartition(' ')[0] or line[: width - 1]}…"
