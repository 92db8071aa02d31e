"""Wanted: how likely a project would backport a change to a line, learned from what it did before."""

from __future__ import annotations

from dataclasses import dataclass

from relkit.model.evidence import Evidence


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """How likely a change is wanted on a line (0 to 1), and what speaks for and against, the strongest first."""

    probability: float
    evidence: tuple[Evidence, ...]
