"""Making the picks of a line that apply, in order; what does not is put aside, with all that may build on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from relkit.errors import StoppedError
from relkit.execute.desk import Desk
from relkit.execute.worktrees import lay_out
from relkit.git.committing import HookRefused
from relkit.git.predict import TreeMerge
from relkit.git.predict.merges import Merged
from relkit.git.trees import changed_paths
from relkit.model.backport import Pick
from relkit.model.ids import CommitId, TreeId
from relkit.model.journal import Made, PickState, Refused, There

Accept = Callable[[Pick, CommitId], bool]
"""Tells whether a new commit may stand; a verification that fails says no."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Stuck:
    """A pick that does not apply to a line's result so far, and git's answer to it."""

    pick: Pick
    question: TreeMerge
    merged: Merged


@dataclass(slots=True)
class _Aside:
    """What is put aside: the first pick that conflicts, what later picks must not touch, what was not tried and why."""

    stuck: Stuck | None = None
    paths: set[str] = field(default_factory=set)
    picks: set[CommitId] = field(default_factory=set)
    untried: tuple[Pick, str] | None = None

    def put(self, pick: Pick, paths: set[str]) -> None:
        self.paths |= paths
        self.picks.add(pick.id)


def make_picks(desk: Desk, line: int, accept: Accept) -> Stuck | None:
    """Make those of a line's waiting picks that apply, each on the result of those before it.

    A pick that conflicts is put aside, and with it each later one that touches a path of it, or of those put aside
    with it, or that it is a prerequisite of: their order is kept, and all others do not depend on it. Returns the
    first that conflicts. Ends early where ``accept`` refuses a commit, or it cannot be committed. One that git could
    not try, for want of objects or of room, waits for a person once all else is made.
    """
    aside = _Aside()
    waiting = [one.id for one in desk.line(line).picks if one.state is PickState.WAITING]
    for commit in waiting:
        desk.progress.advance()
        pick = desk.pick(line, commit)
        tip = desk.line(line).tip
        question = desk.sandbox.question(pick.id, desk.tree(tip))
        if isinstance(question, str):
            aside.untried = aside.untried or (pick, question)
            aside.put(pick, set())
            continue
        paths = set(changed_paths(desk.sandbox.objects, question.base, question.theirs))
        if paths & aside.paths or _needs(desk, line, pick) & aside.picks:
            aside.put(pick, paths)
            continue
        merged = desk.sandbox.merge([question])[question]
        if merged.failure is not None or merged.tree is None:
            aside.untried = aside.untried or (pick, merged.failure or "git could not merge it")
            aside.put(pick, paths)
        elif not merged.clean:
            aside.stuck = aside.stuck or Stuck(pick=pick, question=question, merged=merged)
            aside.put(pick, paths | {conflict.path for conflict in merged.conflicts})
        elif merged.tree == question.ours:
            desk.write(There(line=line, id=pick.id))
        elif not _make(desk, line, pick, merged.tree, accept):
            break
    else:
        if aside.untried and aside.stuck is None:
            pick, why = aside.untried
            desk.write(Refused(line=line, id=pick.id, why="it could not be tried", said=(why,)))
    desk.keep(line)
    return aside.stuck


def _make(desk: Desk, line: int, pick: Pick, tree: TreeId, accept: Accept) -> bool:
    """Make a pick that applies, and tell whether it stands."""
    try:
        new = commit_pick(desk, line, pick, tree)
    except StoppedError as error:
        by_hook = isinstance(error, HookRefused)
        desk.write(Refused(line=line, id=pick.id, why=error.message, said=error.details, by_hook=by_hook))
        return False
    if not accept(pick, new):
        return False
    desk.write(Made(line=line, id=pick.id, commit=new))
    return True


def _needs(desk: Desk, line: int, pick: Pick) -> set[CommitId]:
    """Return the picks that are made for this one."""
    return {other.id for other in desk.work(line).picks if other.first_for == pick.id}


def commit_pick(desk: Desk, line: int, pick: Pick, tree: TreeId) -> CommitId:
    """Commit a pick that applies: directly, or where hooks have a say with git in a worktree."""
    sign, tip = desk.manner.sign, desk.line(line).tip
    if not desk.has_hooks:
        return desk.maker.commit(tree=tree, parent=tip, author=pick.author, message=pick.message, sign=sign)
    desk.maker.store(tree, tip)
    worktree = lay_out(desk, line, tree, tip)
    return worktree.commit(message=pick.message, author=pick.author, sign=sign, hooks=True)
