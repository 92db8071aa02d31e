"""Taking what a person changed in a pick that a hook or its verification refused into that pick."""

from __future__ import annotations

from relkit.errors import StoppedError
from relkit.execute.conflicts import GO_ON, check_whole, commit_onto, message_of, named
from relkit.execute.desk import Desk
from relkit.execute.worktrees import close_worktree
from relkit.git.audit import audit
from relkit.git.worktrees import Worktree
from relkit.model.backport import Pick
from relkit.model.ids import SHORT_ID, CommitId, TreeId
from relkit.model.journal import Refused, Resolved, Verified


def mend(desk: Desk, line: int) -> None:
    """Make a pick that a hook or its verification refused anew, with what was staged or amended in its worktree.

    Nothing is done where nothing was changed. What stood on top of the pick will be made again; what it was stays in a
    backup. Raises StoppedError where what was changed is not whole, or belongs to no pick.
    """
    state = desk.line(line)
    if not desk.worktree(line).is_ready:
        return
    if state.refused is not None:
        _mend_refused(desk, line, state.refused)
    elif state.failed is not None:
        _mend_failed(desk, line, state.failed)


def _mend_refused(desk: Desk, line: int, refused: Refused) -> None:
    """Take up what a person changed before the commit that a hook refused, a formatter's changes for instance."""
    pick, onto, worktree = desk.pick(line, refused.id), desk.line(line).tip, desk.worktree(line)
    head = worktree.head()
    if head == onto:
        unchanged = {desk.tree(onto), _replayed(desk, pick, onto)}
        if worktree.unmerged() or (worktree.tree() in unchanged and not worktree.unstaged()):
            return
    elif worktree.parents(head) != (onto,):
        return
    check_whole(worktree, onto, pick)
    message = message_of(worktree, None if head == onto else worktree.message(head), pick)
    _make_anew(desk, line, pick, onto, message)


def _mend_failed(desk: Desk, line: int, failed: Verified) -> None:
    worktree = desk.worktree(line)
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
    desk.keep_backup(line)
    _make_anew(desk, line, pick, onto, message_of(worktree, worktree.message(head), pick))


def _make_anew(desk: Desk, line: int, pick: Pick, onto: CommitId, message: str) -> None:
    commit = commit_onto(desk, line, pick, onto, message)
    deviations = audit(desk.sandbox, pick.id, desk.tree(onto), desk.tree(commit))
    desk.write(Resolved(line=line, id=pick.id, commit=commit, deviations=deviations))
    desk.keep(line)
    close_worktree(desk, line)


def _replayed(desk: Desk, pick: Pick, onto: CommitId) -> TreeId | None:
    question = desk.sandbox.question(pick.id, desk.tree(onto))
    return None if isinstance(question, str) else desk.sandbox.merge([question])[question].tree


def _parent(desk: Desk, commit: CommitId) -> CommitId:
    header = desk.sandbox.objects.commit(commit)
    assert header is not None  # noqa: S101 # it was verified here
    return header.parents[0]


def _head(worktree: Worktree, verified: CommitId, onto: CommitId) -> CommitId:
    """Return the commit that a worktree is at: what was verified, or what a person amended it to."""
    head = worktree.head()
    if head != verified and worktree.parents(head) != (onto,):
        raise StoppedError(
            f"{worktree.path} is at {head[:SHORT_ID]}, and not at {verified[:SHORT_ID]}, which failed and is to be "
            "amended",
            f"`git -C {worktree.path} reset --soft {verified[:SHORT_ID]}` keeps the files, staged; then {GO_ON}",
        )
    return head
