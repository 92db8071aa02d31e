"""What `relkit classify` found: each change that was asked about with its verdict, or why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from relkit.model.concern import Flag
from relkit.model.evidence import Heard
from relkit.model.ids import CommitId
from relkit.model.plan import Judged
from relkit.model.wanted import Wanted

IGNORABLE = ("fragment", "prefix", "trailer", "reference", "paths", "message", "diff", "notes")
"""Signals that can be left out of judging: every form of change note, …, the decisions in notes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Unread:
    """What was asked about and is no commit that can be read, and why."""

    asked: str
    error: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Classified:
    """Changes in the order in which they were asked about, those of a range oldest first.

    ``asked`` says in words what they are; ``now`` is the moment that it holds for, in seconds since 1970; ``ignored``
    are the signals that were left out. ``line`` is the line that was asked about, and ``wanted`` how likely each change
    is wanted there; what is not in it is not known. ``flags`` tells what is amiss with changes as
    such, and ``heard`` what every signal made of them, where that was asked for.
    """

    repository: str
    asked: str
    now: int
    as_of: bool
    answers: tuple[Judged | Unread, ...]
    ignored: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    line: str | None = None
    wanted: Mapping[CommitId, Wanted] = field(default_factory=dict)
    flags: Mapping[CommitId, tuple[Flag, ...]] = field(default_factory=dict)
    heard: Mapping[CommitId, tuple[Heard, ...]] = field(default_factory=dict)
