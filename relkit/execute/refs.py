"""relkit's own refs, and which refs an operation moves."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from relkit.model.backport import Backport, Destination
from relkit.model.journal import Operation, OperationId, RefUpdate

_WORK = "refs/relkit/work"
_BACKUP = "refs/relkit/backup"
_HEADS = "refs/heads/"


def work_ref(operation: OperationId, line: int) -> str:
    """Return the ref that keeps a line's result until it is published."""
    return f"{_WORK}/{operation}/{line}"


def backup_ref(operation: OperationId, ref: str) -> str:
    """Return the ref that keeps what another one held before an operation."""
    return f"{_BACKUP}/{operation}/{ref.removeprefix('refs/')}"


def backups_of(operation: OperationId | None = None) -> str:
    """Return the beginning of the names of backups: of an operation, or of all."""
    return f"{_BACKUP}/" if operation is None else f"{_BACKUP}/{operation}/"


def is_own(ref: str) -> bool:
    """Whether a ref is relkit's own, and no result of an operation."""
    return ref.startswith((f"{_WORK}/", f"{_BACKUP}/"))


def stand_in(operation: OperationId, destination: Destination, backport: Backport) -> str:
    """Return the ref that holds a result in place of a branch that is checked out."""
    several = len(backport.lines) > 1
    return f"{_HEADS}relkit/{operation}" + (f"/{destination.series}" if several else "")


def results(operation: Operation, checked_out: Collection[str]) -> tuple[RefUpdate, ...]:
    """Return the refs that hold an operation's results; a branch that is checked out somewhere is left alone.

    So is one that is checked out and has no commit yet. A line to which nothing was picked has none.
    """
    updates: list[RefUpdate] = []
    for work, line in zip(operation.backport.lines, operation.lines, strict=True):
        to = work.destination
        if line.tip == to.base:
            continue
        if to.opens is not None and to.opens != to.ref and to.opens not in checked_out:
            updates.append(RefUpdate(ref=to.opens, old=None, new=to.base))
        if to.ref in checked_out:
            updates.append(RefUpdate(ref=stand_in(operation.id, to, operation.backport), old=None, new=line.tip))
        else:
            updates.append(RefUpdate(ref=to.ref, old=to.old, new=line.tip))
    return tuple(updates)


def backups(operation: OperationId, updates: Sequence[RefUpdate]) -> tuple[RefUpdate, ...]:
    """Return the backups of what refs hold before they are moved."""
    return tuple(
        RefUpdate(ref=backup_ref(operation, update.ref), old=None, new=update.old)
        for update in updates
        if update.old is not None and not is_own(update.ref)
    )


def reversed_updates(updates: Sequence[RefUpdate]) -> tuple[RefUpdate, ...]:
    """Return the updates that take others back; relkit's own refs stay as they are."""
    return tuple(
        RefUpdate(ref=update.ref, old=update.new, new=update.old) for update in updates if not is_own(update.ref)
    )


def result_of(operation: Operation, line: int) -> str | None:
    """Return the ref that holds a line's result, None where there is none (yet)."""
    to = operation.backport.lines[line].destination
    held = {update.ref for update in operation.updates}
    names = (to.ref, stand_in(operation.id, to, operation.backport))
    return next((name for name in names if name in held), None)
