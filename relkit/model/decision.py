"""Decisions: a person's word on a change, which outranks every judgement and is remembered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeAlias

from relkit.model.evidence import Kind
from relkit.model.ids import CommitId


@dataclass(frozen=True, kw_only=True, slots=True)
class KindDecided:
    """What the change is."""

    kind: Kind


@dataclass(frozen=True, kw_only=True, slots=True)
class WantedDecided:
    """Whether the change is wanted on a line, which is named by its branch without the remote ("2.3.x")."""

    line: str
    wanted: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class SameDecided:
    """Whether the change is the one that ``commit`` of a line carries."""

    line: str
    commit: CommitId
    same: bool


Word: TypeAlias = KindDecided | WantedDecided | SameDecided
"""What was decided."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """One person's word on one change, and when it was given.

    ``on`` is the change's own commit, of the mainline where it is there. ``at`` is the moment in microseconds since
    1970, UTC: two answers within a second have an order. ``by`` is a name and an address, as git writes them.
    """

    on: CommitId
    at: int
    by: str
    word: Word

    @property
    def who(self) -> str:
        """Whose word it is, and the day it was given: "Ada Example, 2026-11-24"."""
        name = self.by.partition(" <")[0] or self.by
        return f"{name}, {datetime.fromtimestamp(self.at // 1_000_000, UTC):%Y-%m-%d}"

    @property
    def subject(self) -> tuple[str, ...]:
        """What the decision is about: of several with one subject the latest counts."""
        match self.word:
            case KindDecided():
                return (self.on, "kind")
            case WantedDecided(line=line):
                return (self.on, "wanted", line)
            case SameDecided(commit=commit):
                return (self.on, "same", commit)


@dataclass(frozen=True, kw_only=True, slots=True)
class Decisions:
    """All decisions in force, by the commit that they are on, and what was found beside them.

    ``outranked`` are earlier ones of other people that say something else, each with the one that counts. ``strange``
    tells of notes that could not be read, and were left alone.
    """

    kinds: Mapping[CommitId, Decision] = field(default_factory=dict)
    wanted: Mapping[CommitId, tuple[Decision, ...]] = field(default_factory=dict)
    same: Mapping[CommitId, tuple[Decision, ...]] = field(default_factory=dict)
    outranked: tuple[tuple[Decision, Decision], ...] = ()
    strange: tuple[str, ...] = ()

    @property
    def on(self) -> frozenset[CommitId]:
        """The commits that somebody decided about."""
        return frozenset((*self.kinds, *self.wanted, *self.same))

    @property
    def all(self) -> tuple[Decision, ...]:
        """Every decision in force."""
        several = (*self.wanted.values(), *self.same.values())
        return (*self.kinds.values(), *(decision for group in several for decision in group))


@dataclass(frozen=True, kw_only=True, slots=True)
class LineDecisions:
    """What was decided about one line, by the mainline commit that each decision is on."""

    wanted: Mapping[CommitId, Decision] = field(default_factory=dict)
    same: Mapping[CommitId, tuple[Decision, ...]] = field(default_factory=dict)
