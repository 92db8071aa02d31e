"""Facts of the commits that forecasts speak of: read when they are first asked for, and remembered."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cmp_to_key
from itertools import groupby

from relkit.cache import Cache
from relkit.git.history import read_commits
from relkit.git.process import Git
from relkit.model.commit import Commit
from relkit.model.ids import CommitId


class Known:
    """Commits by id."""

    def __init__(self, git: Git, cache: Cache) -> None:
        """Remember where to read."""
        self._git = git
        self._cache = cache
        self._commits: dict[CommitId, Commit] = {}

    def read(self, commits: Iterable[CommitId]) -> list[Commit]:
        """Return those of the commits that can be read."""
        wanted = list(dict.fromkeys(commits))
        unknown = [commit for commit in wanted if commit not in self._commits]
        if unknown:
            self._commits |= read_commits(self._git, self._cache, unknown).commits
        return [self._commits[commit] for commit in wanted if commit in self._commits]

    def in_order(self, commits: Collection[CommitId]) -> list[CommitId]:
        """Return commits in the order of history, oldest first: by their time, and where that is one, by ancestry."""
        read = sorted(self.read(sorted(commits)), key=lambda one: one.committed)
        order: list[CommitId] = []
        for _, together in groupby(read, key=lambda one: one.committed):
            order += sorted((one.id for one in together), key=cmp_to_key(self._older))
        return order

    def _older(self, one: CommitId, other: CommitId) -> int:
        return -1 if self._is_ancestor(one, other) else int(self._is_ancestor(other, one))

    def _is_ancestor(self, one: CommitId, other: CommitId) -> bool:
        said = self._git.text("rev-list", "--max-count=1", one, f"^{other}", "--")
        return not said
