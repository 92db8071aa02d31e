"""What a line is owed: mainline changes that take back or mend something that the line has, and that it lacks.

Conventions: git's and the kernel's "Fixes: <sha>"; "Regression in <sha>"; "follow-up to #N"; "broken by #N". Beside
them, changes that soon replace the very lines that a backported one brought.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import lru_cache

from relkit.ledger.absence import Standing, undoing_changes
from relkit.ledger.index import MainlineIndex
from relkit.ledger.references import LONGEST_MESSAGE
from relkit.model.commit import Change
from relkit.model.evidence import Evidence
from relkit.model.history import ChangedLines, Patches
from relkit.model.ids import CommitId
from relkit.model.link import Absent, Owed

BY_LINES = "lines"
"""Signal of the evidence that only lines tell of."""

_DAY = 86400
_SOON = 60 * _DAY
_CROWDED = 12  # later changes of a path, in that time, from which it says nothing (a changelog, a module under work)
_MENDED = 1.5  # full lines of the one before that have to be replaced
_SHARE = 0.25  # of the lines that the one before brought

_WHICH = r"(?:commit )?(?:(?P<sha>[0-9a-f]{8,40})\b|(?:PR )?(?:#|GH-)(?P<number>\d{1,9})\b)"
_NAMED = tuple(
    re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    for pattern in (
        r"^[ \t]*Fixes:? (?P<sha>[0-9a-f]{8,40})\b",
        rf"\bregress(?:ion|ed) (?:in|from|of|by|since|introduced (?:in|by)) {_WHICH}",
        rf"\bfollow[- ]?up (?:to|of|for|on|from) {_WHICH}",
        rf"\b(?:broken|introduced|caused) (?:by|in|with) {_WHICH}",
    )
)
_HINT = re.compile(r"fixes|regress|follow|broken|introduced|caused", re.IGNORECASE)


def find_owed(
    index: MainlineIndex,
    absent: Sequence[Absent],
    standing: Standing,
    patches: Patches,
    by_lines: Callable[[str], bool] | None,
) -> tuple[Owed, ...]:
    """Return what of ``absent`` belongs to a change that the line has, in their order, each with all that says so.

    With ``by_lines`` lines are compared as well, of the paths that it says tell: what soon replaces lines that a
    backported change brought.
    """
    carried = standing.commits.keys()
    undoing = undoing_changes(index)
    owed: list[Owed] = []
    for item in absent:
        change = item.change
        found: dict[CommitId, list[Evidence]] = defaultdict(list)
        for victim in undoing.get(change.id, ()):
            if victim.id in carried:
                said = f"takes back {victim.id[:12]}, which the line has"
                found[victim.id].append(Evidence(signal="reverts", weight=1.0, detail=said))
        for mended, text in _named(index, change):
            if mended.id in carried and mended.id != change.id:
                found[mended.id].append(Evidence(signal="names", weight=0.9, detail=f"its message says: {text}"))
        owed += [Owed(change=change, of=of, evidence=tuple(evidence)) for of, evidence in found.items()]
    if by_lines is not None:
        known = {(one.change.id, one.of) for one in owed}
        owed += [
            one
            for one in _replacing(index, absent, standing.carriers.keys(), _Telling(patches, by_lines))
            if (one.change.id, one.of) not in known
        ]
    return tuple(sorted(owed, key=lambda one: index.place[one.change.id]))


def _named(index: MainlineIndex, change: Change) -> Iterator[tuple[Change, str]]:
    """Yield the changes that a message says it mends or goes on with."""
    for commit in change.commits:
        for sha, number, text in _names(commit.message):
            several = index.by_request.get(number, ()) if number is not None else ()
            named = several[0] if len(several) == 1 else None
            if sha is not None:
                resolved = index.resolve(sha)
                named = index.change_of[resolved] if resolved else None
            if named is not None:
                yield named, text


@lru_cache(maxsize=1 << 14)  # every line asks about the same mainline
def _names(message: str) -> tuple[tuple[str | None, int | None, str], ...]:
    """Return the ids and request numbers that a message names, each with the words that do."""
    if not _HINT.search(message):
        return ()
    found = []
    for match in (match for pattern in _NAMED for match in pattern.finditer(message[:LONGEST_MESSAGE])):
        number = match.groupdict().get("number")
        sha = match["sha"].lower() if match["sha"] else None
        found.append((sha, int(number) if number else None, " ".join(match[0].split())))
    return tuple(found)


class _Telling:
    """The lines that changes touch in the paths whose lines tell; of each change they are read once."""

    def __init__(self, patches: Patches, tells: Callable[[str], bool]) -> None:
        self.tells = tells
        self._patches = patches
        self._found: dict[CommitId, ChangedLines] = {}

    def lines(self, change: Change) -> ChangedLines:
        if change.id not in self._found:
            self._found[change.id] = self._patches.lines([file for file in change.files if self.tells(file.path)])
        return self._found[change.id]


def _replacing(
    index: MainlineIndex,
    absent: Sequence[Absent],
    carried: Collection[CommitId],
    telling: _Telling,
) -> Iterator[Owed]:
    later: dict[str, list[Change]] = defaultdict(list)
    for item in absent:
        for file in item.change.files:
            if file.old is not None and telling.tells(file.path):
                later[file.path].append(item.change)
    places = {path: [index.place[change.id] for change in changes] for path, changes in later.items()}
    for source in (change for change in index.changes if change.id in carried):
        near: dict[CommitId, Change] = {}
        for path in (file.path for file in source.files if file.path in later):
            start = bisect_right(places[path], index.place[source.id])
            soon = [
                change
                for change in later[path][start : start + _CROWDED + 1]
                if source.landed <= change.landed <= source.landed + _SOON
            ]
            near |= {change.id: change for change in soon} if len(soon) <= _CROWDED else {}
        for change in near.values():
            if (evidence := _replaced(source, change, telling)) is not None:
                yield Owed(change=change, of=source.id, evidence=(evidence,))


def _replaced(source: Change, change: Change, telling: _Telling) -> Evidence | None:
    """Say how much a change removes of the lines that another one added, where that is a good part of them."""
    brought, later = telling.lines(source), telling.lines(change)
    common = ((weight, later.weights.get(~line, 0.0)) for line, weight in brought.weights.items() if line >= 0)
    replaced = sum(min(pair) for pair in common)
    added = sum(weight for line, weight in brought.weights.items() if line >= 0)
    if replaced < _MENDED or replaced < _SHARE * added:
        return None
    days = (change.landed - source.landed) // _DAY
    said = f"replaces {replaced / added:.0%} of the lines that {source.id[:12]} brought, {days} days after it"
    return Evidence(signal=BY_LINES, weight=round(min(replaced / added, 1.0), 4), detail=said)
