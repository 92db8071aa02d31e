"""The journal: what an operation is about to do and has done, step by step, so that it can go on and be taken back.

An operation is a folder ``<common git dir>/relkit/operations/<id>`` with a file of steps that only grows. Each step is
written before what it announces, or right after what cannot be lost (a commit). What an operation has come to is
computed from its steps, never from the names of branches.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType, TypeAlias

from relkit.model.backport import Backport
from relkit.model.forecast import Conflict, Prerequisite
from relkit.model.ids import CommitId

OperationId = NewType("OperationId", str)
"""The moment when an operation began and a few letters: "20261125-104501-k3f9". In the order of time."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RefUpdate:
    """A ref that is moved: from what it held to what it will hold; None is no ref."""

    ref: str
    old: CommitId | None
    new: CommitId | None


class Aside(StrEnum):
    """Where lines of a hunk come from: what was in conflict, or what git had merged on its own."""

    CONFLICT = "conflict"
    MERGED = "merged"


@dataclass(frozen=True, kw_only=True, slots=True)
class Deviation:
    """A place where a committed file is not what git's own replay of the pick gives.

    ``first`` is the line in the committed file, counted from 1. ``replayed`` are the lines that the replay has there,
    with markers where it conflicts, ``committed`` those that were committed instead. ``aside`` tells whether the place
    was in conflict; what was not is what a reviewer has to look at first. A binary file, or one that is only in one of
    both, has no lines: ``what`` says so.
    """

    path: str
    aside: Aside
    first: int = 0
    replayed: tuple[str, ...] = ()
    committed: tuple[str, ...] = ()
    what: str = ""


# --- steps ----------------------------------------------------------------------------------------------------------
# ``line`` is the place of the line in the backport, ``id`` the commit that is picked.


@dataclass(frozen=True, kw_only=True, slots=True)
class Began:
    """An operation begins: what it was told (as typed), who did, and what it will do."""

    command: tuple[str, ...]
    who: str
    backport: Backport


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """A pick was made as it applies: the new commit, on top of the line's result so far."""

    line: int
    id: CommitId
    commit: CommitId


