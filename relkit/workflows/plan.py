"""`relkit plan`: read, judge, link, forecast, propose."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from relkit.decisions import said_wanted
from relkit.ledger import without_undone
from relkit.model.commit import Change
from relkit.model.decision import Decisions, KindDecided
from relkit.model.evidence import Kind
from relkit.model.forecast import Forecast, PickRequest
from relkit.model.ids import CommitId
from relkit.model.line import Layout, Status
from relkit.model.link import LineLedger, State
from relkit.model.plan import DecisionsUsed, Judged, LineState, Missing, Plan
from relkit.model.progress import Progress, Silent
from relkit.model.settings import Thresholds
from relkit.planner.propose import propose
from relkit.planner.waiting import landed_before_release
from relkit.workflows.advice import Ledgers, forecast_missing
from relkit.workflows.decisions import warnings
from relkit.workflows.histories import Histories, LineChanges, read_histories
from relkit.workflows.judging import Judge, open_judge
from relkit.workflows.keeping import keep_books
from relkit.workflows.survey import Survey, survey
from relkit.workflows.upgrades import Drift, find_drift

_WANTED = (Kind.FIX, Kind.SECURITY, Kind.REVERT)


def make_plan(
    where: Path,
    *,
    lines: Sequence[str] = (),
    as_of: str | None = None,
    every_line: bool = False,
    progress: Progress | None = None,
) -> Plan:
    """Plan a repository: its mainline and its maintenance lines, or those named in ``lines``.

    ``as_of`` plans it as it was (DATE, TIMESTAMP or COMMIT); ``every_line`` takes in ended lines. Nothing is changed
    but relkit's own cache. Raises RepositoryError and UsageError.
    """
    progress = progress or Silent()
    with survey(where, asked=lines, as_of=as_of, every_line=every_line, progress=progress) as found:
        return lay_ground(found, progress).plan


@dataclass(frozen=True, kw_only=True, slots=True)
class Ground:
    """What a plan was made from, by line name: the ledgers, and every change that is absent, with its verdict."""

    plan: Plan
    judge: Judge
    histories: Histories
    books: Mapping[str, LineLedger]
    absent: Mapping[str, tuple[Judged, ...]]


def lay_ground(found: Survey, progress: Progress) -> Ground:
    """Plan a repository that was surveyed, and keep what the plan was made from."""
    histories = read_histories(found, progress)
    books = keep_books(found, histories, progress)
    judge = open_judge(found, progress)
    planned = [line for line in histories.lines if line.line in found.planned]
    absent = {line.line.name: judge_absent(judge, books[line.line.name], progress) for line in planned}
    drift = find_drift(found, planned, histories, books, absent=absent, judge=judge, progress=progress)
    states = _states(found, histories, books, judge, absent, drift=drift, progress=progress)
    layout = found.layout
    plan = Plan(
        repository=found.repository.name,
        now=found.now,
        as_of=found.as_of,
        lines=tuple(propose(state, layout, found.now) for state in states),
        tips=tuple((line.branch.ref, line.branch.tip) for line in (layout.mainline, *layout.lines)),
        ignored_branches=layout.ignored_branches,
        ignored_tags=layout.ignored_tags,
        titles=_titles(states, histories),
        decisions=_used(found.decisions, histories, layout),
        ended=tuple(line.name for line in layout.lines if line.status is Status.ENDED and line not in found.planned),
        latest=max((release.tag.date for release in layout.releases), default=None),
        warnings=(
            *found.warnings,
            *layout.warnings,
            *histories.warnings,
            *found.topology.warnings,
            *_said_of_decisions(found, histories),
        ),
    )
    return Ground(plan=plan, judge=judge, histories=histories, books=books, absent=absent)


def _used(decisions: Decisions, histories: Histories, layout: Layout) -> DecisionsUsed:
    """Count the decisions on what was read, and on lines that there are."""
    names = {name for line in layout.lines for name in line.names}
    used = [
        decision
        for decision in decisions.all
        if decision.on in histories.commits and (isinstance(decision.word, KindDecided) or decision.word.line in names)
    ]
    return DecisionsUsed(number=len(used), people=len({decision.by for decision in used}))


def _said_of_decisions(found: Survey, histories: Histories) -> tuple[str, ...]:
    steps = found.topology.steps(found.layout.mainline.branch.tip)
    return warnings(found.repository.git, found.decisions, histories.commits, steps)


def _states(
    found: Survey,
    histories: Histories,
    books: Mapping[str, LineLedger],
    judge: Judge,
    absent: Mapping[str, Sequence[Judged]],
    *,
    drift: Mapping[str, Drift],
    progress: Progress,
) -> tuple[LineState, ...]:
    thresholds = found.config.thresholds
    planned = [line for line in histories.lines if line.line.name in absent]
    wanted = {line.line.name: said_wanted(found.decisions, line.line) for line in planned}
    missing = {name: select_missing(judged_absent, thresholds, wanted[name]) for name, judged_absent in absent.items()}
    lacked_by = {line.line.branch.tip: [judged.change.id for judged in missing[line.line.name]] for line in planned}
    forecasts = forecast_missing(found, lacked_by, Ledgers(histories=histories, books=books), judge, progress)
    pending = pending_on_mainline(found, histories, books)
    mainline = LineState(line=histories.mainline.line, unreleased=judge.judge(pending, progress), missing=())
    states = [mainline]
    for line in planned:
        name = line.line.name
        unreleased = judge.judge(without_undone(line.unreleased), progress, sources_of(books[name]))
        lacked = _lacked(line, missing[name], wanted[name], forecasts)
        ruled_out = sum(not said for said in wanted[name].values())
        states.append(
            LineState(
                line=line.line,
                unreleased=unreleased,
                missing=lacked,
                not_wanted=ruled_out,
                lost=drift[name].lost,
                only_here=drift[name].only_here,
            )
        )
    return tuple(states)


def pending_on_mainline(found: Survey, histories: Histories, books: Mapping[str, LineLedger]) -> list[Change]:
    """Return what is unreleased on the mainline, less what the newest line has."""
    newest = books.get(found.newest.name) if found.newest else None
    already = {link.mainline_change for link in newest.links} if newest else set()
    return [change for change in without_undone(histories.mainline.unreleased) if change.id not in already]


def sources_of(book: LineLedger) -> dict[CommitId, CommitId]:
    """Return the mainline change that each of a line's changes carries; of a combined backport none is the source."""
    found: dict[CommitId, set[CommitId]] = defaultdict(set)
    for link in book.links:
        found[link.line_change].add(link.mainline_change)
    return {change: next(iter(sources)) for change, sources in found.items() if len(sources) == 1}


