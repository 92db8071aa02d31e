"""What people are told of forecasts, whatever it is shown on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from relkit.model.forecast import Forecast, Forecasts, Outcome
from relkit.model.ids import SHORT_ID, CommitId
from relkit.report.picks import described, needed, only_beside_the_code, place, told_lack
from relkit.report.words import count, enumerated

_CONFLICTS = 10
"""Files in conflict that are shown; documents have all."""
OUTCOMES = {
    Outcome.CLEAN: "applies",
    Outcome.EMPTY: "nothing left to do",
    Outcome.CONFLICT: "conflicts",
    Outcome.NEEDS: "needs others first",
    Outcome.UNKNOWN: "not known",
}
"""Outcomes in words."""
_SEVERAL = {Outcome.CLEAN: "apply", Outcome.CONFLICT: "conflict", Outcome.NEEDS: "need others first"}


def summary(made: Forecasts) -> str:
    """Return how many picks there are, and what they come to."""
    outcomes = Counter(pick.outcome for pick in made.picks)
    told = [
        f"{outcomes[outcome]:,} {said if outcomes[outcome] == 1 else _SEVERAL.get(outcome, said)}"
        for outcome, said in OUTCOMES.items()
        if outcomes[outcome]
    ]
    to = "" if made.line is None else f" to {made.line}"
    order = " in this order" if made.in_sequence and len(made.picks) > 1 else ""
    return f"{count(len(made.picks), 'cherry-pick')}{to}{order}: {', '.join(told)}" if told else "no cherry-picks"


def called(commit: CommitId, made: Forecasts) -> str:
    """Return a commit's short id and title."""
    title = made.titles.get(commit)
    return commit[:SHORT_ID] if title is None else f"{commit[:SHORT_ID]} “{title}”"


def notes(pick: Forecast, made: Forecasts) -> Iterator[str]:
    """Yield what is to be known of a pick beside its outcome: what it needs, and where it conflicts with whom."""
    if pick.prerequisites:
        yield f"{needed(pick.prerequisites)}:"
        for nth, one in enumerate(pick.prerequisites):
            yield f"{'then' if nth else 'first'} {called(one.id, made)} ({described(one)})"
    if pick.outcome in (Outcome.CONFLICT, Outcome.NEEDS):
        for conflict in pick.conflicts[:_CONFLICTS]:
            culprits = enumerated([called(commit, made) for commit in conflict.culprits])
            because = f", because of {culprits}" if culprits and not pick.prerequisites else ""
            yield f"conflict in {place(conflict)}{because}"
        if len(pick.conflicts) > _CONFLICTS:
            yield f"and in {len(pick.conflicts) - _CONFLICTS:,} more"
        only = only_beside_the_code(pick.conflicts)
        if only:
            yield only
    yield from map(told_lack, pick.lacks)