@dataclass(frozen=True, kw_only=True, slots=True)
class There:
    """A pick has nothing left to do: the line has it already."""

    line: int
    id: CommitId


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """A pick does not apply, and a worktree is about to be opened for a person to resolve it."""

    line: int
    id: CommitId
    onto: CommitId
    conflicts: tuple[Conflict, ...]
    prerequisites: tuple[Prerequisite, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Resolved:
    """A conflict was resolved, or a pick that failed its verification was mended, and committed.

    ``deviations`` is what differs from git's own replay. What stood on top of a mended pick is made again.
    """

    line: int
    id: CommitId
    commit: CommitId
    deviations: tuple[Deviation, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Refused:
    """A pick was not made: a hook said no, it could not be signed, or not be tried; ``said`` are their words."""

    line: int
    id: CommitId
    why: str
    said: tuple[str, ...] = ()
    by_hook: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Skipped:
    """A pick is not made, and why: a person said so, or it conflicts and only what applies is wanted."""

    line: int
    id: CommitId
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Verified:
    """The line's tree after a pick, or at the end (``id`` None), was verified; ``log`` holds what was said."""

    line: int
    id: CommitId | None
    commit: CommitId
    command: str
    status: int
    log: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Publishing:
    """All refs are about to move, with their backups."""

    updates: tuple[RefUpdate, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """All refs have moved."""

    updates: tuple[RefUpdate, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Pushing:
    """A remote's branches are about to be set, if they still hold what is expected (``old``)."""

    remote: str
    updates: tuple[RefUpdate, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Pushed:
    """A remote took them; or ``refused`` says why it did not."""

    remote: str
    refused: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Requested:
    """A pull request was opened, or brought up to date; or ``refused`` says why not.

    ``by_hand`` is then the command that opens it, None where none is known, and ``written`` the file with its text.
    """

    line: int
    url: str
    updated: bool = False
    refused: str | None = None
    by_hand: str | None = None
    written: str | None = None


class End(StrEnum):
    """How an operation ended."""

    DONE = "done"
    ABORTED = "aborted"


@dataclass(frozen=True, kw_only=True, slots=True)
class Ended:
    """Nothing is left to do, and nothing of the operation's own is left but its journal and its backups."""

    how: End


@dataclass(frozen=True, kw_only=True, slots=True)
class Undoing:
    """The operation's refs are about to be taken back."""

    who: str
    updates: tuple[RefUpdate, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Undone:
    """The operation's refs are as they were before it."""

    updates: tuple[RefUpdate, ...]


Step: TypeAlias = (
    Began
    | Made
    | There
    | Opened
    | Resolved
    | Refused
    | Skipped
    | Verified
    | Publishing
    | Published
    | Pushing
    | Pushed
    | Requested
    | Ended
    | Undoing
    | Undone
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A step, and when it was written: seconds since 1970."""

    at: int
    step: Step


# --- what the steps come to ------------------------------------------------------------------------------------------


class Phase(StrEnum):
    """How far an operation is."""

    PICKING = "picking"
    WAITING = "waiting"  # for a person: a conflict, a verification that failed, a hook that said no
    PUBLISHING = "publishing"
    PUSHING = "pushing"
    DONE = "done"
    ABORTED = "aborted"
    UNDOING = "undoing"
    UNDONE = "undone"

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to go on with."""
        return self in (Phase.DONE, Phase.ABORTED, Phase.UNDONE)


class PickState(StrEnum):
    """What became of a pick."""

    WAITING = "waiting"
    MADE = "made"
    THERE = "already-there"
    CONFLICT = "conflict"
    RESOLVED = "resolved"
    SKIPPED = "skipped"


@dataclass(frozen=True, kw_only=True, slots=True)
class PickProgress:
    """What became of a pick: the commit that it is, the conflict that it has, or why it was skipped."""

    id: CommitId
    state: PickState = PickState.WAITING
    commit: CommitId | None = None
    conflicts: tuple[Conflict, ...] = ()
    prerequisites: tuple[Prerequisite, ...] = ()
    deviations: tuple[Deviation, ...] = ()
    why: str = ""

    @property
    def is_settled(self) -> bool:
        """Whether it was made, found there or skipped."""
        return self.state not in (PickState.WAITING, PickState.CONFLICT)


@dataclass(frozen=True, kw_only=True, slots=True)
class LineProgress:
    """How far a line is: its picks in the backport's order, the result so far, and the worktree of an open conflict.

    ``made`` are the picks that became commits, in the order of these. ``failed`` is the verification that failed and
    was not repeated since, ``refused`` the pick that was not committed. ``by_hand`` and ``written`` are for a request
    that could not be opened: see ``Requested``.
    """

    picks: tuple[PickProgress, ...]
    tip: CommitId
    worktree: str | None = None
    failed: Verified | None = None
    refused: Refused | None = None
    verified: CommitId | None = None
    url: str | None = None
    made: tuple[CommitId, ...] = ()
    by_hand: str | None = None
    written: str | None = None

    @property
    def open(self) -> PickProgress | None:
        """The pick whose conflict is to be resolved."""
        return next((pick for pick in self.picks if pick.state is PickState.CONFLICT), None)

    @property
    def waits(self) -> bool:
        """Whether a person has to do something about it."""
        return self.open is not None or self.failed is not None or self.refused is not None

    @property
    def is_over(self) -> bool:
        """Whether every pick was made, found there or skipped."""
        return all(pick.is_settled for pick in self.picks)


@dataclass(frozen=True, kw_only=True, slots=True)
class Operation:
    """What an operation has come to.

    ``updates`` are the refs that it moved, or is about to; ``pushes`` likewise, of remotes; those in ``pushed`` took
    them. ``refused`` is what a remote or a forge did not take when it was last asked.
    """

    id: OperationId
    began: int
    command: tuple[str, ...]
    who: str
    backport: Backport
    phase: Phase
    lines: tuple[LineProgress, ...]
    updates: tuple[RefUpdate, ...] = ()
    pushes: tuple[Pushing, ...] = ()
    pushed: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    ended: int | None = None
