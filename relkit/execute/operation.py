"""An operation from its beginning to its end: picks, conflicts, verification, refs, pushing."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial

from relkit.errors import StoppedError, UsageError
from relkit.execute.conflicts import begin
from relkit.execute.desk import Advise, Describe, Desk
from relkit.execute.driving import drive, take_up
from relkit.execute.fold import fold
from relkit.execute.journal import Journal, new_operation, operation_ids, read_entries, unended
from relkit.execute.later import find_sendable, send_later
from relkit.execute.lock import exclusive
from relkit.execute.places import worktree_path
from relkit.execute.undoing import give_up, undo
from relkit.execute.worktrees import close_worktree
from relkit.git.predict import Sandbox
from relkit.git.repository import Repository
from relkit.git.rerere import return_rerere
from relkit.model.backport import ApprovedBackport, Notes
from relkit.model.journal import Began, End, Ended, Operation, OperationId, Phase, Skipped
from relkit.model.progress import Progress


@dataclass(frozen=True, kw_only=True, slots=True)
class Help:
    """What others do for an operation: tell what is known of conflicts, and describe a line's result in a request."""

    advise: Advise = tuple
    describe: Describe | None = None


_ALONE = Help()


def operations(repository: Repository, most: int | None = None) -> tuple[Operation, ...]:
    """Return the operations of a repository, the newest first. Raises RelkitError where a journal is damaged."""
    return tuple(_read(repository, operation_ids(repository)[:most]))


def under_way(repository: Repository) -> Operation | None:
    """Return the operation that has not ended, None where all have."""
    return next((one for one in _read(repository, unended(repository)) if not one.phase.is_over), None)


def _read(repository: Repository, ids: Iterable[OperationId]) -> Iterator[Operation]:
    for one in ids:
        yield fold(one, read_entries(repository, one), partial(worktree_path, repository, one))


def carry_out(
    repository: Repository,
    backport: ApprovedBackport,
    *,
    command: tuple[str, ...],
    who: str,
    helped: Help,
    progress: Progress,
) -> Operation:
    """Begin an operation and bring it as far as it goes without a person.

    Raises StoppedError where another operation is under way, and UsageError where the repository cannot be written to;
    what was done until then is in the journal, and the next call of ``go_on`` goes on with it.
    """
    with exclusive(repository):
        before = under_way(repository)
        if before is not None:
            raise _under_way(before)
        journal = new_operation(repository)
        journal.write(Began(command=command, who=who, backport=backport))
        with _desk(repository, journal, helped, progress) as desk:
            return drive(desk)


def go_on(
    repository: Repository,
    *,
    line: str | None,
    notes: Notes | None,
    hooks: bool | None,
    helped: Help,
    progress: Progress,
) -> Operation:
    """Go on with the operation that is under way: with conflicts that were resolved, or where it was interrupted.

    ``line`` names the line whose conflict is meant, None all. ``notes`` says what becomes of change notes that do not
    apply, ``hooks`` whether the user's hooks run from here on, None as it was told at the beginning.
    Raises StoppedError where there is none, or a conflict is not resolved, after the other lines went on.
    """
    with _opened(repository, helped, progress) as desk:
        if hooks is not None:
            desk.told = replace(desk.manner, hooks=hooks)
        told: dict[int, StoppedError] = {}
        for number in _waiting(desk, line):
            try:
                take_up(desk, number, notes)
            except StoppedError as error:
                told[number] = error
        done = drive(desk, held=frozenset(told))
        if told:
            first = next(iter(told.values()))
            details = tuple(detail for error in told.values() for detail in error.details)
            raise StoppedError(first.message, first.hint, details) from first
        return done


def skip(repository: Repository, *, line: str | None, helped: Help, progress: Progress) -> Operation:
    """Give up the pick that waits for a person, or with which the verification fails, and go on without it.

    What a remote did not take is not pushed then, and the branches stay. Raises StoppedError where no pick waits, or
    several lines wait and none is named.
    """
    with _opened(repository, helped, progress) as desk:
        if desk.operation.phase is Phase.PUSHING:
            desk.write(Ended(how=End.DONE))
            return desk.operation
        waiting = _waiting(desk, line)
        if not waiting:
            raise StoppedError("no pick waits for a decision", "`relkit backport --continue` goes on")
        number = _only(desk, waiting)
        state = desk.line(number)
        stopped = state.open or state.refused or state.failed
        pick = None if stopped is None else stopped.id
        if pick is None:
            raise StoppedError(
                f"{desk.work(number).destination.line} fails its verification without any pick",
                "mend it or its command, then `relkit backport --continue`; or `--abort`",
            )
        desk.keep_backup(number)
        close_worktree(desk, number)
        desk.write(Skipped(line=number, id=pick, why="skipped by hand"))
        return drive(desk)


def merge_by_hand(repository: Repository, *, line: str | None, tool: str | None, progress: Progress) -> Operation:
    """Run the user's merge tool on the conflict that waits; ``tool`` names another than the configured one.

    Raises StoppedError where no conflict waits, or the tool ended before all was merged, and UsageError where several
    lines wait and none is named.
    """
    with _opened(repository, _ALONE, progress) as desk:
        waiting = [number for number in _waiting(desk, line) if desk.line(number).open is not None]
        if not waiting:
            raise StoppedError("no conflict waits to be resolved", "`relkit backport --status` shows what waits")
        number = _only(desk, waiting)
        begin(desk, number)
        worktree = desk.worktree(number)
        status = worktree.mergetool(tool)
        left = worktree.unmerged()
        if left:
            raise StoppedError(
                f"the merge tool ended with status {status}, and not all is merged",
                f"again with --mergetool, or edit in {worktree.path} and `git add`; nothing is lost",
                left,
            )
        return desk.operation


