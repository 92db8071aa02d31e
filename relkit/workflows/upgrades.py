"""What would be lost on upgrades, and what never went forward: of the books that were kept, by any verb."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from relkit.ledger.standings import standings
from relkit.ledger.upgrades import Holding, upgrade_gaps
from relkit.model.commit import Change
from relkit.model.ids import CommitId
from relkit.model.ledger import Gap, Place, Standing
from relkit.model.line import Status
from relkit.model.link import LineLedger
from relkit.workflows.histories import Histories, LineChanges


def stand(histories: Histories, line: LineChanges, book: LineLedger) -> Mapping[CommitId, Standing]:
    """Return where each of the mainline's changes stands on a line."""
    return standings(
        histories.mainline.own,
        book,
        line.own,
        stands_on=histories.stands_on(line),
        missed_from=histories.missed_from(line),
    )


def find_gaps(
    lines: Sequence[LineChanges], standing: Mapping[str, Mapping[CommitId, Standing]], fixes: Sequence[CommitId]
) -> tuple[Gap, ...]:
    """Return those of the fixes that one of the lines (newest first) has and a newer living one lacks."""
    return upgrade_gaps([_holding(line, standing[line.line.name]) for line in lines], fixes)


def _holding(line: LineChanges, standing: Mapping[CommitId, Standing]) -> Holding:
    return Holding(
        line=line.line.name,
        living=line.line.status is not Status.ENDED,
        has={change for change, one in standing.items() if one.place is Place.PRESENT},
        lacks={change for change, one in standing.items() if one.place in (Place.MISSING, Place.PARTIAL)},
    )


def carried_back(changes: Sequence[Change], of: Mapping[CommitId, CommitId]) -> tuple[Change, ...]:
    """Return those of a line's changes that it has not taken back; ``of`` are what it took back, with what did it."""
    return tuple(change for change in changes if not any(commit.id in of for commit in change.commits))


def with_older(
    standing: Mapping[CommitId, Standing], name: str, gaps: Sequence[Gap], order: Sequence[str]
) -> Mapping[CommitId, Standing]:
    """Return where changes stand on a line, with the older lines that have what this one lacks."""
    older = set(order[order.index(name) + 1 :])
    lost = {gap.change: tuple(one for one in gap.on if one in older) for gap in gaps if name in gap.lacking}
    return {change: replace(one, older=lost[change]) if change in lost else one for change, one in standing.items()}
