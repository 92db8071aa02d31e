"""Learning a project's ways from its mainline, once in a few hundred changes; what was learned is kept."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial

import msgspec

from relkit.classify.habits import Habits
from relkit.classify.learn import MOST_LESSONS, NO_WAYS, Lesson, Ways
from relkit.classify.producer import PRODUCER_VERSION
from relkit.git.history import read_commits
from relkit.git.process import GitError
from relkit.git.revisions import in_range
from relkit.lines.steps import changes_along
from relkit.model.commit import Change
from relkit.model.evidence import DecidedBy, Kind
from relkit.model.ids import CommitId
from relkit.model.progress import Progress
from relkit.workflows.survey import Survey

_PRODUCER = ("ways", PRODUCER_VERSION)
_WITHOUT = frozenset({"diff"})
_HIDDEN = frozenset({"fragment", "prefix"})
_LEARNED_FROM = frozenset({"fragment", "prefix"})  # codes of evidence by which a change declares what it is
_READ = 2500  # steps of the mainline, below where learning stops
_STEP, _FIRST_STEP, _LONG = 500, 100, 1000
_FOLDS = 4
_decoder = msgspec.msgpack.Decoder(Ways)
_encoder = msgspec.msgpack.Encoder()


def learn_ways(found: Survey, habits: Habits, hidden: frozenset[str], progress: Progress) -> Ways:
    """Learn from what the mainline's changes declared, without the signals in ``hidden``.

    It is learned from all changes up to the last full five hundred of the mainline (hundred, of a short one), so that a
    new change moves no other's judgement. Nothing is learned where both notes and prefixes are hidden, where the
    history is short or cannot be read.
    """
    return _Lessons(found, habits, hidden, progress).without(None)


def learn_ways_apart(
    found: Survey, habits: Habits, hidden: frozenset[str], progress: Progress, changes: Sequence[Change]
) -> Sequence[tuple[Callable[[], Ways], Sequence[Change]]]:
    """Part changes by what learns the ways by which they are judged, without the signals in ``hidden``.

    Where nothing is hidden, all learn from all. Else nothing that is asked about is learned from: the mainline's past
    falls into a few folds, always the same, and a change is judged without its own. So what is said of it does not
    depend on what else is asked about. One that has a part in several folds is judged without ways.
    """
    if not hidden:
        return [(partial(learn_ways, found, habits, hidden, progress), changes)]
    lessons = _Lessons(found, habits, hidden, progress)
    parted: defaultdict[int | None, list[Change]] = defaultdict(list)
    for change in changes:
        parted[lessons.fold_of(change)].append(change)
    return [(no_ways if fold is None else partial(lessons.without, fold), group) for fold, group in parted.items()]


def no_ways() -> Ways:
    """Learn nothing."""
    return NO_WAYS


class _Lessons:
    """What the mainline's past teaches, read when it is needed; what was learned is kept."""

    def __init__(self, found: Survey, habits: Habits, hidden: frozenset[str], progress: Progress) -> None:
        self._found = found
        self._habits = habits
        self._hidden = hidden
        self._progress = progress
        self._is_whole = False

    def without(self, fold: int | None) -> Ways:
        """Return what is learned from all changes but those of a fold; NO_WAYS where there is too little of a past."""
        if not self._steps:
            return NO_WAYS
        mark = "\n".join((self._steps[0], self._habits.fingerprint, *sorted(self._hidden), str(fold)))
        key = hashlib.sha256(mark.encode()).digest()
        kept = self._found.cache.get(*_PRODUCER, (key,)).get(key)
        if kept is not None:
            return _decoder.decode(kept)
        from relkit.classify.learn import learn  # with the model, which a cached plan does not need
        from relkit.classify.model import trained

        ways = learn([lesson for own, lesson in self._all if own != fold], trained())
        if self._is_whole:  # what is missing may be there next time
            self._found.cache.put(*_PRODUCER, {key: _encoder.encode(ways)})
        return ways

    def fold_of(self, change: Change) -> int | None:
        """Return the fold that a change has a part in, by itself or within what a merge brought; None if several."""
        folds = {_fold(self._step_of.get(commit.id, change.id)) for commit in change.commits}
        return folds.pop() if len(folds) == 1 else None

    @cached_property
    def _steps(self) -> Sequence[CommitId]:
        """The steps that may be learned from, newest first."""
        if self._hidden >= _HIDDEN:
            return ()
        try:
            chain = self._found.topology.chain(self._found.layout.mainline.branch.tip)
        except GitError:
            return ()
        step = _STEP if len(chain) >= _LONG else _FIRST_STEP
        steps = chain[len(chain) % step :][:_READ]
        return steps if len(steps) >= _FIRST_STEP else ()

    @cached_property
    def _past(self) -> Sequence[Change]:
        if not self._steps:
            return ()
        base = [f"^{self._steps[-1]}"] if len(self._steps) == _READ else []
        git = self._found.repository.git
        try:
            ids = in_range(git, [*base, self._steps[0]])
            commits = read_commits(git, self._found.cache, ids, self._progress).commits
        except GitError:
            return ()
        return changes_along(commits, self._steps[0])

    @cached_property
    def _step_of(self) -> Mapping[CommitId, CommitId]:
        return {commit.id: change.id for change in self._past for commit in change.commits}

    @cached_property
    def _all(self) -> Sequence[tuple[int, Lesson]]:
        """All lessons, oldest first, each with its fold; where folds are left out, so many that enough remain."""
        self._progress.start("learning the project's ways", len(self._past))
        missing = self._found.objects.missing
        enough = MOST_LESSONS * _FOLDS // (_FOLDS - 1) if self._hidden else MOST_LESSONS
        lessons: list[tuple[int, Lesson]] = []
        for change in reversed(self._past):
            self._progress.advance()
            lessons += ((_fold(change.id), lesson) for lesson in self._lesson(change))
            if len(lessons) >= enough:
                break
        nothing_missed = bool(self._past) and self._found.objects.missing == missing
        self._is_whole = nothing_missed and all(change.is_whole for change in self._past)
        return lessons[::-1]

    def _lesson(self, change: Change) -> Iterator[Lesson]:
        from relkit.classify.case import prepare
        from relkit.classify.hide import hide
        from relkit.classify.judge import judge, look

        contents = self._found.objects
        verdict = judge(change, contents, self._habits, self._hidden | _WITHOUT)
        if verdict.decided_by is DecidedBy.DECLARED and verdict.evidence[0].signal in _LEARNED_FROM:
            case = prepare(hide(change, self._hidden | _HIDDEN, self._habits), contents, self._habits, difference=False)
            yield Lesson(signs=look(case), kind=Kind.FIX if verdict.kind is Kind.SECURITY else verdict.kind)


def _fold(commit: CommitId) -> int:
    return int(commit[:8], 16) % _FOLDS
