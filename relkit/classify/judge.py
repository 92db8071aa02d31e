"""Judging a change: signals, what they say together, a verdict."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from relkit.classify.case import Case, prepare
from relkit.classify.habits import Habits
from relkit.classify.hide import hide
from relkit.classify.model import KINDS, Model, Scores, finished, probabilities, trained
from relkit.classify.sign import PRIOR, Sign
from relkit.classify.signals import DECLARING, ESTIMATING, Signal
from relkit.model.commit import Change, Contents
from relkit.model.evidence import DecidedBy, Evidence, Heard, Kind, Verdict

KEPT = frozenset({"minor-release", "breaking", "requirements", "unread"})
"""Codes of evidence that is kept whatever its weight: what it says is not about the kind."""

SETTLED = 0.9
"""Confidence from which the difference is not looked at."""

_UNCLEAR = ((Kind.OTHER,), (Kind.REFACTOR,))
_RELEASED = (
    Kind.FIX, Kind.SECURITY, Kind.FEATURE, Kind.PERFORMANCE, Kind.DEPRECATION, Kind.REMOVAL, Kind.UNKNOWN,
)  # fmt: skip

_MOST_NAMED = 4
_LEAST_SHOWN = 0.005
_ALMOST_NEVER = 1e-9


def judge(
    change: Change,
    contents: Contents,
    habits: Habits,
    hidden: frozenset[str] = frozenset(),
    model: Model | None = None,
) -> Verdict:
    """Judge what a change is, without the signals in ``hidden``; a merge is judged as a whole, with what it brought.

    ``model`` is the one that comes with relkit, or one that was adapted to the project. Blobs are read of the files
    that it changes only where message and paths leave a doubt, within bounds that the evidence tells of when they are
    reached. Works for any message and any number of files; what says nothing is ``Kind.UNKNOWN`` with little
    confidence. The weights of the evidence add up to the logarithm of the odds of the kind against the next likeliest
    one.
    """
    shown = hide(change, hidden, habits)
    verdict = combine(look(prepare(shown, contents, habits, difference=False)), model)
    if "diff" in hidden or _is_settled(verdict):
        return verdict
    return combine(look(prepare(shown, contents, habits)), model)


def _is_settled(verdict: Verdict) -> bool:
    """Whether the difference would change little: the kind is declared, or likely, or none that is released."""
    if verdict.decided_by is DecidedBy.DECLARED or verdict.confidence >= SETTLED:
        return True
    return sum(verdict.probabilities[kind] for kind in _RELEASED) < 1 - SETTLED


def explain(
    change: Change,
    contents: Contents,
    habits: Habits,
    hidden: frozenset[str] = frozenset(),
    model: Model | None = None,
) -> tuple[Verdict, tuple[Heard, ...]]:
    """Judge a change and tell what every signal made of it, also those that saw nothing."""
    shown, model = hide(change, hidden, habits), model or trained()
    seen, verdict = _seen(prepare(shown, contents, habits, difference=False), model)
    if "diff" not in hidden and not _is_settled(verdict):
        seen, verdict = _seen(prepare(shown, contents, habits), model)
    between = (verdict.kind, _next(verdict.kind, verdict.probabilities))
    deciding = verdict.evidence[0] if verdict.decided_by is DecidedBy.DECLARED else None
    heard = []
    for signal, signs in seen:
        evidence = [_weighed(sign, model.said_by(sign), model, between) for sign in signs]
        same = (
            deciding is not None and (one.signal, one.detail) == (deciding.signal, deciding.detail) for one in evidence
        )
        heard.append(
            Heard(
                name=signal.__name__.replace("_", " "),
                looks_for=(signal.__doc__ or "").partition("\n")[0].replace("``", '"'),
                evidence=tuple(
                    deciding if decides and deciding else one for one, decides in zip(evidence, same, strict=True)
                ),
            )
        )
    return verdict, tuple(heard)


def _seen(case: Case, model: Model) -> tuple[list[tuple[Signal, tuple[Sign, ...]]], Verdict]:
    seen = [(signal, tuple(signal(case))) for signal in (*DECLARING, *ESTIMATING)]
    return seen, combine([sign for _, signs in seen for sign in signs], model)


def look(case: Case) -> tuple[Sign, ...]:
    """Return the signs that all signals see."""
    return tuple(sign for signal in (*DECLARING, *ESTIMATING) for sign in signal(case))


def combine(signs: Sequence[Sign], model: Model | None = None) -> Verdict:
    """Weigh signs: the highest declaration decides, without one the model's estimate."""
    model = model or trained()
    said = [model.said_by(sign) if sign.features or sign.votes else None for sign in signs]
    start = model.start()
    totals = tuple(map(sum, zip(start, *(scores for scores in said if scores is not None), strict=True)))
    estimate = probabilities(finished(totals, _silence(signs, model)))
    declarations = [sign for sign in signs if sign.declares]
    # What is declared to be of no kind in particular ("misc") yields to a declaration of one.
    deciding = max(declarations, key=lambda sign: (sign.declares not in _UNCLEAR, sign.rank), default=None)
    chances = estimate if deciding is None else _declared(deciding, estimate)
    kind = deciding.declares[0] if deciding else max(estimate, key=lambda each: estimate[each])
    between = kind, _next(kind, chances)
    weighed = [_weighed(sign, scores, model, between) for sign, scores in zip(signs, said, strict=True)]
    return Verdict(
        kind=kind,
        confidence=chances[kind],
        decided_by=DecidedBy.DECLARED if deciding else DecidedBy.MODEL,
        evidence=_evidence(list(zip(signs, weighed, strict=True)), deciding, between[1], chances),
        probabilities=chances,
    )


