"""Moving the refs, all together at the end; what each was and will be is in the journal before."""

from __future__ import annotations

from collections.abc import Sequence

from relkit.errors import StoppedError
from relkit.execute.desk import Desk
from relkit.execute.refs import backups, results
from relkit.git.checkouts import checked_out
from relkit.git.transaction import move_refs
from relkit.model.ids import SHORT_ID, CommitId
from relkit.model.journal import Published, Publishing, RefUpdate

_IN_THE_WAY = "rename or remove what is in the way, then `relkit backport --continue`; `--abort` gives the operation up"
_MOVED = (
    "somebody worked there: `relkit backport --abort` gives the operation up, its picks kept in refs/relkit/backup; "
    "then pick to what is there now"
)


def publish(desk: Desk) -> None:
    """Let refs lead to an operation's results, or go on with what was interrupted there.

    Raises StoppedError where a ref is no longer where it was, or has come about meanwhile: nothing moves then.
    """
    updates = desk.operation.updates
    if not updates or not _moved(desk, updates):
        updates = _planned(desk)  # what is checked out where may have changed since
        desk.write(Publishing(updates=updates))
    apply(desk, updates, f"relkit backport: {desk.journal.operation}")
    desk.write(Published(updates=updates))


def apply(desk: Desk, updates: Sequence[RefUpdate], reason: str) -> None:
    """Move those refs that are not where they should be yet.

    Raises StoppedError, and moves nothing, where a ref is neither what it was nor what it will be: that is somebody
    else's work.
    """
    now = desk.now(updates)
    strange = [update for update in updates if now.get(update.ref) not in (update.old, update.new)]
    if strange:
        raise StoppedError(
            "refs are no longer where this operation found them, and nothing was moved",
            _MOVED if any(one.old is not None for one in strange) else _IN_THE_WAY,
            tuple(f"{one.ref} {_at(now.get(one.ref))}, and was to be moved from {_named(one.old)}" for one in strange),
        )
    left = [update for update in updates if now.get(update.ref) != update.new]
    if left:
        move_refs(desk.repository, left, reason)


def _planned(desk: Desk) -> tuple[RefUpdate, ...]:
    """Return all that moves: the backups, the results, and last the refs that kept these so far."""
    moving = results(desk.operation, frozenset(checked_out(desk.repository)))
    return (
        *backups(desk.journal.operation, moving),
        *moving,
        *(RefUpdate(ref=ref, old=commit, new=None) for ref, commit in desk.kept().items()),
    )


def _moved(desk: Desk, updates: Sequence[RefUpdate]) -> bool:
    now = desk.now(updates)
    return any(now.get(update.ref) == update.new for update in updates)


def _at(commit: CommitId | None) -> str:
    return "is gone" if commit is None else f"is at {commit[:SHORT_ID]}"


def _named(commit: CommitId | None) -> str:
    return "nothing (it was to be made)" if commit is None else commit[:SHORT_ID]
