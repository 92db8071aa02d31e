"""A pick that does not apply: opened in a worktree of its own, resolved by a person, committed once it is whole."""

from __future__ import annotations

from collections.abc import Sequence

from relkit.errors import RelkitError, StoppedError
from relkit.execute.desk import Desk
from relkit.execute.message import with_conflicts
from relkit.execute.picking import Stuck
from relkit.execute.worktrees import close_worktree, lay_out, save_work
from relkit.git.audit import audit
from relkit.git.predict.picks import tell
from relkit.git.rerere import borrow_rerere
from relkit.git.worktrees import Worktree
from relkit.model.backport import Notes, Pick
from relkit.model.forecast import CHANGELOG, Conflict, Forecast, PickRequest
from relkit.model.ids import SHORT_ID, CommitId
from relkit.model.journal import Opened, Resolved, Skipped

_NAMED = 8  # paths that a refusal names
GO_ON = "`relkit backport --continue`"


def open_conflict(desk: Desk, line: int, stuck: Stuck) -> bool:
    """Settle a pick that does not apply as far as that needs no person, and tell whether it is settled.

    Where change notes alone are in the way, and it was said what becomes of them, they are settled so. Where only what
    applies is wanted, the pick is skipped. Else its worktree is opened, and it waits.
    """
    told = _advice(desk, line, stuck)
    settles = desk.manner.notes is not None and only_notes(told.conflicts)
    if desk.manner.clean_only and not settles:
        desk.write(Skipped(line=line, id=stuck.pick.id, why=f"it conflicts in {_paths(told.conflicts)}"))
        return True
    tip = desk.line(line).tip
    if desk.worktree(line).exists:  # what was verified in it, or picked with hooks
        lay_out(desk, line, desk.tree(tip), tip)
    desk.write(
        Opened(
            line=line,
            id=stuck.pick.id,
            onto=tip,
            conflicts=told.conflicts,
            prerequisites=told.prerequisites,
        )
    )
    begin(desk, line)
    return settles and settle(desk, line, desk.manner.notes)


def begin(desk: Desk, line: int) -> None:
    """Open the worktree of a line's conflict, and pick in it as git does. What is there already is left."""
    waiting = desk.line(line).open
    assert waiting is not None  # noqa: S101 # whoever calls has just opened it, or found it open
    borrow_rerere(desk.repository)
    worktree = desk.worktree(line)
    tip = desk.line(line).tip
    if not worktree.is_ready:
        save_work(desk, line)  # it is made anew, and a person may have been there already
    worktree.open(tip)
    # What a person did there counts, also where git was told to forget the pick; nothing done is begun anew.
    untouched = worktree.head() == tip and not worktree.is_picking() and worktree.is_clean()
    if untouched:
        worktree.pick(waiting.id, desk.parents(waiting.id))


def only_notes(conflicts: Sequence[Conflict]) -> bool:
    """Whether nothing conflicts but change notes."""
    return bool(conflicts) and all(conflict.area == CHANGELOG for conflict in conflicts)


def settle(desk: Desk, line: int, notes: Notes | None) -> bool:
    """Settle a line's conflict in change notes as it was said, and commit; False where there is more to it."""
    waiting = desk.line(line).open
    if waiting is None or notes is None or not only_notes(waiting.conflicts):
        return False
    worktree = desk.worktree(line)
    for conflict in waiting.conflicts:
        worktree.settle(conflict, take=notes is Notes.TAKE)
    if worktree.unmerged():
        return False
    if worktree.tree() == desk.tree(desk.line(line).tip):
        desk.write(Skipped(line=line, id=waiting.id, why="without its change note nothing is left of it"))
        close_worktree(desk, line)
        return True
    finish(desk, line)
    return True


def finish(desk: Desk, line: int) -> None:
    """Commit what a person made of a conflict.

    Raises StoppedError where it is not whole: entries that are not merged, markers left over, changes that were not
    staged, nothing left of the pick, or commits that relkit does not know how to take.
    """
    waiting = desk.line(line).open
    assert waiting is not None  # noqa: S101 # whoever calls has seen it
    pick, tip = desk.pick(line, waiting.id), desk.line(line).tip
    worktree = desk.worktree(line)
    committed = _committed(worktree, tip, pick)
    check_whole(worktree, tip, pick)
    if worktree.tree() == desk.tree(tip):
        raise StoppedError(
            f"nothing is left of {named(pick)}: its files are those that {desk.work(line).destination.line} has",
            "`relkit backport --skip` drops it; or change and stage what it is to bring",
        )
    message = with_conflicts(message_of(worktree, committed, pick), waiting.conflicts, desk.titles(waiting.conflicts))
    commit = commit_onto(desk, line, pick, tip, message)
    deviations = audit(desk.sandbox, pick.id, desk.tree(tip), desk.tree(commit))
    desk.write(Resolved(line=line, id=pick.id, commit=commit, deviations=deviations))
    desk.keep(line)
    close_worktree(desk, line)