def _lacked(
    line: LineChanges,
    missing: Sequence[Judged],
    wanted: Mapping[CommitId, bool],
    forecasts: Mapping[PickRequest, Forecast],
) -> tuple[Missing, ...]:
    requests = [PickRequest(id=judged.change.id, onto=line.line.branch.tip) for judged in missing]
    return tuple(
        Missing(
            judged=judged,
            wanted=1.0 if wanted.get(judged.change.id) else None,
            forecast=forecasts[request],
            # What a person wants there counts, whatever the last release left out.
            passed_over=landed_before_release(line.line, judged.change, wanted=bool(wanted.get(judged.change.id))),
        )
        for judged, request in zip(missing, requests, strict=True)
    )


def judge_absent(judge: Judge, book: LineLedger, progress: Progress) -> tuple[Judged, ...]:
    """Return the changes that a line lacks and nobody has ruled out, whatever they are."""
    return judge.judge([absent.change for absent in book.absent if absent.state is State.MISSING], progress)


def select_missing(absent: Sequence[Judged], thresholds: Thresholds, wanted: Mapping[CommitId, bool]) -> list[Judged]:
    """Return those of the changes that a line lacks which a plan calls missing: likely fixes, and what people want."""
    return [judged for judged in absent if _is_wanted(judged, thresholds) or wanted.get(judged.change.id)]


def _is_wanted(judged: Judged, thresholds: Thresholds) -> bool:
    verdict = judged.verdict
    return verdict.kind in _WANTED and verdict.confidence >= thresholds.likely


def _titles(states: Sequence[LineState], histories: Histories) -> tuple[tuple[CommitId, str], ...]:
    """Return the titles of the culprits and prerequisites that forecasts name."""
    forecasts = [missing.forecast for state in states for missing in state.missing if missing.forecast]
    named = {culprit for told in forecasts for conflict in told.conflicts for culprit in conflict.culprits}
    named |= {one.id for told in forecasts for one in told.prerequisites}
    return tuple(
        (commit.id, change.title if commit.id == change.id else commit.title)
        for change in histories.mainline.own
        for commit in change.commits
        if commit.id in named
    )
