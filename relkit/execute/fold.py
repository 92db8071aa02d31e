"""What an operation has come to, from its steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from relkit.errors import RelkitError
from relkit.model.ids import CommitId
from relkit.model.journal import (
    Began,
    End,
    Ended,
    Entry,
    LineProgress,
    Made,
    Opened,
    Operation,
    OperationId,
    Phase,
    PickProgress,
    PickState,
    Published,
    Publishing,
    Pushed,
    Pushing,
    RefUpdate,
    Refused,
    Requested,
    Resolved,
    Skipped,
    Step,
    There,
    Undoing,
    Undone,
    Verified,
)

Where = Callable[[int], Path]
"""Returns where the worktree for a line is, or would be."""


def fold(operation: OperationId, entries: Sequence[Entry], worktree: Where) -> Operation:
    """Return what an operation has come to. Raises RelkitError for a journal without a beginning."""
    return Folding(operation, entries, worktree).operation()


@dataclass(slots=True)
class _Line:
    """A line while its steps are read. ``order`` are the picks that became commits, in the order in which they did."""

    base: CommitId
    picks: dict[CommitId, PickProgress]
    order: list[CommitId] = field(default_factory=list)
    failed: Verified | None = None
    refused: Refused | None = None
    verified: CommitId | None = None
    url: str | None = None
    by_hand: str | None = None
    written: str | None = None

    @property
    def tip(self) -> CommitId:
        made = self.picks[self.order[-1]].commit if self.order else None
        return made or self.base

    def take(self, step: Made | There | Opened | Resolved | Refused | Skipped | Verified | Requested) -> None:
        match step:
            case Refused():
                self.refused = step
            case Made(id=pick, commit=commit):
                self._became(pick, PickState.MADE, commit)
            case There(id=pick):
                self.picks[pick] = replace(self.picks[pick], state=PickState.THERE)
            case Opened(id=pick, conflicts=conflicts, prerequisites=first):
                self.picks[pick] = replace(
                    self.picks[pick], state=PickState.CONFLICT, conflicts=conflicts, prerequisites=first
                )
            case Resolved(id=pick, commit=commit, deviations=deviations):
                self._take_back(pick)
                self.failed = None
                self._became(pick, PickState.RESOLVED, commit)
                self.picks[pick] = replace(self.picks[pick], deviations=deviations)
            case Skipped(id=pick, why=why):
                self._take_back(pick)
                self.picks[pick] = replace(self.picks[pick], state=PickState.SKIPPED, commit=None, why=why)
                self.failed = self.refused = None
            case Verified(status=0, commit=commit):
                self.verified, self.failed = commit, None
            case Verified():
                self.failed = step
            case Requested():
                self.url = step.url or self.url
                self.by_hand, self.written = step.by_hand, step.written

    def _became(self, pick: CommitId, state: PickState, commit: CommitId) -> None:
        self.refused = None
        self.order.append(pick)
        self.picks[pick] = replace(self.picks[pick], state=state, commit=commit)

    def _take_back(self, pick: CommitId) -> None:
        """Let those that were made on top of a pick that is given up, or mended, be made again."""
        if pick not in self.order:
            return
        place = self.order.index(pick)
        for later in self.order[place + 1 :]:
            self.picks[later] = PickProgress(id=later)
        del self.order[place:]

    def progress(self, worktree: Path) -> LineProgress:
        line = LineProgress(
            picks=tuple(self.picks.values()),
            tip=self.tip,
            failed=self.failed,
            refused=self.refused,
            verified=self.verified,
            url=self.url,
            made=tuple(self.order),
            by_hand=self.by_hand,
            written=self.written,
        )
        return replace(line, worktree=str(worktree)) if line.waits else line


class Folding:
    """An operation whose steps are read one after the other; ``worktree`` tells where a line's is."""

    def __init__(self, operation: OperationId, entries: Sequence[Entry], worktree: Where) -> None:
        """Read the steps so far. Raises RelkitError for a journal without a beginning."""
        began = entries[0].step if entries else None
        if not isinstance(began, Began):
            raise RelkitError(f"the journal of operation {operation} has no beginning")
        self._id, self._at, self._began = operation, entries[0].at, began
        self._worktree = worktree
        self._lines = [
            _Line(base=work.destination.base, picks={pick.id: PickProgress(id=pick.id) for pick in work.picks})
            for work in began.backport.lines
        ]
        self._updates: tuple[RefUpdate, ...] = ()
        self._pushes: dict[str, Pushing] = {}
        self._pushed: list[str] = []
        self._refused: dict[str, str] = {}
        self._ended: int | None = None
        self._how: End | None = None
        self._is_published = False
        self._undoing: Phase | None = None
        for entry in entries[1:]:
            self.take(entry)

    def operation(self) -> Operation:
        """Return what the operation has come to."""
        lines = tuple(line.progress(self._worktree(number)) for number, line in enumerate(self._lines))
        return Operation(
            id=self._id,
            began=self._at,
            command=self._began.command,
            who=self._began.who,
            backport=self._began.backport,
            phase=self._phase(lines),
            lines=lines,
            updates=self._updates,
            pushes=tuple(self._pushes.values()),
            pushed=tuple(self._pushed),
            refused=tuple(self._refused.values()),
            ended=self._ended,
        )

    def take(self, entry: Entry) -> None:
        """Read one more step."""
        step: Step = entry.step
        match step:
            case Made() | There() | Opened() | Resolved() | Refused() | Skipped() | Verified():
                self._lines[step.line].take(step)
            case Publishing(updates=updates):
                self._updates = updates
            case Published(updates=updates):
                self._updates, self._is_published = updates, True
            case Pushing(remote=remote):
                self._pushes[remote] = step
            case Pushed(remote=remote, refused=refused):
                self._told(f"push {remote}", refused)
                self._pushed += [remote] if refused is None else []
            case Requested(line=line, refused=refused):
                self._lines[line].take(step)
                self._told(f"request {line}", refused)
            case Ended(how=how):
                self._how, self._ended, self._undoing = how, entry.at, None  # else it was given up to take it back
                for remote in self._pushes:  # whoever ends it where a push was refused leaves it at that
                    self._told(f"push {remote}", None)
            case Undoing():
                self._undoing = Phase.UNDOING
            case Undone():
                self._undoing, self._ended = Phase.UNDONE, entry.at
                self._refused.clear()
            case Began():
                raise RelkitError("an operation begins twice in its journal")

    def _told(self, what: str, refused: str | None) -> None:
        self._refused.pop(what, None)
        if refused is not None:
            self._refused[what] = refused

    def _phase(self, lines: Sequence[LineProgress]) -> Phase:
        if self._undoing is not None:
            return self._undoing
        if self._how is not None:
            return Phase.DONE if self._how is End.DONE else Phase.ABORTED
        if self._is_published:
            return Phase.PUSHING
        if self._updates:
            return Phase.PUBLISHING
        unfinished = [line for line in lines if line.waits or not line.is_over]
        waiting = unfinished and all(line.waits for line in unfinished)
        return Phase.WAITING if waiting else Phase.PICKING
