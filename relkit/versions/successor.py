"""The next version, spelled as the project spells, and never one that exists."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from relkit.model.plan import Bump
from relkit.model.version import Scheme, Version
from relkit.versions.order import Comparable, sort_key
from relkit.versions.parse import parse
from relkit.versions.spelling import Calendar, Spelling, mark_of

_SERIES = re.compile(r"\d+(?:\.\d+)*")


def next_version(
    last: Version,
    bump: Bump,
    taken: Iterable[str],
    *,
    spelling: Spelling | None = None,
    series: str | None = None,
    base: Bump = Bump.MINOR,
    now: int | None = None,
) -> str:
    """Return the version after ``last``, without a tag's prefix.

    ``spelling`` is the project's (``learn_spelling``); without it the form of ``last`` is kept. ``series`` is the
    line's, which a patch release does not leave. ``base`` is what a prerelease after a final release prepares.
    ``now`` (seconds since 1970) is needed by versions that are dates; without it they count on.

    A prerelease or development version is completed rather than passed where that is large enough a step: PATCH after
    "2.17.5rc1" is "2.17.5", MINOR after "2.18.0rc1" is "2.18.0". FINAL does just that. What stands in ``taken`` (all
    versions that any tag ever named) is skipped; a final release is not taken by its prereleases.
    """
    habits = spelling or _as(last)
    used = {sort_key(version) for text in taken if (version := parse(text, last.scheme))}
    if bump is Bump.PRERELEASE:
        return _next_prerelease(last, habits, used, series, base, now)
    release = _completed(last, bump, habits)
    if release is None:
        release = _bumped(last.release, bump, habits, series, now)
    while _is_used(release, last, used):
        again = Bump.PATCH if bump is Bump.FINAL else bump
        release = _bumped(release, again, habits, series, now)
    return _written(release, last, habits)


def _next_prerelease(
    last: Version, habits: Spelling, used: set[Comparable], series: str | None, base: Bump, now: int | None
) -> str:
    own = mark_of(last)
    if own is not None and not _is_used(_completed(last, Bump.FINAL, habits) or last.release, last, used):
        release, mark, number = last.release, own, own.first + 1
    else:
        release = _completed(last, base, habits) or _bumped(last.release, base, habits, series, now)
        while _is_used(release, last, used):
            release = _bumped(release, base, habits, series, now)
        mark = habits.patch_prerelease if any(release[2:]) else habits.prerelease
        number = mark.first
        release = (*release, *([0] * habits.pre_extra))
    while True:
        text = _written(release, last, habits) + mark.written(number)
        version = parse(text, last.scheme)
        if version is None or sort_key(version) not in used:
            return text
        number += 1


def _completed(last: Version, bump: Bump, habits: Spelling) -> tuple[int, ...] | None:
    """The release that a prerelease leads to, when ``bump`` asks for no larger step."""
    if last.is_final:
        return None
    beyond = {Bump.MAJOR: 1, Bump.MINOR: 2}.get(bump, len(last.release))
    if any(last.release[beyond:]):
        return None
    extra = habits.pre_extra if last.is_prerelease and not any(last.release[-habits.pre_extra :]) else 0
    return last.release[: len(last.release) - extra] if extra else last.release


def _bumped(
    release: tuple[int, ...], bump: Bump, habits: Spelling, series: str | None, now: int | None
) -> tuple[int, ...]:
    dated = _dated(release, bump, habits, now)
    if dated is not None:
        return dated
    if bump is Bump.MAJOR:
        index, length = 0, habits.minor_length
    elif bump is Bump.MINOR:
        index, length = 1, habits.minor_length
    else:
        index = _patch_index(release, habits, series)
        length = max(habits.patch_length, index + 1)
    numbers = [*release, *([0] * (index + 1 - len(release)))][: index + 1]
    numbers[index] += 1
    return tuple(numbers + [0] * (length - len(numbers)))


def _patch_index(release: tuple[int, ...], habits: Spelling, series: str | None) -> int:
    numbers = tuple(map(int, series.split("."))) if series and _SERIES.fullmatch(series) else ()
    if not numbers or release[: len(numbers)] != numbers:
        return habits.patch_index
    if len(numbers) == 1 and max(len(release), habits.minor_length, habits.patch_length) <= 2:
        return 1  # PostgreSQL since 10: series 15, releases 15.1, 15.2
    return max(habits.patch_index, len(numbers))


def _dated(release: tuple[int, ...], bump: Bump, habits: Spelling, now: int | None) -> tuple[int, ...] | None:
    """The version that the calendar asks for, when it is later than ``release``."""
    if habits.calendar is None or now is None or (bump is Bump.PATCH and habits.calendar is not Calendar.DAY):
        return None
    today = datetime.fromtimestamp(now, UTC)
    year = today.year if release[0] > 999 else today.year % 100
    if habits.calendar is Calendar.YEAR:
        begun = (year, habits.first_minor) if year > release[0] else (release[0], (*release, 0)[1] + 1)
        return begun + (0,) * (habits.minor_length - 2)
    numbers = (year, today.month) if habits.calendar is Calendar.MONTH else (year, today.month, today.day)
    if numbers > release[: len(numbers)]:
        return numbers + (0,) * (habits.minor_length - len(numbers))
    count = (*release, 0, 0, 0, 0)[len(numbers)] + 1
    return (*release[: len(numbers)], count)


def _is_used(release: tuple[int, ...], last: Version, used: set[Comparable]) -> bool:
    version = parse(_epoch(last) + ".".join(map(str, release)), last.scheme)
    return version is not None and sort_key(version) in used


def _written(release: tuple[int, ...], last: Version, habits: Spelling) -> str:
    padded = habits.padded or re.search(r"\.0\d", last.text) is not None
    first, *others = release
    return _epoch(last) + ".".join([str(first), *(f"{number:02}" if padded else str(number) for number in others)])


def _epoch(last: Version) -> str:
    epoch, mark, _ = last.text.partition("!")
    return f"{epoch}!" if mark else ""


def _as(last: Version) -> Spelling:
    """The habits that a single version shows."""
    length = len(last.release)
    if last.scheme is Scheme.SEMVER:
        return Spelling()
    minor = length if not any(last.release[2:]) else min(length, 3)
    return Spelling(minor_length=minor, patch_length=max(length, 3))
