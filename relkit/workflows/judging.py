"""Judging changes, each once: verdicts are kept by the change's id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from relkit.cache import Cache
from relkit.classify import HABIT_FILES, PRODUCER_VERSION, Habits, judge, read_habits
from relkit.git.objects import Objects
from relkit.model.commit import Change
from relkit.model.evidence import Verdict
from relkit.model.ids import CommitId
from relkit.model.plan import Judged
from relkit.model.progress import Progress

_PRODUCER = "verdict"


class Judge:
    """Judges changes by one project's habits."""

    def __init__(self, objects: Objects, cache: Cache, habits: Habits) -> None:
        """Read blobs from ``objects`` where a signal needs them, keep verdicts in ``cache``."""
        self._objects = objects
        self._cache = cache
        self._habits = habits
        self._version = f"{PRODUCER_VERSION}-{habits.fingerprint}"
        self._verdicts: dict[CommitId, Verdict] = {}

    def judge(self, changes: Iterable[Change], progress: Progress) -> tuple[Judged, ...]:
        """Return the changes with their verdicts, in their order."""
        asked = list(changes)
        unknown = {_key(change): change for change in asked if change.id not in self._verdicts}
        for key, kept in self._cache.get(_PRODUCER, self._version, unknown).items():
            self._verdicts[unknown.pop(key).id] = _decoder.decode(kept)
        if unknown:
            progress.start("judging changes", len(unknown))
        fresh: dict[bytes, bytes] = {}
        for key, change in unknown.items():
            verdict = judge(change, self._objects, self._habits)
            self._verdicts[change.id] = verdict
            fresh[key] = _encoder.encode(verdict)
            progress.advance()
        self._cache.put(_PRODUCER, self._version, fresh)
        return tuple(Judged(change=change, verdict=self._verdicts[change.id]) for change in asked)


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Verdict)


def _key(change: Change) -> bytes:
    """Name a change: a merge is not what it was when some of what it brought was cut off by the end of the reading."""
    return bytes.fromhex(change.id) + len(change.brought).to_bytes(4, "big")


def project_habits(objects: Objects, tip: CommitId) -> Habits:
    """Read the project's habits from the mainline's tree."""
    files: Mapping[str, bytes | None] = {path: objects.read_at(tip, path) for path in HABIT_FILES}
    return read_habits({path: content for path, content in files.items() if content is not None})
