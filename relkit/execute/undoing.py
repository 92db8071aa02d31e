"""Taking back: an operation that has not ended is given up, one that has is undone."""

from __future__ import annotations

import time
from collections.abc import Sequence

from relkit.errors import RelkitError, StoppedError
from relkit.execute.desk import Desk
from relkit.execute.journal import read_entries
from relkit.execute.publishing import apply
from relkit.execute.refs import backup_ref, backups_of, reversed_updates
from relkit.execute.worktrees import close_worktrees
from relkit.git.checkouts import checked_out
from relkit.git.transaction import move_refs, read_refs_under, refs_with
from relkit.model.ids import SHORT_ID, CommitId
from relkit.model.journal import End, Ended, OperationId, Phase, RefUpdate, Undoing, Undone

DAYS = 90
"""How long backups are kept."""


def give_up(desk: Desk) -> None:
    """End an operation that is under way as if it had not begun; what was made so far stays in backups.

    One whose refs were published and that waits for a push is taken back. Raises StoppedError, and moves nothing, where
    a branch that was made already is checked out, or somebody built on it.
    """
    if desk.operation.phase is Phase.PUSHING:
        undo(desk, desk.operation.who)
        return
    moved = _moved(desk)
    _refuse(desk, _held(desk, moved))
    close_worktrees(desk)
    apply(desk, [*_backups(desk, moved), *moved], f"relkit backport --abort: {desk.journal.operation}")
    moves = [
        update
        for ref, commit in desk.kept().items()
        for update in (
            RefUpdate(ref=backup_ref(desk.journal.operation, ref), old=None, new=commit),
            RefUpdate(ref=ref, old=commit, new=None),
        )
    ]
    apply(desk, moves, f"relkit backport --abort: {desk.journal.operation}")
    desk.write(Ended(how=End.ABORTED))


def _moved(desk: Desk) -> list[RefUpdate]:
    """Return what takes back those refs that an interrupted operation had moved already."""
    updates = reversed_updates(desk.operation.updates)
    now = desk.now(updates)
    return [update for update in updates if now.get(update.ref) == update.old]


def undo(desk: Desk, who: str) -> None:
    """Take an operation's refs back to where they were before it.

    Raises StoppedError, and moves nothing, where somebody built on one of them, or one is checked out. An operation
    that was being taken back when somebody did so stays as it is: what waits for nobody is in nobody's way.
    """
    is_resumed = desk.operation.phase is Phase.UNDOING
    updates = reversed_updates(desk.operation.updates)
    now = desk.now(updates)
    left = [update for update in updates if now.get(update.ref) != update.new]
    told = [told for update in left if (told := _against(desk, update, now.get(update.ref))) is not None]
    told += [*_held(desk, left), *([] if is_resumed else _built_on(desk))]
    if told and is_resumed:
        desk.write(Ended(how=End.DONE))
    _refuse(desk, told)
    if not is_resumed:
        desk.write(Undoing(who=who, updates=tuple(left)))
    backed_up = updates if is_resumed else left
    apply(desk, [*_backups(desk, backed_up), *left], f"relkit undo: {desk.journal.operation}")
    desk.write(Undone(updates=updates))


def _backups(desk: Desk, updates: Sequence[RefUpdate]) -> list[RefUpdate]:
    """Return backups of what is taken back, which nothing leads to any more then."""
    refs = {
        backup_ref(desk.journal.operation, f"refs/undone/{update.ref.removeprefix('refs/')}"): update
        for update in updates
    }
    return [RefUpdate(ref=ref, old=None, new=update.old) for ref, update in refs.items() if update.old is not None]


def _held(desk: Desk, updates: Sequence[RefUpdate]) -> list[str]:
    """Tell which refs are checked out, and so are not moved."""
    at = checked_out(desk.repository) if updates else {}
    return [
        f"{update.ref} is checked out in {at[update.ref]}; `git -C {at[update.ref]} switch --detach` lets go of it"
        for update in updates
        if update.ref in at
    ]


def _refuse(desk: Desk, told: Sequence[str]) -> None:
    if told:
        raise StoppedError(
            f"operation {desk.journal.operation} cannot be taken back as it is, and nothing was moved",
            f"see to what is named, and again; {backups_of(desk.journal.operation)}* holds what branches were before, "
            "and `git revert` takes back single commits",
            tuple(told),
        )


def _built_on(desk: Desk) -> list[str]:
    """Tell which other branches and tags hold what the operation made: taking its own back would not reach them."""
    moved = {update.ref for update in desk.operation.updates}
    told: dict[str, str] = {}
    for work, line in zip(desk.operation.backport.lines, desk.operation.lines, strict=True):
        base = work.destination.base
        if line.tip == base or desk.sandbox.objects.commit(line.tip) is None:  # nothing was made, or it is gone
            continue
        for ref, at in refs_with(desk.repository, line.tip).items():
            if ref not in moved:
                name = ref.removeprefix("refs/").removeprefix("heads/")
                holds = f"{name} holds it too, at {at[:SHORT_ID]}"
                back = f": `git reset --keep {base[:SHORT_ID]}` on it takes that back" if at == line.tip else ""
                told[ref] = holds + (back if ref.startswith("refs/heads/") else "")
    return list(told.values())


def _against(desk: Desk, update: RefUpdate, now: CommitId | None) -> str | None:
    """Tell what stands against taking a ref back."""
    if now == update.old:
        return None
    if now is None:
        return f"{update.ref} is no longer there"
    built = desk.repository.git.text("rev-list", "--count", f"{update.old}..{now}", "--")
    by = desk.repository.git.text("log", "-1", "--format=%an", now, "--")
    since = f"{built} commit{'' if built == '1' else 's'} since, the last by {by}"
    return f"{update.ref} is at {now[:SHORT_ID]}: {since}"


def prune(desk: Desk, now: int) -> None:
    """Delete the backups of operations of which nothing is younger than ``DAYS`` before ``now`` (seconds since 1970).

    What was taken back of an old one, or waited long for a person, was backed up only then.
    """
    oldest = now - DAYS * 86400
    begun = time.strftime("%Y%m%d-%H%M%S", time.gmtime(oldest))
    start = backups_of()
    held = read_refs_under(desk.repository, start)
    names = {ref.removeprefix(start).partition("/")[0] for ref in held}
    old = {name for name in names if name < begun and _last_step(desk, OperationId(name)) < oldest}
    gone = [
        RefUpdate(ref=ref, old=commit, new=None)
        for ref, commit in held.items()
        if ref.removeprefix(start).partition("/")[0] in old
    ]
    move_refs(desk.repository, gone, "relkit: old backups")


def _last_step(desk: Desk, operation: OperationId) -> int:
    """Return when an operation's last step was written, 0 where its journal tells nothing."""
    try:
        return max((entry.at for entry in read_entries(desk.repository, operation)), default=0)
    except RelkitError:
        return 0
