"""What people are told of a backport, whatever it is shown on: planned, under way, or over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from relkit.model.backport import Backport, LineWork
from relkit.model.forecast import Conflict, Prerequisite
from relkit.model.ids import CommitId
from relkit.model.journal import LineProgress, Operation, Phase, PickState
from relkit.report.words import count, enumerated

_HEADS = "refs/heads/"


@dataclass(frozen=True, kw_only=True, slots=True)
class Planned:
    """A backport that is not carried out: ``titles`` are those of commits beside the picks, ``again`` carries it out.

    ``again`` is None where nothing is left to do. ``are_listed``: all picks are listed elsewhere, and only those are
    shown of which there is more to say than that they apply.
    """

    backport: Backport
    titles: Mapping[CommitId, str]
    again: str | None
    are_listed: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """An operation: ``titles`` are those of commits beside the picks, ``relkit`` how commands begin ("relkit -C x").

    ``merged`` are the places of those lines whose conflict is merged in the worktree, and only has to be committed.
    """

    operation: Operation
    titles: Mapping[CommitId, str]
    relkit: str = "relkit"
    merged: Collection[int] = ()


PHASES = {
    Phase.PICKING: "unfinished: picking",
    Phase.WAITING: "waits for you",
    Phase.PUBLISHING: "unfinished: moving branches",
    Phase.PUSHING: "unfinished: pushing",
    Phase.DONE: "done",
    Phase.ABORTED: "given up",
    Phase.UNDOING: "unfinished: being taken back",
    Phase.UNDONE: "taken back",
}
"""Phases in words; what is unfinished is under way, or was interrupted."""
STATES = {
    PickState.MADE: "picked",
    PickState.RESOLVED: "resolved",
    PickState.THERE: "already there",
    PickState.SKIPPED: "skipped",
    PickState.CONFLICT: "conflicts",
    PickState.WAITING: "waits",
}
"""States in words."""
_NOT_PICKED = "not picked"
"""What is said of a pick that waited when all was given up."""
_COUNTED = {PickState.CONFLICT: ("conflicts", "conflict"), PickState.WAITING: ("waits", "wait")}


def short(ref: str) -> str:
    """Return a ref as people type it."""
    return ref.removeprefix(_HEADS).removeprefix("refs/remotes/").removeprefix("refs/tags/")


def told_state(state: PickState, phase: Phase) -> str:
    """Return what became of a pick in words; in what is over none waits any more."""
    return _NOT_PICKED if state is PickState.WAITING and phase.is_over else STATES[state]


def tally(works: Sequence[LineWork], lines: Sequence[LineProgress], phase: Phase = Phase.PICKING) -> str:
    """Return what became of all that was asked for: "6 asked for: 3 picked, 1 resolved, 1 already there, 1 left out".

    The figures add up: nothing that was asked for is lost without a word.
    """
    picks = [pick for work in works for pick in work.picks]
    states = Counter(pick.state for line in lines for pick in line.picks)
    states[PickState.WAITING] += len(picks) - states.total()
    left_out = sum(not left.is_passed_over for work in works for left in work.left_out)
    first = sum(pick.first_for is not None for pick in picks)
    failing = [line.failed.id for line in lines if line.failed is not None and line.failed.id is not None]
    states.subtract(pick.state for line in lines for pick in line.picks if line.failed and pick.id == line.failed.id)
    told = [f"{states[state]:,} {_counted(state, states[state], phase)}" for state in STATES if states[state]]
    told += [f"{len(failing):,} {'fails its' if len(failing) == 1 else 'fail their'} verification"] if failing else []
    told += [f"{left_out:,} left out"] if left_out else []
    asked = f"{len(picks) - first + left_out:,} asked for"
    if first:
        asked += f" and {count(first, 'prerequisite')}"
    return f"{asked}: {', '.join(told)}" if told else "nothing was asked for"


def _counted(state: PickState, number: int, phase: Phase) -> str:
    said = told_state(state, phase)
    return _COUNTED[state][number != 1] if state in _COUNTED and said != _NOT_PICKED else said


def told_closing(number: int) -> Iterator[str]:
    """Yield that lines that close issues are left out of so many messages, if they are."""
    if number:
        yield f"Closing words (Fixes #N) are left out of {count(number, 'message')}; --keep-closing keeps them."


def to_pick(works: Sequence[LineWork]) -> str:
    """Return how many picks are to be made where: "3 cherry-picks to 2.4.x and 2.3.x"."""
    number = sum(len(work.picks) for work in works)
    lines = [work.destination.line for work in works if work.picks]
    return f"{count(number, 'cherry-pick')} to {enumerated(lines)}" if number else "nothing to pick"


def whither(work: LineWork) -> str:
    """Return where the picks of a line will stand."""
    to = work.destination
    if to.opens is None:
        if to.ref != f"{_HEADS}{to.branch}":
            return f"on {short(to.ref)}"
        return "on the line itself" if to.old is not None else f"on the line itself, as a new local {short(to.ref)}"
    opened = f"is opened at {short(to.base_ref)}"
    if to.ref == to.opens:
        return f"on {short(to.ref)}, which {opened}"
    return f"on {short(to.ref)}; {short(to.opens)} {opened}"


def named_by(conflicts: Sequence[Conflict], first: Sequence[Prerequisite]) -> Iterator[CommitId]:
    """Yield the commits that conflicts and prerequisites name without their titles."""
    for conflict in conflicts:
        yield from conflict.culprits
    yield from (one.id for one in first)


def unnamed(backport: Backport, lines: Sequence[LineProgress] = ()) -> tuple[CommitId, ...]:
    """Return the commits that a backport speaks of and whose titles it does not have."""
    named: dict[CommitId, None] = {}
    for work in backport.lines:
        for pick in work.picks:
            if pick.forecast is not None:
                named.update(dict.fromkeys(named_by(pick.forecast.conflicts, pick.forecast.prerequisites)))
    for line in lines:
        for state in line.picks:
            named.update(dict.fromkeys(named_by(state.conflicts, state.prerequisites)))
    own = titles_of(backport, {})
    return tuple(commit for commit in named if commit not in own)


def titles_of(backport: Backport, others: Mapping[CommitId, str]) -> dict[CommitId, str]:
    """Return the titles of the commits that a backport speaks of, together with ``others``."""
    titles = dict(others)
    for work in backport.lines:
        titles.update((pick.id, pick.title) for pick in work.picks)
        titles.update((left.id, left.title) for left in work.left_out)
    return titles
