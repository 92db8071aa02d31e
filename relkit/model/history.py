"""What a deciding room may ask of the repository, lazily."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from relkit.model.commit import Commit, FileChange
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


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangedLines:
    """What is removed and added, line by line, wherever it stands: each line's hash with how much it says.

    The hash of a line that is added is 0 or more; ``~`` of it stands for the same line where it is removed.
    White space at the ends and between words does not count. A full line weighs 1, a short one less, one without a
    word nothing; a line that occurs twice weighs double. ``total`` is the sum.
    """

    weights: Mapping[int, float]
    total: float


class Patches(Protocol):
    """What commits do to their files, line by line."""

    def key(self, commit: Commit) -> bytes | None:
        """Return a hash over each path and its removed and added lines, white space included, in order.

        Line numbers and context are left out, so that it survives a changed surrounding. None where a blob is missing,
        a file is binary, or fewer than two lines change: too little to know a patch by.
        """

    def lines(self, files: Sequence[FileChange]) -> ChangedLines:
        """Return the lines that a difference removes and adds, of the files that can be read."""
