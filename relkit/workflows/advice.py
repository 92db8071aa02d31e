"""Forecasts with all that is known about what is in the way: by the ledger, and judged."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from relkit.classify.areas import area_of
from relkit.classify.habits import Habits
from relkit.classify.notes import note_path
from relkit.git.predict import Adviser, Sandbox, Settle, TreeMerge, forecast, standing
from relkit.git.trees import changed_paths
from relkit.model.evidence import Kind
from relkit.model.forecast import CHANGELOG, Forecast, Need, Outcome, PickRequest, Prerequisite
from relkit.model.ids import CommitId
from relkit.model.link import LineLedger, Link
from relkit.model.progress import Progress
from relkit.workflows.histories import Histories
from relkit.workflows.judging import Judge
from relkit.workflows.lacking import find_lacking
from relkit.workflows.survey import Survey


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """What a line whose tip is ``base`` has become by picks: the last of their commits, and what was picked."""

    commit: CommitId
    base: CommitId
    picked: frozenset[CommitId]


@dataclass(frozen=True, kw_only=True, slots=True)
class Ledgers:
    """What was read of the lines, and the ledger of each by its name."""

    histories: Histories
    books: Mapping[str, LineLedger]

    def advising(self, found: Survey, settle: Settle | None = None, results: Sequence[Result] = ()) -> Adviser:
        """Return who advises on picks to the lines: by what the ledger knows to be there, in whole changes.

        ``results`` are what lines have become by picks, where some were made already.
        """
        histories = self.histories
        there = {line.line.branch.tip: _there(self.books[line.line.name]) for line in histories.lines}
        bases = {line.line.branch.tip: line.base for line in histories.lines if line.base is not None}
        changes = {commit.id: change.id for change in histories.mainline.own for commit in change.brought}
        for result in results:
            if result.base in there and result.base in bases:
                parts = (commit for commit, change in changes.items() if change in result.picked)
                there[result.commit] = there[result.base].union(result.picked, parts)
                bases[result.commit] = bases[result.base]

        def has(pick: PickRequest, commits: frozenset[CommitId]) -> frozenset[CommitId] | None:
            return commits & there[pick.onto] if pick.onto in there else None

        def lift(commit: CommitId) -> CommitId:
            return changes.get(commit, commit)

        since = histories.mainline.own[0].id if histories.mainline.own else ""  # what is older is in no whole change
        marks = {tip: _digest(since, *sorted(commits)) for tip, commits in there.items()}

        def mark(onto: CommitId) -> str:
            return marks.get(onto, since)

        return Adviser(found.repository, found.cache, has=has, bases=bases, lift=lift, settle=settle, mark=mark)

    def standing(self, line: str) -> Mapping[CommitId, Link]:
        """Return what is there on a line, as its ledger has it; nothing where its history cannot be read."""
        book = self.books.get(line)
        return {} if book is None else book.there

    def judge_advice(self, forecasts: Sequence[Forecast], judge: Judge, progress: Progress) -> tuple[Forecast, ...]:
        """Return forecasts whose conflicts tell their areas, and whose prerequisites their kinds and their use."""
        first = {one.id for told in forecasts for one in told.prerequisites}
        judged = judge.judge([change for change in self.histories.mainline.own if change.id in first], progress)
        kinds = {one.change.id: one.verdict.kind for one in judged}
        return judge_advice(forecasts, judge.habits, kinds)


def _digest(*words: str) -> str:
    return hashlib.sha1("\0".join(words).encode(), usedforsecurity=False).hexdigest()


def _there(book: LineLedger) -> frozenset[CommitId]:
    """Return the mainline commits that a line has in another form, and did not take back."""
    return frozenset(commit for link in book.standing for commit in (link.mainline, link.mainline_change))


def forecast_missing(
    found: Survey,
    lacked: Mapping[CommitId, Sequence[CommitId]],
    ledgers: Ledgers,
    judge: Judge,
    progress: Progress,
) -> dict[PickRequest, Forecast]:
    """Forecast what lines lack, by their tips; of each as many of the newest as the configuration says are tried."""
    most = found.config.thresholds.forecasts
    wanted = [[PickRequest(id=commit, onto=tip) for commit in commits] for tip, commits in lacked.items()]
    tried = [request for requests in wanted for request in requests[max(len(requests) - most, 0) :]]
    told = forecast(found.repository, tried, progress=progress, cache=found.cache)
    with ledgers.advising(found) as adviser:
        told = adviser.advise(told, progress)
        told = find_lacking(found.repository, found.cache, told, adviser.sandbox, progress)
    known = dict(zip(tried, ledgers.judge_advice(told, judge, progress), strict=True))
    return {request: known.get(request) or _not_tried(request, most) for requests in wanted for request in requests}


def _not_tried(request: PickRequest, most: int) -> Forecast:
    return Forecast(
        id=request.id,
        onto=request.onto,
        outcome=Outcome.UNKNOWN,
        tree=None,
        warnings=(f"not tried: of what a line lacks, the newest {most} changes are",),
    )


def judge_advice(forecasts: Iterable[Forecast], habits: Habits, kinds: Mapping[CommitId, Kind]) -> tuple[Forecast, ...]:
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


def left_over(forecasts: Sequence[Forecast], sandbox: Sandbox, habits: Habits) -> tuple[Forecast, ...]:
    """Return forecasts of which those warn that apply, and leave nothing but change notes of a pick of more."""
    asked = zip(forecasts, standing(forecasts, sandbox), strict=True)
    return tuple(one if question is None else _left_over(one, question, sandbox, habits) for one, question in asked)


def _left_over(told: Forecast, question: TreeMerge, sandbox: Sandbox, habits: Habits) -> Forecast:
    picked = list(changed_paths(sandbox.objects, question.base, question.theirs))
    notes = [path for path in picked if _area(path, habits) == CHANGELOG]
    if not notes or len(notes) == len(picked):
        return told
    tree = sandbox.merge([question])[question].tree  # made again, to be read
    left = [] if tree is None else list(changed_paths(sandbox.objects, question.ours, tree))
    if not left or any(_area(path, habits) != CHANGELOG for path in left):
        return told
    return replace(told, warnings=(*told.warnings, f"only {', '.join(left)} would be left"))


def _area(path: str, habits: Habits) -> str:
    return CHANGELOG if note_path(path, habits) else area_of(path).value
