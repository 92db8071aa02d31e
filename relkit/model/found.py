"""What relkit finds out about a project by itself, to be shown before it is written down."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """One thing that was found, and why it is believed. ``written``: it would be added to the configuration."""

    what: str
    value: str
    why: str
    written: bool = False
