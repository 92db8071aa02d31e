"""Finding what has to be picked first: a smallest set of earlier changes that makes a pick clean, and its proof.

The candidates are those who brought the conflicts about. They are picked in the order in which they came, then the
pick; where one of them conflicts in turn, those who are in its way join them. A set counts only when every pick of it
was tried and is clean, and when none of it can be left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from relkit.git.predict.blame import Suspect
from relkit.git.predict.culprits import Accuser
from relkit.git.predict.known import Known
from relkit.git.predict.merges import Merged, TreeMerge
from relkit.git.predict.picks import tell
from relkit.git.predict.sandbox import Sandbox
from relkit.model.forecast import Forecast, Outcome, PickRequest
from relkit.model.ids import CommitId, TreeId

MOST = 5
"""Changes that are picked first at most: whoever needs more needs another release."""
_TRIES = 80  # picks that one search may try
_MOST_FILES = 8  # in which a prerequisite may conflict for those in its way to be looked for

Lift = Callable[[CommitId], CommitId]
"""Returns the change of the mainline that a commit came with."""
Paths = Mapping[str, bool]
"""Where a change is in the way, and whether the lines that it changed there are changed by the other one too."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Proof:
    """Changes to be picked first, in order, where each is in the way, and the tree that the pick then makes."""

    first: tuple[CommitId, ...]
    paths: Mapping[CommitId, Paths]
    tree: TreeId


@dataclass(frozen=True, kw_only=True, slots=True)
class Unproved:
    """There is no such set, or none was found; ``why`` in words, where that helps anybody."""

    why: str = ""

    @property
    def told(self) -> str:
        """The same in a sentence."""
        return f"cannot be made clean by picking up to {MOST} earlier changes{self.why and f': {self.why}'}"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Run:
    """Picks made one after the other: the last tree, or the first pick that is not clean; ``idle`` are empty ones."""

    tree: TreeId
    stopped: Forecast | None
    idle: frozenset[CommitId]


_Named = dict[CommitId, dict[str, bool]]
_Ask = TreeMerge | Forecast
_Reply = Merged | _Named
_T = TypeVar("_T")
_Steps = Generator[_Ask, _Reply, _T]


class _GaveUpError(Exception):
    """The search ends without a proof."""

    def __init__(self, why: str = "") -> None:
        super().__init__(why)
        self.unproved = Unproved(why=why)


class Prerequisites:
    """Searches in a sandbox for what makes picks clean. ``lift`` makes it look for whole changes of the mainline."""

    def __init__(self, sandbox: Sandbox, accuser: Accuser, known: Known, lift: Lift | None = None) -> None:
        """Let ``accuser``, which reads what the sandbox has, tell who is in the way."""
        self._sandbox = sandbox
        self._accuser = accuser
        self._known = known
        self._lift = lift

    def search(self, asked: Sequence[tuple[Forecast, TreeId]]) -> list[Proof | Unproved | None]:
        """Return what makes each pick clean that conflicts on its tree, or why nothing does; None: none is in the way.

        The ``onto`` of a forecast says which commits are not in question. The searches go on side by side, so that
        one process of git answers many.
        """
        found: list[Proof | Unproved | None] = [None] * len(asked)
        searches = [_Search(self._sandbox, self._known, told, onto).run() for told, onto in asked]
        waiting: dict[int, _Ask] = {place: next(search) for place, search in enumerate(searches)}
        while waiting:
            replies = self._answer(waiting)
            waiting = {}
            for place, reply in replies.items():
                try:
                    waiting[place] = searches[place].send(reply)
                except StopIteration as end:
                    found[place] = end.value
                except _GaveUpError as end:
                    found[place] = end.unproved
        return found

    def _answer(self, asked: Mapping[int, _Ask]) -> dict[int, _Reply]:
        merged = self._sandbox.merge([ask for ask in asked.values() if isinstance(ask, TreeMerge)])
        conflicts = {place: ask for place, ask in asked.items() if isinstance(ask, Forecast)}
        named = zip(conflicts, self._accuser.suspects(list(conflicts.values())), strict=True)
        replies: dict[int, _Reply] = {place: self._named(conflicts[place], suspects) for place, suspects in named}
        return replies | {place: merged[ask] for place, ask in asked.items() if isinstance(ask, TreeMerge)}

    def _named(self, told: Forecast, suspects: Mapping[str, Sequence[Suspect]]) -> _Named:
        """Return who is in the way of a pick, and where."""
        found: _Named = defaultdict(dict)
        for path, several in suspects.items():
            for one in several:
                paths = found[self._lift(one.commit) if self._lift else one.commit]
                paths[path] = paths.get(path, False) or one.overlaps
        found.pop(told.id, None)
        return found


