"""The next version of a line: ``relkit.versions`` with what the project and the line add."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from relkit.model.line import Layout, Line
from relkit.model.plan import Bump
from relkit.model.version import Scheme, Version
from relkit.planner.cadence import series_depth
from relkit.planner.habits import Habits
from relkit.versions import Spelling, next_version, parse

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
        """Return the first version of a line that has none: what its series says, else the one after all others."""
        depth = series_depth(layout)
        numbers = _series_numbers(line, depth)
        known = [r.version for r in layout.releases if numbers and r.version.release[:depth] == numbers]
        if known:  # a prerelease or a development tag that was made before the branch
            return self.after(known[-1], Bump.PRERELEASE if candidate else Bump.FINAL, line)
        begun = self.beginning(line, depth, layout.scheme)
        if begun is not None:
            mark = self.spelling.prerelease
            zeros = ".0" * self.spelling.pre_extra
            return f"{begun.text}{zeros}{mark.written(mark.first)}" if candidate else begun.text
        finals = [release.version for release in layout.releases if release.version.is_final]
        step = self.habits.series_step
        return self.after(finals[-1], Bump.PRERELEASE if candidate else step, line, base=step) if finals else None

    def beginning(self, line: Line, depth: int, scheme: Scheme) -> Version | None:
        """Return the version that begins a line's series ("2.5" gives 2.5.0); None where its name is no number."""
        numbers = _series_numbers(line, depth)
        if numbers is None:
            return None
        return parse(".".join(map(str, _filled(numbers, self.spelling.minor_length))), scheme)


def _filled(numbers: tuple[int, ...], length: int) -> tuple[int, ...]:
    return (*numbers, *([0] * (length - len(numbers))))


def _series_numbers(line: Line, depth: int) -> tuple[int, ...] | None:
    if line.series is None or not _NUMBERS.match(line.series):
        return None
    numbers = tuple(map(int, line.series.split(".")))
    return numbers if len(numbers) == depth else None
