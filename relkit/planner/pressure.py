"""When a line is due: what waits, how long, and whether work on it is under way.

    pressure = (1 + changes that wait) x (1 + time since the last release / usual gap)^2 / days of rest

Days of rest are counted from one to ``LONGEST_REST``: releases follow a burst of merges, and a branch at rest seldom
gets one on the next day; but rest must not hold back for ever what waits. From ``DUE`` on a release is proposed. The
form and its numbers were chosen on the patch releases of six projects (see docs/explanation/when-to-release.md).
"""

from __future__ import annotations

from dataclasses import dataclass

from relkit.planner.wording import DAY

DUE = 2.25
LONGEST_REST = 4.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Pressure:
    """What presses for a release: how many changes wait, time since the last release in usual gaps, days of rest."""

    waiting: int
    elapsed: float
    rest: float

    @property
    def value(self) -> float:
        """The pressure; nothing that waits is none."""
        if not self.waiting:
            return 0.0
        rest = min(max(self.rest, 1.0), LONGEST_REST)
        return float((1 + self.waiting) * (1 + max(self.elapsed, 0.0)) ** 2 / rest)

    @property
    def is_due(self) -> bool:
        """Whether a release is called for."""
        return self.value >= DUE


def pressure(waiting: int, since_release: float, usual: float, since_change: float) -> Pressure:
    """Weigh a line; the spans are seconds: since its last release, its usual gap, since its last change."""
    return Pressure(waiting=waiting, elapsed=since_release / usual, rest=since_change / DAY)
