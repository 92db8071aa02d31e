"""The last rung: commits that change mostly the same lines, whatever was adapted, squashed, split or combined.

Measured on backports that their messages name and that nothing else gives away: adapted ones share most of the lines
that they remove and add with their source, and come after it.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest

from relkit.ledger.index import MainlineIndex, Unit
from relkit.ledger.references import is_revert
from relkit.model.evidence import Evidence
from relkit.model.history import ChangedLines, Patches
from relkit.model.ids import CommitId

_DAY = 86400
_COMMON_PATH = 150  # changes on a path from which it says nothing (a changelog)
_MOST_CANDIDATES = 40  # sources that one commit is compared with
_REPEATED = 2  # titles that stand oftener on the mainline are routine ("Imported translations")
_LIKELY = 0.5  # from here it is called a link
_LEAST = 0.05  # share of either's lines that must be the other's
_HIGHEST = 0.9  # a likeness is never as sure as what comes before it

# Log-odds of being the source; fitted to backports of six projects, each left out in turn.
_BASE = 0.3
_OF_SOURCE, _OF_PART = 0.7, 0.65  # for each unit of log-odds of the shares
_AMOUNT = 0.25  # for the logarithm of how much is shared, in full lines
_TITLE = 0.5  # for the share of common words
_LATER = -0.28  # for the logarithm of the days between
_ROUTINE = -3.0  # a title that speaks of a release, a version, a changelog

_ROUTINE_TITLE = re.compile(
    r"\brel(?:ease[sd]?)?\b|\bversions?\b|\bbump|\bchange-?logs?\b|\btranslations?\b|\bnotes\b", re.IGNORECASE
)
_NUMBER = re.compile(r"\d+(?:\.\d+)*")
_WORD = re.compile(r"[a-z0-9_]{3,}")
_ALIKE_TITLES = 0.6


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """A commit of a line and the mainline commit that it is most like, with how likely it comes from it (0 to 1)."""

    part: Unit
    source: Unit
    score: float
    evidence: tuple[Evidence, ...]


def match_similar(
    index: MainlineIndex, patches: Patches, parts: Sequence[Unit], first_place: int, carried: Collection[CommitId]
) -> tuple[Match, ...]:
    """Match commits of a line that nothing else links with mainline commits, each changed line counted once.

    The likeliest pairs are taken first, and what they share is taken away from both: of two sources of the same lines
    only the likelier stays, while a combined backport keeps all its sources and a split one all its parts.
    ``carried`` are mainline commits that have a stronger link: they are no source again.
    """
    candidates = _Candidates(index, first_place, carried)
    pairs = [pair for part in parts for source in candidates.of(part) if (pair := _compare(patches, part, source))]
    pairs.sort(key=lambda pair: (-pair.likely, pair.part.commit.id, -pair.source.place))
    rest: dict[CommitId, dict[int, float]] = {}
    matches: list[Match] = []
    for pair in pairs:
        ours = rest.setdefault(pair.part.commit.id, dict(pair.part_lines.weights))
        theirs = rest.setdefault(pair.source.commit.id, dict(pair.source_lines.weights))
        shared = _shared(ours, theirs)
        likely = pair.judged(sum(shared.values()))
        if likely < _LIKELY:
            continue
        for lines in (ours, theirs):
            for line, weight in shared.items():
                lines[line] -= weight
        matches.append(Match(part=pair.part, source=pair.source, score=likely, evidence=pair.evidence(shared)))
    return tuple(matches)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Pair:
    part: Unit
    source: Unit
    part_lines: ChangedLines
    source_lines: ChangedLines
    likely: float

    def judged(self, shared: float) -> float:
        return _likelihood(self.part, self.source, shared, (self.part_lines.total, self.source_lines.total))

    def evidence(self, shared: Mapping[int, float]) -> tuple[Evidence, ...]:
        weight = sum(shared.values())
        of_part, of_source = weight / self.part_lines.total, weight / self.source_lines.total
        said = f"{of_part:.0%} of what it changes is {of_source:.0%} of what {self.source.commit.id[:12]} changes"
        found = [Evidence(signal="similar", weight=round(min(of_part, of_source), 4), detail=said)]
        common = _common_words(self.part.title, self.source.title)
        if common >= _ALIKE_TITLES:
            found.append(Evidence(signal="title", weight=round(common, 4), detail="similar titles"))
        return tuple(found)


class _Candidates:
    """Finds, by the paths that they touch, mainline commits that one of a line may come from."""

    def __init__(self, index: MainlineIndex, first_place: int, carried: Collection[CommitId]) -> None:
        self._by_path: dict[str, list[Unit]] = defaultdict(list)
        self._index = index
        seen = set(carried)
        for unit in (unit for several in index.units_of.values() for unit in several):
            if unit.place < first_place or unit.commit.id in seen or unit.change.id in carried:
                continue
            seen.add(unit.commit.id)
            if len(index.by_title[unit.title]) <= _REPEATED or unit.commit.is_merge:
                for file in unit.files:
                    self._by_path[file.path].append(unit)

    def of(self, part: Unit) -> Iterable[Unit]:
        weights: defaultdict[CommitId, float] = defaultdict(float)
        found: dict[CommitId, Unit] = {}
        revert = is_revert(part.commit)
        for file in part.files:
            near = self._by_path.get(file.path, ())
            for unit in near if len(near) <= _COMMON_PATH else ():
                if unit.change.landed <= part.commit.committed and is_revert(unit.commit) == revert:
                    weights[unit.commit.id] += 1 / len(near)
                    found[unit.commit.id] = unit
        return [found[commit] for commit in nlargest(_MOST_CANDIDATES, weights, key=weights.__getitem__)]


def _compare(patches: Patches, part: Unit, source: Unit) -> _Pair | None:
    if part.commit.id == source.commit.id or _other_numbers(part.title, source.title):
        return None
    ours, theirs = patches.lines(part.files), patches.lines(source.files)
    if not ours.total or not theirs.total:
        return None
    shared = sum(_shared(ours.weights, theirs.weights).values())
    likely = _likelihood(part, source, shared, (ours.total, theirs.total))
    if likely < _LIKELY:
        return None
    return _Pair(part=part, source=source, part_lines=ours, source_lines=theirs, likely=likely)


def _shared(ours: Mapping[int, float], theirs: Mapping[int, float]) -> dict[int, float]:
    if len(theirs) < len(ours):
        ours, theirs = theirs, ours
    common = ((line, min(weight, theirs.get(line, 0.0))) for line, weight in ours.items())
    return {line: weight for line, weight in common if weight > 0}


def _likelihood(part: Unit, source: Unit, shared: float, totals: tuple[float, float]) -> float:
    of_part, of_source = shared / totals[0], shared / totals[1]
    if min(of_part, of_source) < _LEAST:
        return 0.0
    days = max(part.commit.committed - source.change.landed, 0) / _DAY
    odds = _BASE + _OF_SOURCE * _odds(of_source) + _OF_PART * _odds(of_part) + _AMOUNT * math.log1p(shared)
    odds += _TITLE * _common_words(part.title, source.title) + _LATER * math.log1p(days)
    if _ROUTINE_TITLE.search(part.commit.subject):
        odds += _ROUTINE
    return min(1 / (1 + math.exp(-odds)), _HIGHEST)


def _odds(share: float) -> float:
    return math.log((share + 0.02) / (1.02 - share))


@lru_cache(maxsize=1 << 16)
def _words(title: str) -> frozenset[str]:
    return frozenset(_WORD.findall(title))


def _common_words(one: str, other: str) -> float:
    """Return which share of the shorter title's words is in the other."""
    ours, theirs = _words(one), _words(other)
    return len(ours & theirs) / max(1, min(len(ours), len(theirs)))


def _other_numbers(one: str, other: str) -> bool:
    """Whether two titles say the same of other versions: "Bump x to 1.2" is not "Bump x to 1.3"."""
    ours, theirs = _NUMBER.findall(one), _NUMBER.findall(other)
    return bool(ours and theirs) and sorted(ours) != sorted(theirs) and _common_words(one, other) >= _ALIKE_TITLES
