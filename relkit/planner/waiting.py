"""What waits on a line: its unreleased changes, sorted by what they mean to those who get the release."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from relkit.model.commit import Change
from relkit.model.evidence import DecidedBy, Kind
from relkit.model.line import Line
from relkit.model.plan import Judged, Missing

FIXES = frozenset({Kind.FIX, Kind.PERFORMANCE, Kind.REVERT})
"""What a patch release is for, beside security; a revert takes back what users got."""

FEATURES = frozenset({Kind.FEATURE, Kind.DEPRECATION, Kind.REMOVAL})
"""What a patch-only line should not get."""

INTERNAL = frozenset({Kind.DOCS, Kind.TEST, Kind.CI, Kind.RELEASE, Kind.MERGE, Kind.DEPENDENCY})
"""What alone is no cause for a release: who installs it would see no difference.

Refactoring and building are not among them: on a maintenance branch somebody had a reason to bring them there, and
where backports come in batches ("MAINT: backports for 1.11.2") they are what the batch is called.
"""

_MINOR = "minor-release"
"""The signal by which a change's own note asks for more than a patch release (``relkit.classify``)."""
_CLEAR = 0.8
"""Confidence from which an estimated feature counts as one where it changes the version."""
_REQUIREMENTS = "requirements.txt"

SURE = 0.5
"""Confidence from which an estimated security fix counts as one; what a person or a note declares always does."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """The unreleased changes of a line, each in one group, in history order.

    ``other`` are changes of what users get whose kind is not known, or says little (refactoring, building); they
    weigh like fixes. ``internal`` alone are no cause for a release.
    """

    everything: tuple[Judged, ...]
    security: tuple[Judged, ...]
    fixes: tuple[Judged, ...]
    features: tuple[Judged, ...]
    other: tuple[Judged, ...]
    internal: tuple[Judged, ...]

    @property
    def weighty(self) -> tuple[Judged, ...]:
        """All that is a cause for a release."""
        return (*self.security, *self.fixes, *self.features, *self.other)

    @property
    def mending(self) -> tuple[Judged, ...]:
        """The security fixes and the fixes."""
        return (*self.security, *self.fixes)


def is_security(judged: Judged) -> bool:
    """Tell whether a change is a security fix, surely enough to act on."""
    verdict = judged.verdict
    return verdict.kind is Kind.SECURITY and (verdict.decided_by is not DecidedBy.MODEL or verdict.confidence >= SURE)


def is_passed_over(item: Missing) -> bool:
    """Tell whether the last release left it out and nobody need look again; at a security fix somebody should."""
    return item.passed_over and not is_security(item.judged)


def landed_before_release(line: Line, change: Change, *, wanted: bool) -> bool:
    """Tell whether a line's last final release left out a change that the mainline had then, and nobody wants since."""
    last = line.last_final
    return last is not None and change.landed <= last.tag.committed and not wanted


def asks_for_minor(judged: Judged) -> bool:
    """Tell whether a change asks for more than a patch release: by its note, its kind, or what it newly requires."""
    verdict = judged.verdict
    if any(evidence.signal == _MINOR for evidence in verdict.evidence):
        return True
    if verdict.kind in FEATURES:
        return verdict.decided_by is not DecidedBy.MODEL or verdict.confidence >= _CLEAR
    return any(file.path == _REQUIREMENTS for file in judged.change.files)


def sort_out(unreleased: Iterable[Judged]) -> Waiting:
    """Sort the unreleased changes of a line into groups."""
    everything = tuple(unreleased)
    security, fixes, features, other, internal = [], [], [], [], []
    for judged in everything:
        kind = judged.verdict.kind
        if is_security(judged):
            security.append(judged)
        elif kind in FIXES or kind is Kind.SECURITY:
            fixes.append(judged)
        elif kind in FEATURES:
            features.append(judged)
        elif kind in INTERNAL:
            internal.append(judged)
        else:
            other.append(judged)
    return Waiting(
        everything=everything,
        security=tuple(security),
        fixes=tuple(fixes),
        features=tuple(features),
        other=tuple(other),
        internal=tuple(internal),
    )


def oldest(changes: Iterable[Judged]) -> int | None:
    """Return when the first of the changes landed, in seconds since 1970."""
    return min((judged.change.landed for judged in changes), default=None)


def newest(changes: Iterable[Judged]) -> int | None:
    """Return when the last of the changes landed, in seconds since 1970."""
    return max((judged.change.landed for judged in changes), default=None)


def kinds_of(changes: Iterable[Judged]) -> str:
    """Return what kinds there are: "7 test, 5 ci", most frequent first."""
    counted = Counter(judged.verdict.kind.value for judged in changes)
    ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{number} {kind}" for kind, number in ordered)
