"""Facts of the commits that forecasts speak of: read when they are first asked for, and remembered."""

from __future__ import annotations

from collections.abc import Collection, Iterable
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
        for moment, together in groupby(read, key=lambda one: one.committed):
            order += self._of_one_moment([one.id for one in together], moment)
        return order

    def _of_one_moment(self, commits: list[CommitId], moment: int) -> list[CommitId]:
        """Return commits of one second, as a rebase makes them, parents before children."""
        if len(commits) == 1:
            return commits
        words = ("--topo-order", "--reverse", f"--max-age={moment}", *commits, "--")
        place = {commit: place for place, commit in enumerate(self._git.text("rev-list", *words).split())}
        return sorted(commits, key=lambda one: place.get(one, -1))  # those not walked are before an older child
