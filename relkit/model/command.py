"""A command for a person to type."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Command:
    """A command to type, and what it does."""

    command: str
    does: str
