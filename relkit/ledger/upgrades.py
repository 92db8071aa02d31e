"""The rule of upgrades: a fix that a line has must be in every living line above it, and on the mainline.

Who goes from 2.1 to 2.2 expects everything that 2.1 could do; a fix that is lost on the way is a bug that comes back.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from relkit.model.ids import CommitId
from relkit.model.ledger import Gap


@dataclass(frozen=True, kw_only=True, slots=True)
class Holding:
    """A line, the mainline changes that it has by a backport, and those that it lacks (ruled out by nobody)."""

    line: str
    living: bool
    has: Collection[CommitId]
    lacks: Collection[CommitId]


def upgrade_gaps(lines: Sequence[Holding], changes: Sequence[CommitId]) -> tuple[Gap, ...]:
    """Return those of the changes that a line has and a newer living one lacks, in the order of ``changes``.

    ``lines`` are in the order in which users upgrade, newest first. What a line has only because it was cut later is no
    backport, and no reason to expect it anywhere else.
    """
    found: list[Gap] = []
    for change in changes:
        on = [place for place, line in enumerate(lines) if change in line.has]
        if not on:
            continue
        lacking = tuple(line.line for line in lines[: on[-1]] if line.living and change in line.lacks)
        if lacking:
            oldest_lacking = next(place for place, line in enumerate(lines) if line.line == lacking[0])
            having = tuple(lines[place].line for place in on if place > oldest_lacking)
            found.append(Gap(change=change, on=having, lacking=lacking))
    return tuple(found)
