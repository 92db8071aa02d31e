"""What an operation has come to, from its steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

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
    Requested,
    Resolved,
    Skipped,
    Step,
    There,
    Undoing,
    Undone,
    Verified,
)


def fold(operation: OperationId, entries: Sequence[Entry]) -> Operation:
    """Return what an operation has come to. Raises RelkitError for a journal without a beginning."""
    first = entries[0].step if entries else None
    if not isinstance(first, Began):
        raise RelkitError(f"the journal of operation {operation} has no beginning")
    folding = _Folding(began=first)
    for entry in entries[1:]:
        folding.take(entry)
    return Operation(
        id=operation,
        began=entries[0].at,
        command=first.command,
        who=first.who,
        backport=first.backport,
        phase=folding.phase(),
        lines=tuple(line.progress() for line in folding.lines),
        updates=folding.updates,
        pushes=tuple(folding.pushes.values()),
        pushed=tuple(folding.pushed),
        refused=tuple(folding.refused.values()),
        ended=folding.ended,
    )


@dataclass(slots=True)
class _Line:
    """A line while its steps are read. ``order`` are the picks that became commits, in the order in which they did."""

    base: CommitId
    picks: dict[CommitId, PickProgress]
    order: list[CommitId] = field(default_factory=list)
    worktree: str | None = None
    failed: Verified | None = None
    verified: CommitId | None = None
    url: str | None = None

    @property
    def tip(self) -> CommitId:
        made = self.picks[self.order[-1]].commit if self.order else None
        return made or self.base

    def take(self, step: Made | There | Opened | Resolved | Skipped | Verified | Requested) -> None:
        match step:
            case Made(id=pick, commit=commit):
                self._became(pick, PickState.MADE, commit)
            case There(id=pick):
                self.picks[pick] = replace(self.picks[pick], state=PickState.THERE)
            case Opened(id=pick, conflicts=conflicts, prerequisites=first, worktree=worktree):
                self.picks[pick] = replace(
                    self.picks[pick], state=PickState.CONFLICT, conflicts=conflicts, prerequisites=first
                )
                self.worktree = worktree
            case Resolved(id=pick, commit=commit, deviations=deviations):
                self._became(pick, PickState.RESOLVED, commit)
                self.picks[pick] = replace(self.picks[pick], deviations=deviations)
            case Skipped(id=pick, why=why):
                self._take_back(pick)
                self.picks[pick] = replace(self.picks[pick], state=PickState.SKIPPED, commit=None, why=why)
                self.failed = None
            case Verified(status=0, commit=commit):
                self.verified, self.failed = commit, None
            case Verified():
                self.failed = step
            case Requested(url=url):
                self.url = url or self.url

    def _became(self, pick: CommitId, state: PickState, commit: CommitId) -> None:
        self.order.append(pick)
        self.picks[pick] = replace(self.picks[pick], state=state, commit=commit)

    def _take_back(self, pick: CommitId) -> None:
        """Let those that were made on top of a pick that is given up be made again without it."""
        if pick not in self.order:
            return
        place = self.order.index(pick)
        for later in self.order[place + 1 :]:
            self.picks[later] = PickProgress(id=later)
        del self.order[place:]

    def progress(self) -> LineProgress:
        return LineProgress(
            picks=tuple(self.picks.values()),
            tip=self.tip,
            worktree=self.worktree,
            failed=self.failed,
            verified=self.verified,
            url=self.url,
        )


class _Folding:
    def __init__(self, *, began: Began) -> None:
        self.manner = began.backport.manner
        self.lines = [
            _Line(base=work.destination.base, picks={pick.id: PickProgress(id=pick.id) for pick in work.picks})
            for work in began.backport.lines
        ]
        self.updates: tuple[RefUpdate, ...] = ()
        self.pushes: dict[str, Pushing] = {}
        self.pushed: list[str] = []
        self.refused: dict[str, str] = {}
        self.ended: int | None = None
        self._how: End | None = None
        self._is_published = False
        self._undoing: Phase | None = None

    def take(self, entry: Entry) -> None:
        step: Step = entry.step
        match step:
            case Made() | There() | Opened() | Resolved() | Skipped() | Verified():
                self.lines[step.line].take(step)
            case Publishing(updates=updates):
                self.updates = updates
            case Published(updates=updates):
                self.updates, self._is_published = updates, True
            case Pushing(remote=remote):
                self.pushes[remote] = step
            case Pushed(remote=remote, refused=refused):
                self._told(f"push {remote}", refused)
                self.pushed += [remote] if refused is None else []
            case Requested(line=line, refused=refused):
                self.lines[line].take(step)
                self._told(f"request {line}", refused)
            case Ended(how=how):
                self._how, self.ended = how, entry.at
            case Undoing():
                self._undoing = Phase.UNDOING
            case Undone():
                self._undoing, self.ended = Phase.UNDONE, entry.at
            case Began():
                raise RelkitError("an operation begins twice in its journal")

    def _told(self, what: str, refused: str | None) -> None:
        self.refused.pop(what, None)
        if refused is not None:
            self.refused[what] = refused

    def phase(self) -> Phase:
        if self._undoing is not None:
            return self._undoing
        if self._how is not None:
            return Phase.DONE if self._how is End.DONE else Phase.ABORTED
        if self._is_published:
            return Phase.PUSHING
        if self.updates:
            return Phase.PUBLISHING
        lines = [line.progress() for line in self.lines]
        unfinished = [line for line in lines if line.open or line.failed or not line.is_over]
        waiting = unfinished and all(line.open or line.failed for line in unfinished)
        return Phase.WAITING if waiting else Phase.PICKING
