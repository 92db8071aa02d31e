"""The books of lines, opened to be asked: what was read, what was kept, who judges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from relkit.errors import RepositoryError, UsageError
from relkit.ledger import BY_LINES
from relkit.model.decision import Decisions
from relkit.model.evidence import Kind
from relkit.model.line import Line, Status
from relkit.model.link import LineLedger, State
from relkit.model.progress import Progress
from relkit.workflows.histories import Histories, LineChanges, read_histories
from relkit.workflows.judging import Judge, open_judge
from relkit.workflows.keeping import keep_books
from relkit.workflows.survey import Survey

_NAMED = 8
"""Lines that a hint names."""
_MENDING = (Kind.FIX, Kind.SECURITY, Kind.REVERT)
"""Kinds of changes that mend others, where nothing but the lines that they replace tells so."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Books:
    """What was read to keep the books of ``lines``, newest first, and these by the lines' names."""

    found: Survey
    histories: Histories
    lines: Sequence[LineChanges]
    books: Mapping[str, LineLedger]
    judge: Judge
    decisions: Decisions
    progress: Progress

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the books may lack."""
        return (*self.found.warnings, *self.histories.warnings, *self.found.topology.warnings)


def open_books(
    found: Survey,
    named: Sequence[str],
    hidden: frozenset[str],
    progress: Progress,
    *,
    compared: bool,
    also: Sequence[Line] = (),
) -> Books:
    """Keep the books of the lines that are planned, and where they are ``compared`` of all that have not ended.

    Those of the lines in ``also`` are kept as well.

    Raises UsageError for a name that is the mainline's, and RepositoryError where a named line cannot be read.
    """
    mainline = found.layout.mainline
    if not mainline.names.isdisjoint(named):
        raise UsageError(
            f"{mainline.name} is the mainline: the ledger tells what maintenance lines have of it",
            _lines_there_are(found),
        )
    if compared:
        living = {line.branch.ref for line in (*found.planned, *_living(found), *also)}
        found = replace(found, planned=tuple(line for line in found.layout.lines if line.branch.ref in living))
    histories = read_histories(found, progress)
    lines = [line for line in histories.lines if line.line in found.planned]
    if named and not lines:
        raise RepositoryError("no line that was asked for can be read", details=histories.warnings)
    books = keep_books(found, histories, progress, hidden, by_lines=True)
    decisions = Decisions() if "notes" in hidden else found.decisions
    judge = open_judge(found, progress, decisions)
    kept = {line.line.name: _believed(line.line, books[line.line.name], judge, progress) for line in lines}
    return Books(
        found=found,
        histories=histories,
        lines=lines,
        books=kept,
        judge=judge,
        decisions=decisions,
        progress=progress,
    )


def _believed(line: Line, book: LineLedger, judge: Judge, progress: Progress) -> LineLedger:
    """Return a book as far as it can be believed.

    What seems owed by its lines alone has to be of a kind that mends something. What a line that shares no history with
    the mainline has from its beginning is not known.
    """
    judged = judge.judge([one.change for one in book.owed], progress)
    owed = tuple(
        one
        for kind, one in zip((one.verdict.kind for one in judged), book.owed, strict=True)
        if kind in _MENDING or any(why.signal != BY_LINES for why in one.evidence)
    )
    if line.fork_point is not None:
        return replace(book, owed=owed)
    absent = (replace(one, state=State.UNKNOWN) if one.state is State.MISSING else one for one in book.absent)
    return replace(book, owed=owed, absent=tuple(absent))


def _living(found: Survey) -> tuple[Line, ...]:
    return tuple(line for line in found.layout.lines if line.status is not Status.ENDED)


def _lines_there_are(found: Survey) -> str:
    names = [line.name for line in found.layout.lines][:_NAMED]
    return f"name one of {', '.join(names)}" if names else "there are no maintenance branches"
