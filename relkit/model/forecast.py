"""Forecasts: what a cherry-pick will do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

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


@dataclass(frozen=True, kw_only=True, slots=True)
class PickRequest:
    """A question: what happens when ``id`` is cherry-picked onto ``onto``."""

    id: CommitId
    onto: CommitId


@dataclass(frozen=True, kw_only=True, slots=True)
class Forecast:
    """The answer to a ``PickRequest``.

    ``tree`` is the resulting tree of a clean pick, of an empty one the tree that was there before; else None.
    """

    id: CommitId
    onto: CommitId
    outcome: Outcome
    tree: TreeId | None
    conflicts: tuple[Conflict, ...] = ()
    prerequisites: tuple[CommitId, ...] = ()
    warnings: tuple[str, ...] = ()


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
