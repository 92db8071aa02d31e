"""`relkit plan`: read, judge, link, forecast, propose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from relkit.git.patches import BlobPatches
from relkit.git.predict import forecast
from relkit.ledger import Culprits, LineHistory, index_mainline, keep_book, without_undone
from relkit.model.evidence import Kind
from relkit.model.forecast import Forecast, Outcome, PickRequest
from relkit.model.ids import CommitId
from relkit.model.link import LineLedger, State
from relkit.model.plan import Judged, LineState, Missing, Plan
from relkit.model.progress import Progress, Silent
from relkit.planner import propose
from relkit.workflows.histories import Histories, LineChanges, read_histories
from relkit.workflows.judging import Judge, project_habits
from relkit.workflows.survey import Survey, survey

_WANTED = (Kind.FIX, Kind.SECURITY, Kind.REVERT)
_MOST_FORECASTS = 300  # of one line: what it has lacked for longer was decided about, and each try takes time
_LIKELY = 0.5  # from which confidence a fix counts as one


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
        histories = read_histories(found, progress)
        books = _books(found, histories, progress)
        states = _states(found, histories, books, progress)
        layout = found.layout
        return Plan(
            repository=found.repository.name,
            now=found.now,
            as_of=found.as_of,
            lines=tuple(propose(state, layout, found.now) for state in states),
            tips=tuple((line.branch.ref, line.branch.tip) for line in (layout.mainline, *layout.lines)),
            ignored_branches=layout.ignored_branches,
            ignored_tags=layout.ignored_tags,
            titles=_titles(states, histories),
            warnings=(*found.warnings, *layout.warnings, *histories.warnings, *found.topology.warnings),
        )


def _books(found: Survey, histories: Histories, progress: Progress) -> dict[str, LineLedger]:
    """Keep the book of every line."""
    progress.start("comparing lines", len(histories.lines))
    merged_up = frozenset(commit.id for line in histories.lines for change in line.own for commit in change.commits)
    index = index_mainline(histories.mainline.own, merged_up)
    books: dict[str, LineLedger] = {}
    with BlobPatches(found.objects, found.cache) as patches:
        for line in histories.lines:
            history = LineHistory(
                name=line.line.name,
                changes=line.own,
                stands_on=histories.stands_on(line),
                missed_from=histories.missed_from(line),
            )
            books[line.line.name] = keep_book(index, history, histories.commits, patches)
            progress.advance()
    return books


def _states(
    found: Survey, histories: Histories, books: dict[str, LineLedger], progress: Progress
) -> tuple[LineState, ...]:
    judge = Judge(found.objects, found.cache, project_habits(found.repository.git, found.layout.mainline.branch.tip))
    planned = [line for line in histories.lines if line.line in found.planned]
    missing = {line.line.name: _missing(judge, books[line.line.name], progress) for line in planned}
    forecasts = _forecasts(found, planned, missing, books, progress)
    newest = books.get(found.newest.name) if found.newest else None
    already = {link.mainline_change for link in newest.links} if newest else set()
    pending = [change for change in without_undone(histories.mainline.unreleased) if change.id not in already]
    mainline = LineState(line=histories.mainline.line, unreleased=judge.judge(pending, progress), missing=())
    return (mainline, *(_state(judge, line, missing[line.line.name], forecasts, progress) for line in planned))


def _state(
    judge: Judge,
    line: LineChanges,
    missing: Sequence[Judged],
    forecasts: dict[PickRequest, Forecast],
    progress: Progress,
) -> LineState:
    requests = [PickRequest(id=judged.change.id, onto=line.line.branch.tip) for judged in missing]
    last = line.line.last_final
    return LineState(
        line=line.line,
        unreleased=judge.judge(without_undone(line.unreleased), progress),
        missing=tuple(
            Missing(
                judged=judged,
                wanted=None,
                forecast=forecasts.get(request) or _not_tried(request),
                passed_over=last is not None and judged.change.landed <= last.tag.committed,
            )
            for judged, request in zip(missing, requests, strict=True)
        ),
    )


def _missing(judge: Judge, book: LineLedger, progress: Progress) -> list[Judged]:
    """Return the absent changes that the plan shows: fixes, security fixes, and reverts of what the line has."""
    absent = [absent.change for absent in book.absent if absent.state is State.MISSING]
    return [judged for judged in judge.judge(absent, progress) if _is_wanted(judged)]


def _is_wanted(judged: Judged) -> bool:
    verdict = judged.verdict
    return verdict.kind in _WANTED and verdict.confidence >= _LIKELY


def _forecasts(
    found: Survey,
    planned: Sequence[LineChanges],
    missing: dict[str, list[Judged]],
    books: dict[str, LineLedger],
    progress: Progress,
) -> dict[PickRequest, Forecast]:
    requests = [
        PickRequest(id=judged.change.id, onto=line.line.branch.tip)
        for line in planned
        for judged in missing[line.line.name][-_MOST_FORECASTS:]
    ]
    told = forecast(found.repository, requests, progress=progress, cache=found.cache)
    culprits = {line.line.branch.tip: Culprits(books[line.line.name].absent) for line in planned}
    return {request: _blaming(one, culprits[request.onto]) for request, one in zip(requests, told, strict=True)}


def _blaming(told: Forecast, culprits: Culprits) -> Forecast:
    named = [replace(conflict, culprits=culprits.of(told.id, conflict.path)) for conflict in told.conflicts]
    return replace(told, conflicts=tuple(named)) if named else told


def _titles(states: Sequence[LineState], histories: Histories) -> tuple[tuple[CommitId, str], ...]:
    """Return the titles of the culprits that forecasts name."""
    forecasts = [missing.forecast for state in states for missing in state.missing if missing.forecast]
    named = {culprit for told in forecasts for conflict in told.conflicts for culprit in conflict.culprits}
    return tuple((change.id, change.title) for change in histories.mainline.own if change.id in named)


def _not_tried(request: PickRequest) -> Forecast:
    return Forecast(
        id=request.id,
        onto=request.onto,
        outcome=Outcome.UNKNOWN,
        tree=None,
        warnings=(f"not tried: of what a line lacks, the newest {_MOST_FORECASTS} changes are",),
    )
