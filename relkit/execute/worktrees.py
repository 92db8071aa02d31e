"""Closing the worktrees of an operation, with what people did in them kept."""

from __future__ import annotations

from relkit.execute.desk import Desk
from relkit.execute.refs import backup_ref
from relkit.git.transaction import read_refs_at
from relkit.git.worktrees import Worktree
from relkit.model.ids import CommitId, TreeId


def close_worktrees(desk: Desk) -> None:
    """Remove an operation's worktrees, as ``close_worktree`` does."""
    for line in range(len(desk.operation.lines)):
        close_worktree(desk, line)


def close_worktree(desk: Desk, line: int) -> None:
    """Remove a line's worktree, if there is one, once ``save_work`` has kept what was done in it."""
    save_work(desk, line)
    desk.worktree(line).remove()


def lay_out(desk: Desk, line: int, tree: TreeId, onto: CommitId) -> Worktree:
    """Return a line's worktree with the files of a tree on top of a commit; what was done in it is kept first."""
    worktree = desk.worktree(line)
    worktree.open(onto)
    save_work(desk, line)
    worktree.put(tree, onto)
    return worktree


def save_work(desk: Desk, line: int) -> None:
    """Keep in a backup what a person changed in a line's worktree and did not commit, if the line waits for one.

    What was kept of it before stays reachable from there.
    """
    state = desk.line(line)
    if not state.waits:
        return
    ref = backup_ref(desk.journal.operation, f"refs/worktrees/{line}")
    held = read_refs_at(desk.repository, [ref]).get(ref)
    saved = desk.worktree(line).snapshot(held)
    if saved is not None:
        desk.hold(ref, saved)
