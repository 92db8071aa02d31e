"""Forecasts: what a cherry-pick will do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from relkit.model.evidence import Kind
from relkit.model.ids import BlobId, CommitId, TreeId


class Outcome(StrEnum):
    """What a cherry-pick will do.

    ``empty``: nothing is left to do there. ``needs``: it conflicts, and is clean once the named prerequisites are
    applied. ``unknown``: it could not be tried; the warnings say why.
    """

    CLEAN = "clean"
    EMPTY = "empty"
    CONFLICT = "conflict"
    NEEDS = "needs"
    UNKNOWN = "unknown"


class ConflictKind(StrEnum):
    """In what way a path conflicts."""

    CONTENT = "content"
    BINARY = "binary"
    MODIFY_DELETE = "modify/delete"
    ADD_ADD = "add/add"
    RENAME = "rename"
    OTHER = "other"


CHANGELOG = "changelog"
"""The area of changelogs and change notes, beside those that paths have otherwise ("code", "test", "docs" …)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sides:
    """The versions of a file that do not merge: before the pick, on the line, after the pick; None where it is not."""

    base: BlobId | None = None
    ours: BlobId | None = None
    theirs: BlobId | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Lines:
    """Lines of a file: the first, counted from 1, and how many; where there are none, the one that follows them."""

    first: int
    count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Lines that do not merge: on the mainline before the pick, and on the line."""

    mainline: Lines
    line: Lines


@dataclass(frozen=True, kw_only=True, slots=True)
class Conflict:
    """A path that would conflict, where in it, and the mainline commits, absent from the line, that brought it about.

    ``culprits`` are the likeliest first. ``area`` is the part of the project that the path belongs to, where known.
    """

    path: str
    kind: ConflictKind
    sides: Sides = Sides()
    places: tuple[Place, ...] = ()
    culprits: tuple[CommitId, ...] = ()
    area: str | None = None


class Need(StrEnum):
    """What a prerequisite is for: the pick builds on it, or it only stands beside what the pick changes."""

    NEEDED = "needed"
    INCIDENTAL = "incidental"


@dataclass(frozen=True, kw_only=True, slots=True)
class Prerequisite:
    """A mainline change to be picked first: how large it is, in files and lines, and where it is in the way.

    ``overlaps`` are the paths in which it changed lines that the pick changes too, ``beside`` those in which it only
    changed lines next to them; both are empty where another prerequisite needs it. ``brings`` are names that it
    defines and the pick uses. ``kind`` and ``need`` are judged later.
    """

    id: CommitId
    title: str
    files: int
    added: int | None
    removed: int | None
    overlaps: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    brings: tuple[str, ...] = ()
    kind: Kind | None = None
    need: Need = Need.NEEDED


@dataclass(frozen=True, kw_only=True, slots=True)
class Lacking:
    """Something that a pick which applies uses, on a line (counted from 1) of a file as it would be after it.

    ``kind`` is what it is ("import", "argument" …), ``commit`` the mainline commit that brought it, where known.
    """

    path: str
    line: int
    kind: str
    name: str
    text: str
    commit: CommitId | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PickRequest:
    """A question: what happens when ``id`` is cherry-picked onto ``onto``."""

    id: CommitId
    onto: CommitId


@dataclass(frozen=True, kw_only=True, slots=True)
class Forecast:
    """The answer to a ``PickRequest``.

    ``tree`` is the resulting tree of a clean pick, of an empty one the tree that was there before; else None.
    ``prerequisites``, picked first in that order, make it clean, and without any of them it is not: this was tried.
    ``after`` are the picks of a sequence that it is made on top of ``onto`` with. ``lacks`` is what a clean pick uses
    and the result does not have, so that it would not work.
    """

    id: CommitId
    onto: CommitId
    outcome: Outcome
    tree: TreeId | None
    conflicts: tuple[Conflict, ...] = ()
    prerequisites: tuple[Prerequisite, ...] = ()
    warnings: tuple[str, ...] = ()
    after: tuple[CommitId, ...] = ()
    lacks: tuple[Lacking, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Forecasts:
    """What `relkit forecast` found, in the order asked.

    ``now`` is the moment that it holds for, in seconds since 1970. ``line`` is the line that was asked about, None
    where commits were named instead. ``titles`` are those of the commits that ``picks`` speak of, as far as known.
    """

    repository: str
    now: int
    as_of: bool
    line: str | None
    in_sequence: bool
    picks: tuple[Forecast, ...]
    titles: Mapping[CommitId, str]
    warnings: tuple[str, ...] = ()
