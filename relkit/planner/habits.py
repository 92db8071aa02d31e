"""What the project usually does around a release: candidates first or not, and which number moves."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from statistics import median

from relkit.model.line import Layout, Line
from relkit.model.plan import Bump
from relkit.model.version import Release
from relkit.planner.cadence import UNKNOWN, released, series_depth
from relkit.planner.wording import DAY

_RECENT_PATCHES = 8
_RECENT_SERIES = 4
_RECENT_MOVES = 8
_OWN_PATCHES = 4
_ENOUGH = 2
MINOR_ALLOWED = 0.25
"""Share of the releases within a series that moved more than the last number, from which a line may do so."""
_MOSTLY = 0.75
_HALF = 0.5
_TOGETHER = 7 * DAY
_STEP = 7.0 * DAY
"""How long a candidate stands where the project has shown nothing: a week."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Move:
    """A release within a series, and whether it moved more than the number that patch releases move."""

    release: Release
    series: tuple[int, ...]
    large: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Habits:
    """A project's ways, learned from its releases.

    ``led_patches`` is the share of the project's last patch releases that had prereleases; ``series_candidates``
    tells whether they come before the first release of a series; ``candidates`` is how many there usually are,
    ``candidate_step`` the seconds from one to the next step. ``series_step`` is the number that a new series moves,
    ``series_gap`` the seconds between two, ``series_known`` whether that was seen. ``moves`` are the last releases
    within a series, oldest first.
    """

    led_patches: float
    series_candidates: bool
    candidates: int
    candidate_step: float
    series_step: Bump
    series_gap: float
    series_known: bool
    moves: tuple[Move, ...]

    @property
    def moves_minor(self) -> float:
        """The share of the last moves that were large (OpenStack's 29.0.2 to 29.1.0)."""
        return sum(move.large for move in self.moves) / len(self.moves) if self.moves else 0.0

    def sibling_move(self, last: Release, now: int) -> Move | None:
        """Return the newest move of another series within a week: lines that are released together move alike.

        Of 74 patch releases of an OpenStack service that followed another line's within a week, 66 moved as that did.
        """
        recent = [move for move in self.moves if 0 <= now - released(move.release) <= _TOGETHER]
        others = [move for move in recent if last.version.release[: len(move.series)] != move.series]
        return others[-1] if others else None

    def patch_candidates(self, line: Line) -> bool:
        """Tell whether a release candidate comes before a patch release of the line, by its own last ones if any."""
        finals = [release for release in line.releases if release.version.is_final]
        own = [release for release in finals if _key(release) != _key(finals[0])][-_OWN_PATCHES:]
        if len(own) < _ENOUGH:
            return self.led_patches >= _MOSTLY
        led = {_key(release) for release in line.releases if release.version.is_prerelease}
        return sum(_key(release) in led for release in own) / len(own) >= _MOSTLY


def learn_habits(layout: Layout, patch_index: int = 2) -> Habits:
    """Learn from all releases of the project, recent ones above all.

    ``patch_index`` is the number of a version that patch releases move (``relkit.versions.Spelling``).
    """
    depth = series_depth(layout)
    series: dict[tuple[int, ...], list[Release]] = defaultdict(list)
    for release in layout.releases:
        if release.version.dev is None:
            series[release.version.release[:depth]].append(release)
    candidates = _candidates(layout)
    firsts = [first for releases in series.values() if (first := _first_final(releases))]
    first_keys = {_key(first) for first in firsts}
    finals = sorted((r for releases in series.values() for r in releases if r.version.is_final), key=released)
    patches = [release for release in finals if _key(release) not in first_keys]
    led = [len(candidates[key]) for r in finals if (key := _key(r)) in candidates]
    return Habits(
        led_patches=_share_led(patches[-_RECENT_PATCHES:], candidates),
        series_candidates=_share_led(sorted(firsts, key=released)[-_RECENT_SERIES:], candidates) >= _HALF,
        candidates=round(median(led[-_RECENT_PATCHES:])) if led else 1,
        candidate_step=_candidate_step(candidates, finals),
        series_step=_series_step(firsts),
        series_gap=_series_gap(firsts),
        series_known=len(firsts) > 1,
        moves=_moves(series, depth, patch_index),
    )


def _key(release: Release) -> tuple[int, ...]:
    """Return the version's numbers without trailing zeros: a candidate may have more of them (33.0.0.0rc1)."""
    numbers = release.version.release
    while numbers and numbers[-1] == 0:
        numbers = numbers[:-1]
    return numbers


def _candidates(layout: Layout) -> dict[tuple[int, ...], list[Release]]:
    found: dict[tuple[int, ...], list[Release]] = defaultdict(list)
    for release in layout.releases:
        if release.version.is_prerelease:
            found[_key(release)].append(release)
    return dict(found)


def _first_final(releases: Sequence[Release]) -> Release | None:
    return next((release for release in releases if release.version.is_final), None)


def _share_led(finals: Sequence[Release], candidates: dict[tuple[int, ...], list[Release]]) -> float:
    return sum(_key(release) in candidates for release in finals) / len(finals) if finals else 0.0


def _candidate_step(candidates: dict[tuple[int, ...], list[Release]], finals: Sequence[Release]) -> float:
    """Return how long a candidate usually stood until the next one or the final release."""
    steps: list[tuple[int, int]] = []
    for final in finals:
        chain = [*candidates.get(_key(final), ()), final]
        steps += [(released(b), released(b) - released(a)) for a, b in pairwise(chain) if released(b) > released(a)]
    recent = [span for _, span in sorted(steps)[-_RECENT_PATCHES:]]
    return float(median(recent)) if recent else _STEP


def _series_step(firsts: Sequence[Release]) -> Bump:
    """Return whether a new series moves the first number (OpenStack, pip) or the second."""
    moved = Counter(
        one.version.release[:1] != other.version.release[:1] for one, other in pairwise(firsts[-_RECENT_SERIES - 1 :])
    )
    return Bump.MAJOR if moved[True] > moved[False] else Bump.MINOR


def _series_gap(firsts: Sequence[Release]) -> float:
    gaps = [
        released(other) - released(one)
        for one, other in pairwise(firsts[-_RECENT_SERIES - 1 :])
        if released(other) > released(one)
    ]
    return float(median(gaps)) if gaps else 6 * UNKNOWN


def _moves(series: dict[tuple[int, ...], list[Release]], depth: int, patch_index: int) -> tuple[Move, ...]:
    """Return the last releases that moved a number below those of their series, and which they moved."""
    moves: list[Move] = []
    for numbers, releases in series.items():
        finals = [release for release in releases if release.version.is_final]
        for one, other in pairwise(finals):
            moved = _first_moved(one.version.release, other.version.release)
            if moved is not None:
                moves.append(Move(release=other, series=numbers, large=depth <= moved < patch_index))
    moves.sort(key=lambda move: released(move.release))
    return tuple(moves[-_RECENT_MOVES:])


def _first_moved(one: tuple[int, ...], other: tuple[int, ...]) -> int | None:
    return next((place for place, (a, b) in enumerate(zip_longest(one, other, fillvalue=0)) if a != b), None)
