"""Whether a line is still looked after, and how one can tell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from statistics import median, quantiles

from relkit.model.line import Status
from relkit.model.refs import Tag
from relkit.model.version import Release

DAY = 86400
FIRST_YEAR = 1900
"""From here on a version's first number is a year."""
_END = re.compile(r"(?P<series>.+)[-_](?P<how>eol|eom|em)", re.IGNORECASE)
_HOW = {"eol": "end of life", "eom": "end of maintenance", "em": "extended maintenance, no more releases"}
_DEFAULT_OVERLAP = 60 * DAY
_LEAST_OVERLAP = 45 * DAY
_LEAST_QUIET = 120 * DAY
_LONG_QUIET = 365 * DAY
_FRESH = 60 * DAY
_LEARNED = 8
"""How many earlier series the project's habit is learned from."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SeriesDates:
    """When the final releases of one series appeared, oldest first, in seconds since 1970."""

    numbers: tuple[int, ...]
    finals: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Judgement:
    """A status and the reason for it in plain words."""

    status: Status
    reason: str


def by_marks(series: str | None, *, named_ended: bool, tags: Sequence[Tag]) -> Judgement | None:
    """Judge by tags such as "2024.2-eol" and "yoga-eom", or by the branch's name; None where neither says anything.

    Where the project marks ends with tags the name is not asked: seen as of an earlier day, a branch that was renamed
    to ``unmaintained/`` later has today's name.
    """
    marks = [(found, tag) for tag in sorted(tags, key=lambda tag: -tag.date) if (found := _END.fullmatch(tag.name))]
    own = [(found, tag) for found, tag in marks if series and _series_of(found["series"]) == _series_of(series)]
    if own:
        found, tag = own[0]
        return Judgement(status=Status.ENDED, reason=f"{_HOW[found['how'].lower()]}, says the tag {tag.name}")
    if named_ended and not marks:
        return Judgement(status=Status.ENDED, reason="the branch's name says that it is no longer maintained")
    return None


def _series_of(name: str) -> str:
    """Return a series as both a tag ("v2.2.x-eol") and a branch may write it."""
    return re.sub(r"\Av(?=\d)|\.x\Z", "", name.lower())


def group_series(releases: Sequence[Release], depth: int) -> tuple[SeriesDates, ...]:
    """Group final releases by their first ``depth`` numbers, in the order of the releases given."""
    groups: dict[tuple[int, ...], list[int]] = {}
    for release in releases:
        numbers = (*release.version.release, 0, 0, 0)[:depth]
        dates = groups.setdefault(numbers, [])
        if release.version.is_final:
            dates.append(release.tag.date)
    return tuple(SeriesDates(numbers=key, finals=tuple(sorted(dates))) for key, dates in groups.items() if dates)


def by_habit(
    own: Sequence[int], newer: Sequence[SeriesDates], older: Sequence[SeriesDates], *, tip: int, now: int
) -> Judgement:
    """Judge by the line's own rhythm and by how long earlier series went on once the next one was out.

    ``own`` are the dates of the line's final releases, oldest first, ``newer`` and ``older`` the other series, both
    oldest first; ``tip`` is the time of the line's last commit. Seconds since 1970.
    """
    if not newer:
        what = "the newest series" if own else "not released yet"
        return Judgement(status=Status.MAINTAINED, reason=what)
    superseded = min(series.finals[0] for series in newer)
    usual = _usual_overlap([*older, SeriesDates(numbers=(), finals=tuple(own) or (superseded,)), *newer[:1]])
    since = now - superseded
    after = f"{_numbers(newer[0])} has been out since {_day(superseded)}"
    if since <= usual:
        return Judgement(
            status=Status.MAINTAINED, reason=f"{after}; earlier series went on for {_ago(usual)} after the next one"
        )
    if not own:
        ended = now - tip > _LEAST_QUIET
        status = Status.ENDED if ended else Status.SECURITY
        return Judgement(status=status, reason=f"{after}, and nothing was released from this line")
    quiet = now - own[-1]
    rhythm = max(2.5 * _gap(own), _LEAST_QUIET)
    if quiet <= rhythm and own[-1] > superseded:
        return Judgement(status=Status.SECURITY, reason=f"{after}, but the last release here was on {_day(own[-1])}")
    if quiet <= _LONG_QUIET and now - tip <= _FRESH and tip > own[-1] + DAY:
        return Judgement(
            status=Status.SECURITY,
            reason=f"{after}, and the last release here was on {_day(own[-1])}, but the last change on {_day(tip)}",
        )
    return Judgement(status=Status.ENDED, reason=f"{after}, and the last release here was on {_day(own[-1])}")


def _usual_overlap(series: Sequence[SeriesDates]) -> float:
    """How long most of the earlier series went on being released after the next one's first release, in seconds."""
    overlaps = [max(0, one.finals[-1] - other.finals[0]) for one, other in pairwise(series[:-1])][-_LEARNED:]
    if not overlaps:
        return _DEFAULT_OVERLAP
    usual = quantiles(overlaps, n=4)[2] if len(overlaps) > 1 else overlaps[0]
    return max(1.25 * usual, _LEAST_OVERLAP)


def _gap(dates: Sequence[int]) -> float:
    gaps = [other - one for one, other in pairwise(dates)]
    return median(gaps) if gaps else 0.0


def _numbers(series: SeriesDates) -> str:
    return ".".join(map(str, series.numbers))


def _day(moment: int) -> str:
    """Return a day. A span would be counted up to the newest commit here, and up to now elsewhere in a plan."""
    return f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%d}"


def _ago(seconds: float) -> str:
    days = round(seconds / DAY)
    if days < 60:  # noqa: PLR2004
        return f"{days} days"
    return f"{round(days / 30.4)} months" if days < 730 else f"{days / 365.25:.0f} years"  # noqa: PLR2004
