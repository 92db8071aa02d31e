"""Keeping the book of one line: what is there, by which link, and what is not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from relkit.ledger.index import MainlineIndex
from relkit.ledger.links import Linker, said_of_links
from relkit.ledger.references import is_revert
from relkit.ledger.reverts import reverts
from relkit.model.commit import Change, Commit
from relkit.model.decision import LineDecisions, WantedDecided
from relkit.model.history import Patches
from relkit.model.ids import CommitId
from relkit.model.link import Absent, LineLedger, Link, State

_NONE = LineDecisions()


@dataclass(frozen=True, kw_only=True, slots=True)
class LineHistory:
    """A line's own changes, oldest first, and where it stands on the mainline's.

    ``stands_on`` counts the indexed mainline changes that are in the line because it left the mainline after them;
    ``missed_from`` (not less) is the first that can be missing: a line that was cut from another line and not from the
    mainline was decided about up to then on that other one. ``decisions`` are people's about this line.
    """

    name: str
    changes: tuple[Change, ...]
    stands_on: int
    missed_from: int
    decisions: LineDecisions = _NONE


def keep_book(
    index: MainlineIndex,
    line: LineHistory,
    known: Mapping[CommitId, Commit],
    patches: Patches,
    *,
    references: bool = True,
) -> LineLedger:
    """Link a line's changes to the mainline's, and tell what is only on one of the two.

    ``known`` are all commits that were read, of every line: references are followed through them, unless they are to
    be left out for the sake of measuring (``references``).
    """
    linker = Linker(
        index=index,
        known=known,
        patches=patches,
        first_place=line.stands_on,
        said=said_of_links(line.decisions),
        by_reference=references,
    )
    certain = [link for change in line.changes for link in linker.link(change)]
    links = (*certain, *linker.similar(line.changes, certain))
    reverted = reverts(line.changes)
    linked = {link.line_change for link in links}
    return LineLedger(
        line=line.name,
        links=links,
        absent=_absent(index, line, links, reverted),
        only_here=tuple(change for change in line.changes if not (change.id in linked or _is_above(index, change))),
        reverted=reverted,
        unresolved=tuple(dict.fromkeys(linker.unresolved)),
    )


def _is_above(index: MainlineIndex, change: Change) -> bool:
    """Whether the mainline has the very commits of a line's change, merged up."""
    return change.id in index.change_of or all(
        commit.id in index.change_of for commit in change.brought or [change.commit]
    )


def _absent(
    index: MainlineIndex, line: LineHistory, links: Sequence[Link], reverted: Mapping[CommitId, CommitId]
) -> tuple[Absent, ...]:
    here = {commit.id for change in line.changes for commit in change.commits}
    standing: dict[CommitId, set[CommitId]] = defaultdict(set)
    taken_back: set[CommitId] = set()
    for link in links:
        if link.line in reverted or link.line_change in reverted:
            taken_back.add(link.mainline_change)
        else:
            standing[link.mainline_change].add(link.mainline_change if link.whole else link.mainline)
    reverting = _reverting(index)
    absent: list[Absent] = []
    for change in index.changes[line.missed_from :]:
        plain = {commit.id for commit in change.commits if not commit.is_merge}
        present = standing.get(change.id, set()) | (plain & here)
        victims = reverting.get(change.id, ())
        if any(victim.id in standing or victim.id in here for victim in victims) and not present:
            absent.append(Absent(change=change, state=_state(line, change, taken_back=False)))  # the victim is here
        elif victims or _undone(index, change):
            continue  # a change and its revert, both after the fork: nothing is left of them
        elif not present:
            state = _state(line, change, taken_back=change.id in taken_back)
            absent.append(Absent(change=change, state=state))
        elif change.id not in present and 2 * len(present & plain) < len(plain):
            unwanted = _state(line, change, taken_back=False) is State.NOT_WANTED
            absent.append(Absent(change=change, state=State.NOT_WANTED if unwanted else State.PARTIAL))
    return tuple(absent)


def _state(line: LineHistory, change: Change, *, taken_back: bool) -> State:
    """Return how a change is missing: what a person said of it, else whether the line took it back."""
    decision = line.decisions.wanted.get(change.id)
    if decision is not None and isinstance(decision.word, WantedDecided):
        return State.MISSING if decision.word.wanted else State.NOT_WANTED
    return State.NOT_WANTED if taken_back else State.MISSING


def _undone(index: MainlineIndex, change: Change) -> bool:
    """Whether all of a change stands reverted on the mainline."""
    if change.id in index.reverted:
        return True
    plain = [commit.id for commit in change.commits if not commit.is_merge]
    return bool(plain) and all(commit in index.reverted for commit in plain)


def _reverting(index: MainlineIndex) -> dict[CommitId, list[Change]]:
    """Return, for each mainline change that is a standing revert, the changes that it took back."""
    found: dict[CommitId, list[Change]] = defaultdict(list)
    for victim, by in index.reverted.items():
        change = index.change_of[by]
        # A revert that hides inside a larger change is part of that change's work.
        if is_revert(change.commit) or all(is_revert(commit) for commit in change.brought if not commit.is_merge):
            found[change.id].append(index.change_of[victim])
    return found