class _Search:
    """One search: it asks for merges, and who is in the way of picks, and goes on when it is told."""

    def __init__(self, sandbox: Sandbox, known: Known, told: Forecast, onto: TreeId) -> None:
        self._sandbox = sandbox
        self._known = known
        self._told = told
        self._onto = onto
        self._left = _TRIES

    def run(self) -> _Steps[Proof | None]:
        paths = yield from self._in_the_way(self._told)
        if not paths:
            return None
        first = yield from self._complete(paths)
        first = yield from self._least(first)
        run = yield from self._replay(first)
        return Proof(first=tuple(first), paths={one: paths[one] for one in first}, tree=run.tree)

    def _complete(self, paths: _Named) -> _Steps[list[CommitId]]:
        """Return changes that make the pick clean; who is in the way of others joins them, and ``paths``."""
        wanted, idle = set(paths), set[CommitId]()
        while True:
            if len(wanted) > MOST:
                raise _GaveUpError(f"{len(wanted):,} are in the way")
            order = self._known.in_order(wanted)
            run = yield from self._replay(order)
            idle |= run.idle
            wanted -= idle
            if run.stopped is None:
                return [one for one in order if one not in idle]
            more = yield from self._more(run.stopped)
            for one, where in more.items():
                paths.setdefault(one, {}).update(where)
            joined = more.keys() - wanted - idle
            if not joined:
                raise _GaveUpError
            wanted |= joined

    def _more(self, stopped: Forecast) -> _Steps[_Named]:
        if stopped.outcome is Outcome.EMPTY:
            raise _GaveUpError("those in the way bring all that it does")
        if stopped.outcome is not Outcome.CONFLICT:
            raise _GaveUpError("; ".join(stopped.warnings))
        if len(stopped.conflicts) > max(_MOST_FILES, len(self._told.conflicts)):
            raise _GaveUpError
        return (yield from self._in_the_way(stopped))

    def _least(self, first: list[CommitId]) -> _Steps[list[CommitId]]:
        """Leave out one after the other what can be left out, until nothing can."""
        again = len(first) > 1  # without any it conflicts
        while again:
            again = False
            for one in reversed(first):
                rest = [other for other in first if other != one]
                run = yield from self._replay(rest)
                if run.stopped is None and not run.idle:
                    first, again = rest, len(rest) > 1
        return first

    def _replay(self, order: Sequence[CommitId]) -> _Steps[_Run]:
        tree, idle = self._onto, set[CommitId]()
        for commit in (*order, self._told.id):
            if not self._left:
                raise _GaveUpError("too much would have to be tried")
            self._left -= 1
            question = self._sandbox.question(commit, tree)
            merged = None if isinstance(question, str) else (yield from self._merge(question))
            told = tell(PickRequest(id=commit, onto=self._told.onto), question, merged)
            if told.outcome is Outcome.EMPTY and commit != self._told.id:
                idle.add(commit)
            elif told.outcome is not Outcome.CLEAN or told.tree is None:
                return _Run(tree=tree, stopped=told, idle=frozenset(idle))
            else:
                tree = told.tree
        return _Run(tree=tree, stopped=None, idle=frozenset(idle))

    @staticmethod
    def _merge(question: TreeMerge) -> _Steps[Merged]:
        reply = yield question
        assert isinstance(reply, Merged)  # noqa: S101 # as ``_answer`` does
        return reply

    @staticmethod
    def _in_the_way(told: Forecast) -> _Steps[_Named]:
        reply = yield told
        assert not isinstance(reply, Merged)  # noqa: S101 # as ``_answer`` does
        return reply
