"""A person's word on a kind, laid over what relkit made of the change itself."""

from __future__ import annotations

from dataclasses import replace

from relkit.classify.sign import PRIOR
from relkit.model.evidence import DecidedBy, Evidence, Kind, Verdict

SIGNAL = "decision"
_WEIGHT = 9.21
"""Log-odds of 9,999 to 1: a person's word outranks all other evidence, which stays to be seen."""


def decided(verdict: Verdict, kind: Kind, who: str) -> Verdict:
    """Return the verdict that a decision for ``kind`` makes of an estimated or declared one.

    ``who`` tells whose word it is and from when. What spoke for another kind now speaks against the verdict.
    """
    same = verdict.kind is kind
    seen = [one for one in verdict.evidence if one.signal != PRIOR]
    others = seen if same else [replace(one, weight=-one.weight) for one in seen]
    return Verdict(
        kind=kind,
        confidence=1.0,
        decided_by=DecidedBy.HUMAN,
        evidence=(Evidence(signal=SIGNAL, weight=_WEIGHT, detail=who), *others),
        probabilities={each: float(each is kind) for each in Kind},
    )