def _silence(signs: Sequence[Sign], model: Model) -> int:
    """Count what says nothing: the title when none of its words is known, and the files when there are none."""
    features = [feature for sign in signs for feature in sign.features]
    titled = any(feature.startswith('title "') and model.knows(feature) for feature in features)
    titled = titled or any(sign.votes for sign in signs)
    return (not titled) + (not any(feature.startswith("touches ") for feature in features))


def _declared(deciding: Sign, estimate: Mapping[Kind, float]) -> dict[Kind, float]:
    """Give the declared kinds their certainty, the first the most, and leave the rest to the estimate."""
    shares = {kind: 2.0**-place for place, kind in enumerate(deciding.declares)}
    total = sum(shares.values())
    left = 1.0 - deciding.certainty
    return {kind: deciding.certainty * shares.get(kind, 0.0) / total + left * estimate[kind] for kind in Kind}


def _evidence(
    found: Sequence[tuple[Sign, Evidence]], deciding: Sign | None, other: Kind, chances: Mapping[Kind, float]
) -> tuple[Evidence, ...]:
    """Return the evidence for a kind against the next likeliest, the deciding declaration first, then by weight.

    A declaration weighs what its certainty is worth. What is left over of the sum goes to the prior: kinds that are
    judged beside the model, what a declaration leaves to the rest, and rounding.
    """
    first, second = sorted(chances.values(), reverse=True)[:2]
    score = math.log(max(first, _ALMOST_NEVER) / max(second, _ALMOST_NEVER))
    others = [one for sign, one in found if sign is not deciding]
    rest = round(score - sum(one.weight for one in others), 2)
    kept = [
        one
        for sign, one in found
        if sign is not deciding and (abs(one.weight) >= _LEAST_SHOWN or sign.signal in KEPT or sign.declares)
    ]
    own: list[Evidence] = []
    if deciding is not None:
        worth = round(math.log(deciding.certainty / (1 - deciding.certainty)), 2)
        own.append(Evidence(signal=deciding.signal, weight=worth, detail=deciding.detail))
        rest = round(rest - worth, 2)
    kept.append(Evidence(signal=PRIOR, weight=rest, detail=f"how common it is, against {other}"))
    return (*own, *sorted(kept, key=lambda one: -abs(one.weight)))


def _weighed(sign: Sign, scores: Scores | None, model: Model, between: tuple[Kind, Kind]) -> Evidence:
    """Return what a sign says for one kind against another; what it declares is not in it."""
    one, two = (KINDS.index(kind) for kind in between)
    weight = 0.0 if scores is None else scores[one] - scores[two]
    return Evidence(signal=sign.signal, weight=round(weight, 2), detail=_detail(sign, model, between))


def _next(kind: Kind, chances: Mapping[Kind, float]) -> Kind:
    """Return the next likeliest kind."""
    return max((each for each in KINDS if each is not kind), key=lambda each: chances[each])


def _detail(sign: Sign, model: Model, between: tuple[Kind, Kind]) -> str:
    """Tell what a sign saw: the features that weigh most, and what else there is to say."""
    strongest = model.strongest(sign, *between, _MOST_NAMED) if sign.features else []
    return " ".join(filter(None, (", ".join(strongest), sign.detail)))
