"""Counts, spans of time and moments in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

HOUR = 3_600
DAY = 24 * HOUR
# A unit in seconds, from how many seconds on people would take it, and its name.
_UNITS = (
    (365.25 * DAY, 2 * 365.25 * DAY, "year", "y"),
    (30.44 * DAY, 90 * DAY, "month", "mo"),
    (DAY, 2 * DAY, "day", "d"),
    (HOUR, HOUR, "hour", "h"),
)
_FIRST, _LAST = -62_135_596_800, 253_402_300_799
"""The first and last second that a date can be written of (years 1 and 9999); commits may claim any."""


def count(number: int, noun: str, plural: str | None = None) -> str:
    """Return a number with its noun: "1 fix", "3 fixes", "1,204 changes"."""
    if number == 1:
        return f"1 {noun}"
    if plural is None:
        plural = f"{noun}es" if noun.endswith(("x", "s", "sh", "ch")) else f"{noun}s"
    return f"{number:,} {plural}"


def span(seconds: float) -> str:
    """Return how long that is, as people say it: "3 hours", "24 days", "4 months", "2 years"."""
    for unit, least, name, _ in _UNITS:
        if seconds >= least:
            return count(round(seconds / unit), name)
    return "less than an hour"


def short_span(seconds: float) -> str:
    """Return how long that is, in a few characters: "3h", "24d", "4mo", "2y"."""
    for unit, least, _, sign in _UNITS:
        if seconds >= least:
            return f"{round(seconds / unit)}{sign}"
    return "<1h"


def enumerated(items: Sequence[str], most: int | None = None) -> str:
    """Return "a, b and c"; of more than ``most`` only the first, and how many more there are."""
    if most is not None and len(items) > most:
        return f"{', '.join(items[:most])} and {len(items) - most:,} more"
    return " and ".join(filter(None, (", ".join(items[:-1]), *items[-1:])))


def iso(moment: int) -> str:
    """Return a moment (seconds since 1970) in ISO 8601, UTC: "2025-06-15T15:06:40Z"."""
    return _utc(moment).strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")


def day(moment: int) -> str:
    """Return the day of a moment (seconds since 1970), UTC: "2025-06-15"."""
    return iso(moment)[:10]


def minute(moment: int) -> str:
    """Return a moment (seconds since 1970) to the minute: "2025-06-15 15:06 UTC"."""
    return f"{iso(moment)[:16].replace('T', ' ')} UTC"


def moment_of(text: str) -> int:
    """Return the moment that ``iso`` wrote, in seconds since 1970. Raises ValueError where no calendar has it."""
    return int(datetime.fromisoformat(text).timestamp())


def elapsed(before: int, now: int) -> int:
    """Return the seconds from one moment to another, 0 where it is still to come; both as far as a calendar goes."""
    return max(_within(now) - _within(before), 0)


def _within(moment: int) -> int:
    return min(max(moment, _FIRST), _LAST)


def _utc(moment: int) -> datetime:
    return datetime.fromtimestamp(_within(moment), UTC)
