"""What relkit would like to know from a person, because it is in doubt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from relkit.model.commit import Change
from relkit.model.evidence import Evidence, Kind
from relkit.model.forecast import Forecast
from relkit.model.ids import CommitId
from relkit.model.plan import Judged, Proposal


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """A mainline change and a line's change that may be the same, with what speaks for it (``score`` 0 to 1)."""

    line: str
    source: Change
    carried: Change
    score: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Effect:
    """What an answer would change: a line's proposal if the change were of another kind."""

    kind: Kind
    line: str
    now: Proposal
    then: Proposal


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A line that lacks a change: its name, what decisions call it, what a pick would do, and what was decided."""

    line: str
    called: str
    forecast: Forecast | None
    said: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class KindQuestion:
    """What a change is: ``waits`` are the lines on which it is unreleased, ``lacking`` those that lack it.

    ``on`` is the commit that an answer is kept on: the change's own, or the mainline change that it carries.
    """

    judged: Judged
    on: CommitId
    waits: tuple[str, ...]
    lacking: tuple[str, ...]
    effects: tuple[Effect, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class WantedQuestion:
    """On which of the lines that lack it a mainline change is wanted."""

    judged: Judged
    places: tuple[Place, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class SameQuestion:
    """Whether the mainline change ``source`` is what a line's change carries; decisions call the line ``called``."""

    source: Judged
    carried: Change
    line: str
    called: str
    evidence: tuple[Evidence, ...]


Question: TypeAlias = KindQuestion | WantedQuestion | SameQuestion


@dataclass(frozen=True, kw_only=True, slots=True)
class KindDoubts:
    """What to ask about the kinds of changes, and how many of them are not asked about, and why.

    Not asked are ``likely`` estimates of a confidence of ``least`` or more, kinds that the changes have ``declared``,
    and those that a person ``decided``.
    """

    questions: tuple[KindQuestion, ...]
    least: float
    likely: int
    declared: int
    decided: int


@dataclass(frozen=True, kw_only=True, slots=True)
class KindAnswer:
    """The change is of this kind; also an answer to whether it is wanted, when it is not what it was taken for."""

    kind: Kind


@dataclass(frozen=True, kw_only=True, slots=True)
class WantedAnswer:
    """The change is wanted on these of the lines in question, by the names that decisions call them, and no others."""

    lines: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class SameAnswer:
    """The two are the same change, or not."""

    same: bool


Answer: TypeAlias = KindAnswer | WantedAnswer | SameAnswer


@dataclass(frozen=True, kw_only=True, slots=True)
class FileStat:
    """How many lines a change adds to a file and removes from it; None of a binary one, or where that is not known."""

    path: str
    added: int | None
    removed: int | None
