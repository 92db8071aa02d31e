"""Learning a project's ways: what its own past says about words and folders, on top of the model for all projects.

Examples are changes that declared their kind, looked at without that declaration. Few parameters move, and none far:
each starts at the trained model's weight and is pulled back to it.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from relkit.classify.model import KINDS, LEARNED, SCALE, Model
from relkit.classify.sign import Sign
from relkit.model.evidence import Kind

FEWEST_LESSONS = 40
"""Examples below which nothing is learned."""

MOST_LESSONS = 1500
"""Examples that are learned from, the newest."""

_FEWEST_TIMES = 4
_ROUNDS = 2
_RATE = 0.05  # of the first steps; they get shorter where a weight has moved (Duchi et al. 2011, AdaGrad)
_PULL = 0.08  # back to the trained weight, with every step
_LEAST_ERROR = 0.02
_LEAST_MOVED = 0.03


@dataclass(frozen=True, kw_only=True, slots=True)
class Lesson:
    """A change of the project's past, as the signals saw it once its declaration was hidden, and what it declared."""

    signs: tuple[Sign, ...]
    kind: Kind


@dataclass(frozen=True, kw_only=True, slots=True)
class Ways:
    """What a project does differently: added to the model's prior and to its features' weights.

    Rows hold a number for each of ``LEARNED``.
    """

    prior: tuple[float, ...] = ()
    features: Mapping[str, tuple[float, ...]] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """A short text that differs when the ways do: part of the key under which verdicts are cached."""
        told = repr((self.prior, sorted(self.features.items())))
        return hashlib.sha256(told.encode()).hexdigest()[:16] if self.prior else ""


NO_WAYS = Ways()
"""Of a project that tells too little about itself."""


def learn(lessons: Sequence[Lesson], model: Model) -> Ways:
    """Learn from lessons, oldest first: a few rounds of stochastic gradient descent on the logarithmic loss."""
    taught = [lesson for lesson in lessons if lesson.kind in LEARNED][-MOST_LESSONS:]
    if len(taught) < FEWEST_LESSONS:
        return NO_WAYS
    seen = [tuple(dict.fromkeys(feature for sign in lesson.signs for feature in sign.features)) for lesson in taught]
    times = Counter(feature for features in seen for feature in features)
    seen = [tuple(feature for feature in features if times[feature] >= _FEWEST_TIMES) for features in seen]
    given = [_given(lesson, model) for lesson in taught]
    prior = [0.0] * len(LEARNED)
    moved: dict[str, list[float]] = {}
    spent: dict[str, list[float]] = {}
    spent_prior = [1.0] * len(LEARNED)
    for _ in range(_ROUNDS):
        for lesson, features, start in zip(taught, seen, given, strict=True):
            rows = [row for feature in features if (row := moved.get(feature)) is not None]
            errors = _errors([sum(column) for column in zip(start, prior, *rows, strict=True)], lesson.kind)
            for place, error in errors:
                spent_prior[place] += error * error
                prior[place] += _RATE * (error - _PULL * prior[place]) / math.sqrt(spent_prior[place])
            if not errors:
                continue
            for feature in features:
                weights = moved.setdefault(feature, [0.0] * len(LEARNED))
                used = spent.setdefault(feature, [1.0] * len(LEARNED))
                for place, error in errors:
                    used[place] += error * error
                    weights[place] += _RATE * (error - _PULL * weights[place]) / math.sqrt(used[place])
    far = {feature: tuple(round(each, 3) for each in row) for feature, row in moved.items() if _is_far(row)}
    return Ways(prior=tuple(round(each, 3) for each in prior), features=far)


def adapted(model: Model, ways: Ways) -> Model:
    """Return the model with a project's ways added."""
    if not ways.prior:
        return model
    features: dict[str, Sequence[float]] = dict(model.features)
    nothing = (0,) * len(LEARNED)
    for feature, row in ways.features.items():
        old = features.get(feature, nothing)
        features[feature] = tuple(weight + SCALE * more for weight, more in zip(old, row, strict=True))
    prior = [weight + more for weight, more in zip(model.prior, ways.prior, strict=True)]
    return replace(model, prior=prior, features=features)


def _given(lesson: Lesson, model: Model) -> list[float]:
    """Return the trained model's scores of the learned kinds."""
    scores = model.start(), *(model.said_by(sign) for sign in lesson.signs if sign.features or sign.votes)
    total = [sum(column) for column in zip(*scores, strict=True)]
    return [total[KINDS.index(kind)] for kind in LEARNED]


def _errors(scores: Sequence[float], kind: Kind) -> list[tuple[int, float]]:
    """Return by how much the probability of each kind is too small; nearly right ones are left out."""
    highest = max(scores)
    odds = [math.exp(score - highest) for score in scores]
    total = sum(odds)
    true = LEARNED.index(kind)
    errors = ((place, (place == true) - odd / total) for place, odd in enumerate(odds))
    return [(place, error) for place, error in errors if abs(error) > _LEAST_ERROR]


def _is_far(row: Sequence[float]) -> bool:
    return max(map(abs, row)) >= _LEAST_MOVED
