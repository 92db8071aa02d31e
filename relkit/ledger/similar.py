"""The last rung: commits that change mostly the same lines, whatever was adapted, squashed, split or combined.

Measured on backports that their messages name and that nothing else gives away: adapted ones share most of the lines
that they remove and add with their source, and come after it.
"""

from __future__ import annotations

import math
import posixpath
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from heapq import nlargest

from relkit.ledger.index import MainlineIndex, Unit
from relkit.model.commit import FileChange
from relkit.model.evidence import Evidence
from relkit.model.history import ChangedLines, Patches
from relkit.model.ids import BlobId, CommitId

_DAY = 86400
_NEAREST = 60  # changes of a path, before a commit, that may be its source
_ASTRAY = 5  # and after it in order, where clocks differ
_NAMESAKES = 20  # files of one name ("__init__.py") that are looked at
_MOST_CANDIDATES = 40  # sources that one commit is compared with
_REPEATED = 5  # titles that stand oftener on the mainline are routine ("Imported translations")
_LIKELY = 0.0  # log-odds from which it is called a link
_LEAST = 0.05  # share of either's lines that must be the other's
_FEW = 2.0  # full lines in common that say nothing where the titles say nothing either
_HIGHEST = 0.9  # a likeness is never as sure as what comes before it

# Log-odds of being the source; fitted to backports of six projects, each left out in turn.
_BASE = 0.3
_OF_SOURCE, _OF_PART = 0.7, 0.65  # for each unit of log-odds of the shares
_AMOUNT = 0.25  # for the logarithm of how much is shared, in full lines
_TITLE = 0.5  # for the share of common words
_LATER = -0.28  # for the logarithm of the days between
_ROUTINE = -3.0  # a title that speaks of a release, a version, a changelog
_OFTEN = -2.0  # a title that stands there again and again
_RIVAL = 0.1  # less than that between two sources of the same lines, and neither is it

_ROUTINE_TITLE = re.compile(
    r"\brel(?:ease[sd]?)?\b|\bversions?\b|\bbump|\bchange-?logs?\b|\btranslations?\b|\bnotes\b|\bprepare\b",
    re.IGNORECASE,
)
_ONLY_HERE = re.compile(r"\[stable[- ]only\]", re.IGNORECASE)
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
    index: MainlineIndex, patches: Patches, parts: Sequence[Unit], first_place: int, carried: Collection[CommitId] = ()
) -> tuple[Match, ...]:
    """Match commits of a line that nothing else links with mainline commits, each changed line counted once.

    The likeliest pairs are taken first, and what they share is taken away from both: of two sources of the same lines
    only the likelier stays, while a combined backport keeps all its sources and a split one all its parts. Of two that
    are equally likely neither is it. ``carried`` are mainline commits that have a stronger link: they are no source
    again.
    """
    candidates = _Candidates(index, first_place, carried)
    by_part = (
        [pair for source in candidates.of(part) if (pair := _compare(index, patches, part, source))] for part in parts
    )
    pairs = [pair for several in by_part for pair in several if not _has_rival(pair, several)]
    pairs.sort(key=lambda pair: (-pair.likely, pair.part.commit.id, -pair.source.place))
    rest: dict[CommitId, dict[int, float]] = {}
    matches: list[Match] = []
    for pair in pairs:
        ours = rest.setdefault(pair.part.commit.id, dict(pair.part_lines.weights))
        theirs = rest.setdefault(pair.source.commit.id, dict(pair.source_lines.weights))
        shared = _shared(ours, theirs)
        odds = pair.odds(sum(shared.values()))
        if odds < _LIKELY:
            continue
        for lines in (ours, theirs):
            for line, weight in shared.items():
                lines[line] -= weight
        matches.append(
            Match(
                part=pair.part,
                source=pair.source,
                score=min(1 / (1 + math.exp(-odds)), _HIGHEST),
                evidence=pair.evidence(shared),
            )
        )
    return tuple(matches)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Pair:
    """A commit of a line and one that it may come from.

    ``prior`` are the log-odds before their lines are compared, ``likely`` those by all that they have in common.
    """

    part: Unit
    source: Unit
    part_lines: ChangedLines
    source_lines: ChangedLines
    prior: float
    likely: float = -math.inf

    def odds(self, shared: float) -> float:
        """Return the log-odds of the one coming from the other, by so much in common."""
        of_part, of_source = shared / self.part_lines.total, shared / self.source_lines.total
        if min(of_part, of_source) < _LEAST:
            return -math.inf
        return self.prior + _OF_SOURCE * _odds(of_source) + _OF_PART * _odds(of_part) + _AMOUNT * math.log1p(shared)

    def evidence(self, shared: Mapping[int, float]) -> tuple[Evidence, ...]:
        """Say what speaks for it."""
        weight = sum(shared.values())
        of_part, of_source = weight / self.part_lines.total, weight / self.source_lines.total
        said = f"{of_part:.0%} of what it changes is {of_source:.0%} of what {self.source.commit.id[:12]} changes"
        found = [Evidence(signal="similar", weight=round(min(of_part, of_source), 4), detail=said)]
        common = _common_words(self.part.title, self.source.title)
        if common >= _ALIKE_TITLES:
            found.append(Evidence(signal="title", weight=round(common, 4), detail="similar titles"))
        return tuple(found)


