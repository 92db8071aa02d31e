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
    save_work(desk, line, onto)
    worktree.put(tree, onto)
    return worktree


def save_work(desk: Desk, line: int, *made: CommitId) -> None:
    """Keep in a backup what a person changed or committed in a line's worktree, if the line waits for one.

    ``made`` are commits that relkit itself has just made there. What was kept before stays reachable from there.
    """
    state = desk.line(line)
    if not state.waits:
        return
    failed = () if state.failed is None else (state.failed.commit,)
    picked = (pick.commit for pick in state.picks if pick.commit is not None)
    known = frozenset((desk.work(line).destination.base, *picked, *failed, *made))
    ref = backup_ref(desk.journal.operation, f"refs/worktrees/{line}")
    held = read_refs_at(desk.repository, [ref]).get(ref)
    saved = desk.worktree(line).snapshot(known, held)
    if saved is not None:
        desk.hold(ref, saved)
