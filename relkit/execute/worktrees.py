"""Closing the worktrees of an operation."""

from __future__ import annotations

from relkit.execute.desk import Desk
from relkit.execute.refs import backup_ref


def close_worktrees(desk: Desk) -> None:
    """Remove an operation's worktrees, as ``close_worktree`` does."""
    for line in range(len(desk.operation.lines)):
        close_worktree(desk, line)


def close_worktree(desk: Desk, line: int) -> None:
    """Remove a line's worktree, if there is one.

    What a person changed there for a conflict and did not commit is kept in a backup.
    """
    worktree = desk.worktree(line)
    if desk.line(line).open is not None:
        saved = worktree.snapshot()
        if saved is not None:
            desk.hold(backup_ref(desk.journal.operation, f"refs/worktrees/{line}"), saved)
    worktree.remove()
