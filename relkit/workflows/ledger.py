"""`relkit ledger`: where every change is, and how that is known."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from relkit.classify.habits import read_habits
from relkit.ledger import BY_LINES
from relkit.model.decision import Decisions
from relkit.model.evidence import Kind
from relkit.model.ledger import Lacked, Ledger, LineEntries, OwedChange
from relkit.model.link import LineLedger
from relkit.model.progress import Progress, Silent
from relkit.workflows.histories import LineChanges, read_histories
from relkit.workflows.judging import Judge
from relkit.workflows.plan import keep_books, sources_of
from relkit.workflows.survey import survey
from relkit.workflows.ways import learn_ways

_MENDING = (Kind.FIX, Kind.SECURITY, Kind.REVERT)
"""Kinds of changes that mend others, where nothing but the lines that they replace tells so."""


def keep_ledger(
    where: Path,
    *,
    lines: Sequence[str] = (),
    ignored: Collection[str] = (),
    as_of: str | None = None,
    every_line: bool = False,
    progress: Progress | None = None,
) -> Ledger:
    """Keep the book of each maintenance line, or of those named in ``lines``, with what its changes are.

    ``ignored`` hides what would tell: "reference" the explicit references in messages, "notes" people's decisions.
    ``as_of`` and ``every_line`` are as a plan has them. Nothing is changed but relkit's own cache. Raises
    RepositoryError and UsageError.
    """
    progress = progress or Silent()
    hidden = frozenset(ignored)
    with survey(where, asked=lines, as_of=as_of, every_line=every_line, progress=progress) as found:
        histories = read_histories(found, progress)
        books = keep_books(found, histories, progress, hidden, by_lines=True)
        habits = read_habits(found.files, found.config.changelog)
        decisions = Decisions() if "notes" in hidden else found.decisions
        ways = learn_ways(found, habits, frozenset(), progress)
        judge = Judge(found.objects, found.cache, habits, decisions, ways=ways)
        told = [line for line in histories.lines if line.line in found.planned]
        return Ledger(
            repository=found.repository.name,
            now=found.now,
            as_of=found.as_of,
            mainline=found.layout.mainline,
            lines=tuple(_entries(line, books[line.line.name], judge, progress) for line in told),
            ignored=tuple(sorted(hidden)),
            warnings=(*found.warnings, *histories.warnings, *found.topology.warnings),
        )


def _entries(line: LineChanges, book: LineLedger, judge: Judge, progress: Progress) -> LineEntries:
    own = {commit.id: change for change in line.own for commit in change.commits}
    lacked = judge.judge([absent.change for absent in book.absent], progress)
    owed = list(zip(judge.judge([one.change for one in book.owed], progress), book.owed, strict=True))
    return LineEntries(
        line=line.line,
        links=book.links,
        missing=tuple(
            Lacked(judged=judged, state=absent.state, lacks=absent.lacks)
            for judged, absent in zip(lacked, book.absent, strict=True)
        ),
        owed=tuple(
            OwedChange(judged=judged, of=one.of, evidence=one.evidence)
            for judged, one in owed
            if judged.verdict.kind in _MENDING or any(why.signal != BY_LINES for why in one.evidence)
        ),
        only_here=judge.judge(book.only_here, progress, sources_of(book)),
        reverted=tuple((own[commit], by) for commit, by in book.reverted.items()),
        unresolved=book.unresolved,
    )
