"""The shapes that documents share: changes, evidence, forecasts.

They stand at the border: msgspec writes them as JSON, reads them back and makes their JSON Schemas. The names of their
fields are a promise to who reads the documents; fields are only ever added.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

import msgspec

from relkit.model.evidence import DecidedBy, Evidence, Kind
from relkit.model.forecast import Conflict, ConflictKind, Forecast, Lacking, Need, Outcome, Place, Prerequisite
from relkit.model.plan import Judged
from relkit.report.picks import told_lack
from relkit.report.safe import encodable
from relkit.report.words import iso

Sha: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{40}$(?!\n)", description="A git object id.")]
Time: TypeAlias = Annotated[
    str, msgspec.Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$(?!\n)", description="A moment, UTC, as in ISO 8601.")
]
Day: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d\d-\d\d$(?!\n)", description="A day, as in ISO 8601.")]
Share: TypeAlias = Annotated[float, msgspec.Meta(ge=0, le=1)]

_DIGITS = 4
"""Decimals of figures between 0 and 1."""


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """What is common to all shapes: they are values, made by naming each field."""


class EvidenceShape(Shape, frozen=True, kw_only=True):
    """One reason for a judgement; weight is in log-odds."""

    signal: str
    weight: float
    detail: str


class ChangeShape(Shape, frozen=True, kw_only=True):
    """A change, what kind it is and how that is known; commits are those that a merge brought, oldest first.

    parents are those of the change's own commit: a merge, which is picked with `-m 1`, has more than one.
    """

    id: Sha
    title: str
    kind: Kind
    confidence: Share
    decided_by: DecidedBy
    landed: Time
    commits: tuple[Sha, ...]
    parents: tuple[Sha, ...]
    evidence: tuple[EvidenceShape, ...]


class LinesShape(Shape, frozen=True, kw_only=True):
    """Lines of a file: the first, counted from 1, and how many; with a count of 0, the line that they stand before."""

    first: Annotated[int, msgspec.Meta(ge=1)]
    count: Annotated[int, msgspec.Meta(ge=0)]


class PlaceShape(Shape, frozen=True, kw_only=True):
    """Lines that do not merge: on the mainline before the change that is picked, and on the line."""

    mainline: LinesShape
    line: LinesShape


class ConflictShape(Shape, frozen=True, kw_only=True):
    """A path that would conflict, where in it, and the commits, absent from the line, that likely brought it about.

    The likeliest culprit is the first. area is the part of the project that the path belongs to.
    """

    path: str
    kind: ConflictKind
    culprits: tuple[Sha, ...]
    places: tuple[PlaceShape, ...] = ()
    area: str | None = None


class PrerequisiteShape(Shape, frozen=True, kw_only=True):
    """A change to be picked first, how large it is in files and lines, and what kind it is (null: not judged).

    label is "incidental" where it only changed lines beside those that the pick changes, or a changelog; overlaps and
    beside are the paths of either sort, brings are names that it defines and the pick uses.
    """

    id: Sha
    title: str
    kind: Kind | None
    label: Need
    files: int
    added: int | None
    removed: int | None
    overlaps: tuple[str, ...]
    beside: tuple[str, ...]
    brings: tuple[str, ...]


class LackShape(Shape, frozen=True, kw_only=True):
    """What a pick that applies uses on a line of a file, and the result does not have; commit is who brought it."""

    path: str
    line: Annotated[int, msgspec.Meta(ge=1)]
    kind: str
    name: str
    text: str
    commit: Sha | None


class PickShape(Shape, frozen=True, kw_only=True):
    """What a cherry-pick of one change onto one commit would do.

    prerequisites, picked first in that order, make it clean, and without any of them it is not; this was tried. after
    are the picks of a sequence that were made before it, on top of onto. lacks is what a clean pick uses and the result
    does not have, so that it would not work; warnings say that, too.
    """

    id: Sha
    onto: Sha
    outcome: Outcome
    tree: Sha | None
    conflicts: tuple[ConflictShape, ...]
    prerequisites: tuple[Sha, ...]
    warnings: tuple[str, ...]
    prerequisite_details: tuple[PrerequisiteShape, ...] = ()
    after: tuple[Sha, ...] = ()
    lacks: tuple[LackShape, ...] = ()


def change_shape(judged: Judged) -> ChangeShape:
    """Return a judged change as documents have it."""
    change, verdict = judged.change, judged.verdict
    return ChangeShape(
        id=change.id,
        title=encodable(change.title),
        kind=verdict.kind,
        confidence=share(verdict.confidence),
        decided_by=verdict.decided_by,
        landed=iso(change.landed),
        commits=tuple(commit.id for commit in change.brought),
        parents=change.commit.parents,
        evidence=tuple(map(evidence_shape, verdict.evidence)),
    )


def evidence_shape(item: Evidence) -> EvidenceShape:
    """Return a reason as documents have it."""
    return EvidenceShape(signal=item.signal, weight=round(item.weight, _DIGITS), detail=encodable(item.detail))


def pick_shape(forecast: Forecast) -> PickShape:
    """Return a forecast as documents have it."""
    return PickShape(
        id=forecast.id,
        onto=forecast.onto,
        outcome=forecast.outcome,
        tree=forecast.tree,
        conflicts=tuple(map(conflict_shape, forecast.conflicts)),
        prerequisites=tuple(one.id for one in forecast.prerequisites),
        warnings=tuple(map(encodable, (*forecast.warnings, *map(told_lack, forecast.lacks)))),
        prerequisite_details=tuple(map(prerequisite_shape, forecast.prerequisites)),
        after=forecast.after,
        lacks=tuple(map(_lack, forecast.lacks)),
    )


def _lack(lacking: Lacking) -> LackShape:
    return LackShape(
        path=encodable(lacking.path),
        line=lacking.line,
        kind=lacking.kind,
        name=encodable(lacking.name),
        text=encodable(lacking.text),
        commit=lacking.commit,
    )


def conflict_shape(conflict: Conflict) -> ConflictShape:
    """Return a conflict as documents have it."""
    return ConflictShape(
        path=encodable(conflict.path),
        kind=conflict.kind,
        culprits=conflict.culprits,
        places=tuple(map(_place, conflict.places)),
        area=conflict.area,
    )


def prerequisite_shape(one: Prerequisite) -> PrerequisiteShape:
    """Return what is to be picked first as documents have it."""
    return PrerequisiteShape(
        id=one.id,
        title=encodable(one.title),
        kind=one.kind,
        label=one.need,
        files=one.files,
        added=one.added,
        removed=one.removed,
        overlaps=tuple(map(encodable, one.overlaps)),
        beside=tuple(map(encodable, one.beside)),
        brings=one.brings,
    )


def _place(place: Place) -> PlaceShape:
    mainline, line = (LinesShape(first=lines.first, count=lines.count) for lines in (place.mainline, place.line))
    return PlaceShape(mainline=mainline, line=line)


def share(figure: float) -> float:
    """Return a figure between 0 and 1 as documents have it."""
    return min(max(round(figure, _DIGITS), 0.0), 1.0)


def encode(document: Shape) -> bytes:
    """Return a document as JSON in UTF-8: readable, ending in a line end."""
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"
