"""The JSON document of `relkit ledger`, schema "relkit/ledger/1"."""

from __future__ import annotations

from typing import Literal

import msgspec

from relkit.model.ledger import Lacked, Ledger, LineEntries, OwedChange
from relkit.model.line import Line, Status
from relkit.model.link import Link, Method, State
from relkit.report.plan.document import MainlineShape, mainline_shape
from relkit.report.safe import encodable
from relkit.report.shapes import (
    ChangeShape,
    EvidenceShape,
    Sha,
    Shape,
    Share,
    Time,
    change_shape,
    evidence_shape,
    share,
)
from relkit.report.words import iso

SCHEMA = "relkit/ledger/1"


class BookLineShape(Shape, frozen=True, kw_only=True):
    """The line that the ledger is about."""

    name: str
    ref: str
    series: str | None
    tip: Sha
    fork_point: Sha | None
    status: Status


class LinkShape(Shape, frozen=True, kw_only=True):
    """A commit of the line that carries one of the mainline, with the changes that they belong to.

    A combined backport has a link for each of its sources.
    """

    mainline: Sha
    line: Sha
    mainline_change: Sha
    line_change: Sha
    method: Method
    score: Share
    evidence: tuple[EvidenceShape, ...]


class LackedShape(ChangeShape, frozen=True, kw_only=True):
    """A mainline change without a full link, and how likely it is wanted on the line.

    wanted is null where it was not asked for (`--wanted`), or is not known.
    lacks are the commits of a partial one that the line is without.
    """

    state: State
    wanted: Share | None
    lacks: tuple[Sha, ...]


class OwedShape(ChangeShape, frozen=True, kw_only=True):
    """A mainline change that takes back or mends one that the line has: of is that one, why the reasons."""

    of: Sha
    why: tuple[EvidenceShape, ...]


class RevertedShape(Shape, frozen=True, kw_only=True):
    """A change of the line that a later commit of the line took back."""

    id: Sha
    title: str
    by: Sha


class LedgerDocument(Shape, frozen=True, kw_only=True):
    r"""Which mainline change is where on one line; all lists are in history order, newest last.

    missing are the mainline changes with no (full) link, only_here the line's changes with none. unresolved are the
    references in messages that lead to no commit of this repository. ignored is what was hidden. kept_for is the moment
    that it holds for, as_of tells whether that was asked for.
    A byte of a title, path or name that is not UTF-8 is written as ``\xNN``.
    """

    schema: Literal["relkit/ledger/1"]
    repository: str
    kept_for: Time
    as_of: bool
    mainline: MainlineShape
    line: BookLineShape
    links: tuple[LinkShape, ...]
    missing: tuple[LackedShape, ...]
    owed: tuple[OwedShape, ...]
    only_here: tuple[ChangeShape, ...]
    reverted: tuple[RevertedShape, ...]
    unresolved: tuple[str, ...]
    ignored: tuple[str, ...]
    warnings: tuple[str, ...]


def document(ledger: Ledger) -> LedgerDocument:
    """Return a ledger of one line as its document."""
    (entries,) = ledger.lines
    return LedgerDocument(
        schema="relkit/ledger/1",
        repository=encodable(ledger.repository),
        kept_for=iso(ledger.now),
        as_of=ledger.as_of,
        mainline=mainline_shape(ledger.mainline),
        line=_line(entries.line),
        links=tuple(map(_link, entries.links)),
        missing=tuple(map(_lacked, entries.missing)),
        owed=tuple(map(_owed, entries.owed)),
        only_here=tuple(map(change_shape, entries.only_here)),
        reverted=_reverted(entries),
        unresolved=tuple(map(encodable, entries.unresolved)),
        ignored=ledger.ignored,
        warnings=tuple(map(encodable, ledger.warnings)),
    )


def _line(line: Line) -> BookLineShape:
    return BookLineShape(
        name=encodable(line.name),
        ref=encodable(line.branch.ref),
        series=line.series,
        tip=line.branch.tip,
        fork_point=line.fork_point,
        status=line.status,
    )


def _link(link: Link) -> LinkShape:
    return LinkShape(
        mainline=link.mainline,
        line=link.line,
        mainline_change=link.mainline_change,
        line_change=link.line_change,
        method=link.method,
        score=share(link.score),
        evidence=tuple(map(evidence_shape, link.evidence)),
    )


def _lacked(lacked: Lacked) -> LackedShape:
    return LackedShape(
        **msgspec.structs.asdict(change_shape(lacked.judged)),
        state=lacked.state,
        wanted=None if lacked.wanted is None else share(lacked.wanted),
        lacks=lacked.lacks,
    )


def _owed(owed: OwedChange) -> OwedShape:
    return OwedShape(
        **msgspec.structs.asdict(change_shape(owed.judged)),
        of=owed.of,
        why=tuple(map(evidence_shape, owed.evidence)),
    )


def _reverted(entries: LineEntries) -> tuple[RevertedShape, ...]:
    return tuple(RevertedShape(id=change.id, title=encodable(change.title), by=by) for change, by in entries.reverted)
