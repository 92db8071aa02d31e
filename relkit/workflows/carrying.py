"""Carrying backports out, going on with them, and taking them back: what the verbs that write have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from relkit.execute import operation as execute
from relkit.execute.desk import Describe
from relkit.execute.operation import Help
from relkit.execute.places import home_of
from relkit.git.authors import committer
from relkit.git.repository import Repository, open_repository
from relkit.model.backport import Backport, Notes
from relkit.model.forecast import Forecast
from relkit.model.journal import Operation
from relkit.model.progress import Progress, Silent
from relkit.workflows.backport import approved
from relkit.workflows.survey import survey

__all__ = [
    "abort",
    "carry_out",
    "go_on",
    "home_of",
    "operations",
    "pending",
    "publish_later",
    "resolve",
    "skip",
    "undo",
]


def carry_out(
    where: Path,
    backport: Backport,
    *,
    command: tuple[str, ...],
    describe: Describe | None = None,
    progress: Progress | None = None,
) -> Operation:
    """Carry a planned backport out, as far as that goes without a person.

    ``command`` is what was typed, ``describe`` writes the requests to merge. Raises StoppedError where refs have moved
    since it was planned or another operation is under way, and UsageError where nothing can be written.
    """
    repository = open_repository(where)
    who = committer(repository)
    return execute.carry_out(
        repository,
        approved(repository, backport),
        command=command,
        who=who,
        helped=_help(where, repository, describe),
        progress=progress or Silent(),
    )


def go_on(
    where: Path,
    *,
    line: str | None = None,
    notes: Notes | None = None,
    hooks: bool | None = None,
    describe: Describe | None = None,
    progress: Progress | None = None,
) -> Operation:
    """Go on with the operation that is under way. Raises StoppedError where a conflict is not resolved."""
    repository = open_repository(where)
    return execute.go_on(
        repository,
        line=line,
        notes=notes,
        hooks=hooks,
        helped=_help(where, repository, describe),
        progress=progress or Silent(),
    )


def skip(
    where: Path, *, line: str | None = None, describe: Describe | None = None, progress: Progress | None = None
) -> Operation:
    """Go on without the pick that waits for a person. Raises StoppedError where none does."""
    repository = open_repository(where)
    helped = _help(where, repository, describe)
    return execute.skip(repository, line=line, helped=helped, progress=progress or Silent())


def abort(where: Path, *, progress: Progress | None = None) -> Operation:
    """Give up the operation that is under way. Raises StoppedError where there is none."""
    return execute.abort(open_repository(where), progress=progress or Silent())


def publish_later(
    where: Path,
    *,
    request: bool,
    labels: tuple[str, ...] = (),
    describe: Describe | None = None,
    progress: Progress | None = None,
) -> Operation:
    """Push what the newest backport made, with ``request`` and ask for it to be merged.

    Raises StoppedError where there is none, or its branches are no longer as they were made.
    """
    repository = open_repository(where)
    helped = _help(where, repository, describe)
    return execute.publish_later(
        repository, request=request, labels=labels, helped=helped, progress=progress or Silent()
    )


def pending(where: Path) -> Operation | None:
    """Return the operation that is under way, None where there is none."""
    return execute.under_way(open_repository(where))


def operations(where: Path, *, most: int | None = None) -> tuple[Operation, ...]:
    """Return the operations of a repository, the newest first."""
    return execute.operations(open_repository(where), most)


def undo(where: Path, name: str | None, *, progress: Progress | None = None) -> Operation:
    """Take an operation back, the newest that moved refs unless one is named. Raises StoppedError where it cannot."""
    repository = open_repository(where)
    who = committer(repository)
    return execute.take_back(repository, name, who=who, progress=progress or Silent())


def resolve(where: Path, *, line: str | None, tool: str | None, progress: Progress | None = None) -> Operation:
    """Run the user's merge tool on the conflict that waits. Raises StoppedError where there is none, or it fails."""
    return execute.merge_by_hand(open_repository(where), line=line, tool=tool, progress=progress or Silent())


def _help(where: Path, repository: Repository, describe: Describe | None) -> Help:
    def advise(told: Sequence[Forecast]) -> Sequence[Forecast]:
        return _advice(where, repository, told)

    return Help(advise=advise, describe=describe)


def _advice(where: Path, repository: Repository, told: Sequence[Forecast]) -> Sequence[Forecast]:
    """Return forecasts with who is in the way, what would have to be picked first and of what kind, and the areas.

    All of that is as a forecast for the line says it, in whole changes of the mainline, but for the result so far.
    """
    from relkit.workflows.advice import Ledgers, Result  # only what conflicts needs all of this
    from relkit.workflows.histories import read_histories
    from relkit.workflows.judging import open_judge
    from relkit.workflows.keeping import keep_books

    operation, progress = execute.under_way(repository), Silent()
    worked = [] if operation is None else list(zip(operation.backport.lines, operation.lines, strict=True))
    results = [Result(commit=line.tip, base=to.destination.base, picked=frozenset(line.made)) for to, line in worked]
    onto = {one.onto for one in told}
    bases = {result.base for result in results if result.commit in onto}
    with survey(where, asked=(), as_of=None, every_line=False, progress=progress, follow=False) as seen:
        found = replace(seen, planned=tuple(line for line in seen.layout.lines if line.branch.tip in bases))
        histories = read_histories(found, progress)
        ledgers = Ledgers(histories=histories, books=keep_books(found, histories, progress))
        with ledgers.advising(found, results=results) as adviser:
            advised = adviser.advise(told, progress)
        return ledgers.judge_advice(advised, open_judge(found, progress), progress)
