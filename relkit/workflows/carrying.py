"""Carrying backports out, going on with them, and taking them back: what the verbs that write have in common."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from relkit.classify.habits import read_habits
from relkit.errors import StoppedError, UsageError
from relkit.execute import operation as execute
from relkit.execute.desk import Describe
from relkit.execute.operation import Help
from relkit.git.authors import committer
from relkit.git.predict import Adviser
from relkit.git.repository import Repository, open_repository
from relkit.git.worktrees import Worktree
from relkit.model.backport import Backport, Notes
from relkit.model.forecast import Forecast
from relkit.model.journal import Operation
from relkit.model.progress import Progress, Silent
from relkit.workflows.advice import judge_advice
from relkit.workflows.backport import approved
from relkit.workflows.survey import survey


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
    del progress  # the tool has the terminal
    repository = open_repository(where)
    found = execute.under_way(repository)
    waiting = [] if found is None else [one for one in found.lines if one.open is not None]
    if found is not None and line is not None:
        lines = zip(found.backport.lines, found.lines, strict=True)
        waiting = [one for work, one in lines if work.destination.line == line and one.open is not None]
    if found is None or not waiting:
        raise StoppedError("no conflict waits to be resolved", "`relkit backport --status` shows what waits")
    if len(waiting) > 1:
        raise UsageError(f"conflicts wait on {len(waiting)} lines", "say which with --line")
    worktree = Worktree(repository, Path(waiting[0].worktree or ""))
    status = worktree.mergetool(tool)
    left = worktree.unmerged()
    if left:
        raise StoppedError(
            f"the merge tool ended with status {status}, and not all is merged",
            f"again with --mergetool, or edit in {worktree.path} and `git add`; nothing is lost",
            left,
        )
    return found


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
