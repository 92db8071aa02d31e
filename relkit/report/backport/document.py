"""The JSON document of `relkit backport`, `apply` and `undo`, schema "relkit/backport/1"."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

from relkit.model.backport import Backport, Manner, Notes, When
from relkit.model.ids import CommitId
from relkit.model.journal import Operation
from relkit.report.backport.line_shapes import (
    BackportLineShape,
    PushShape,
    RequestShape,
    UpdateShape,
    line_shape,
    push_shape,
    update_shape,
)
from relkit.report.backport.view import titles_of
from relkit.report.safe import encodable
from relkit.report.shapes import Shape, Time
from relkit.report.words import iso

SCHEMA = "relkit/backport/1"


class PhaseShape(StrEnum):
    """How far a backport is: the phases of an operation, and those of what is none (yet)."""

    NONE = "none"
    PLANNED = "planned"
    PICKING = "picking"
    WAITING = "waiting"
    PUBLISHING = "publishing"
    PUSHING = "pushing"
    DONE = "done"
    ABORTED = "aborted"
    UNDOING = "undoing"
    UNDONE = "undone"


class MannerShape(Shape, frozen=True, kw_only=True):
    """How picks are made, and what becomes of the results.

    sign is null where git's configuration decides. changelog settles conflicts that are in change notes only; null
    leaves them to a person. clean_only skips what conflicts. verify is when the picked tree is verified, where there
    is a command for it.
    """

    hooks: bool
    sign: bool | None
    changelog: Notes | None
    clean_only: bool
    verify: When
    push: bool
    request: bool
    labels: tuple[str, ...]


class BackportDocument(Shape, frozen=True, kw_only=True):
    r"""A backport: what is to be picked to which lines, and what has come of it.

    Each pick that was asked for is in its line's picks or in its left_out, whatever became of it. operation is its id,
    null for a dry run. phase: "planned" (a dry run), "none" (nothing is under way), "waiting" for a person, "done",
    "aborted" or "undone"; an operation that is "picking", "publishing", "pushing" or "undoing" was interrupted, and
    goes on with `relkit backport --continue`. planned is when what it rests on was read, command are the words as
    typed. updates are the refs that it moved or is about to move, relkit's own backups among them; pushes are the
    branches of remotes, and refused says what a remote or a forge did not take. titles are those of commits that are
    named by their ids only. A byte of a path or title that is not UTF-8 is written as ``\xNN``.
    """

    schema: Literal["relkit/backport/1"]
    operation: str | None
    phase: PhaseShape
    repository: str | None
    topic: str | None
    planned: Time | None
    began: Time | None
    ended: Time | None
    who: str | None
    command: tuple[str, ...]
    manner: MannerShape | None
    lines: tuple[BackportLineShape, ...]
    updates: tuple[UpdateShape, ...]
    pushes: tuple[PushShape, ...]
    requests: tuple[RequestShape, ...]
    refused: tuple[str, ...]
    titles: dict[str, str]
    warnings: tuple[str, ...]


def planned_document(backport: Backport, titles: Mapping[CommitId, str]) -> BackportDocument:
    """Return a backport that is not carried out as its document; ``titles`` are those of commits beside the picks."""
    return _document(backport, None, titles)


def document(operation: Operation, titles: Mapping[CommitId, str]) -> BackportDocument:
    """Return an operation as its document; ``titles`` are those of commits beside the picks."""
    return _document(operation.backport, operation, titles)


def nothing() -> BackportDocument:
    """Return the document that says that nothing is under way."""
    return _document(None, None, {})


def _document(
    backport: Backport | None, operation: Operation | None, titles: Mapping[CommitId, str]
) -> BackportDocument:
    works = () if backport is None else backport.lines
    states = (None,) * len(works) if operation is None else operation.lines
    known = {} if backport is None else titles_of(backport, {})
    phase = PhaseShape.NONE if backport is None else PhaseShape.PLANNED
    began = ended = None
    if operation is not None:
        phase, began = PhaseShape(operation.phase.value), iso(operation.began)
        ended = None if operation.ended is None else iso(operation.ended)
    return BackportDocument(
        schema="relkit/backport/1",
        operation=None if operation is None else operation.id,
        phase=phase,
        repository=None if backport is None else encodable(backport.repository),
        topic=None if backport is None else encodable(backport.topic),
        planned=None if backport is None else iso(backport.now),
        began=began,
        ended=ended,
        who=None if operation is None else encodable(operation.who),
        command=() if operation is None else tuple(map(encodable, operation.command)),
        manner=None if backport is None else _manner(backport.manner),
        lines=tuple(line_shape(work, line) for work, line in zip(works, states, strict=True)),
        updates=() if operation is None else tuple(map(update_shape, operation.updates)),
        pushes=() if operation is None else tuple(map(push_shape, operation.pushes)),
        requests=_requests(operation),
        refused=() if operation is None else tuple(map(encodable, operation.refused)),
        titles={commit: encodable(title) for commit, title in titles.items() if commit not in known},
        warnings=() if backport is None else tuple(map(encodable, backport.warnings)),
    )


def _requests(operation: Operation | None) -> tuple[RequestShape, ...]:
    if operation is None:
        return ()
    return tuple(
        RequestShape(line=encodable(work.destination.line), url=encodable(line.url))
        for work, line in zip(operation.backport.lines, operation.lines, strict=True)
        if line.url is not None
    )


def _manner(manner: Manner) -> MannerShape:
    return MannerShape(
        hooks=manner.hooks,
        sign=manner.sign,
        changelog=manner.notes,
        clean_only=manner.clean_only,
        verify=manner.verify_when,
        push=manner.push,
        request=manner.request,
        labels=tuple(map(encodable, manner.labels)),
    )
