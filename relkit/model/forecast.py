"""Forecasts: what a cherry-pick will do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from relkit.model.ids import CommitId, TreeId


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
class Conflict:
    """A path that would conflict, and the mainline commits, absent from the line, that likely brought it about."""

    path: str
    kind: ConflictKind
    culprits: tuple[CommitId, ...] = ()


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
