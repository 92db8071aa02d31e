"""Learning what a project backports, and estimating what it would."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from relkit.model.evidence import Evidence
from relkit.model.wanted import Wanted
from relkit.wanted.facts import Facts, Setting
from relkit.wanted.features import general, own
from relkit.wanted.logistic import Vector, fit
from relkit.wanted.prior import WEIGHTS, most_projects
from relkit.wanted.wording import in_words

_COST = 0.15  # of an error against the penalty: little moves far from what most projects do
_LEAST = 2  # times that a feature was seen before it counts
_PRIOR = "prior"
_PRIOR_SCALE = 2.0  # how lightly the penalty falls on what most projects do, and on the constant
_AUTHOR = 0.5  # people come and go
_CONSTANT = "share"
_TOLD = 8
_SMALLEST = 0.05


@dataclass(frozen=True, kw_only=True, slots=True)
class Estimator:
    """Estimates by a project's own weights or, where those are None, by what most projects do."""

    weights: Mapping[str, float] | None

    def estimate(self, facts: Facts, setting: Setting) -> Wanted:
        """Return how likely the change is wanted on the line."""
        features = general(facts, setting)
        if self.weights is None:
            told = {name: WEIGHTS.get(name, 0.0) * value for name, value in features.items()}
            return Wanted(probability=_share(most_projects(features)), evidence=_evidence(told))
        row = _row(features, own(facts))
        told = {name: self.weights.get(name, 0.0) * value for name, value in row.items()}
        return Wanted(probability=_share(sum(told.values())), evidence=_evidence(told))


def learn(rows: Sequence[tuple[Facts, Setting, bool]]) -> Estimator:
    """Learn from changes that a line could have had, and whether it did.

    Where nothing was ever backported, or everything, there is nothing to learn: what most projects do is the answer.
    """
    labels = [went for _, _, went in rows]
    if len(set(labels)) < 2:  # noqa: PLR2004 - both answers
        return Estimator(weights=None)
    found = [_row(general(facts, setting), own(facts)) for facts, setting, _ in rows]
    seen = Counter(name for row in found for name in row)
    names = [name for name in sorted(seen) if seen[name] >= _LEAST]
    place = {name: number for number, name in enumerate(names)}
    weights = fit([_vector(row, place) for row in found], labels, len(names), _COST)
    return Estimator(weights=dict(zip(names, weights, strict=True)))


def _row(features: Mapping[str, float], words: Sequence[str]) -> dict[str, float]:
    row = {_CONSTANT: _PRIOR_SCALE, _PRIOR: _PRIOR_SCALE * most_projects(features), **features}
    row.update({name: _AUTHOR if name.startswith("author ") else 1.0 for name in words})
    return row


def _vector(row: Mapping[str, float], place: Mapping[str, int]) -> Vector:
    known = [(place[name], value) for name, value in row.items() if name in place]
    return [at for at, _ in known], [value for _, value in known]


def _share(odds: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def _evidence(told: Mapping[str, float]) -> tuple[Evidence, ...]:
    strongest = sorted(told.items(), key=lambda item: (-abs(item[1]), item[0]))[:_TOLD]
    return tuple(
        Evidence(signal=name.partition(" ")[0], weight=weight, detail=in_words(name))
        for name, weight in strongest
        if abs(weight) >= _SMALLEST
    )
