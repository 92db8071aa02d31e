"""What happened: which changes of the mainline went to which line, as far as that was settled at a moment."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from relkit.model.commit import Change
from relkit.model.ids import CommitId
from relkit.wanted.facts import Setting

_DAY = 86400
_NOTHING_KNOWN = 30 * _DAY
_SHORTEST, _LONGEST = 2 * _DAY, 60 * _DAY
_SHARE = 0.9  # of earlier backports that came this soon after their source


@dataclass(frozen=True, kw_only=True, slots=True)
class PastLine:
    """A line that lived before the moment: ``carried`` are the mainline's changes that it got, and when.

    ``first`` is the place of the first mainline change that it could lack, ``until`` when it was no longer the newest.
    """

    setting: Setting
    first: int
    until: int
    carried: Mapping[CommitId, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A change that a line could have had, and whether it did."""

    change: Change
    setting: Setting
    went: bool


def settled_before(changes: Sequence[Change], lines: Sequence[PastLine], moment: int) -> int:
    """Return the time after which a change that is not on a line may still come: most came sooner than that."""
    landed = {change.id: change.landed for change in changes}
    delays = sorted(
        max(0, when - landed[change]) for line in lines for change, when in line.carried.items() if change in landed
    )
    usual = delays[math.ceil(_SHARE * (len(delays) - 1))] if delays else _NOTHING_KNOWN
    return moment - min(max(usual, _SHORTEST), _LONGEST)


def what_happened(
    changes: Sequence[Change], lines: Sequence[PastLine], moment: int, counts: Callable[[Change], bool]
) -> Iterator[Row]:
    """Return what of the mainline's ``changes`` (oldest first) each line could have had while it was the newest.

    A change that landed too shortly before ``moment`` and is not on the line says nothing. ``counts`` tells whether a
    change may be learned from.
    """
    settled = settled_before([change for change in changes if counts(change)], lines, moment)
    for line in lines:
        for change in changes[line.first :]:
            if not line.setting.cut < change.landed < line.until or not counts(change):
                continue
            went = change.id in line.carried
            if went or change.landed <= settled:
                yield Row(change=change, setting=line.setting, went=went)


def newest_until(cut: int, cuts: Sequence[int], moment: int) -> int:
    """Return when a line that was cut at ``cut`` was followed by the next of ``cuts`` (sorted), or the moment."""
    place = bisect_right(cuts, cut)
    return min(cuts[place], moment) if place < len(cuts) else moment
