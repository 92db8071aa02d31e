"""Judging a change: signals, what they say together, a verdict."""

from __future__ import annotations

import math
from collections.abc import Sequence

from relkit.classify.case import Case, prepare
from relkit.classify.habits import Habits
from relkit.classify.sign import Rank, Sign
from relkit.classify.signals import SIGNALS
from relkit.classify.weights import PRIOR
from relkit.model.commit import Change, Contents
from relkit.model.evidence import DecidedBy, Evidence, Kind, Verdict

PRODUCER_VERSION = 1
"""Raised whenever the judgement of any change may differ: verdicts are cached by commit, this and the habits' fingerprint."""

FOR_PLANNERS = frozenset({"minor-release", "breaking", "requirements"})
"""Codes of evidence that is kept whatever its weight: what it says is not about the kind."""


def judge(change: Change, contents: Contents, habits: Habits) -> Verdict:
    """Judge what a change is; a merge is judged as a whole, with what it brought.

    Blobs are read only of change notes whose kind is in their contents. Works for any message and any number of
    files; what says nothing is ``Kind.UNKNOWN`` with little confidence.
    """
    return combine(look(prepare(change, contents, habits)))


def look(case: Case) -> tuple[Sign, ...]:
    """Return the signs that all signals see."""
    return tuple(sign for signal in SIGNALS for sign in signal(case))


def combine(signs: Sequence[Sign]) -> Verdict:
    """Weigh signs: the highest declaration decides, without one the sum of the votes."""
    estimate = _estimate(signs)
    ranks = [sign.rank for sign in signs if sign.declares]
    if not ranks:
        kind = max(estimate, key=lambda each: estimate[each])
        return Verdict(
            kind=kind,
            confidence=estimate[kind],
            decided_by=DecidedBy.MODEL,
            evidence=_evidence(signs, kind),
            probabilities=estimate,
        )
    deciding = next(sign for sign in signs if sign.rank == max(ranks))
    probabilities = _declared(deciding, estimate)
    kind = deciding.declares[0]
    return Verdict(
        kind=kind,
        confidence=probabilities[kind],
        decided_by=DecidedBy.DECLARED,
        evidence=_evidence(signs, kind),
        probabilities=probabilities,
    )


def _estimate(signs: Sequence[Sign]) -> dict[Kind, float]:
    scores = dict(PRIOR)
    for sign in signs:
        for kind, vote in sign.votes.items():
            scores[kind] += vote
    highest = max(scores.values())
    odds = {kind: math.exp(score - highest) for kind, score in scores.items()}
    total = sum(odds.values())
    return {kind: odd / total for kind, odd in odds.items()}


def _declared(deciding: Sign, estimate: dict[Kind, float]) -> dict[Kind, float]:
    """Give the declared kinds their certainty, the first the most, and leave the rest to the estimate."""
    shares = [2.0**-place for place in range(len(deciding.declares))]
    probabilities = {
        kind: deciding.certainty * share / sum(shares) for kind, share in zip(deciding.declares, shares, strict=True)
    }
    others = {kind: weight for kind, weight in estimate.items() if kind not in probabilities}
    left, total = 1.0 - sum(probabilities.values()), sum(others.values())
    for kind, weight in others.items():
        probabilities[kind] = left * (weight / total if total > 0 else 1 / len(others))
    return {kind: probabilities[kind] for kind in Kind}


def _evidence(signs: Sequence[Sign], kind: Kind) -> tuple[Evidence, ...]:
    found = [Evidence(signal=sign.signal, weight=round(_weight(sign, kind), 2), detail=sign.detail) for sign in signs]
    kept = [one for one in dict.fromkeys(found) if one.weight or one.signal in FOR_PLANNERS]
    return tuple(sorted(kept, key=lambda one: -abs(one.weight)))


def _weight(sign: Sign, kind: Kind) -> float:
    """Log-odds of a sign towards a kind: against the best other kind that it speaks for."""
    if sign.rank is not Rank.VOTE:
        weight = math.log(sign.certainty / (1 - sign.certainty))
        return weight if kind in sign.declares else -weight
    others = [vote for other, vote in sign.votes.items() if other is not kind]
    return sign.votes.get(kind, 0.0) - max([0.0, *others])