def publish_later(
    repository: Repository, *, request: bool, labels: tuple[str, ...], helped: Help, progress: Progress
) -> Operation:
    """Push what the newest operation that is over has made, with ``request`` and ask for it to be merged.

    Raises StoppedError where there is none, where its results no longer stand, or another is under way.
    """
    with exclusive(repository):
        before = under_way(repository)
        if before is not None:
            raise _under_way(before)
        found = find_sendable(operations(repository))
        with _desk(repository, Journal(repository, found.id), helped, progress) as desk:
            send_later(desk, request=request, labels=labels)
            return desk.operation


def abort(repository: Repository, *, progress: Progress) -> Operation:
    """Give up the operation that is under way: nothing of it stays but its journal and its backups."""
    with _opened(repository, _ALONE, progress) as desk:
        give_up(desk)
        return_rerere(repository)
        return desk.operation


def take_back(repository: Repository, name: str | None, *, who: str, progress: Progress) -> Operation:
    """Undo an operation that has ended, the newest that moved refs unless one is named."""
    with exclusive(repository):
        found = _to_undo(repository, name)
        with _desk(repository, Journal(repository, found), _ALONE, progress) as desk:
            undo(desk, who)
            return desk.operation


def _to_undo(repository: Repository, name: str | None) -> OperationId:
    known = operations(repository)
    waiting = next((one for one in known if not one.phase.is_over and one.phase is not Phase.UNDOING), None)
    if name is None and waiting is not None:
        raise StoppedError(
            f"operation {waiting.id} is under way ({waiting.phase.value}), and there is nothing of it to take back yet",
            "`relkit backport --abort` gives it up; `relkit undo OPERATION` takes an earlier one back",
        )
    if name is None:
        undoable = (one for one in known if one.phase in (Phase.DONE, Phase.UNDOING) and one.updates)
        found = next(undoable, None)
    else:
        named = [one for one in known if name and (one.id.startswith(name) or one.id.endswith(name))]
        if len(named) > 1:
            ids = tuple(one.id for one in named)
            raise UsageError(f"{name} may be any of {len(named)} operations", "name one of them", ids)
        found = next(iter(named), None)
    if found is None:
        said = "there is no operation to take back" if name is None else f"there is no operation {name or '(no name)'}"
        raise UsageError(said, "`relkit log` lists them")
    if found.phase is Phase.UNDONE:
        raise StoppedError(f"operation {found.id} was taken back already", "nothing is left to do")
    if found.phase not in (Phase.DONE, Phase.UNDOING):
        hint = "`relkit backport --abort` gives up what is under way" if not found.phase.is_over else None
        raise StoppedError(f"operation {found.id} moved no refs: it is {found.phase.value}", hint)
    return found.id


def _under_way(operation: Operation) -> StoppedError:
    hint = "`relkit backport --status` shows it, `--continue` goes on with it, `--abort` gives it up"
    if operation.phase is Phase.UNDOING:
        hint = f"it was being taken back: `relkit undo {operation.id}` goes on with that"
    said = f"operation {operation.id} is under way ({operation.phase.value}): {shlex.join(operation.command)}"
    return StoppedError(said, hint)


@contextmanager
def _opened(repository: Repository, helped: Help, progress: Progress) -> Iterator[Desk]:
    with exclusive(repository):
        found = under_way(repository)
        if found is None:
            raise StoppedError("no operation is under way", "`relkit backport CHANGE --to LINE` begins one")
        if found.phase is Phase.UNDOING:
            raise _under_way(found)
        with _desk(repository, Journal(repository, found.id), helped, progress) as desk:
            yield desk


@contextmanager
def _desk(repository: Repository, journal: Journal, helped: Help, progress: Progress) -> Iterator[Desk]:
    with Sandbox(repository) as sandbox:
        yield Desk(
            repository=repository,
            journal=journal,
            sandbox=sandbox,
            advise=helped.advise,
            describe=helped.describe,
            progress=progress,
        )


def _waiting(desk: Desk, named: str | None) -> list[int]:
    """Return the lines that wait for a person, or the one that is named."""
    lines = desk.operation.backport.lines
    names = [{work.destination.line, work.destination.series, work.destination.branch} for work in lines]
    if named is not None and not any(named in known for known in names):
        raise UsageError(f"{named} is no line of this operation", f"its lines: {', '.join(_lines(desk))}")
    return [
        number
        for number, state in enumerate(desk.operation.lines)
        if state.waits and (named is None or named in names[number])
    ]


def _only(desk: Desk, waiting: Sequence[int]) -> int:
    """Return the one line that waits. Raises UsageError where there are several."""
    if len(waiting) > 1:
        names = [desk.work(number).destination.line for number in waiting]
        raise UsageError(f"picks wait on {len(names)} lines: {', '.join(names)}", "say which with --line")
    return waiting[0]


def _lines(desk: Desk) -> list[str]:
    return [work.destination.line for work in desk.operation.backport.lines]
