"""Judgements about a change, each with what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a change is."""

    FIX = "fix"
    FEATURE = "feature"
    PERFORMANCE = "performance"
    SECURITY = "security"
    DEPRECATION = "deprecation"
    REMOVAL = "removal"
    DOCS = "docs"
    TEST = "test"
    BUILD = "build"
    CI = "ci"
    REFACTOR = "refactor"
    DEPENDENCY = "dependency"
    REVERT = "revert"
    RELEASE = "release"
    MERGE = "merge"
    OTHER = "other"
    UNKNOWN = "unknown"


class DecidedBy(StrEnum):
    """Who decided a kind: a person's note, what the change itself declares, or the model's estimate."""

    HUMAN = "human"
    DECLARED = "declared"
    MODEL = "model"


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """One reason for a judgement: the signal's code, its weight (log-odds towards the verdict) and what was seen."""

    signal: str
    weight: float
    detail: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """What one signal made of a change: its name, what it looks for, and the evidence, none where it saw nothing."""

    name: str
    looks_for: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """A kind, how sure (0 to 1), why, and what else it could be (probabilities over all kinds, sum 1)."""

    kind: Kind
    confidence: float
    decided_by: DecidedBy
    evidence: tuple[Evidence, ...]
    probabilities: Mapping[Kind, float]
