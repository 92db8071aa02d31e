"""Judging a change: signals, what they say together, a verdict."""

from __future__ import annotations

import math
from collections.abc import Sequence

from relkit.classify.case import Case, prepare
from relkit.classify.habits import Habits
from relkit.classify.hide import hide
from relkit.classify.sign import Rank, Sign
from relkit.classify.signals import DECLARING, ESTIMATING
from relkit.classify.signals.shape import shape
from relkit.classify.weights import PRIOR, TEMPERATURE
from relkit.model.commit import Change, Contents
from relkit.model.evidence import DecidedBy, Evidence, Kind, Verdict

FOR_PLANNERS = frozenset({"minor-release", "breaking", "requirements"})
"""Codes of evidence that is kept whatever its weight: what it says is not about the kind."""


def judge(change: Change, contents: Contents, habits: Habits, hidden: frozenset[str] = frozenset()) -> Verdict:
    """Judge what a change is, without the signals in ``hidden``; a merge is judged as a whole, with what it brought.

    Blobs are read only of change notes whose kind is in their contents. Works for any message and any number of
    files; what says nothing is ``Kind.UNKNOWN`` with little confidence.
    """
    return combine(look(prepare(hide(change, hidden, habits), contents, habits), hidden))


def look(case: Case, hidden: frozenset[str] = frozenset()) -> tuple[Sign, ...]:
    """Return the signs that all signals see; the shape of the difference is looked at unless "diff" is hidden."""
    signals = (signal for signal in (*DECLARING, *ESTIMATING) if signal is not shape or "diff" not in hidden)
    return tuple(sign for signal in signals for sign in signal(case))


def combine(signs: Sequence[Sign]) -> Verdict:
    """Weigh signs: the highest declaration decides, without one the sum of the votes."""
    estimate = _estimate(signs)
    declarations = [sign for sign in signs if sign.declares]
    if not declarations:
        kind = max(estimate, key=lambda each: estimate[each])
        return _verdict(kind, estimate, DecidedBy.MODEL, signs, None)
    deciding = max(declarations, key=lambda sign: sign.rank)
    return _verdict(deciding.declares[0], _declared(deciding, estimate), DecidedBy.DECLARED, signs, deciding)


def _verdict(
    kind: Kind, probabilities: dict[Kind, float], by: DecidedBy, signs: Sequence[Sign], deciding: Sign | None
) -> Verdict:
    return Verdict(
        kind=kind,
        confidence=probabilities[kind],
        decided_by=by,
        evidence=_evidence(signs, kind, deciding),
        probabilities=probabilities,
    )


def _estimate(signs: Sequence[Sign]) -> dict[Kind, float]:
    scores = dict(PRIOR)
    for sign in signs:
        for kind, vote in sign.votes.items():
            scores[kind] += vote
    highest = max(scores.values())
    odds = {kind: math.exp((score - highest) / TEMPERATURE) for kind, score in scores.items()}
    total = sum(odds.values())
    return {kind: odd / total for kind, odd in odds.items()}


def _declared(deciding: Sign, estimate: dict[Kind, float]) -> dict[Kind, float]:
    """Give the declared kinds their certainty, the first the most, and leave the rest to the estimate."""
    shares = {kind: 2.0**-place for place, kind in enumerate(deciding.declares)}
    certain = {kind: deciding.certainty * share / sum(shares.values()) for kind, share in shares.items()}
    left = 1.0 - deciding.certainty
    others = sum(weight for kind, weight in estimate.items() if kind not in certain) or 1.0
    return {kind: certain[kind] if kind in certain else left * estimate[kind] / others for kind in Kind}


def _evidence(signs: Sequence[Sign], kind: Kind, deciding: Sign | None) -> tuple[Evidence, ...]:
    """Return the evidence, the deciding declaration first, then by weight, for or against."""
    ordered = sorted(signs, key=lambda sign: (sign is not deciding, -abs(_weight(sign, kind))))
    found = (Evidence(signal=sign.signal, weight=round(_weight(sign, kind), 2), detail=sign.detail) for sign in ordered)
    return tuple(one for one in dict.fromkeys(found) if one.weight or one.signal in FOR_PLANNERS)


def _weight(sign: Sign, kind: Kind) -> float:
    """Return a sign's log-odds towards a kind, against the best other kind that it speaks for."""
    if sign.rank is not Rank.VOTE:
        weight = math.log(sign.certainty / (1 - sign.certainty))
        return weight if kind in sign.declares else -weight
    others = [vote for other, vote in sign.votes.items() if other is not kind]
    return sign.votes.get(kind, 0.0) - max([0.0, *others])
