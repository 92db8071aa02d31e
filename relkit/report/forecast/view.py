"""What people are told of forecasts, whatever it is shown on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from relkit.model.forecast import Conflict, ConflictKind, Forecast, Forecasts, Outcome
from relkit.model.ids import CommitId
from relkit.report.words import count, enumerated, told_lack

SHORT_ID = 10
"""Digits of an id that is shown to people."""
OUTCOMES = {
    Outcome.CLEAN: "applies",
    Outcome.EMPTY: "nothing left to do",
    Outcome.CONFLICT: "conflicts",
    Outcome.NEEDS: "needs others first",
    Outcome.UNKNOWN: "not known",
}
"""Outcomes in words."""


def summary(made: Forecasts) -> str:
    """Return how many picks there are, and what they come to."""
    outcomes = Counter(pick.outcome for pick in made.picks)
    told = [f"{outcomes[outcome]:,} {said}" for outcome, said in OUTCOMES.items() if outcomes[outcome]]
    to = "" if made.line is None else f" to {made.line}"
    order = " in this order" if made.in_sequence and len(made.picks) > 1 else ""
    return f"{count(len(made.picks), 'cherry-pick')}{to}{order}: {', '.join(told)}" if told else "no cherry-picks"


def called(commit: CommitId, made: Forecasts) -> str:
    """Return a commit's short id and title."""
    title = made.titles.get(commit)
    return commit[:SHORT_ID] if title is None else f"{commit[:SHORT_ID]} “{title}”"


def notes(pick: Forecast, made: Forecasts) -> Iterator[str]:
    """Yield what is to be known of a pick beside its outcome."""
    if pick.outcome in (Outcome.CONFLICT, Outcome.NEEDS):
        for conflict in pick.conflicts:
            yield f"conflict in {_place(conflict)}"
            if conflict.culprits:
                yield f"because of {enumerated([called(commit, made) for commit in conflict.culprits])}"
    yield from map(told_lack, pick.lacks)
    if pick.prerequisites:
        yield f"first: {enumerated([called(one.id, made) for one in pick.prerequisites])}"


def _place(conflict: Conflict) -> str:
    return conflict.path if conflict.kind is ConflictKind.CONTENT else f"{conflict.path} ({conflict.kind.value})"
