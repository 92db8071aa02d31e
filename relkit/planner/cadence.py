"""How often releases come: on one line, and in the project as a whole."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from relkit.model.line import Layout, Line
from relkit.model.version import Release
from relkit.planner.wording import DAY

LINE_GAPS = 4
"""Gaps of the line itself that count, newest first."""
PROJECT_GAPS = 8
"""Gaps of the project, newest first, whose median stands in for what the line has not shown yet."""
PRIOR = 2.0
"""How many gaps of the line the project's usual one is worth."""
UNKNOWN = 30.0 * DAY
"""The usual gap of a project that never made two releases on a line."""
_USUAL_DEPTH = 2
_NUMBERS = re.compile(r"\d+(?:\.\d+)*\Z")
_SHORTEST = 0.5 * DAY
_RETAGGED = 90 * DAY
"""A tag made this much later than its commit is a copy (moved from another system), and the commit's date counts."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cadence:
    """How long it usually takes from one final release of a line to the next, in seconds.

    ``known`` tells whether the line itself or the project (else nobody: ``usual`` is then a guess) showed it.
    """

    usual: float
    of_line: int
    of_project: int

    @property
    def known(self) -> bool:
        """Whether any two releases were there to learn from."""
        return self.of_line + self.of_project > 0


def released(release: Release) -> int:
    """Return when a release was made, in seconds since 1970."""
    tag = release.tag
    return tag.committed if tag.date - tag.committed > _RETAGGED else tag.date


def cadence(line: Line, layout: Layout) -> Cadence:
    """Learn the usual gap between final releases of a line.

    It is the geometric mean of the line's last gaps, drawn towards the median of the project's last gaps: a young
    line has shown little, and an old one may have slowed down. The mainline's own are gaps between series, which
    tell nothing of patch releases: there the project's count alone.
    """
    own = [] if line.is_mainline else [gap for _, gap in _gaps(line.releases)][-LINE_GAPS:]
    project = [gap for _, gap in project_gaps(layout)][-PROJECT_GAPS:]
    prior = median(project) if project else UNKNOWN
    logs = [math.log(max(gap, _SHORTEST)) for gap in own]
    usual = math.exp((PRIOR * math.log(max(prior, _SHORTEST)) + sum(logs)) / (PRIOR + len(logs)))
    return Cadence(usual=max(usual, DAY), of_line=len(own), of_project=len(project))


def project_gaps(layout: Layout) -> list[tuple[int, float]]:
    """Return when each patch release of the project came and how long after the one before, in the order of time."""
    depth = series_depth(layout)
    series: dict[tuple[int, ...], list[Release]] = defaultdict(list)
    for release in layout.releases:
        series[release.version.release[:depth]].append(release)
    return sorted(gap for releases in series.values() for gap in _gaps(releases))


def series_depth(layout: Layout) -> int:
    """Return how many numbers of a version name its series: 2 for "1.26", 1 for OpenStack's "29".

    Most branches say it by their names; where these are no versions ("stable/2025.1"), it is what the releases of
    every branch share, for a branch may happen to have made only 31.0.1 and 31.0.2.
    """
    named: Counter[int] = Counter()
    shared: list[int] = []
    for line in layout.lines:
        finals = [release.version.release for release in line.releases if release.version.is_final]
        numbers = tuple(map(int, line.series.split("."))) if line.series and _NUMBERS.match(line.series) else ()
        if numbers and finals and all(final[: len(numbers)] == numbers for final in finals):
            named[len(numbers)] += 1
        elif len(finals) > 1 and (depth := _common(finals)):
            shared.append(depth)
    depth = named.most_common(1)[0][0] if named else min(shared, default=_USUAL_DEPTH)
    return min(depth, _USUAL_DEPTH)


def _common(versions: Sequence[tuple[int, ...]]) -> int:
    """Count the leading numbers that all the versions share."""
    first, *others = versions
    depth = 0
    for depth, number in enumerate(first):
        if any(depth >= len(other) or other[depth] != number for other in others):
            return depth
    return depth + 1


def _gaps(releases: Iterable[Release]) -> list[tuple[int, float]]:
    """Return the spans between neighbouring final releases of a series, by version; none against the clock.

    A post-release repeats a release and counts for nothing.
    """
    finals = [release for release in releases if release.version.is_final and release.version.post is None]
    return [
        (released(later), float(released(later) - released(earlier)))
        for earlier, later in pairwise(finals)
        if released(later) > released(earlier)
    ]
