"""The next version of a line: ``relkit.versions`` with what the project and the line add."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from relkit.model.line import Layout, Line
from relkit.model.plan import Bump
from relkit.model.version import Version
from relkit.planner.cadence import series_depth
from relkit.planner.habits import Habits
from relkit.versions import Spelling, learn_spelling, next_version, parse, sort_key

_FULL = 3
"""Numbers of a version that has its last one already: "24.1" has not, its patch release is "24.1.1"."""
_NUMBERS = re.compile(r"\d+(?:\.\d+)*\Z")


@dataclass(frozen=True, kw_only=True, slots=True)
class Numbering:
    """The project's spelling, the versions that exist, and the day (some versions are dates)."""

    spelling: Spelling
    taken: frozenset[str]
    habits: Habits
    now: int

    def after(self, last: Version, bump: Bump, line: Line, base: Bump = Bump.PATCH) -> str:
        """Return the version after ``last`` on a line; ``base`` is what a prerelease prepares."""
        series = line.series if line.series and _NUMBERS.match(line.series) else None
        spelling = self.spelling
        if len(last.release) >= _FULL and last.is_final:
            # The line's own form counts: its project may have changed from "2.4.6.0" to "2.5.6".
            spelling = replace(spelling, patch_length=len(last.release))
        return next_version(last, bump, self.taken, spelling=spelling, series=series, base=base, now=self.now)

    def first_of(self, line: Line, layout: Layout, *, candidate: bool) -> str | None:
        """Return the first version of a line that has none: from its series, else after all that there is."""
        start = self._start_of(line, layout)
        if start is None:
            return None
        if candidate:
            base = self.habits.series_step
            return next_version(start, Bump.PRERELEASE, self.taken, spelling=self.spelling, base=base, now=self.now)
        return next_version(start, self.habits.series_step, self.taken, spelling=self.spelling, now=self.now)

    def of_series(self, line: Line, layout: Layout) -> Version | None:
        """Return the highest version that stands where a line's series begins (a prerelease tagged before the fork)."""
        depth = series_depth(layout)
        numbers = _series_numbers(line, depth)
        if numbers is None:
            return None
        known = [r.version for r in layout.releases if r.version.dev is None and r.version.release[:depth] == numbers]
        return known[-1] if known else None

    def _start_of(self, line: Line, layout: Layout) -> Version | None:
        """Return a version after which the first of the line comes with the project's step for a new series."""
        existing = self.of_series(line, layout)
        if existing is not None:
            return existing
        finals = [release.version for release in layout.releases if release.version.is_final]
        numbers = _series_numbers(line, series_depth(layout))
        if numbers is None:
            return finals[-1] if finals else None
        index = 0 if self.habits.series_step is Bump.MAJOR else min(1, len(numbers) - 1)
        before = [*numbers[: index + 1]]
        if before[index] == 0:
            text = ".".join(map(str, [*numbers, *([0] * (self.spelling.minor_length - len(numbers)))]))
            return parse(f"{text}.dev0", layout.scheme)
        before[index] -= 1
        return parse(".".join(map(str, [*before, *([0] * (self.spelling.minor_length - len(before)))])), layout.scheme)


def numbering(layout: Layout, habits: Habits, now: int) -> Numbering:
    """Learn how the project numbers its releases."""
    spelling = learn_spelling(layout.releases, layout.scheme)
    return Numbering(spelling=spelling, taken=layout.taken, habits=habits, now=now)


def highest(versions: list[Version]) -> Version | None:
    """Return the highest version."""
    return max(versions, key=sort_key, default=None)


def _series_numbers(line: Line, depth: int) -> tuple[int, ...] | None:
    if line.series is None or not _NUMBERS.match(line.series):
        return None
    numbers = tuple(map(int, line.series.split(".")))
    return numbers if len(numbers) == depth else None
