"""What is amiss with a change as such: it says one thing and does another, or does several things at once."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Concern(StrEnum):
    """A kind of trouble."""

    CONTRADICTION = "contradiction"
    MIXED = "mixed"
    UNRELATED = "unrelated"


@dataclass(frozen=True, kw_only=True, slots=True)
class Flag:
    """A concern, what it rests on, and where it helps the groups of paths that could be commits of their own."""

    concern: Concern
    detail: str
    groups: tuple[tuple[str, ...], ...] = ()