def commit_onto(desk: Desk, line: int, pick: Pick, onto: CommitId, message: str) -> CommitId:
    """Commit what is staged in a line's worktree as one commit after another, whatever a person committed there."""
    worktree = desk.worktree(line)
    head = worktree.head()
    worktree.back_to(onto)
    try:
        commit = worktree.commit(message=message, author=pick.author, sign=desk.manner.sign, hooks=desk.manner.hooks)
    except RelkitError:
        worktree.back_to(head)  # what a person committed has their message
        raise
    save_work(desk, line, commit)  # a new file, for instance, that was not added
    return commit


def _advice(desk: Desk, line: int, stuck: Stuck) -> Forecast:
    """Return the forecast of a pick that is stuck, with who is in the way; without, where it is skipped anyway."""
    request = PickRequest(id=stuck.pick.id, onto=desk.line(line).tip)
    told = tell(request, stuck.question, stuck.merged)
    if desk.manner.clean_only and desk.manner.notes is None:
        return told
    (advised,) = desk.advise([told])
    return advised


def check_whole(worktree: Worktree, tip: CommitId, pick: Pick) -> None:
    """Raise StoppedError where a conflict is not resolved, whether that is staged or was committed by hand."""
    edit = "edit, then `git add` what is done"
    unmerged = worktree.unmerged()
    if unmerged:
        raise _unresolved(worktree, pick, f"{_files(unmerged)} not merged", edit, unmerged)
    markers = tuple(f"{path}, line {number}" for path, number in worktree.left_over_markers(tip))
    if markers:
        raise _unresolved(worktree, pick, "conflict markers are left over", edit, markers)
    unstaged = worktree.unstaged()
    if unstaged:
        said = f"{_files(unstaged)} changed and not staged"
        raise _unresolved(worktree, pick, said, "`git add` what belongs to it, `git restore` what does not", unstaged)


def _unresolved(worktree: Worktree, pick: Pick, said: str, todo: str, details: tuple[str, ...]) -> StoppedError:
    hint = f"in {worktree.path}: {todo}; then {GO_ON}"
    return StoppedError(f"{named(pick)} is not resolved: {said}", hint, details)


def _committed(worktree: Worktree, tip: CommitId, pick: Pick) -> str | None:
    """Return the message with which a person committed a resolution in the worktree, None where nobody did.

    Raises StoppedError where there is more than that one commit on top of the line's result.
    """
    head = worktree.head()
    if head == tip:
        return None
    if worktree.parents(head) != (tip,):
        raise StoppedError(
            f"{worktree.path} is at {head[:SHORT_ID]}, and not one commit after {tip[:SHORT_ID]}, where "
            f"{named(pick)} is to be",
            f"`git -C {worktree.path} reset --soft {tip[:SHORT_ID]}` keeps the files and makes it one; then {GO_ON}",
        )
    return worktree.message(head)


def message_of(worktree: Worktree, committed: str | None, pick: Pick) -> str:
    """Return the message of a resolved pick: a person's own counts, and the source is named in any."""
    source = pick.source or pick.id
    # git offers the source's own words, from which the pick's are made, and without an editor keeps its comment.
    offered = worktree.message(pick.id).split()
    if committed is None or committed.partition("\n# Conflicts:\n")[0].split() == offered:
        return pick.message
    if source in committed or source not in pick.message:
        return committed
    lines = [line for line in pick.message.split("\n") if source in line]
    return "\n".join((committed.rstrip("\n"), "", *lines, ""))


def named(pick: Pick) -> str:
    """Return a pick's short id and its title."""
    return f"{pick.id[:SHORT_ID]} ({pick.title})"


def _paths(conflicts: Sequence[Conflict]) -> str:
    return _listed([conflict.path for conflict in conflicts])


def _files(paths: Sequence[str]) -> str:
    return "1 file is" if len(paths) == 1 else f"{len(paths)} files are"


def _listed(paths: Sequence[str]) -> str:
    more = f" and {len(paths) - _NAMED} more" if len(paths) > _NAMED else ""
    return ", ".join(paths[:_NAMED]) + more
