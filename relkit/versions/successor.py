"""The next version, spelled as the project spells, and never one that exists."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from relkit.model.plan import Bump
from relkit.model.version import Scheme, Version
from relkit.versions.order import Comparable, sort_key
from relkit.versions.parse import parse
from relkit.versions.spelling import Calendar, Spelling, mark_of

_SERIES = re.compile(r"\d+(?:\.\d+)*")
_FULL_YEAR = 1000
"""From here on a year is written in full."""
_PAIR = 2


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
    "2.17.5rc1" is "2.17.5", MINOR after "2.18.0rc1" is "2.18.0". FINAL does just that, and after a final release it
    is as PATCH. What stands in ``taken`` (all versions that any tag ever named) is skipped; a final release is not
    taken by its prereleases.
    """
    used = frozenset(sort_key(version) for text in taken if (version := parse(text, last.scheme)))
    step = _Step(last=last, habits=spelling or _as(last), used=used, series=series, now=now)
    return step.prerelease(base) if bump is Bump.PRERELEASE else step.release(bump)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Step:
    """One step from a version, and what it depends on."""

    last: Version
    habits: Spelling
    used: frozenset[Comparable]
    series: str | None
    now: int | None

    def release(self, bump: Bump) -> str:
        return self._written(self._free(bump))

    def prerelease(self, base: Bump) -> str:
        own = mark_of(self.last)
        if own is not None and not self._is_used(self._completed(Bump.FINAL) or self.last.release):
            release, mark, number = self.last.release, own, own.first + 1
        else:
            release = self._free(base)
            mark = self.habits.patch_prerelease if any(release[_PAIR:]) else self.habits.prerelease
            number = mark.first
            release = (*release, *([0] * self.habits.pre_extra))
        while True:
            text = self._written(release) + mark.written(number)
            version = parse(text, self.last.scheme)
            if version is None or sort_key(version) not in self.used:
                return text
            number += 1

    def _free(self, bump: Bump) -> tuple[int, ...]:
        """Return the first release after ``last`` that does not exist."""
        release = self._completed(bump) or self._bumped(self.last.release, bump)
        while self._is_used(release):
            release = self._bumped(release, bump)
        return release

    def _completed(self, bump: Bump) -> tuple[int, ...] | None:
        """Return the release that a prerelease leads to, when ``bump`` asks for no larger step."""
        release, extra = self.last.release, self.habits.pre_extra
        beyond = {Bump.MAJOR: 1, Bump.MINOR: 2}.get(bump, len(release))
        if self.last.is_final or any(release[beyond:]):
            return None
        if extra and self.last.is_prerelease and not any(release[-extra:]):
            return release[:-extra]
        return release

    def _bumped(self, release: tuple[int, ...], bump: Bump) -> tuple[int, ...]:
        dated = self._dated(release, bump)
        if dated is not None:
            return dated
        index = {Bump.MAJOR: 0, Bump.MINOR: 1}.get(bump)
        if index is None:
            index = self._patch_index(release)
            # 2.5.0 is followed by 2.5.1 although the series before it wrote 2.4.1.0.
            length = len(release) if len(release) > index else max(self.habits.patch_length, index + 1)
        else:
            length = self.habits.minor_length
        numbers = [*release, *([0] * (index + 1 - len(release)))][: index + 1]
        numbers[index] += 1
        return tuple(numbers + [0] * (length - len(numbers)))

    def _patch_index(self, release: tuple[int, ...]) -> int:
        fixed = tuple(map(int, self.series.split("."))) if self.series and _SERIES.fullmatch(self.series) else ()
        if not fixed or release[: len(fixed)] != fixed:
            return self.habits.patch_index
        if len(fixed) == 1 and max(len(release), self.habits.minor_length, self.habits.patch_length) <= _PAIR:
            return 1  # PostgreSQL since 10: series 15, releases 15.1, 15.2
        return max(self.habits.patch_index, len(fixed))

    def _dated(self, release: tuple[int, ...], bump: Bump) -> tuple[int, ...] | None:
        """Return the version that the calendar asks for; None where the step is none of the calendar's."""
        calendar = self.habits.calendar
        if calendar is None or self.now is None:
            return None
        if bump not in (Bump.MAJOR, Bump.MINOR) and calendar is not Calendar.DAY:
            return None
        today = datetime.fromtimestamp(self.now, UTC)
        year = today.year if release[0] >= _FULL_YEAR else today.year % 100
        if calendar is Calendar.YEAR:
            begun = (year, self.habits.first_minor) if year > release[0] else (release[0], (*release, 0)[1] + 1)
            return begun + (0,) * (self.habits.minor_length - len(begun))
        numbers = (year, today.month) if calendar is Calendar.MONTH else (year, today.month, today.day)
        if numbers > release[: len(numbers)]:
            return numbers + (0,) * (self.habits.minor_length - len(numbers))
        count = (*release, 0, 0, 0, 0)[len(numbers)] + 1
        return (*release[: len(numbers)], count)

    def _is_used(self, release: tuple[int, ...]) -> bool:
        version = parse(self._epoch() + ".".join(map(str, release)), self.last.scheme)
        return version is not None and sort_key(version) in self.used

    def _written(self, release: tuple[int, ...]) -> str:
        # "24.04.1" pads its month and nothing else; of "24.10.1" the project's habit tells.
        own = {place for place, text in enumerate(re.findall(r"\d+", self.last.text)) if re.match(r"0\d", text)}
        padded = own or ({1} if self.habits.padded else set())
        return self._epoch() + ".".join(f"{n:02}" if place in padded else str(n) for place, n in enumerate(release))

    def _epoch(self) -> str:
        epoch, mark, _ = self.last.text.partition("!")
        return f"{epoch}!" if mark else ""


def _as(last: Version) -> Spelling:
    """Return the habits that a single version shows."""
    if last.scheme is Scheme.SEMVER:
        return Spelling()
    length = len(last.release)
    minor = length if not any(last.release[_PAIR:]) else min(length, 3)
    return Spelling(minor_length=minor, patch_length=max(length, 3))
