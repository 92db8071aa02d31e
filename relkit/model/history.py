"""What a deciding room may ask of the repository, lazily."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from relkit.model.commit import Commit
from relkit.model.ids import CommitId


class Topology(Protocol):
    """The commit graph, read as far as it is asked about; answers are remembered by the implementation."""

    def chain(self, tip: CommitId) -> Sequence[CommitId]:
        """Return the first-parent history of a commit, the commit itself first, down to the root."""

    def steps(self, tip: CommitId) -> frozenset[CommitId]:
        """Return the commits of ``chain(tip)`` as a set."""

    def committed(self, commit: CommitId) -> int:
        """Return the commit time, in seconds since 1970, of any commit that ``chain`` has returned."""

    def merge_base(self, one: CommitId, other: CommitId) -> CommitId | None:
        """Return git's merge base, or None without common history."""

    def between(self, tip: CommitId, base: CommitId) -> frozenset[CommitId]:
        """Return the commits that are reachable from ``tip`` and not from ``base``: `git rev-list base..tip`."""


class Patches(Protocol):
    """What commits do to their files, line by line."""

    def key(self, commit: Commit) -> bytes | None:
        """Return a hash over each path and its removed and added lines, white space included, in order.

        Line numbers and context are left out, so that it survives a changed surrounding. None where a blob is missing,
        a file is binary, or fewer than two lines change: too little to know a patch by.
        """
