"""Whether changes would be wanted on a line: what the project did up to a moment, and what follows from it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from relkit.classify.areas import area_of
from relkit.classify.habits import Habits, read_habits
from relkit.classify.hide import hide
from relkit.classify.producer import PRODUCER_VERSION
from relkit.decisions import said_wanted
from relkit.errors import UsageError
from relkit.git.files import list_blobs
from relkit.git.patches import PATCHES_VERSION
from relkit.git.process import Git, GitError
from relkit.git.revisions import outside
from relkit.ledger.producer import LEDGER_VERSION
from relkit.lines.steps import as_change
from relkit.model.commit import Change
from relkit.model.decision import Decisions
from relkit.model.evidence import Evidence
from relkit.model.ids import BlobId, CommitId
from relkit.model.line import Line
from relkit.model.link import LineLedger
from relkit.model.plan import Judged
from relkit.model.progress import Progress
from relkit.model.wanted import Wanted
from relkit.wanted import Estimator, Facts, PastLine, Setting, learn, newest_until, what_happened
from relkit.wanted.producer import WANTED_VERSION
from relkit.workflows.histories import Histories, LineChanges, read_histories
from relkit.workflows.judging import Judge
from relkit.workflows.keeping import keep_books
from relkit.workflows.survey import Survey, survey

_PRODUCER = "wanted"
# What is learned rests on verdicts, on the links that the ledger finds, and on the patches by which it finds them.
_VERSION = f"{WANTED_VERSION}-{PRODUCER_VERSION}-{LEDGER_VERSION}-{PATCHES_VERSION}"
_DAY = 86400
_MOST_LINES = 12  # older ones were kept by other people
_MOST_ROWS = 8000  # the newest that are learned from


@dataclass(frozen=True, kw_only=True, slots=True)
class WishesAsked:
    """What is asked: changes, the line, what is hidden, and whether only what came before the oldest change counts."""

    changes: Sequence[Change]
    line: Line
    hidden: frozenset[str]
    before_oldest: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class WishesTold:
    """How likely each change is wanted; what is not in it is not known. ``warnings`` tell what the answer lacks."""

    wanted: Mapping[CommitId, Wanted]
    warnings: tuple[str, ...] = ()


def line_to_ask_about(found: Survey, name: str) -> Line:
    """Return the maintenance line of that name, which the survey was asked for. Raises UsageError for the mainline."""
    mainline = found.layout.mainline.branch
    if name in (mainline.name, mainline.short, mainline.ref) or not found.planned:
        raise UsageError(f"{name} is the mainline: nothing is backported to it", "name a maintenance line")
    return found.planned[0]


def answer(where: Path, found: Survey, question: WishesAsked, progress: Progress) -> WishesTold:
    """Return how likely each change is wanted on the line; one that the line stands on has no answer.

    ``found`` is the repository as of the moment that is asked about. What is learned from is surveyed anew: every line,
    as of that moment or, where only what came before counts, as it was before the oldest of the changes landed.
    """
    line = question.line
    if line.fork_point is None:
        said = f"what is wanted on {line.name} is unknown: its history and the mainline's do not meet in this clone"
        return WishesTold(wanted={}, warnings=(said,))
    new = outside(found.repository.git, [change.id for change in question.changes], line.fork_point)
    changes = [change for change in question.changes if change.id in new]
    if not changes:
        return WishesTold(wanted={})
    moment = _moment(found, changes, question)
    with ExitStack() as stack:
        as_of = f"{max(0, moment):09d}" if question.before_oldest or found.as_of else None
        try:
            past = stack.enter_context(survey(where, asked=(), as_of=as_of, every_line=True, progress=progress))
        except UsageError:  # no commit is that old
            past = None
        learner = _Learner(past or found, question.hidden, progress)
        # What landed after the moment is not learned from anyway.
        asked = frozenset() if question.before_oldest else frozenset(change.id for change in changes)
        estimator = learn([]) if past is None else learner.learn(line, asked, moment)
        estimated = learner.estimate(estimator, line, changes, moment)
    decided = {} if "notes" in question.hidden else said_wanted(found.decisions, line)
    wanted = {
        change: _by_decision(wanted=decided[change]) if change in decided else told
        for change, told in estimated.items()
    }
    return WishesTold(wanted=wanted, warnings=_said_of(estimator))


def _said_of(estimator: Estimator) -> tuple[str, ...]:
    if estimator.weights is not None:
        return ()
    return ("too little was backported before to learn from: what is wanted is judged by what most projects do",)


def _by_decision(*, wanted: bool) -> Wanted:
    said = "a person decided that it is wanted" if wanted else "a person decided that it is not wanted"
    return Wanted(probability=float(wanted), evidence=(Evidence(signal="decision", weight=0.0, detail=said),))


def _moment(found: Survey, changes: Sequence[Change], question: WishesAsked) -> int:
    """Return up to when is learned; without a limit to the end of the day, so that a day's runs agree."""
    if question.before_oldest:
        return min(min(change.landed for change in changes) - 1, found.now)
    return found.now if found.as_of else found.now - found.now % _DAY + _DAY - 1


