"""What a change means to those who get it."""

from __future__ import annotations

from enum import StrEnum

from relkit.model.evidence import DecidedBy, Kind
from relkit.model.plan import Judged, Missing


class Group(StrEnum):
    """Kinds of one meaning, the most important first; internal is what only the project itself notices."""

    SECURITY = "security"
    FIX = "fix"
    FEATURE = "feature"
    OTHER = "other"
    INTERNAL = "internal"


_GROUPS = {
    Kind.SECURITY: Group.SECURITY,
    Kind.FIX: Group.FIX,
    Kind.PERFORMANCE: Group.FIX,
    Kind.REVERT: Group.FIX,
    Kind.FEATURE: Group.FEATURE,
    Kind.DEPRECATION: Group.FEATURE,
    Kind.REMOVAL: Group.FEATURE,
    Kind.REFACTOR: Group.OTHER,  # on a maintenance branch somebody had a reason to bring it there
    Kind.BUILD: Group.OTHER,
    Kind.OTHER: Group.OTHER,
    Kind.UNKNOWN: Group.OTHER,
}
_ORDER = {group: place for place, group in enumerate(Group)}
_SURE = 0.5
"""Confidence from which an estimate is taken for true, as in planning."""
_DIGITS = 4
"""Decimals of a confidence that count: those that a document keeps, so that a saved plan reads as it did."""


def is_sure(judged: Judged) -> bool:
    """Tell whether a change's kind was declared or decided, or is at least likely."""
    return judged.verdict.decided_by is not DecidedBy.MODEL or round(judged.verdict.confidence, _DIGITS) >= _SURE


def kind_in_words(judged: Judged) -> str:
    """Return a change's kind, with a question mark where it is a guess."""
    return judged.verdict.kind.value if is_sure(judged) else f"{judged.verdict.kind.value}?"


def group(judged: Judged) -> Group:
    """Return what a change means; a security fix that is only guessed at counts as a fix."""
    if judged.verdict.kind is Kind.SECURITY and not is_sure(judged):
        return Group.FIX
    return _GROUPS.get(judged.verdict.kind, Group.INTERNAL)


def is_passed_over(item: Missing) -> bool:
    """Tell whether the last release left it out and nobody need look again; at a security fix somebody should."""
    return item.passed_over and group(item.judged) is not Group.SECURITY


def importance(judged: Judged) -> int:
    """Return the place of a change's group, for sorting: the lower, the more important."""
    return _ORDER[group(judged)]
