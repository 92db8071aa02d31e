"""The trained model: what each feature of a change says for and against each kind. Data, made by ``train.py``.

The model is a multinomial logistic regression over named features, which are there or not, and over the votes that
signals cast by rules. Its scores are log-odds, up to a constant that all kinds share. Kinds that are declared or rare,
and for which no examples are learned from, stand beside it with a fixed prior and the votes alone.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from relkit.classify.sign import Sign
from relkit.model.evidence import Kind

WEIGHTS = "weights.json"
"""The model's data, beside this file."""

KINDS = tuple(Kind)
"""The order of scores."""

SCALE = 100
"""Weights of features are kept as integers, in hundredths."""

LEARNED = (
    Kind.FIX, Kind.FEATURE, Kind.PERFORMANCE, Kind.DEPRECATION, Kind.REMOVAL, Kind.DOCS, Kind.TEST, Kind.BUILD, Kind.CI,
    Kind.REFACTOR, Kind.DEPENDENCY,
)  # fmt: skip
"""The kinds that examples are learned from."""

BESIDE: Mapping[Kind, float] = {
    Kind.REVERT: -6.0, Kind.RELEASE: -6.0, Kind.MERGE: -6.5, Kind.OTHER: -5.5, Kind.UNKNOWN: -3.5,
}  # fmt: skip
"""Log-odds of the other kinds against all learned ones together, before they are voted for."""

SECURITY = -5.0
"""Log-odds of a fix that closes a vulnerability against one that does not."""

SILENT = 3.0
"""Added for the unknown kind when no word of the title is known, and again when no file is."""

UNTRAINED = frozenset({"fragment", "prefix"})
"""Signals that are hidden from training, since they give the label away: their votes count as they are."""

Scores = tuple[float, ...]
"""A number for each of ``KINDS``."""

_MUTE = re.compile(
    r'(?:title|body|merged)(?: begins| ends)? "(?:\S{1,2}|the|and|for|from|with|this|that|are|was|has|have|not|all|its|'
    r"which|when|will|been|were|their|there|more|into|also|but|can|only|use|new|now)\"|title in upper case|.* of \S+"
    r"(?: to \S+)? words"
)

_PLACE = {kind: place for place, kind in enumerate(KINDS)}
_LEARNED = tuple(_PLACE[kind] for kind in LEARNED)
_SECURITY, _FIX = _PLACE[Kind.SECURITY], _PLACE[Kind.FIX]


@dataclass(frozen=True, kw_only=True, slots=True)
class Model:
    """Weights: of each kind before anything is known, of each feature, and of each vote for a kind.

    Rows hold a number for each of ``LEARNED``; those of ``features`` are in units of 1/``SCALE``.
    """

    prior: Sequence[float]
    features: Mapping[str, Sequence[float]]
    votes: Mapping[Kind, Sequence[float]]

    def start(self) -> Scores:
        """Return the scores before anything is known: learned kinds sum to 1 as odds, the others stand beside them."""
        total = math.log(sum(math.exp(each) for each in self.prior))
        return _spread([weight - total for weight in self.prior], {Kind.SECURITY: SECURITY, **BESIDE})

    def said_by(self, sign: Sign) -> Scores:
        """Return what one sign adds to the scores."""
        learned = [0.0] * len(LEARNED)
        for feature in sign.features:
            row = self.features.get(feature)
            if row is not None:
                for place, weight in enumerate(row):
                    learned[place] += weight / SCALE
        for kind, vote in sign.votes.items():
            if sign.signal in UNTRAINED:
                if kind in LEARNED:
                    learned[LEARNED.index(kind)] += vote
                continue
            for place, factor in enumerate(self.votes.get(kind, ())):
                learned[place] += factor * vote
        return _spread(learned, sign.votes)

    def strongest(self, sign: Sign, kind: Kind, other: Kind, most: int) -> list[str]:
        """Return the features of a sign that say most for one kind against another, or against it, strongest first."""
        one, two = (LEARNED.index(each) if each in LEARNED else None for each in (kind, other))
        told: list[tuple[float, str]] = []
        for feature in sign.features:
            row = self.features.get(feature)
            if row is not None:
                weight = (0 if one is None else row[one]) - (0 if two is None else row[two])
                told.append((weight, feature))
        # Words that mean nothing to a reader weigh as well; they are named where there is nothing else.
        told.sort(key=lambda each: (bool(_MUTE.fullmatch(each[1])), -abs(each[0])))
        plain = [feature for weight, feature in told if weight and not _MUTE.fullmatch(feature)]
        return plain[:most] or [feature for weight, feature in told[:most] if weight]

    def knows(self, feature: str) -> bool:
        """Whether examples of a feature were seen."""
        return feature in self.features


@cache
def trained() -> Model:
    """Return the model that comes with relkit."""
    content = resources.files(__package__).joinpath(WEIGHTS).read_bytes()
    document = json.loads(content)
    return Model(
        prior=document["prior"],
        features=document["features"],
        votes={Kind(kind): row for kind, row in document["votes"].items()},
    )


def finished(scores: Scores, silence: int) -> Scores:
    """Put the kinds that are not learned beside the learned ones, whose odds come to count as 1 together.

    ``silence`` counts what says nothing: the title's words, the files.
    """
    level = _log_sum([scores[place] for place in _LEARNED])
    done = list(scores)
    for kind in BESIDE:
        done[_PLACE[kind]] += level
    done[_PLACE[Kind.UNKNOWN]] += SILENT * silence
    return tuple(done)


def probabilities(scores: Scores) -> dict[Kind, float]:
    """Turn scores into probabilities, which sum to 1."""
    total = _log_sum(scores)
    return {kind: math.exp(score - total) for kind, score in zip(KINDS, scores, strict=True)}


def _spread(learned: Sequence[float], beside: Mapping[Kind, float]) -> Scores:
    """Put numbers for the learned kinds in the order of scores; the others have their own, security on top of a fix."""
    scores = [beside.get(kind, 0.0) for kind in KINDS]
    for place, score in zip(_LEARNED, learned, strict=True):
        scores[place] = score
    scores[_SECURITY] += scores[_FIX]
    return tuple(scores)


def _log_sum(scores: Sequence[float]) -> float:
    highest = max(scores)
    return highest + math.log(sum(math.exp(score - highest) for score in scores))
