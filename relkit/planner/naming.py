"""What a maintenance branch would be called, as the project names its branches."""

from __future__ import annotations

import re
from dataclasses import dataclass

from relkit.model.line import Layout, Line
from relkit.model.version import Version
from relkit.planner.cadence import series_depth

_NUMBERS = re.compile(r"\d+(?:(?P<separator>[._-])\d+)*")


@dataclass(frozen=True, kw_only=True, slots=True)
class NewLine:
    """A maintenance branch that there is not yet, and the series that its name says: "1.27" of "maintenance/1.27.x"."""

    branch: str
    series: str


def patch_line(version: Version, layout: Layout) -> NewLine:
    """Return the branch from which a patch release of ``version`` would be made.

    The newest maintenance branch whose series stands in its name is the pattern ("stable-2.16" gives "stable-2.17",
    "maintenance/1.26.x" gives "maintenance/1.27.x"); a project that has none gets "1.26.x".
    """
    for line in layout.lines:
        if not _is_numbered(line):
            continue
        new = _like(line.branch.short, line.series, version)
        if new is not None:
            return new
    depth = max(min(series_depth(layout), len(version.release)), 1)
    series = ".".join(map(str, version.release[:depth]))
    return NewLine(branch=f"{series}.x", series=series)


def _is_numbered(line: Line) -> bool:
    """Tell whether the line's versions begin with its series (not so in OpenStack: "2025.1" has 31.0.0)."""
    last = line.last_release
    return last is None or ".".join(map(str, last.version.release)).startswith(line.series or " ")


def _like(branch: str, series: str | None, version: Version) -> NewLine | None:
    """Put the series of ``version`` in the place of the branch's own; None where that is not seen."""
    if series is None:
        return None
    for found in _NUMBERS.finditer(branch):
        numbers = re.split(r"[._-]", found.group())
        if ".".join(map(str, map(int, numbers))) != series:
            continue
        own = version.release[: len(numbers)]
        if len(own) < len(numbers):
            return None
        separator = found["separator"] or "."
        name = branch[: found.start()] + separator.join(map(str, own)) + branch[found.end() :]
        return NewLine(branch=name, series=".".join(map(str, own)))
    return None
