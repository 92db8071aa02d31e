"""Carrying backports out, going on with them, and taking them back: what the verbs that write have in common."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from relkit.classify.habits import read_habits
from relkit.execute import operation as execute
from relkit.execute.desk import Describe
from relkit.execute.operation import Help
from relkit.execute.places import home_of
from relkit.git.authors import committer
from relkit.git.predict import Adviser
from relkit.git.repository import Repository, open_repository
from relkit.model.backport import Backport, Notes
from relkit.model.forecast import Forecast
from relkit.model.journal import Operation
from relkit.model.progress import Progress, Silent
from relkit.workflows.advice import judge_advice
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
    """Return forecasts with who is in the way, what would have to be picked first, and what the paths are."""
    with survey(where, asked=(), as_of=None, every_line=False, progress=Silent()) as found:
        with Adviser(repository, found.cache) as adviser:
            advised = adviser.advise(told, Silent())
        return judge_advice(advised, read_habits(found.files, found.config.changelog), {})
