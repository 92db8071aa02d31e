"""Backports and operations made of literals, for tests of what shows them and of what asks for them."""

from __future__ import annotations

from dataclasses import replace

from relkit.model.backport import Authorship, Backport, Destination, LeftOut, LineWork, Manner, Pick
from relkit.model.commit import Person
from relkit.model.evidence import Kind
from relkit.model.forecast import Conflict, ConflictKind, Forecast, Lines, Outcome, Place, Prerequisite
from relkit.model.ids import CommitId, TreeId
from relkit.model.journal import (
    Aside,
    Deviation,
    LineProgress,
    Operation,
    OperationId,
    Phase,
    PickProgress,
    PickState,
    RefUpdate,
    Verified,
)
from relkit.model.plan import Reason
from tests.plans import NOW, sha

ID = OperationId("20250615-150640-k3f9")
ADA = Authorship(person=Person(name="Ada Example", email="ada@example.org"), when=NOW - 86_400, offset=120)
REWORK = sha("Rework the tables")
TITLES = {REWORK: "Rework the tables"}


def conflict(path: str = "tidewater/tables.py", area: str = "code") -> Conflict:
    place = Place(mainline=Lines(first=12, count=2), line=Lines(first=11, count=3))
    return Conflict(path=path, kind=ConflictKind.CONTENT, places=(place,), culprits=(REWORK,), area=area)


FIRST = Prerequisite(
    id=REWORK,
    title="Rework the tables",
    files=2,
    added=40,
    removed=7,
    overlaps=("tidewater/tables.py",),
    kind=Kind.REFACTOR,
)
OUTSIDE = Deviation(
    path="tidewater/cli.py",
    aside=Aside.MERGED,
    first=7,
    replayed=("    show()",),
    committed=("    show(all)", "    end()"),
)
INSIDE = Deviation(
    path="tidewater/tables.py", aside=Aside.CONFLICT, first=110, replayed=("<<<<<<<",), committed=("row",)
)


def pick(title: str, outcome: Outcome | None = None, *conflicts: Conflict, first_for: str | None = None) -> Pick:
    """Return a pick; one with an outcome has a forecast."""
    forecast = None
    if outcome is not None:
        forecast = Forecast(
            id=sha(title),
            onto=sha("tip"),
            outcome=outcome,
            tree=TreeId(sha("tree")) if outcome is Outcome.CLEAN else None,
            conflicts=conflicts,
            prerequisites=(FIRST,) if outcome is Outcome.NEEDS else (),
        )
    message = f"{title}\n\n(cherry picked from commit {sha(title)})\n"
    for_whom = None if first_for is None else sha(first_for)
    return Pick(id=sha(title), title=title, author=ADA, message=message, forecast=forecast, first_for=for_whom)


def left_out(title: str, text: str = "already there as 1234567890", code: str = "already-there") -> LeftOut:
    return LeftOut(id=sha(title), title=title, reason=Reason(code=code, text=text))


def work(line: str, *picks: Pick, left: tuple[LeftOut, ...] = (), ref: str | None = None) -> LineWork:
    """Return the picks of a line, whose result stands on a new branch unless ``ref`` says otherwise."""
    to = Destination(
        line=line,
        series=line.removesuffix(".x"),
        base=sha(f"tip of {line}"),
        base_ref=f"refs/heads/{line}",
        ref=ref or f"refs/heads/backport/{line}/tables",
        old=None,
        branch=line,
    )
    return LineWork(destination=to, picks=picks, left_out=left)


def backport(*works: LineWork, manner: Manner | None = None, warnings: tuple[str, ...] = ()) -> Backport:
    return Backport(
        repository="tidewater", now=NOW, topic="tables", lines=works, manner=manner or Manner(), warnings=warnings
    )


def made(title: str) -> PickProgress:
    return PickProgress(id=sha(title), state=PickState.MADE, commit=sha(f"{title}, picked"))


def resolved(title: str, *deviations: Deviation) -> PickProgress:
    commit = sha(f"{title}, picked")
    return PickProgress(id=sha(title), state=PickState.RESOLVED, commit=commit, deviations=deviations)


def stuck(title: str, *conflicts: Conflict, first: tuple[Prerequisite, ...] = ()) -> PickProgress:
    return PickProgress(id=sha(title), state=PickState.CONFLICT, conflicts=conflicts, prerequisites=first)


def there(title: str) -> PickProgress:
    return PickProgress(id=sha(title), state=PickState.THERE)


def skipped(title: str, why: str = "you skipped it") -> PickProgress:
    return PickProgress(id=sha(title), state=PickState.SKIPPED, why=why)


def waiting(title: str) -> PickProgress:
    return PickProgress(id=sha(title))


def progress(
    line: str, *states: PickProgress, worktree: str | None = None, failed: Verified | None = None
) -> LineProgress:
    """Return how far a line is: its tip is the last commit that was made."""
    commits = [state.commit for state in states if state.commit is not None]
    tip = commits[-1] if commits else sha(f"tip of {line}")
    return LineProgress(picks=states, tip=tip, worktree=worktree, failed=failed)


def failure(title: str | None, commit: CommitId, status: int = 1) -> Verified:
    pick_id = None if title is None else sha(title)
    return Verified(line=0, id=pick_id, commit=commit, command="pytest -q", status=status, log="/x/verify-1.log")


def operation(
    whole: Backport, *lines: LineProgress, phase: Phase = Phase.DONE, command: str = "relkit backport --to 2.4.x HEAD"
) -> Operation:
    """Return an operation; one that is done moved each line's ref to what came of the line."""
    moved = tuple(
        RefUpdate(ref=one.destination.ref, old=one.destination.old, new=line.tip)
        for one, line in zip(whole.lines, lines, strict=True)
        if line.tip != one.destination.base
    )
    kept = tuple(replace(update, ref=f"refs/relkit/backup/{ID}/{update.ref}") for update in moved)
    return Operation(
        id=ID,
        began=NOW,
        command=tuple(command.split()),
        who="Test Person <test@example.org>",
        backport=whole,
        phase=phase,
        lines=lines,
        updates=(*moved, *kept) if phase is Phase.DONE else (),
        ended=NOW + 5 if phase.is_over else None,
    )


def usual_backport() -> Backport:
    """Return a backport as it is planned: what applies, needs another first, conflicts, is left out."""
    return backport(
        work(
            "2.4.x",
            pick("Fix the parser", Outcome.CLEAN),
            pick("Fix the header", Outcome.CLEAN),
            left=(left_out("Fix the writer"),),
        ),
        work(
            "2.3.x",
            pick("Fix the parser", Outcome.CLEAN),
            pick("Fix the header", Outcome.NEEDS, conflict()),
            pick("Fix the writer", Outcome.CONFLICT, conflict("NEWS", "changelog")),
        ),
    )


def waiting_operation() -> Operation:
    """Return an operation of which a line is done, and the other waits with a conflict and what comes after it."""
    return operation(
        usual_backport(),
        progress("2.4.x", made("Fix the parser"), resolved("Fix the header", INSIDE, OUTSIDE)),
        progress(
            "2.3.x",
            there("Fix the parser"),
            stuck("Fix the header", conflict(), first=(FIRST,)),
            waiting("Fix the writer"),
            worktree="/x/tidewater/.git/relkit/worktrees/k3f9-1",
        ),
        phase=Phase.WAITING,
    )
