"""Whether changes would be wanted on a line: what the project did up to a moment, and what follows from it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from relkit.classify.areas import area_of
from relkit.classify.habits import Habits, read_habits
from relkit.classify.hide import hide
from relkit.decisions import said_wanted
from relkit.errors import UsageError
from relkit.git.files import list_blobs
from relkit.git.process import Git, GitError
from relkit.git.revisions import outside
from relkit.lines.steps import as_change
from relkit.model.commit import Change
from relkit.model.decision import Decisions
from relkit.model.evidence import Evidence
from relkit.model.ids import CommitId
from relkit.model.line import Line
from relkit.model.plan import Judged
from relkit.model.progress import Progress
from relkit.model.wanted import Wanted
from relkit.wanted import Estimator, Facts, PastLine, Setting, learn, newest_until, what_happened
from relkit.workflows.histories import Histories, LineChanges, read_histories
from relkit.workflows.judging import Judge
from relkit.workflows.plan import keep_books
from relkit.workflows.survey import Survey, survey

_MOST_LINES = 12  # older ones were kept by other people
_MOST_ROWS = 8000  # the newest that are learned from


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """What is asked: changes, the line, what is hidden, and whether only what came before the oldest change counts."""

    changes: Sequence[Change]
    line: str
    hidden: frozenset[str]
    before_oldest: bool


def answer(where: Path, found: Survey, question: Question, progress: Progress) -> Mapping[CommitId, Wanted]:
    """Return for each change how likely it is wanted on the line; a change that the line stands on has no answer.

    ``found`` is the repository as of the moment that is asked about, with the line among those planned. Raises
    UsageError when it is not, or is the mainline.
    """
    line = _line(found, question.line)
    later = question.changes
    if line.fork_point is not None:
        new = outside(found.repository.git, [change.id for change in later], line.fork_point)
        later = [change for change in later if change.id in new]
    if not later:
        return {}
    decided = {} if "notes" in question.hidden else said_wanted(found.decisions, line)
    with _past(where, found, later, before_oldest=question.before_oldest, progress=progress) as past:
        estimated = _Learner(past or found, question.hidden, progress).estimate(
            line, found, later, learns=past is not None, moment=_moment(found, later, question)
        )
    return {
        change: _by_decision(wanted=decided[change]) if change in decided else told
        for change, told in estimated.items()
    }


def _line(found: Survey, name: str) -> Line:
    mainline = found.layout.mainline.branch
    if name in (mainline.name, mainline.short, mainline.ref):
        raise UsageError(f"{name} is the mainline: what lands there is wanted there", "name a maintenance line")
    return found.planned[0]


def _by_decision(*, wanted: bool) -> Wanted:
    said = "a person decided that it is wanted" if wanted else "a person decided that it is not wanted"
    return Wanted(probability=float(wanted), evidence=(Evidence(signal="decision", weight=0.0, detail=said),))


def _moment(found: Survey, changes: Sequence[Change], question: Question) -> int:
    oldest = min(change.landed for change in changes) - 1
    return min(oldest, found.now) if question.before_oldest else found.now


@contextmanager
def _past(
    where: Path, found: Survey, changes: Sequence[Change], *, before_oldest: bool, progress: Progress
) -> Iterator[Survey | None]:
    """Survey the repository as it was before the oldest of the changes, with every line; None where nothing was."""
    if before_oldest:
        as_of: str | None = f"{max(0, min(change.landed for change in changes) - 1):09d}"
    else:
        as_of = f"{found.now:09d}" if found.as_of else None
    try:
        opened = survey(where, asked=(), as_of=as_of, every_line=True, progress=progress)
        past = opened.__enter__()
    except UsageError:
        yield None  # no commit is that old
        return
    try:
        yield past
    finally:
        opened.__exit__(None, None, None)


class _Learner:
    """Learns from one survey, and prepares changes for learning and for estimating in the same way."""

    def __init__(self, past: Survey, hidden: frozenset[str], progress: Progress) -> None:
        if "notes" in hidden:
            past = replace(past, decisions=Decisions())
        self._past = past
        self._hidden = hidden - {"notes"}
        self._progress = progress
        self._habits: Habits = read_habits(past.files, past.config.changelog)
        self._judge = Judge(past.objects, past.cache, self._habits, past.decisions, self._hidden)

    def estimate(
        self, line: Line, found: Survey, changes: Sequence[Change], *, learns: bool, moment: int
    ) -> Mapping[CommitId, Wanted]:
        """Return what is estimated for each change."""
        asked = {change.id for change in changes}
        estimator = self._learn(line, asked, moment) if learns else learn([])
        setting = self._setting_of(line, found, moment)
        facts = self._facts(changes)
        return {one.change.id: estimator.estimate(one, setting) for one in facts}

    def _learn(self, line: Line, asked: Collection[CommitId], moment: int) -> Estimator:
        lines = self._lines_to_learn_from(line)
        if not lines:
            return learn([])
        histories = read_histories(replace(self._past, planned=lines), self._progress)
        histories = self._hide(histories)
        books = keep_books(self._past, histories, self._progress)
        forked = [one for one in histories.lines if one.line in lines and one.base is not None]
        cuts = sorted(one.cut for one in forked)
        past_lines = []
        for one in forked:
            carried: dict[CommitId, int] = {}
            landed = {change.id: change.landed for change in one.own}
            for link in books[one.line.name].links:
                when = landed[link.line_change]
                carried[link.mainline_change] = min(when, carried.get(link.mainline_change, when))
            past_lines.append(
                PastLine(
                    setting=self._setting(one, cuts, moment),
                    first=histories.missed_from(one),
                    until=newest_until(one.cut, cuts, moment),
                    carried=carried,
                )
            )
        rows = list(what_happened(histories.mainline.own, past_lines, moment, lambda change: change not in asked))
        rows = sorted(rows, key=lambda row: (row.change.landed, row.setting.cut))[-_MOST_ROWS:]
        known = {facts.change.id: facts for facts in self._facts({row.change.id: row.change for row in rows}.values())}
        self._progress.start("learning what is backported")
        return learn([(known[row.change.id], row.setting, row.went) for row in rows])

    def _lines_to_learn_from(self, line: Line) -> tuple[Line, ...]:
        """Return the line itself and those older, the newest of them; where it is not among them, the newest of all."""
        forked = [one for one in self._past.layout.lines if one.fork_point is not None]
        place = next((at for at, one in enumerate(forked) if one.branch.ref == line.branch.ref), 0)
        return tuple(forked[place : place + _MOST_LINES])

    def _hide(self, histories: Histories) -> Histories:
        """Take what is hidden out of all messages before the lines are compared."""
        if "reference" not in self._hidden:
            return histories
        hidden = frozenset({"reference"})
        commits = {
            commit: hide(as_change(facts), hidden, self._habits).commit for commit, facts in histories.commits.items()
        }

        def plain(change: Change) -> Change:
            return replace(
                change,
                commit=commits[change.id],
                brought=tuple(commits[commit.id] for commit in change.brought),
            )

        def of_line(line: LineChanges) -> LineChanges:
            return replace(line, own=tuple(map(plain, line.own)))

        return replace(
            histories,
            commits=commits,
            mainline=of_line(histories.mainline),
            lines=tuple(map(of_line, histories.lines)),
        )

    def _facts(self, changes: Collection[Change]) -> Sequence[Facts]:
        return [self._fact(judged) for judged in self._judge.judge(changes, self._progress)]

    def _fact(self, judged: Judged) -> Facts:
        change = hide(judged.change, self._hidden, self._habits)
        # Without its number a forge's merge no longer says where its title stands.
        title = hide(_titled(judged.change), self._hidden, self._habits).commit.subject
        areas: dict[str, int] = {}
        for file in change.files:
            area = area_of(file.path).value
            areas[area] = areas.get(area, 0) + 1
        body = "\n".join(commit.body for commit in change.commits)
        return Facts(change=change, verdict=judged.verdict, title=title, body=body, areas=areas)

    def _setting(self, one: LineChanges, cuts: Sequence[int], moment: int) -> Setting:
        return Setting(
            name=one.line.name,
            moment=moment,
            cut=one.cut,
            released=_first_release(one.line, moment),
            newer=[cut for cut in cuts if cut > one.cut],
            files=_files(self._past.repository.git, one.base),
        )

    def _setting_of(self, line: Line, found: Survey, moment: int) -> Setting:
        """Return the asked line as it was at the moment; where it was not yet cut, as it was cut."""
        fork = line.fork_point
        topology = found.topology
        cut = 0 if fork is None else topology.committed(fork)
        forks = [one.fork_point for one in self._past.layout.lines if one.fork_point is not None]
        times = sorted(self._past.topology.committed(one) for one in forks)
        return Setting(
            name=line.name,
            moment=moment,
            cut=cut,
            released=_first_release(line, moment),
            newer=[when for when in times if when > cut],
            files=_files(found.repository.git, fork),
        )


def _titled(change: Change) -> Change:
    return as_change(replace(change.commit, message=change.title, parents=change.commit.parents[:1], files=()))


def _first_release(line: Line, moment: int) -> int | None:
    dates = [release.tag.date for release in line.releases if release.version.is_final]
    return min((date for date in dates if date <= moment), default=None)


def _files(git: Git, commit: CommitId | None) -> Mapping[str, str] | None:
    if commit is None:
        return None
    try:
        return list_blobs(git, commit)
    except GitError:
        return None
