"""Bringing an operation on, line by line, as far as that goes without a person."""

from __future__ import annotations

import time
from functools import partial

from relkit.errors import StoppedError
from relkit.execute.conflicts import begin, finish, open_conflict, settle
from relkit.execute.desk import Desk
from relkit.execute.mending import mend
from relkit.execute.picking import make_picks
from relkit.execute.publishing import publish
from relkit.execute.sending import send
from relkit.execute.undoing import prune
from relkit.execute.verifying import accepts, verify_result
from relkit.execute.worktrees import close_worktrees, save_work
from relkit.git.rerere import return_rerere
from relkit.model.backport import Notes
from relkit.model.ids import SHORT_ID
from relkit.model.journal import End, Ended, LineProgress, Operation, Phase, PickState


def take_up(desk: Desk, line: int, notes: Notes | None) -> None:
    """Commit a line's conflict as it was resolved, or what was mended of a pick that failed.

    The worktree of a conflict that is gone, or was not begun, is opened again.
    """
    if desk.line(line).open is None:
        mend(desk, line)
        return
    begin(desk, line)
    if notes is not None:
        save_work(desk, line)  # what a person wrote there gives way to it
    if not settle(desk, line, notes):
        finish(desk, line)


def drive(desk: Desk, held: frozenset[int] = frozenset()) -> Operation:
    """Bring an operation as far as it goes without a person, but for the lines that are ``held``."""
    if desk.operation.phase in (Phase.PICKING, Phase.WAITING):
        _check_made(desk)
        waiting = [state for line in desk.operation.lines for state in line.picks if state.state is PickState.WAITING]
        desk.progress.start("picking", len(waiting))
        finished = [line not in held and _advance(desk, line) for line in range(len(desk.operation.lines))]
        if not all(finished):
            return desk.operation
    close_worktrees(desk)
    return_rerere(desk.repository)
    if desk.operation.phase is not Phase.PUSHING:
        publish(desk)
    if not send(desk):
        return desk.operation
    desk.write(Ended(how=End.DONE))
    prune(desk, int(time.time()))
    return desk.operation


def _check_made(desk: Desk) -> None:
    """Raise StoppedError where results so far are gone: until a run ends well, no ref leads to all that it made."""
    tips = {line.tip for line in desk.operation.lines}
    gone = [tip for tip in sorted(tips) if desk.sandbox.objects.commit(tip) is None]
    if gone:
        raise StoppedError(
            "commits that were made before relkit was interrupted are gone, as after `git gc --prune=now`",
            "`relkit backport --abort`, then begin again: nothing else was moved",
            tuple(f"{commit[:SHORT_ID]} is missing" for commit in gone),
        )


def _advance(desk: Desk, line: int) -> bool:
    """Bring a line as far as it goes without a person, and tell whether that is to its end."""
    while desk.line(line).open is None:
        stuck = make_picks(desk, line, partial(accepts, desk, line))
        if _is_refused(desk.line(line)):
            return False
        if stuck is None:
            return verify_result(desk, line)
        if not open_conflict(desk, line, stuck):
            return False
    return False


def _is_refused(line: LineProgress) -> bool:
    """Whether a pick was not made because a hook or its verification refuses it; what was made is verified anew."""
    if line.refused is not None:
        return True
    failed = None if line.failed is None else line.failed.id
    return any(pick.id == failed and pick.state is PickState.WAITING for pick in line.picks)
