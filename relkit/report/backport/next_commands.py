"""What to type next while an operation waits, and once it is done."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from relkit.model.command import Command
from relkit.model.forecast import CHANGELOG, Conflict
from relkit.model.ids import SHORT_ID
from relkit.model.journal import LineProgress, Operation, Phase, PickProgress, PickState
from relkit.report.backport.results import aside, sent
from relkit.report.backport.view import Told

_VERB = "backport"
_ALL_ALONG = "--prerequisites"
_CLEAN = "--clean"
_MANY = 5
"""Picks that wait behind a conflict from which on it is said how to do without those that conflict."""
_GIVEN_UP = {
    Phase.PICKING: "give all of it up; no branch moves",
    Phase.WAITING: "give all of it up; no branch moves",
    Phase.PUBLISHING: "give all of it up; every branch is as it was",
    Phase.PUSHING: "take the branches back as well",
}
"""What comes of giving up, which only before its branches moved takes all of an operation back."""


def only_the_changelog(conflicts: Sequence[Conflict]) -> bool:
    """Tell whether nothing but the changelog and change notes conflict."""
    return bool(conflicts) and all(conflict.area == CHANGELOG for conflict in conflicts)


def next_commands(told: Told) -> tuple[Command, ...]:
    """Return what to type next, the likeliest first."""
    operation = told.operation
    backport = f"{told.relkit} {_VERB}"
    match operation.phase:
        case Phase.WAITING:
            return (*_waiting(told, backport), *_only_clean(told), _abort(told))
        case Phase.PICKING | Phase.PUBLISHING | Phase.PUSHING | Phase.UNDOING:
            return _unfinished(told)
        case Phase.DONE if operation.updates:
            return (*_merges(operation), *_requests(operation), *_sending(told), _undo(told))
        case Phase.UNDONE:
            return tuple(_deletions(operation))
        case _:
            return ()


def after_interrupt(told: Told) -> tuple[Command, ...]:
    """Return what to type after an interrupt, whatever the operation was at: look at it, go on, give it up."""
    look = Command(command=f"{told.relkit} {_VERB} --status", does="show how far it is")
    return (look, *_unfinished(told))


def _unfinished(told: Told) -> tuple[Command, ...]:
    if told.operation.phase is Phase.UNDOING:
        return (Command(command=f"{told.relkit} undo {told.operation.id}", does="finish taking it back"),)
    backport = f"{told.relkit} {_VERB}"
    if told.operation.phase is Phase.PUSHING:
        return (
            Command(command=f"{backport} --continue", does="push again, once nothing is in the way any more"),
            Command(command=f"{backport} --skip", does="leave the branches as they are, without pushing"),
            _abort(told),
        )
    return (Command(command=f"{backport} --continue", does="go on from there"), _abort(told))


def _abort(told: Told) -> Command:
    return Command(command=f"{told.relkit} {_VERB} --abort", does=_GIVEN_UP[told.operation.phase])


def _undo(told: Told) -> Command:
    does = "takes this back here; what was pushed stays" if told.operation.pushed else "takes all of this back"
    return Command(command=f"{told.relkit} undo {told.operation.id}", does=does)


def _sending(told: Told) -> Iterator[Command]:
    """Yield how to publish a result of which nothing has been published yet."""
    operation = told.operation
    if operation.pushes or not any(work.picks and work.destination.remote for work in operation.backport.lines):
        return
    if any(work.destination.ref == f"refs/heads/{work.destination.branch}" for work in operation.backport.lines):
        yield Command(command=f"{told.relkit} {_VERB} --push", does="pushes it")
        return
    yield Command(
        command=f"{told.relkit} {_VERB} --pr", does="pushes it and asks for it to be merged; --push only pushes"
    )


def _deletions(operation: Operation) -> Iterator[Command]:
    """Yield how to delete on a remote what was new there; what was there before is for people to mend."""
    new: dict[str, list[str]] = {}
    for remote, branch in sent(operation):
        new.setdefault(remote, []).append(branch)
    for remote, branches in new.items():
        command = shlex.join(["git", "push", remote, "--delete", *branches])
        yield Command(command=command, does=f"deletes that on {remote} as well")


def _requests(operation: Operation) -> Iterator[Command]:
    """Yield what to type where a request was wanted and relkit could not open it."""
    for work, line in zip(operation.backport.lines, operation.lines, strict=True):
        name = work.destination.line
        if line.by_hand is not None:
            yield Command(command=line.by_hand, does=f"asks for the picks to {name} to be merged")
        elif line.written is not None:
            yield Command(command=f"cat {shlex.quote(line.written)}", does="what to say there")


def _merges(operation: Operation) -> Iterator[Command]:
    for work, branch in aside(operation):
        command = f"git merge --ff-only {shlex.quote(branch)}"
        yield Command(command=command, does=f"where {work.destination.line} is checked out: brings it there")


def _waiting(told: Told, backport: str) -> Iterator[Command]:
    operation = told.operation
    stopped = [
        (number, work.destination.line, line)
        for number, (work, line) in enumerate(zip(operation.backport.lines, operation.lines, strict=True))
        if line.waits
    ]
    for number, name, line in stopped:
        which = f" --line {shlex.quote(name)}" if len(stopped) > 1 else ""
        on = f", on {name}" if which else ""
        if line.open is not None and number in told.merged:
            yield from _merged(line, backport=backport, which=which, on=on)
        elif line.open is not None:
            yield from _conflict(told, line, line.open, backport=backport, which=which, on=on)
        else:
            yield from _stopped(line, backport=backport, which=which, on=on)


def _merged(line: LineProgress, *, backport: str, which: str, on: str) -> Iterator[Command]:
    yield Command(command=f"{backport} --continue{which}", does=f"commit it, and go on{on}")
    if line.worktree is not None:
        yield Command(command=f"git -C {shlex.quote(line.worktree)} diff --cached", does=f"look at it first{on}")
    yield Command(command=f"{backport} --skip{which}", does=f"go on without this pick{on}")


def _conflict(
    told: Told, line: LineProgress, pick: PickProgress, *, backport: str, which: str, on: str
) -> Iterator[Command]:
    if only_the_changelog(pick.conflicts):
        going = f"{backport} --continue{which} --changelog"
        yield Command(command=f"{going} take", does=f"take the pick's change note{on}")
        yield Command(command=f"{going} leave", does=f"leave the changelog as the line has it{on}")
    if line.worktree is not None:
        yield Command(command=f"cd {shlex.quote(line.worktree)} && git mergetool", does=f"resolve it there{on}")
    yield Command(command=f"{backport} --mergetool{which}", does=f"the same, from here{on}")
    yield Command(command=f"{backport} --continue{which}", does=f"go on once it is resolved{on}")
    yield Command(command=f"{backport} --skip{which}", does=f"go on without this pick{on}")
    if pick.prerequisites:
        yield _along(told, pick, backport=backport, which=which, on=on)


def _only_clean(told: Told) -> Iterator[Command]:
    """Yield how to begin again with what applies alone, where a conflict holds many others up."""
    operation = told.operation
    place = _verb(operation.command)
    held = sum(pick.state is PickState.WAITING for line in operation.lines for pick in line.picks)
    if held < _MANY or place is None or _CLEAN in operation.command:
        return
    again = shlex.join([*operation.command[: place + 1], _CLEAN, *operation.command[place + 1 :]])
    does = f"begin again with what applies alone: {held:,} wait"
    yield Command(command=f"{told.relkit} {_VERB} --abort && {again}", does=does)


def _along(told: Told, pick: PickProgress, *, backport: str, which: str, on: str) -> Command:
    """Return the command that takes prerequisites along: all of it again with them, where it was asked for by name."""
    command = told.operation.command
    place = _verb(command)
    if place is not None and _ALL_ALONG not in command:
        again = shlex.join([*command[: place + 1], _ALL_ALONG, *command[place + 1 :]])
        return Command(command=f"{backport} --abort && {again}", does=f"begin again, with its prerequisites{on}")
    name = next(
        work.destination.line
        for work, line in zip(told.operation.backport.lines, told.operation.lines, strict=True)
        if line.open is pick
    )
    alone = shlex.join(["--to", name, _ALL_ALONG, pick.id[:SHORT_ID]])
    if sum(not state.is_settled for line in told.operation.lines for state in line.picks) > 1:
        does = f"its prerequisites first{on}: once it is skipped, and all else is done"
        return Command(command=f"{backport} {alone}", does=does)
    return Command(command=f"{backport} --skip{which} && {backport} {alone}", does=f"its prerequisites first{on}")


def _verb(command: Sequence[str]) -> int | None:
    """Return where the verb stands in a command, None where it is another than this one."""
    places = range(1, len(command))
    return next((at for at in places if command[at] == _VERB and command[at - 1] != "-C"), None)


def _stopped(line: LineProgress, *, backport: str, which: str, on: str) -> Iterator[Command]:
    """Yield what to type where the verification fails, or a pick was refused by a hook or could not be signed."""
    stopped = line.refused or line.failed
    if line.refused is None and line.failed is not None and line.failed.id is None:
        yield Command(command=f"{backport} --continue{which}", does=f"verify it again, and go on{on}")
        return
    if line.worktree is not None:
        does = f"look at it there; what is changed counts once it is added{on}"
        yield Command(command=f"cd {shlex.quote(line.worktree)}", does=does)
    again = "verify it again" if line.refused is None else "try it again"
    yield Command(command=f"{backport} --continue{which}", does=f"{again}, with what was mended there, and go on{on}")
    if line.refused is not None and line.refused.by_hook:
        yield Command(command=f"{backport} --continue{which} --no-verify", does=f"go on without git's hooks{on}")
    if stopped is not None and stopped.id is not None:
        yield Command(command=f"{backport} --skip{which}", does=f"go on without this pick{on}")
