"""The commit graph as far as it is asked about."""

from __future__ import annotations

from collections.abc import Sequence

from relkit.git.process import Git
from relkit.model.ids import CommitId


class GitTopology:
    """Implements ``relkit.model.history.Topology`` with git's own walks."""

    def __init__(self, git: Git) -> None:
        """Remember where to ask."""
        self._git = git
        self._chains: dict[CommitId, tuple[CommitId, ...]] = {}
        self._committed: dict[CommitId, int] = {}
        self._bases: dict[tuple[CommitId, CommitId], CommitId | None] = {}
        self._between: dict[tuple[CommitId, CommitId], frozenset[CommitId]] = {}

    def chain(self, tip: CommitId) -> Sequence[CommitId]:
        """Return the first-parent history of a commit, itself first."""
        if tip not in self._chains:
            said = self._git.text("log", "--first-parent", "--format=%H %ct", tip, "--")
            pairs = [line.split(" ") for line in said.splitlines()]
            self._committed.update((CommitId(commit), int(when)) for commit, when in pairs)
            self._chains[tip] = tuple(CommitId(commit) for commit, _ in pairs)
        return self._chains[tip]

    def committed(self, commit: CommitId) -> int:
        """Return the commit time of a commit that a chain holds."""
        return self._committed[commit]

    def merge_base(self, one: CommitId, other: CommitId) -> CommitId | None:
        """Return git's merge base, or None."""
        if (one, other) not in self._bases:
            self._bases[one, other] = CommitId(self._git.text("merge-base", one, other, ok=(0, 1))) or None
        return self._bases[one, other]

    def between(self, tip: CommitId, base: CommitId) -> frozenset[CommitId]:
        """Return what `git rev-list base..tip` names."""
        if (tip, base) not in self._between:
            said = self._git.text("rev-list", tip, f"^{base}", "--")
            self._between[tip, base] = frozenset(CommitId(line) for line in said.splitlines())
        return self._between[tip, base]
