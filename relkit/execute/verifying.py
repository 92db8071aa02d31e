"""Running the project's own check in the tree that was picked; the first pick with which it fails is named."""

from __future__ import annotations

from relkit.execute.desk import Desk
from relkit.execute.worktrees import lay_out
from relkit.model.backport import Pick, When
from relkit.model.ids import CommitId
from relkit.model.journal import PickState, Verified


def accepts(desk: Desk, line: int, pick: Pick, commit: CommitId) -> bool:
    """Verify a commit that was just made, where every single one is to be; tell whether it may stand."""
    if desk.work(line).destination.verify is None or desk.manner.verify_when is not When.EACH:
        return True
    return _passes(desk, line, commit, pick.id)


def verify_result(desk: Desk, line: int) -> bool:
    """Verify a line's result, unless that was done. Where it fails, look for the first pick with which it does."""
    state = desk.line(line)
    to = desk.work(line).destination
    if to.verify is None or state.tip in (to.base, state.verified):
        return True
    status, log = _run(desk, line, state.tip)
    if status == 0:
        desk.write(_verified(desk, line, None, (state.tip, 0, log)))
        return True
    culprit, commit, status, log = _first_to_fail(desk, line, (status, log))
    _show(desk, line, commit)
    desk.write(_verified(desk, line, culprit, (commit, status, log)))
    return False


def _first_to_fail(desk: Desk, line: int, last: tuple[int, str]) -> tuple[CommitId | None, CommitId, int, str]:
    """Return the first pick whose result fails, by halving; None for the pick where the line fails without any."""
    base = desk.work(line).destination.base
    status, log = _run(desk, line, base)
    if status != 0:
        return None, base, status, log
    made = _in_order(desk, line)
    good, bad = -1, len(made) - 1
    failures = {bad: last}
    while bad - good > 1:
        middle = (good + bad) // 2
        status, log = _run(desk, line, made[middle][1])
        if status == 0:
            good = middle
        else:
            bad = middle
            failures[bad] = (status, log)
    return made[bad][0], made[bad][1], *failures[bad]


def _in_order(desk: Desk, line: int) -> list[tuple[CommitId, CommitId]]:
    """Return a line's picks that became commits, with these, each commit standing on the one before it."""
    by_commit = {
        one.commit: one.id
        for one in desk.line(line).picks
        if one.commit is not None and one.state in (PickState.MADE, PickState.RESOLVED)
    }
    made: list[tuple[CommitId, CommitId]] = []
    commit = desk.line(line).tip
    while commit in by_commit:
        made.append((by_commit[commit], commit))
        header = desk.sandbox.objects.commit(commit)
        assert header is not None  # noqa: S101 # it was made here
        commit = header.parents[0]
    return made[::-1]


def _passes(desk: Desk, line: int, commit: CommitId, pick: CommitId) -> bool:
    status, log = _run(desk, line, commit)
    if status != 0:
        _show(desk, line, commit)
    desk.write(_verified(desk, line, pick, (commit, status, log)))
    return status == 0


def _show(desk: Desk, line: int, commit: CommitId) -> None:
    """Leave the worktree as a commit that fails has it: what changes there from now on, a person changed."""
    lay_out(desk, line, desk.tree(commit), commit)


def _run(desk: Desk, line: int, commit: CommitId) -> tuple[int, str]:
    command = desk.work(line).destination.verify
    if command is None:
        return 0, ""
    worktree = lay_out(desk, line, desk.tree(commit), commit)
    number = len(list(desk.journal.folder.glob("verify-*.log")))
    log = desk.journal.folder / f"verify-{number + 1}.log"
    return worktree.run(command, log), str(log)


def _verified(desk: Desk, line: int, pick: CommitId | None, run: tuple[CommitId, int, str]) -> Verified:
    commit, status, log = run
    command = desk.work(line).destination.verify or ""
    return Verified(line=line, id=pick, commit=commit, command=command, status=status, log=log)
