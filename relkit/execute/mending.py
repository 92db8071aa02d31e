"""Taking what a person changed in a pick that failed its verification into that pick."""

from __future__ import annotations

from relkit.errors import StoppedError
from relkit.execute.conflicts import GO_ON, check_whole, commit_onto, message_of, named
from relkit.execute.desk import Desk
from relkit.execute.worktrees import close_worktree
from relkit.git.audit import audit
from relkit.git.worktrees import Worktree
from relkit.model.ids import SHORT_ID, CommitId
from relkit.model.journal import Resolved


def mend(desk: Desk, line: int) -> None:
    """Make a pick that failed its verification anew with what was staged in its worktree, or amended there.

    Nothing is done where nothing was changed. What stood on top of the pick will be made again; what it was stays in a
    backup. Raises StoppedError where what was changed is not whole, or belongs to no pick.
    """
    failed = desk.line(line).failed
    worktree = desk.worktree(line)
    if failed is None or not worktree.is_ready:
        return
    onto = _parent(desk, failed.commit)
    head = _head(worktree, failed.commit, onto)
    if head == failed.commit and worktree.is_clean():
        return
    if failed.id is None:
        raise StoppedError(
            f"{desk.work(line).destination.line} itself fails its verification, and {worktree.path} was changed: no "
            "pick has to do with that",
            "mend it on the line first, and begin again; `--abort` keeps what was changed in a backup",
        )
    pick = desk.pick(line, failed.id)
    check_whole(worktree, onto, pick)
    if worktree.tree() == desk.tree(onto):
        raise StoppedError(f"nothing is left of {named(pick)}", "`relkit backport --skip` drops it")
    message = message_of(worktree, worktree.message(head), pick)
    desk.keep_backup(line)
    commit = commit_onto(desk, line, pick, onto, message)
    deviations = audit(desk.sandbox, pick.id, desk.tree(onto), desk.tree(commit))
    desk.write(Resolved(line=line, id=pick.id, commit=commit, deviations=deviations))
    desk.keep(line)
    close_worktree(desk, line)


def _parent(desk: Desk, commit: CommitId) -> CommitId:
    header = desk.sandbox.objects.commit(commit)
    assert header is not None  # noqa: S101 # it was verified here
    return header.parents[0]


def _head(worktree: Worktree, verified: CommitId, onto: CommitId) -> CommitId:
    """Return the commit that a worktree is at: what was verified, or what a person amended it to."""
    head = worktree.head()
    if head != verified and worktree.parents(head) != (onto,):
        raise StoppedError(
            f"{worktree.path} is at {head[:SHORT_ID]}, and not at {verified[:SHORT_ID]}, which was verified",
            f"`git -C {worktree.path} reset --soft {verified[:SHORT_ID]}` keeps the files, staged; then {GO_ON}",
        )
    return head
