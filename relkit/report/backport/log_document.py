"""The JSON document of `relkit log`, schema "relkit/log/1"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from relkit.model.ids import CommitId
from relkit.model.journal import Operation
from relkit.report.backport.document import BackportDocument, document
from relkit.report.backport.view import unnamed
from relkit.report.shapes import Shape

SCHEMA = "relkit/log/1"


class LogDocument(Shape, frozen=True, kw_only=True):
    """Operations, the newest first, each with all that is known of it."""

    schema: Literal["relkit/log/1"]
    operations: tuple[BackportDocument, ...]


def log_document(operations: Sequence[Operation], titles: Mapping[CommitId, str]) -> LogDocument:
    """Return operations as their document; ``titles`` are those of commits beside the picks."""
    return LogDocument(schema="relkit/log/1", operations=tuple(document(one, _own(one, titles)) for one in operations))


def _own(operation: Operation, titles: Mapping[CommitId, str]) -> Mapping[CommitId, str]:
    """Return those of the titles that the operation speaks of."""
    return {commit: titles[commit] for commit in unnamed(operation.backport, operation.lines) if commit in titles}
