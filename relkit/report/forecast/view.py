"""What people are told of forecasts, whatever it is shown on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from relkit.model.forecast import Forecast, Forecasts, Outcome
from relkit.report.picks import in_the_way, told_lack
from relkit.report.words import count

OUTCOMES = {
    Outcome.CLEAN: "applies",
    Outcome.EMPTY: "nothing left to do",
    Outcome.CONFLICT: "conflicts",
    Outcome.NEEDS: "needs others first",
    Outcome.UNKNOWN: "not known",
}
"""Outcomes in words."""
_SEVERAL = {"applies": "apply", "conflicts": "conflict", "needs others first": "need others first"}


def summary(made: Forecasts) -> str:
    """Return how many picks there are, and what they come to."""
    outcomes = Counter(pick.outcome for pick in made.picks)
    told = [
        f"{outcomes[outcome]:,} {in_number(said, outcomes[outcome])}"
        for outcome, said in OUTCOMES.items()
        if outcomes[outcome]
    ]
    to = "" if made.line is None else f" to {made.line}"
    order = " in this order" if made.in_sequence and len(made.picks) > 1 else ""
    return f"{count(len(made.picks), 'cherry-pick')}{to}{order}: {', '.join(told)}" if told else "no cherry-picks"


def in_number(said: str, number: int) -> str:
    """Return what is said of an outcome as it agrees with so many picks."""
    return said if number == 1 else _SEVERAL.get(said, said)


def notes(pick: Forecast, made: Forecasts) -> Iterator[str]:
    """Yield what is to be known of a pick beside its outcome: what it needs, and where it conflicts with whom."""
    conflicts = pick.conflicts if pick.outcome in (Outcome.CONFLICT, Outcome.NEEDS) else ()
    yield from in_the_way(conflicts, pick.prerequisites, made.titles)
    yield from map(told_lack, pick.lacks)
