"""Learning a project's ways from its mainline, once in a few hundred changes; what was learned is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence

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

_PRODUCER = ("ways", str(PRODUCER_VERSION))
_WITHOUT = frozenset({"diff"})
_HIDDEN = frozenset({"fragment", "prefix"})
_LEARNED_FROM = frozenset({"fragment", "prefix"})  # codes of evidence by which a change declares what it is
_READ = 2500  # steps of the mainline, below where learning stops
_STEP, _FIRST_STEP, _LONG = 500, 100, 1000
_decoder = msgspec.msgpack.Decoder(Ways)
_encoder = msgspec.msgpack.Encoder()


def learn_ways(
    found: Survey,
    habits: Habits,
    hidden: frozenset[str],
    progress: Progress,
    without: Collection[CommitId] = (),
) -> Ways:
    """Learn from what the mainline's changes declared, without the signals in ``hidden`` and the changes ``without``.

    It is learned from all changes up to the last full five hundred of the mainline (hundred, of a short one), so that a
    new change moves no other's judgement. Nothing is learned where both notes and prefixes are hidden, where the
    history is short or cannot be read.
    """
    if hidden >= _HIDDEN:
        return NO_WAYS
    try:
        chain = found.topology.chain(found.layout.mainline.branch.tip)
    except GitError:
        return NO_WAYS
    step = _STEP if len(chain) >= _LONG else _FIRST_STEP
    steps = chain[len(chain) % step :][:_READ]
    if len(steps) < _FIRST_STEP:
        return NO_WAYS
    left_out = set(without)
    mark = "\n".join((steps[0], habits.fingerprint, *sorted(hidden), *sorted(left_out.intersection(steps))))
    key = hashlib.sha256(mark.encode()).digest()
    kept = found.cache.get(*_PRODUCER, (key,)).get(key)
    if kept is not None:
        return _decoder.decode(kept)
    try:
        changes = _changes(found, steps, progress)
    except GitError:
        return NO_WAYS
    ways = _learn([change for change in changes if change.id not in left_out], found, habits, hidden, progress)
    found.cache.put(*_PRODUCER, {key: _encoder.encode(ways)})
    return ways


def _changes(found: Survey, steps: Sequence[CommitId], progress: Progress) -> Sequence[Change]:
    base = [f"^{steps[-1]}"] if len(steps) == _READ else []
    git = found.repository.git
    commits = read_commits(git, found.cache, in_range(git, [*base, steps[0]]), progress).commits
    return changes_along(commits, steps[0])


def _learn(
    changes: Sequence[Change], found: Survey, habits: Habits, hidden: frozenset[str], progress: Progress
) -> Ways:
    from relkit.classify.learn import learn  # with the model, which a cached plan does not need
    from relkit.classify.model import trained

    progress.start("learning the project's ways", len(changes))
    lessons: list[Lesson] = []
    for change in reversed(changes):
        progress.advance()
        lessons += _lesson(change, found, habits, hidden)
        if len(lessons) == MOST_LESSONS:
            break
    return learn(lessons[::-1], trained())


def _lesson(change: Change, found: Survey, habits: Habits, hidden: frozenset[str]) -> Iterator[Lesson]:
    from relkit.classify.case import prepare
    from relkit.classify.hide import hide
    from relkit.classify.judge import judge, look

    verdict = judge(change, found.objects, habits, hidden | _WITHOUT)
    if verdict.decided_by is DecidedBy.DECLARED and verdict.evidence[0].signal in _LEARNED_FROM:
        case = prepare(hide(change, hidden | _HIDDEN, habits), found.objects, habits, difference=False)
        yield Lesson(signs=look(case), kind=Kind.FIX if verdict.kind is Kind.SECURITY else verdict.kind)
