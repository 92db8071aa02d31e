"""The JSON document of `relkit classify`, schema "relkit/classify/1"."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from relkit.model.classified import Classified, Unread
from relkit.model.concern import Concern, Flag
from relkit.model.evidence import DecidedBy, Heard, Kind, Verdict
from relkit.model.plan import Judged
from relkit.report.safe import encodable
from relkit.report.shapes import EvidenceShape, Sha, Shape, Share, Time, change_shape, evidence_shape
from relkit.report.words import iso

SCHEMA = "relkit/classify/1"
_DIGITS = 6
"""Decimals of probabilities: enough that what is rounded off is nothing."""


class FlagShape(Shape, frozen=True, kw_only=True):
    """What is amiss with a change as such, and where it helps the paths that could be commits of their own."""

    code: Concern
    detail: str
    groups: tuple[tuple[str, ...], ...]


class SignalShape(Shape, frozen=True, kw_only=True):
    """A signal, what it looks for, and what it saw: nothing where evidence is empty."""

    name: str
    looks_for: str
    evidence: tuple[EvidenceShape, ...]


class ClassifiedShape(Shape, frozen=True, kw_only=True):
    """A change, what kind it is and how that is known; commits are those that a merge brought, oldest first.

    parents are those of the change's own commit. probabilities are over all kinds and add up to 1. What could not be
    read has what was asked about as its id, the kind "unknown", a confidence of 0 and an error; for all others error
    is null. wanted is how likely the project would backport it to the line that was asked about, null where no line
    was, or where that is not known; wanted_evidence says why, with weights in log-odds for it. flags tell what is amiss
    with the change as such. signals is what every signal made of it, null unless that was asked for.
    """

    id: Annotated[str, msgspec.Meta(description="A git object id; with an error, what was asked about.")]
    title: str
    commits: tuple[Sha, ...]
    parents: tuple[Sha, ...]
    landed: Time | None
    kind: Kind
    confidence: Share
    decided_by: DecidedBy
    probabilities: dict[Kind, Share]
    evidence: tuple[EvidenceShape, ...]
    error: str | None
    wanted: Share | None
    wanted_evidence: tuple[EvidenceShape, ...]
    flags: tuple[FlagShape, ...]
    signals: tuple[SignalShape, ...] | None


class ClassifyDocument(Shape, frozen=True, kw_only=True):
    r"""What the changes are that were asked about, in that order, those of a range oldest first.

    asked says in words which they are, classified_for is the moment whose decisions count, and as_of tells whether it
    was asked for. line is the line that was asked about, null where none was. ignored are the signals that were left
    out.
    A byte of a title or path that is not UTF-8 is written as ``\xNN``.
    """

    schema: Literal["relkit/classify/1"]
    repository: str
    asked: str
    classified_for: Time
    as_of: bool
    changes: tuple[ClassifiedShape, ...]
    line: str | None
    ignored: tuple[str, ...]
    warnings: tuple[str, ...]


def document(classified: Classified) -> ClassifyDocument:
    """Return what was classified as its document."""
    return ClassifyDocument(
        schema="relkit/classify/1",
        repository=encodable(classified.repository),
        asked=encodable(classified.asked),
        classified_for=iso(classified.now),
        as_of=classified.as_of,
        changes=tuple(
            _unread(one) if isinstance(one, Unread) else _judged(one, classified) for one in classified.answers
        ),
        line=None if classified.line is None else encodable(classified.line),
        ignored=classified.ignored,
        warnings=tuple(map(encodable, classified.warnings)),
    )


def _judged(judged: Judged, classified: Classified) -> ClassifiedShape:
    wanted, heard = classified.wanted.get(judged.change.id), classified.heard.get(judged.change.id)
    return ClassifiedShape(
        **msgspec.structs.asdict(change_shape(judged)),
        probabilities=_probabilities(judged.verdict),
        error=None,
        wanted=None if wanted is None else round(wanted.probability, _DIGITS),
        wanted_evidence=() if wanted is None else tuple(map(evidence_shape, wanted.evidence)),
        flags=tuple(map(_flag, classified.flags.get(judged.change.id, ()))),
        signals=None if heard is None else tuple(map(_signal, heard)),
    )


def _flag(flag: Flag) -> FlagShape:
    groups = tuple(tuple(map(encodable, group)) for group in flag.groups)
    return FlagShape(code=flag.concern, detail=encodable(flag.detail), groups=groups)


def _signal(heard: Heard) -> SignalShape:
    return SignalShape(name=heard.name, looks_for=heard.looks_for, evidence=tuple(map(evidence_shape, heard.evidence)))


def _probabilities(verdict: Verdict) -> dict[Kind, float]:
    return {kind: min(max(round(verdict.probabilities.get(kind, 0.0), _DIGITS), 0.0), 1.0) for kind in Kind}


def _unread(unread: Unread) -> ClassifiedShape:
    return ClassifiedShape(
        id=encodable(unread.asked),
        title="",
        commits=(),
        parents=(),
        landed=None,
        kind=Kind.UNKNOWN,
        confidence=0.0,
        decided_by=DecidedBy.MODEL,
        probabilities={kind: float(kind is Kind.UNKNOWN) for kind in Kind},
        evidence=(),
        error=encodable(unread.error),
        wanted=None,
        wanted_evidence=(),
        flags=(),
        signals=None,
    )