def _has_rival(pair: _Pair, others: Sequence[_Pair]) -> bool:
    """Whether another source of the same lines is as likely, so that nobody can tell which it is."""
    rivals = (
        other
        for other in others
        if other.source.change.id != pair.source.change.id and abs(other.likely - pair.likely) < _RIVAL
    )
    lines = _shared(pair.part_lines.weights, pair.source_lines.weights)
    return any(lines.keys() & _shared(rival.part_lines.weights, rival.source_lines.weights).keys() for rival in rivals)


class _Candidates:
    """Finds, by the paths that they touch, mainline commits that one of a line may come from."""

    def __init__(self, index: MainlineIndex, first_place: int, carried: Collection[CommitId]) -> None:
        self._by_path: dict[str, list[Unit]] = defaultdict(list)
        self._by_blobs: dict[tuple[BlobId | None, BlobId | None], list[Unit]] = defaultdict(list)
        self._by_name: dict[str, list[str]] = defaultdict(list)
        seen = set(carried)
        for unit in (unit for several in index.units_of.values() for unit in several):
            if unit.place < first_place or unit.commit.id in seen or unit.change.id in carried:
                continue
            seen.add(unit.commit.id)
            for file in unit.files:
                self._by_path[file.path].append(unit)
                self._by_blobs[file.old, file.new].append(unit)

        for path in self._by_path:
            self._by_name[posixpath.basename(path)].append(path)

    def of(self, part: Unit) -> Iterable[Unit]:
        if _ONLY_HERE.search(part.commit.subject):
            return ()
        weights: defaultdict[CommitId, float] = defaultdict(float)
        found: dict[CommitId, Unit] = {}
        for file in part.files:
            for touching in self._touching(file):
                # In mainline order, which is nearly the order of time: what came a little out of it is looked at too.
                end = bisect_right(touching, part.commit.committed, key=lambda unit: unit.change.landed)
                for unit in touching[max(end - _NEAREST, 0) : end + _ASTRAY]:
                    if unit.is_revert == part.is_revert and unit.change.landed <= part.commit.committed:
                        weights[unit.commit.id] += 1 / len(touching)
                        found[unit.commit.id] = unit
        return [found[commit] for commit in nlargest(_MOST_CANDIDATES, weights, key=weights.__getitem__)]

    def _touching(self, file: FileChange) -> Sequence[Sequence[Unit]]:
        """Return what touches a path and what does the same elsewhere, else what touches files of that name."""
        found = [self._by_path.get(file.path, ()), self._by_blobs.get((file.old, file.new), ())]
        if any(found):
            return found
        return [self._by_path[path] for path in self._by_name.get(posixpath.basename(file.path), ())[:_NAMESAKES]]


def _compare(index: MainlineIndex, patches: Patches, part: Unit, source: Unit) -> _Pair | None:
    if part.commit.id == source.commit.id or _other_numbers(part.title, source.title):
        return None
    ours, theirs = patches.lines(part.files), patches.lines(source.files)
    if not ours.total or not theirs.total:
        return None
    days = max(part.commit.committed - source.change.landed, 0) / _DAY
    prior = _BASE + _TITLE * _common_words(part.title, source.title) + _LATER * math.log1p(days)
    if _ROUTINE_TITLE.search(part.commit.subject):
        prior += _ROUTINE
    elif len(index.by_title.get(part.title, ())) > _REPEATED:
        prior += _OFTEN
    pair = _Pair(part=part, source=source, part_lines=ours, source_lines=theirs, prior=prior)
    if pair.odds(min(ours.total, theirs.total)) < _LIKELY:  # too unlike in size to be it, whatever the lines
        return None
    shared = sum(_shared(ours.weights, theirs.weights).values())
    if shared < _FEW and _common_words(part.title, source.title) < _ALIKE_TITLES:
        return None
    likely = pair.odds(shared)
    return None if likely < _LIKELY else replace(pair, likely=likely)


def _shared(ours: Mapping[int, float], theirs: Mapping[int, float]) -> dict[int, float]:
    if len(theirs) < len(ours):
        ours, theirs = theirs, ours
    common = ((line, min(weight, theirs.get(line, 0.0))) for line, weight in ours.items())
    return {line: weight for line, weight in common if weight > 0}


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
    return one != other and _NUMBER.sub("0", one) == _NUMBER.sub("0", other)
