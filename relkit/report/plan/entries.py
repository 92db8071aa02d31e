"""Changes as a plan lists them: what kind, which, how old, what it does, and what a cherry-pick would meet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container
from dataclasses import dataclass, replace

from relkit.model.forecast import Conflict, ConflictKind, Forecast, Outcome
from relkit.model.ids import SHORT_ID, CommitId
from relkit.model.line import Line
from relkit.model.plan import Judged, LineState
from relkit.report.kinds import Group, group, importance, is_passed_over, kind_in_words
from relkit.report.picks import needed, only_beside_the_code, told_lack
from relkit.report.plan.titles import Titles, without_marks
from relkit.report.tones import Tone
from relkit.report.words import elapsed, enumerated

PASSED_OVER = "Passed over by the last release:"
"""What stands before those changes in a list."""
_PATHS = 3
_LACKS = 2  # of what a pick would miss, those that are shown
_SHARED = 3
"""Forecasts from which on a warning of theirs is told once for all."""
_OUTCOME_ORDER = (Outcome.CLEAN, Outcome.NEEDS, Outcome.CONFLICT, Outcome.UNKNOWN, Outcome.EMPTY, None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A change in a list; ``age`` is in seconds, ``outcome`` None where nothing is to be picked."""

    id: CommitId
    kind: str
    tone: Tone
    age: int
    title: str
    outcome: Outcome | None
    notes: tuple[str, ...]
    passed_over: bool = False

    @property
    def short_id(self) -> str:
        """The id as people are shown it."""
        return self.id[:SHORT_ID]


def waiting_entries(state: LineState, now: int, *, everything: bool) -> tuple[tuple[Entry, ...], str | None]:
    """Return what waits, the most important first and then the newest.

    What only concerns the project itself (tests, docs, CI …) is counted in the second value, unless ``everything`` is
    asked for.
    """
    shown = [judged for judged in state.unreleased if everything or group(judged) is not Group.INTERNAL]
    inside = [judged for judged in state.unreleased if not everything and group(judged) is Group.INTERNAL]
    newest_first = shown[::-1]
    ordered = sorted(newest_first, key=importance)
    entries = tuple(_entry(judged, now, state.line) for judged in ordered)
    if not inside:
        return entries, None
    kinds = Counter(judged.verdict.kind.value for judged in inside).most_common()
    told = ", ".join(f"{number:,} {kind}" for kind, number in kinds)
    return entries, f"{'and ' if entries else ''}{len(inside):,} internal ({told})"


def missing_entries(state: LineState, now: int, titles: Titles) -> tuple[tuple[Entry, ...], str | None]:
    """Return what is missing: security first, then what applies, then the newest; last what was passed over.

    A warning that many forecasts share is told once, in the second value.
    """
    newest_first = state.missing[::-1]
    ordered = sorted(
        newest_first, key=lambda item: (is_passed_over(item), importance(item.judged), _place(item.forecast))
    )
    warned = Counter(warning for item in ordered if item.forecast for warning in item.forecast.warnings)
    shared = {warning: number for warning, number in warned.items() if number >= _SHARED}
    entries = tuple(
        replace(
            _entry(item.judged, now, state.line, item.forecast, _notes(item.forecast, titles, shared)),
            passed_over=is_passed_over(item),
        )
        for item in ordered
    )
    return entries, "; ".join(f"{number:,} of them: {warning}" for warning, number in shared.items()) or None


def _place(forecast: Forecast | None) -> int:
    return _OUTCOME_ORDER.index(forecast.outcome if forecast else None)


def _entry(
    judged: Judged, now: int, line: Line, forecast: Forecast | None = None, notes: tuple[str, ...] = ()
) -> Entry:
    return Entry(
        id=judged.change.id,
        kind=kind_in_words(judged),
        tone=_tone(judged),
        age=elapsed(judged.change.landed, now),
        title=without_marks(judged.change.title, line),
        outcome=forecast.outcome if forecast else None,
        notes=notes,
    )


def _tone(judged: Judged) -> Tone:
    meaning = group(judged)
    if meaning is Group.SECURITY:
        return Tone.BAD
    return Tone.QUIET if meaning is Group.INTERNAL else Tone.PLAIN


def _path(conflict: Conflict) -> str:
    if conflict.kind is ConflictKind.CONTENT:
        return conflict.path
    return f"{conflict.path} ({conflict.kind.value})"


def _notes(forecast: Forecast | None, titles: Titles, shared: Container[str]) -> tuple[str, ...]:
    """Return what has to be known before picking."""
    if forecast is None:
        return ()
    notes = []
    if forecast.outcome is Outcome.EMPTY:
        notes.append("nothing is left to do here")
    if forecast.conflicts and forecast.outcome is not Outcome.CLEAN:
        paths = enumerated([_path(conflict) for conflict in forecast.conflicts], _PATHS)
        notes.append(f"conflicts in {paths}")
        only = only_beside_the_code(forecast.conflicts)
        notes += [only] if only else []
    notes += map(told_lack, forecast.lacks[:_LACKS])
    if forecast.prerequisites:
        first = enumerated([titles.name(one.id) for one in forecast.prerequisites], _PATHS)
        notes.append(f"{needed(forecast.prerequisites)}: {first}")
    elif forecast.conflicts:
        culprits = dict.fromkeys(culprit for conflict in forecast.conflicts for culprit in conflict.culprits)
        if culprits:
            notes.append(f"because of {enumerated([titles.name(culprit) for culprit in culprits], _PATHS)}")
    return (*notes, *(warning for warning in forecast.warnings if warning not in shared))
