"""What `relkit classify` found: each change that was asked about with its verdict, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass

from relkit.model.plan import Judged

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
    are the signals that were left out.
    """

    repository: str
    asked: str
    now: int
    as_of: bool
    answers: tuple[Judged | Unread, ...]
    ignored: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
