"""Judging changes, each once: verdicts are kept by the change's id."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING

import msgspec

from relkit.cache import Cache
from relkit.classify.decided import decided
from relkit.classify.habits import Habits, read_habits
from relkit.classify.learn import Ways
from relkit.classify.producer import PRODUCER_VERSION
from relkit.git.objects import Objects
from relkit.model.commit import Change
from relkit.model.decision import Decision, Decisions, KindDecided
from relkit.model.evidence import Heard, Verdict
from relkit.model.ids import CommitId
from relkit.model.plan import Judged
from relkit.model.progress import Progress
from relkit.workflows.survey import Survey
from relkit.workflows.ways import learn_ways, no_ways

if TYPE_CHECKING:
    from relkit.classify.model import Model

_PRODUCER = "verdict"
_NOTHING: Mapping[CommitId, CommitId] = {}


def open_judge(found: Survey, progress: Progress, decisions: Decisions | None = None) -> Judge:
    """Return who judges a project's changes, with all its signals; ``decisions`` stand for those that were read."""
    habits = read_habits(found.files, found.config.changelog)
    ways = partial(learn_ways, found, habits, frozenset(), progress)
    said = found.decisions if decisions is None else decisions
    return Judge(found.objects, found.cache, habits, said, ways=ways)


class Judge:
    """Judges changes by one project's habits and ways, and by what people decided; each of them once."""

    def __init__(
        self,
        objects: Objects,
        cache: Cache,
        habits: Habits,
        decisions: Decisions,
        *,
        hidden: frozenset[str] = frozenset(),
        ways: Callable[[], Ways] = no_ways,
    ) -> None:
        """Read blobs from ``objects`` where a signal needs them, keep verdicts in ``cache``.

        ``hidden`` names the signals that are taken out of every change before it is judged; ``ways`` returns what is
        learned of the project, and is called once there is a change to judge.
        """
        self._objects = objects
        self._cache = cache
        self.habits = habits
        self._decisions = decisions
        self._version = PRODUCER_VERSION
        self._hidden = hidden
        self._learn = ways
        self._verdicts: dict[CommitId, Verdict] = {}

    def judge(
        self, changes: Iterable[Change], progress: Progress, sources: Mapping[CommitId, CommitId] = _NOTHING
    ) -> tuple[Judged, ...]:
        """Return the changes with their verdicts, in their order.

        ``sources`` names the mainline change that a line's change carries: what was decided about that one holds.
        """
        asked = list(changes)
        unknown = {_key(change) + self._mark: change for change in asked if change.id not in self._verdicts}
        for key, kept in self._cache.get(_PRODUCER, self._version, unknown).items():
            self._verdicts[unknown.pop(key).id] = _decoder.decode(kept)
        if unknown:
            self._fresh(unknown, progress)
        return tuple(self._judged(change, sources.get(change.id)) for change in asked)

    def explain(self, change: Change) -> tuple[Heard, ...]:
        """Return what every signal makes of a change, whatever was decided about it."""
        from relkit.classify.judge import explain  # as below

        return explain(change, self._objects, self.habits, self._hidden, self._model())[1]

    @cached_property
    def _ways(self) -> Ways:
        return self._learn()

    @cached_property
    def _mark(self) -> bytes:
        return "-".join((self.habits.fingerprint, self._ways.fingerprint, *sorted(self._hidden))).encode()

    def _model(self) -> Model:
        from relkit.classify.learn import adapted  # as below
        from relkit.classify.model import trained

        return adapted(trained(), self._ways)

    def _judged(self, change: Change, source: CommitId | None) -> Judged:
        verdict = self._verdicts[change.id]
        decision = self._decision(change, source)
        if decision is not None and isinstance(decision.word, KindDecided):
            verdict = decided(verdict, decision.word.kind, decision.who)
        return Judged(change=change, verdict=verdict)

    def _decision(self, change: Change, source: CommitId | None) -> Decision | None:
        """Find what was decided about a change, its only commit, or the change of the mainline that it carries."""
        kinds = self._decisions.kinds
        if not kinds:
            return None
        only = change.brought[0].id if len(change.brought) == 1 else None
        said = [kinds[on] for on in (change.id, only, source) if on is not None and on in kinds]
        return max(said, key=lambda decision: decision.at, default=None)

    def _fresh(self, unknown: Mapping[bytes, Change], progress: Progress) -> None:
        from relkit.classify.judge import judge  # its tables take longer to load than a cached plan needs

        model = self._model()
        progress.start("judging changes", len(unknown))
        fresh: dict[bytes, bytes] = {}
        for key, change in unknown.items():
            missing = self._objects.missing
            verdict = judge(change, self._objects, self.habits, self._hidden, model)
            self._verdicts[change.id] = verdict
            if change.is_whole and self._objects.missing == missing:  # what is missing may be there next time
                fresh[key] = _encoder.encode(verdict)
            progress.advance()
        self._cache.put(_PRODUCER, self._version, fresh)


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Verdict)


def _key(change: Change) -> bytes:
    """Name a change: a merge is not what it was when some of what it brought was cut off by the end of the reading."""
    return bytes.fromhex(change.id) + len(change.brought).to_bytes(4, "big")
