"""Who is to blame for a conflict: changes that the line lacks and that touched the path before the pick."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from relkit.model.ids import CommitId
from relkit.model.link import Absent

_MOST = 5  # a list of everything that touched a file names nobody


class Culprits:
    """Looks up, among the mainline changes that one line lacks, those that touched a path."""

    def __init__(self, absent: Sequence[Absent]) -> None:
        """Index what is absent from a line, in history order."""
        self._place = {item.change.id: place for place, item in enumerate(absent)}
        self._touching: dict[str, list[CommitId]] = defaultdict(list)
        for item in absent:
            for file in item.change.files:
                self._touching[file.path].append(item.change.id)

    def of(self, pick: CommitId, path: str) -> tuple[CommitId, ...]:
        """Return the absent changes before ``pick`` that touched ``path``, newest first, at most five."""
        until = self._place.get(pick, len(self._place))
        before = [change for change in self._touching.get(path, ()) if self._place[change] < until]
        return tuple(before[-_MOST:][::-1])
