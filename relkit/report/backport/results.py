"""Where the results of an operation stand, and what left the repository."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from relkit.model.backport import LineWork
from relkit.model.ids import SHORT_ID, CommitId
from relkit.model.journal import LineProgress, Operation, Phase, PickState, Pushing, RefUpdate
from relkit.report.backport.view import short
from relkit.report.words import count, enumerated

_OWN = "refs/relkit/"
_HEADS = "refs/heads/"
_ASIDE = "refs/heads/relkit/"
_CARRIED = (PickState.MADE, PickState.RESOLVED)


def public(updates: Sequence[RefUpdate]) -> tuple[RefUpdate, ...]:
    """Return the refs that people see: relkit's own keep backups, and what is being worked on."""
    return tuple(update for update in updates if not update.ref.startswith(_OWN))


def aside(operation: Operation) -> Iterator[tuple[LineWork, str]]:
    """Yield the lines that are checked out, each with the branch that holds its result instead."""
    for work, line in zip(operation.backport.lines, operation.lines, strict=True):
        ref = _stands(operation, work, line)
        if ref is not None and ref != work.destination.ref and ref.startswith(_ASIDE):
            yield work, short(ref)


def standing(operation: Operation) -> Iterator[str]:
    """Yield for each line where its result stands, what was pushed, and what is asked to be merged."""
    for work, line in zip(operation.backport.lines, operation.lines, strict=True):
        yield from _standing(operation, work, line)
    for push in operation.pushes:
        took = push.remote in operation.pushed
        yield f"pushed to {push.remote}: {_branches(push)}" if took else f"{push.remote} did not take {_branches(push)}"
    for work, line in zip(operation.backport.lines, operation.lines, strict=True):
        if line.url is not None:
            yield f"{work.destination.line}: {line.url}"


def overtaken(operation: Operation) -> Iterator[str]:
    """Yield what an older line got and a newer one did not, as it was skipped there: who upgrades would lose it."""
    lines = list(zip(operation.backport.lines, operation.lines, strict=True))
    for place, (newer, line) in enumerate(lines):
        for pick in line.picks:
            if pick.state is not PickState.SKIPPED:
                continue
            got = [work.destination.line for work, other in lines[place + 1 :] if _carries(other, pick.id)]
            if got:
                name = newer.destination.line
                have = "have" if len(got) > 1 else "has"
                yield f"{enumerated(got)} {have} {pick.id[:SHORT_ID]} now, and {name}, which is newer, does not"


def _carries(line: LineProgress, commit: CommitId) -> bool:
    return any(pick.id == commit and pick.state in _CARRIED for pick in line.picks)


def taken_back(operation: Operation) -> Iterator[str]:
    """Yield what became of an operation's branches when it was given up or taken back, and what there is of it."""
    if operation.phase is Phase.UNDONE:
        yield "Every branch is again where it was before."
        for update in public(operation.updates):
            now = "is gone" if update.old is None else f"is again at {update.old[:SHORT_ID]}"
            was = "" if update.new is None else f"; it was at {update.new[:SHORT_ID]}"
            yield f"{short(update.ref)} {now}{was}"
    else:
        yield "No branch has moved."
    works = zip(operation.backport.lines, operation.lines, strict=True)
    if any(line.tip != work.destination.base for work, line in works):
        yield f"What was picked stays in refs/relkit/backup/{operation.id} until backups of that age are removed."
    for push in operation.pushes:
        if push.remote in operation.pushed:
            yield f"What was pushed to {push.remote} stays there: {_branches(push)}"


def sent(operation: Operation) -> Iterator[tuple[str, str]]:
    """Yield the branches that remotes did not have before they were pushed, each after its remote."""
    for push in operation.pushes:
        if push.remote in operation.pushed:
            yield from ((push.remote, short(update.ref)) for update in push.updates if update.old is None)


def _branches(push: Pushing) -> str:
    return ", ".join(short(update.ref) for update in push.updates)


def _standing(operation: Operation, work: LineWork, line: LineProgress) -> Iterator[str]:
    name = work.destination.line
    made = sum(pick.state in _CARRIED for pick in line.picks)
    ref = _stands(operation, work, line)
    if ref is None:
        if operation.phase is Phase.DONE and not made:
            yield f"{name}: nothing was picked, and nothing moved"
        return
    also = f"; {name} is checked out, and was left alone" if ref.startswith(_ASIDE) else ""
    if ref == f"{_HEADS}{work.destination.branch}" and work.destination.old is None:
        also = "; it is a new local branch"
    yield f"{name}: {short(ref)} is at {line.tip[:SHORT_ID]}, {count(made, 'new commit')}{also}"
    opens = work.destination.opens
    if opens is not None and opens != ref and any(update.ref == opens for update in operation.updates):
        yield f"{name}: {short(opens)} is opened at {work.destination.base[:SHORT_ID]}"


def _stands(operation: Operation, work: LineWork, line: LineProgress) -> str | None:
    """Return the ref that holds a line's result, None where nothing moved for it."""
    moved = {update.ref for update in public(operation.updates)}
    if work.destination.ref in moved:
        return work.destination.ref
    held = (update.ref for update in public(operation.updates) if update.new == line.tip)
    return next((ref for ref in held if ref.startswith(_ASIDE)), None)
