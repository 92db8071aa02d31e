"""Judging a change: signals, what they say together, a verdict."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from relkit.classify.case import Case, prepare
from relkit.classify.habits import Habits
from relkit.classify.hide import hide
from relkit.classify.model import KINDS, Model, Scores, finished, probabilities, trained
from relkit.classify.sign import Sign
from relkit.classify.signals import DECLARING, ESTIMATING
from relkit.model.commit import Change, Contents
from relkit.model.evidence import DecidedBy, Evidence, Heard, Kind, Verdict

KEPT = frozenset({"minor-release", "breaking", "requirements", "unread"})
"""Codes of evidence that is kept whatever its weight: what it says is not about the kind."""

PRIOR = "prior"
"""Code of the evidence that stands for how common the kinds are, before anything else is known."""

_MOST_NAMED = 4
_LEAST_SHOWN = 0.005
_ALMOST_NEVER = 1e-9


def judge(change: Change, contents: Contents, habits: Habits, hidden: frozenset[str] = frozenset()) -> Verdict:
    """Judge what a change is, without the signals in ``hidden``; a merge is judged as a whole, with what it brought.

    Blobs are read of the files that it changes, within bounds that the evidence tells of when they are reached. Works
    for any message and any number of files; what says nothing is ``Kind.UNKNOWN`` with little confidence. The weights
    of the evidence add up to the logarithm of the odds of the kind against the next likeliest one.
    """
    return combine(look(prepare(hide(change, hidden, habits), contents, habits, difference="diff" not in hidden)))


def explain(
    change: Change, contents: Contents, habits: Habits, hidden: frozenset[str] = frozenset()
) -> tuple[Verdict, tuple[Heard, ...]]:
    """Judge a change and tell what every signal made of it, also those that saw nothing."""
    case = prepare(hide(change, hidden, habits), contents, habits, difference="diff" not in hidden)
    seen = [(signal, tuple(signal(case))) for signal in (*DECLARING, *ESTIMATING)]
    verdict = combine([sign for _, signs in seen for sign in signs])
    model, between = trained(), (verdict.kind, _next(verdict.kind, verdict.probabilities))
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
                looks_for=(signal.__doc__ or "").partition("\n")[0],
                evidence=tuple(
                    deciding if decides and deciding else one for one, decides in zip(evidence, same, strict=True)
                ),
            )
        )
    return verdict, tuple(heard)


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
    if declarations:
        deciding = max(declarations, key=lambda sign: sign.rank)
        chances, by = _declared(deciding, estimate), DecidedBy.DECLARED
        kind = deciding.declares[0]
    else:
        deciding, chances, by = None, estimate, DecidedBy.MODEL
        kind = max(estimate, key=lambda each: estimate[each])
    other = _next(kind, chances)
    evidence = _evidence(signs, said, model, (kind, other), chances, deciding)
    return Verdict(kind=kind, confidence=chances[kind], decided_by=by, evidence=evidence, probabilities=chances)


def _silence(signs: Sequence[Sign], model: Model) -> int:
    """Count what says nothing: the title when none of its words is known, and the files when there are none."""
    features = [feature for sign in signs for feature in sign.features]
    titled = any(feature.startswith('title "') and model.knows(feature) for feature in features)
    return (not titled) + (not any(feature.startswith("touches ") for feature in features))


def _declared(deciding: Sign, estimate: dict[Kind, float]) -> dict[Kind, float]:
    """Give the declared kinds their certainty, the first the most, and leave the rest to the estimate."""
    shares = {kind: 2.0**-place for place, kind in enumerate(deciding.declares)}
    certain = {kind: deciding.certainty * share / sum(shares.values()) for kind, share in shares.items()}
    left = 1.0 - deciding.certainty
    others = sum(weight for kind, weight in estimate.items() if kind not in certain) or 1.0
    return {kind: certain[kind] if kind in certain else left * estimate[kind] / others for kind in Kind}


def _evidence(
    signs: Sequence[Sign],
    said: Sequence[Scores | None],
    model: Model,
    between: tuple[Kind, Kind],
    chances: dict[Kind, float],
    deciding: Sign | None,
) -> tuple[Evidence, ...]:
    """Return the evidence for one kind against another, the deciding declaration first, then by weight.

    What the declaration decides, and what is left to how common the kinds are, makes the sum whole.
    """
    kind, other = between
    found: list[Evidence] = []
    rest = math.log(max(chances[kind], _ALMOST_NEVER) / max(chances[other], _ALMOST_NEVER))
    for sign, scores in zip(signs, said, strict=True):
        if sign is deciding:
            continue
        one = _weighed(sign, scores, model, between)
        rest -= one.weight
        if abs(one.weight) >= _LEAST_SHOWN or sign.signal in KEPT or sign.declares:
            found.append(one)
    found.sort(key=lambda each: -abs(each.weight))
    if deciding is not None:
        return (Evidence(signal=deciding.signal, weight=round(rest, 2), detail=deciding.detail), *found)
    return (*found, Evidence(signal=PRIOR, weight=round(rest, 2), detail=f"how common it is, against {other}"))


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
