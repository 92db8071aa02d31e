"""Backports: which cherry-picks are to be made on which lines, and how; a plan is a value, and not carried out here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from relkit.model.commit import Person
from relkit.model.forecast import Forecast
from relkit.model.ids import CommitId
from relkit.model.plan import Reason


@dataclass(frozen=True, kw_only=True, slots=True)
class Authorship:
    """Who wrote a commit, and when: seconds since 1970, and the minutes east of UTC that the clock showed."""

    person: Person
    when: int
    offset: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Pick:
    """A cherry-pick to be made: of a commit, of a merge as its difference to its first parent.

    ``message`` is the whole message that the new commit will have, ``author`` its author: of a merge those who wrote
    what it brought, never who merged. ``source`` is the commit that the message names as where it comes from: the only
    one that a merge brought, else the pick itself (which None means, too). ``forecast`` is None where nobody asked for
    one. ``first_for`` is the pick that this one is a prerequisite of. ``drops_closing``: the message has lines left
    out that would close issues.
    """

    id: CommitId
    title: str
    author: Authorship
    message: str
    source: CommitId | None = None
    forecast: Forecast | None = None
    first_for: CommitId | None = None
    drops_closing: bool = False


NEWER_FIRST = "newer-first"
"""The code of the reason that a newer living line lacks a change, and does not get it."""

PASSED_OVER = "passed-over"
"""The code of the reason that a line's last release left a change out, which nobody named since."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LeftOut:
    """A change that is not picked to a line, and why: a stable code for machines, a sentence for people."""

    id: CommitId
    title: str
    reason: Reason

    @property
    def is_refused(self) -> bool:
        """Whether a person has to say that it is picked nevertheless, and not the line has or gets it anyway."""
        return self.reason.code == NEWER_FIRST

    @property
    def is_passed_over(self) -> bool:
        """Whether nobody asked for it: the line lacks it, and its last release left it out."""
        return self.reason.code == PASSED_OVER


@dataclass(frozen=True, kw_only=True, slots=True)
class Destination:
    """Where picks are made, and where their result will stand.

    ``line`` is the line's name for people, ``series`` what goes into the names of branches ("3.14"). ``base`` is the
    commit that the first pick is made on, ``base_ref`` the ref that leads to it: the line's branch, or a tag. ``ref``
    will hold the result; ``old`` is what it holds now, None where it is to be made. ``opens`` is the maintenance
    branch (a full ref) that is made at ``base`` as well, where a series gets its first. ``branch`` is what the line's
    branch is called on a remote, and ``remote`` that remote, None where there is none. ``verify`` is the command that
    must succeed in the picked tree.
    """

    line: str
    series: str
    base: CommitId
    base_ref: str
    ref: str
    old: CommitId | None
    branch: str
    remote: str | None = None
    opens: str | None = None
    verify: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class LineWork:
    """The picks for one line, in the order in which they are made, and what is left out of it."""

    destination: Destination
    picks: tuple[Pick, ...]
    left_out: tuple[LeftOut, ...] = ()


class Notes(StrEnum):
    """What becomes of a change note that does not apply: the pick's is taken, or it is left as the line has it."""

    TAKE = "take"
    LEAVE = "leave"


class When(StrEnum):
    """When the picked tree is verified."""

    EACH = "each"
    END = "end"


@dataclass(frozen=True, kw_only=True, slots=True)
class Manner:
    """How picks are made and what happens to the result.

    ``hooks``: the user's git hooks run (``--no-verify`` turns that off). ``sign`` is None where git's configuration
    decides. ``notes`` settles conflicts that are in change notes only; None leaves them to a person. ``clean_only``
    leaves out what conflicts. ``push`` sends the result to the line's remote, ``request`` asks for it to be merged.
    """

    hooks: bool = True
    sign: bool | None = None
    notes: Notes | None = None
    clean_only: bool = False
    verify_when: When = When.END
    push: bool = False
    request: bool = False
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """How a backport is asked for, whatever it carries.

    ``prerequisites`` takes up what a pick does not apply without. Unless ``out_of_order``, a change is left out of a
    line while a newer living one lacks it and does not get it either. ``onto_branch`` moves the lines themselves, in
    place of new branches called after a ``topic``. ``closing`` keeps the lines of messages that close issues. With
    ``forecasts`` each pick is tried, which takes time; who carries them out finds out anyway.
    """

    manner: Manner = Manner()
    prerequisites: bool = False
    out_of_order: bool = False
    onto_branch: bool = False
    closing: bool = False
    topic: str | None = None
    forecasts: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Backport:
    """What is to be carried to which lines, the newest line first; valid as long as no ref has moved.

    ``topic`` goes into the names of the branches ("fix-13206"). ``now`` is when it was planned, in seconds since 1970.
    """

    repository: str
    now: int
    topic: str
    lines: tuple[LineWork, ...]
    manner: Manner
    warnings: tuple[str, ...] = ()


ApprovedBackport = NewType("ApprovedBackport", Backport)
"""A backport that may be carried out: only ``relkit.planner.approval.approve`` makes one."""
