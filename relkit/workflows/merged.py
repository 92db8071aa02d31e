"""Which conflicts of an operation that waits are merged in their worktrees, so that it only has to go on."""

from __future__ import annotations

from pathlib import Path

from relkit.git.repository import open_repository
from relkit.git.worktrees import Worktree
from relkit.model.ids import CommitId
from relkit.model.journal import Operation, Phase


def find_merged(where: Path, operation: Operation) -> frozenset[int]:
    """Return the places of those lines whose conflict is merged: all of it is staged, and no marker is left over."""
    if operation.phase is not Phase.WAITING:
        return frozenset()
    repository = open_repository(where)
    return frozenset(
        place
        for place, line in enumerate(operation.lines)
        if line.open is not None
        and line.worktree is not None
        and _is_merged(Worktree(repository, Path(line.worktree)), line.tip)
    )


def _is_merged(worktree: Worktree, tip: CommitId) -> bool:
    if not worktree.exists or not (worktree.is_picking() or worktree.head() != tip):
        return False
    return not (worktree.unmerged() or worktree.unstaged() or worktree.left_over_markers(tip))