class _Learner:
    """Learns from one survey, and prepares changes for learning and for estimating in the same way."""

    def __init__(self, past: Survey, hidden: frozenset[str], progress: Progress) -> None:
        if "notes" in hidden:
            past = replace(past, decisions=Decisions())
        self._past = past
        self._hidden = hidden - {"notes"}
        self._progress = progress
        self._habits: Habits = read_habits(past.files, past.config.changelog)
        self._judge = Judge(past.objects, past.cache, self._habits, past.decisions, hidden=self._hidden)

    def estimate(
        self, estimator: Estimator, line: Line, changes: Collection[Change], moment: int
    ) -> Mapping[CommitId, Wanted]:
        """Return what is estimated for each change on the line as it was at the moment."""
        setting = self._setting_of(line, moment)
        return {facts.change.id: estimator.estimate(facts, setting) for facts in self._facts(changes)}

    def learn(self, line: Line, asked: frozenset[CommitId], moment: int) -> Estimator:
        """Learn from the line and those before it, but not from the changes asked about."""
        lines = self._lines_to_learn_from(line)
        if not lines:
            return learn([])
        key = self._key(lines, asked, moment)
        kept = self._past.cache.get(_PRODUCER, _VERSION, (key,)).get(key)
        if kept is not None:
            return _decoder.decode(kept)
        missing = self._past.objects.missing
        changes, past_lines = self._read(lines, moment)
        rows = list(
            what_happened(
                changes, past_lines, moment, lambda change: asked.isdisjoint(commit.id for commit in change.commits)
            )
        )
        rows = sorted(rows, key=lambda row: (row.change.landed, row.setting.cut))[-_MOST_ROWS:]
        known = {facts.change.id: facts for facts in self._facts({row.change.id: row.change for row in rows}.values())}
        self._progress.start("learning what is backported")
        learned = learn([(known[row.change.id], row.setting, row.went) for row in rows])
        whole = all(change.is_whole for change in changes) and all(
            line.setting.files is not None for line in past_lines
        )
        if whole and self._past.objects.missing == missing:  # what is missing may be there next time
            self._past.cache.put(_PRODUCER, _VERSION, {key: _encoder.encode(learned)})
        return learned

    def _key(self, lines: Sequence[Line], asked: frozenset[CommitId], moment: int) -> bytes:
        """Name all that is learned from: the lines as they are, what is hidden, and what people said."""
        mainline = self._past.layout.mainline.branch
        parts = (
            moment,
            mainline.tip,
            [(line.name, line.branch.tip, line.fork_point, _first_release(line, moment)) for line in lines],
            sorted(self._hidden),
            self._habits.fingerprint,
            sorted(asked),
            [repr(decision) for decision in self._past.decisions.all],
        )
        return hashlib.sha256(repr(parts).encode("utf-8", "surrogateescape")).digest()

    def _read(self, lines: Sequence[Line], moment: int) -> tuple[Sequence[Change], Sequence[PastLine]]:
        """Read the mainline's changes, and what of them each line got."""
        histories = self._hide(read_histories(replace(self._past, planned=tuple(lines)), self._progress))
        books = keep_books(self._past, histories, self._progress)
        forked = [one for one in histories.lines if one.line in lines and one.base is not None]
        cuts = sorted(one.cut for one in forked)
        past_lines = [
            PastLine(
                setting=self._setting(one.line, one.base, cuts, moment),
                first=histories.missed_from(one),
                until=newest_until(one.cut, cuts, moment),
                carried=_carried(one, books[one.line.name]),
            )
            for one in forked
        ]
        return histories.mainline.own, past_lines

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
        areas = Counter(area_of(file.path) for file in change.files)
        body = "\n".join(commit.body for commit in change.commits)
        return Facts(change=change, verdict=judged.verdict, title=change.title, body=body, areas=areas)

    def _setting_of(self, line: Line, moment: int) -> Setting:
        """Return the asked line as it was at the moment; where it was not yet cut, as it was cut."""
        topology = self._past.topology
        topology.load(fork for fork in (line.fork_point,) if fork is not None)
        forks = [one.fork_point for one in self._past.layout.lines if one.fork_point is not None]
        return self._setting(line, line.fork_point, sorted(map(topology.committed, forks)), moment)

    def _setting(self, line: Line, base: CommitId | None, cuts: Sequence[int], moment: int) -> Setting:
        cut = 0 if base is None else self._past.topology.committed(base)
        return Setting(
            name=line.name,
            moment=moment,
            cut=cut,
            released=_first_release(line, moment),
            newer=[when for when in cuts if when > cut],
            files=_files(self._past.repository.git, base),
        )


def _carried(line: LineChanges, book: LineLedger) -> Mapping[CommitId, int]:
    landed = {change.id: change.landed for change in line.own}
    carried: dict[CommitId, int] = {}
    for link in book.links:
        when = landed[link.line_change]
        carried[link.mainline_change] = min(when, carried.get(link.mainline_change, when))
    return carried


def _first_release(line: Line, moment: int) -> int | None:
    dates = [release.tag.date for release in line.releases if release.version.is_final]
    return min((date for date in dates if date <= moment), default=None)


def _files(git: Git, commit: CommitId | None) -> Mapping[str, BlobId] | None:
    if commit is None:
        return None
    try:
        return list_blobs(git, commit)
    except GitError:
        return None


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Estimator)
