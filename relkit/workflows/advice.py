"""What forecasts leave to be judged: which part of the project conflicts, what prerequisites are and are for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from relkit.classify.areas import area_of
from relkit.classify.habits import Habits
from relkit.classify.notes import note_path
from relkit.model.evidence import Kind
from relkit.model.forecast import CHANGELOG, Forecast, Need, Prerequisite
from relkit.model.ids import CommitId


def judge_advice(forecasts: Sequence[Forecast], habits: Habits, kinds: Mapping[CommitId, Kind]) -> tuple[Forecast, ...]:
    """Return forecasts whose conflicts tell their areas, and whose prerequisites their kinds and what they are for."""
    return tuple(_judged(told, habits, kinds) if told.conflicts else told for told in forecasts)


def _judged(told: Forecast, habits: Habits, kinds: Mapping[CommitId, Kind]) -> Forecast:
    conflicts = tuple(replace(conflict, area=_area(conflict.path, habits)) for conflict in told.conflicts)
    first = tuple(replace(one, kind=kinds.get(one.id), need=_need(one, habits)) for one in told.prerequisites)
    return replace(told, conflicts=conflicts, prerequisites=first)


def _need(one: Prerequisite, habits: Habits) -> Need:
    """Tell whether a prerequisite is more than a neighbour.

    The pick builds on it where it uses what it brings, or where both change the same lines of more than a changelog.
    """
    together = any(_area(path, habits) != CHANGELOG for path in one.overlaps)
    return Need.NEEDED if together or one.brings else Need.INCIDENTAL


def _area(path: str, habits: Habits) -> str:
    return CHANGELOG if note_path(path, habits) else area_of(path).value
