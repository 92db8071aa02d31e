"""What would be lost on upgrades, and what never went forward: of the books that were kept, by any verb."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from relkit.ledger.selecting import is_likely_fix
from relkit.ledger.standings import standings
from relkit.ledger.upgrades import Holding, upgrade_gaps
from relkit.model.commit import Change
from relkit.model.history import Topology
from relkit.model.ids import CommitId
from relkit.model.ledger import Gap, Place, Standing
from relkit.model.line import Status
from relkit.model.link import LineLedger
from relkit.model.plan import Judged, Lost
from relkit.model.progress import Progress
from relkit.workflows.histories import Histories, LineChanges
from relkit.workflows.judging import Judge
from relkit.workflows.survey import Survey


def stand(histories: Histories, line: LineChanges, book: LineLedger) -> Mapping[CommitId, Standing]:
    """Return where each of the mainline's changes stands on a line."""
    return standings(
        histories.mainline.own,
        book,
        line.own,
        stands_on=histories.stands_on(line),
        missed_from=histories.missed_from(line),
    )


def upgrade_order(topology: Topology, lines: Sequence[LineChanges]) -> list[LineChanges]:
    """Return lines in the order in which users upgrade, the newest first: that which left the mainline last.

    Series need not tell: a project may number some of its branches by year and others by version. Those that left at
    the same point keep their order; of one without common history nothing is known, and it is left out.
    """
    placed = [(topology.committed(line.line.fork_point), line) for line in lines if line.line.fork_point is not None]
    return [line for _, line in sorted(placed, key=lambda pair: -pair[0])]


def find_gaps(
    lines: Sequence[LineChanges], standing: Mapping[str, Mapping[CommitId, Standing]], fixes: Sequence[CommitId]
) -> tuple[Gap, ...]:
    """Return those of the fixes that one of the lines (in upgrade order) has and a newer living one lacks."""
    return upgrade_gaps([_holding(line, standing[line.line.name]) for line in lines], fixes)


def _holding(line: LineChanges, standing: Mapping[CommitId, Standing]) -> Holding:
    return Holding(
        line=line.line.name,
        living=line.line.status is not Status.ENDED,
        has={change for change, one in standing.items() if one.place is Place.PRESENT},
        lacks={change for change, one in standing.items() if one.place in (Place.MISSING, Place.PARTIAL)},
    )


def still_only_here(book: LineLedger) -> tuple[Change, ...]:
    """Return what is only on a line and not on the mainline, less what the line has taken back."""
    return tuple(
        change for change in book.only_here if not any(commit.id in book.reverted for commit in change.commits)
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Drift:
    """What on a line goes against the rule of upgrades; of likely fixes only, oldest first."""

    lost: tuple[Lost, ...]
    only_here: tuple[Judged, ...]


def _older(name: str, lines: Sequence[LineChanges]) -> frozenset[str]:
    """Return the names of the lines that stand below one in upgrade order."""
    names = [line.line.name for line in lines]
    return frozenset(names[names.index(name) + 1 :]) if name in names else frozenset()


def find_drift(
    found: Survey,
    lines: Sequence[LineChanges],
    histories: Histories,
    books: Mapping[str, LineLedger],
    *,
    absent: Mapping[str, Sequence[Judged]],
    judge: Judge,
    progress: Progress,
) -> Mapping[str, Drift]:
    """Return by name what is amiss on each of the lines, from what each lacks (``absent``, judged)."""
    likely = found.config.thresholds.likely
    standing = {line.line.name: stand(histories, line, books[line.line.name]) for line in lines}
    judged = {one.change.id: one for changes in absent.values() for one in changes}
    fixes = [change.id for change in histories.mainline.own if _is_fix(judged.get(change.id), likely)]
    ordered = upgrade_order(found.topology, lines)
    gaps = find_gaps(ordered, standing, fixes)
    drift: dict[str, Drift] = {}
    for name in standing:
        older = _older(name, ordered)
        only = judge.judge(still_only_here(books[name]), progress)
        drift[name] = Drift(
            lost=tuple(
                Lost(judged=judged[gap.change], on=tuple(one for one in gap.on if one in older))
                for gap in gaps
                if name in gap.lacking
            ),
            only_here=tuple(one for one in only if _is_fix(one, likely)),
        )
    return drift


def _is_fix(judged: Judged | None, likely: float) -> bool:
    return judged is not None and is_likely_fix(judged.verdict, likely)


def with_older(
    standing: Mapping[CommitId, Standing], name: str, gaps: Sequence[Gap], lines: Sequence[LineChanges]
) -> Mapping[CommitId, Standing]:
    """Return where changes stand on a line, with the older lines that have what this one lacks."""
    older = _older(name, lines)
    lost = {gap.change: tuple(one for one in gap.on if one in older) for gap in gaps if name in gap.lacking}
    return {change: replace(one, older=lost[change]) if change in lost else one for change, one in standing.items()}
