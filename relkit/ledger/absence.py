"""What a line lacks of the mainline: changes with no link that stands, and those that came only in part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from relkit.ledger.index import MainlineIndex
from relkit.ledger.references import is_revert
from relkit.model.commit import Change, Commit
from relkit.model.decision import LineDecisions, WantedDecided
from relkit.model.history import Patches
from relkit.model.ids import CommitId
from relkit.model.link import Absent, Link, State

_COVERED = 0.6  # share of a commit's lines that the line's commits have, from which it came with them


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """What stands on a line: by mainline change its commits that are there, and the line's changes that carry them.

    What the line inherited, because it left the mainline after it, is there without a carrier. ``taken_back`` are the
    mainline changes whose only links the line has reverted.
    """

    commits: Mapping[CommitId, frozenset[CommitId]]
    carriers: Mapping[CommitId, tuple[Change, ...]]
    taken_back: frozenset[CommitId]


def stand(
    changes: Sequence[Change],
    links: Sequence[Link],
    reverted: Mapping[CommitId, CommitId],
    index: MainlineIndex,
    stands_on: int,
) -> Standing:
    """Tell what of the mainline stands on a line: what it inherited, what is linked, and the very commits of both.

    What the line reverted does not stand, inherited (``stands_on`` mainline changes) or linked.
    """
    by_id = {change.id: change for change in changes}
    commits: dict[CommitId, set[CommitId]] = defaultdict(set)
    for change in index.changes[:stands_on]:
        if not any(commit.id in reverted for commit in change.commits):
            commits[change.id] = {commit.id for commit in change.commits}
    carriers: dict[CommitId, dict[CommitId, Change]] = defaultdict(dict)
    taken_back: set[CommitId] = set()
    for link in links:
        if link.taken_back_by(reverted) is not None:
            taken_back.add(link.mainline_change)
            continue
        commits[link.mainline_change].add(link.mainline_change if link.whole else link.mainline)
        carriers[link.mainline_change][link.line_change] = by_id[link.line_change]
    for change in changes:
        for commit in change.commits:
            if commit.id in index.change_of and not commit.is_merge:
                commits[index.change_of[commit.id].id].add(commit.id)
    return Standing(
        commits={change: frozenset(there) for change, there in commits.items()},
        carriers={change: tuple(there.values()) for change, there in carriers.items()},
        taken_back=frozenset(taken_back - commits.keys()),
    )


def find_absent(
    index: MainlineIndex, missed_from: int, decisions: LineDecisions, standing: Standing, patches: Patches
) -> tuple[Absent, ...]:
    """Return the mainline changes from a place on that a line is without, or has only in part.

    A step that merged a maintenance line back up is none: what it brought was picked from, or made for, that line.
    """
    undoing = undoing_changes(index)
    absent: list[Absent] = []
    for change in index.changes[missed_from:]:
        if change.id in index.merged_up:
            continue
        present = standing.commits.get(change.id, frozenset())
        victims = undoing.get(change.id, ())
        if any(victim.id in standing.commits for victim in victims) and not present:
            absent.append(Absent(change=change, state=_state(decisions, change, taken_back=False)))
        elif victims or _undone(index, change):
            continue  # a change and its revert, both after the fork: nothing is left of them
        elif not present:
            taken_back = change.id in standing.taken_back
            absent.append(Absent(change=change, state=_state(decisions, change, taken_back=taken_back)))
        elif change.id not in present and (lacks := _lacks(change, present, standing, patches)):
            unwanted = _state(decisions, change, taken_back=False) is State.NOT_WANTED
            state = State.NOT_WANTED if unwanted else State.PARTIAL
            absent.append(Absent(change=change, state=state, lacks=lacks))
    return tuple(absent)


def undoing_changes(index: MainlineIndex) -> dict[CommitId, list[Change]]:
    """Return, for each mainline change that is a standing revert, the changes that it took back."""
    found: dict[CommitId, list[Change]] = defaultdict(list)
    for victim, by in index.reverted.items():
        change = index.change_of[by]
        # A revert that hides inside a larger change is part of that change's work.
        if is_revert(change.commit) or all(is_revert(commit) for commit in change.brought if not commit.is_merge):
            found[change.id].append(index.change_of[victim])
    return found


def _lacks(change: Change, present: frozenset[CommitId], standing: Standing, patches: Patches) -> tuple[CommitId, ...]:
    """Return the commits of a change that came in part which are not on the line, not even within what came."""
    open_commits = [commit for commit in change.commits if not commit.is_merge and commit.id not in present]
    open_commits = [commit for commit in open_commits if commit.files]
    if not open_commits:
        return ()
    there: defaultdict[int, float] = defaultdict(float)
    for carrier in standing.carriers.get(change.id, ()):
        for line, weight in patches.lines(carrier.files).weights.items():
            there[line] += weight
    return tuple(commit.id for commit in open_commits if not _is_covered(commit, there, patches))


def _is_covered(commit: Commit, there: Mapping[int, float], patches: Patches) -> bool:
    lines = patches.lines(commit.files or ())
    if not lines.total:
        return True  # nothing that could be told from anything else
    shared = sum(min(weight, there.get(line, 0.0)) for line, weight in lines.weights.items())
    return shared >= _COVERED * lines.total


def _state(decisions: LineDecisions, change: Change, *, taken_back: bool) -> State:
    """Return how a change is missing: what a person said of it, else whether the line took it back."""
    decision = decisions.wanted.get(change.id)
    if decision is not None and isinstance(decision.word, WantedDecided):
        return State.MISSING if decision.word.wanted else State.NOT_WANTED
    return State.NOT_WANTED if taken_back else State.MISSING


def _undone(index: MainlineIndex, change: Change) -> bool:
    """Whether all of a change stands reverted on the mainline."""
    if change.id in index.reverted:
        return True
    plain = [commit.id for commit in change.commits if not commit.is_merge]
    return bool(plain) and all(commit in index.reverted for commit in plain)
