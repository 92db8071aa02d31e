"""Which changes are picked to which line, in which order, and which are left out and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from relkit.model.backport import NEWER_FIRST, LeftOut
from relkit.model.commit import Change
from relkit.model.ids import SHORT_ID, CommitId
from relkit.model.plan import Reason
from relkit.planner.wording import verb

ALREADY_THERE = "already-there"
ON_ITS_WAY = "on-its-way"
PART_OF_ANOTHER = "part-of-another"


@dataclass(frozen=True, kw_only=True, slots=True)
class Sight:
    """What is known of a line: how it has changes (``there``, in words) or soon gets them, and which it lacks.

    ``lacking`` are changes that it could get and nobody decided against. ``asked`` is what is to be picked to it,
    None where it is only looked at: living lines that are newer than one that is picked to.
    """

    name: str
    there: Mapping[CommitId, str]
    on_its_way: Mapping[CommitId, str]
    lacking: Collection[CommitId]
    asked: tuple[Change, ...] | None = None
    is_living: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """What is picked to a line, in order, and what is left out of what was asked for."""

    picks: tuple[Change, ...]
    left_out: tuple[LeftOut, ...]


def choose(
    sights: Sequence[Sight], places: Mapping[CommitId, tuple[int, int]], *, out_of_order: str | None
) -> dict[str, Choice]:
    """Choose what is picked to the lines that something is asked for, newest line first, by the lines' names.

    ``sights`` begin with the newest line. The picks are in the order in which the changes came to the mainline
    (``places``), whatever the order of asking: each may build on those before it. What is on no such place comes last,
    in the order asked. A change is left out where the line has it, and where a newer living line lacks it and does not
    get it either: who upgrades would lose it. ``out_of_order`` says in words how that is allowed, None where it is.
    """
    getting: dict[str, set[CommitId]] = {}
    made: dict[str, Choice] = {}
    for place, sight in enumerate(sights):
        if sight.asked is None:
            continue
        newer = [one for one in sights[:place] if one.is_living] if out_of_order is not None else []
        picks: list[Change] = []
        left_out: list[LeftOut] = []
        whole = {part.id: change for change in sight.asked for part in change.brought}
        for change in in_order(sight.asked, places):
            lacking = [one.name for one in newer if _lacks(one, change.id, getting)]
            reason = _why_not(change, sight, whole) or (_newer_first(lacking, out_of_order) if lacking else None)
            if reason is None:
                picks.append(change)
            else:
                left_out.append(LeftOut(id=change.id, title=change.title, reason=reason))
        getting[sight.name] = {change.id for change in picks}
        made[sight.name] = Choice(picks=tuple(picks), left_out=tuple(left_out))
    return made


def in_order(changes: Sequence[Change], places: Mapping[CommitId, tuple[int, int]]) -> list[Change]:
    """Put changes into the order of the mainline; those that are not on it come last, as they are given."""
    return sorted(changes, key=lambda change: (change.id not in places, places.get(change.id, (0, 0))))


def _why_not(change: Change, sight: Sight, whole: Mapping[CommitId, Change]) -> Reason | None:
    if change.id in whole:
        merge = whole[change.id]
        return Reason(code=PART_OF_ANOTHER, text=f"part of {merge.id[:SHORT_ID]}, which is asked for too")
    if change.id in sight.there:
        return Reason(code=ALREADY_THERE, text=sight.there[change.id])
    if change.id in sight.on_its_way:
        return Reason(code=ON_ITS_WAY, text=sight.on_its_way[change.id])
    return None


def _lacks(sight: Sight, change: CommitId, getting: Mapping[str, Collection[CommitId]]) -> bool:
    return change in sight.lacking and change not in sight.on_its_way and change not in getting.get(sight.name, ())


def _newer_first(lacking: Sequence[str], out_of_order: str | None) -> Reason:
    names = " and ".join(lacking)
    options = " ".join(f"--to {name}" for name in lacking)
    what = verb(len(lacking), "which is newer, lacks it", "which are newer, lack it")
    text = f"{names}, {what}: carry it there too (`{options}`), or {out_of_order}"
    return Reason(code=NEWER_FIRST, text=text)
