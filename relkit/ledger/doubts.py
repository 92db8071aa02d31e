"""Pairs that look alike and are not linked: too little to tell, enough to ask a person."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from relkit.ledger.references import is_revert, plain_title
from relkit.model.commit import Change
from relkit.model.evidence import Evidence
from relkit.model.ids import CommitId
from relkit.model.link import LineLedger
from relkit.model.question import Pair

_ALIKE = 0.8  # of two titles; with common files
_SAME_AUTHOR = 0.6  # likewise, by the same author
_OVERLAP = 0.5  # share of common paths, of the smaller change's
_REPEATED = 2  # titles that stand oftener on the mainline say nothing ("Update docs")
_COMMON_FILE = 40  # changes on a path from which it says nothing (a changelog)


def doubtful_pairs(
    book: LineLedger, sought: Iterable[Change], denied: frozenset[tuple[CommitId, CommitId]]
) -> tuple[Pair, ...]:
    """Return, for each absent change that is sought, the line's unlinked change that is most like it, if any is.

    Alike are two with one title, or with similar titles and common files. ``denied`` are pairs (the mainline's change,
    a commit of the line) that a person has said are not the same.
    """
    own = [change for change in book.only_here if not is_revert(change.commit) and change.files]
    titles = Counter(plain_title(absent.change.title) for absent in book.absent)
    touching: dict[str, list[Change]] = defaultdict(list)
    for change in own:
        for file in change.files:
            touching[file.path].append(change)
    pairs = []
    for source in sought:
        if is_revert(source.commit) or titles[plain_title(source.title)] > _REPEATED:
            continue
        near = {change.id: change for change in _near(source, touching)}
        near |= {change.id: change for change in own if plain_title(change.title) == plain_title(source.title)}
        candidates = [pair for change in near.values() if (pair := _compare(book.line, source, change, denied))]
        if candidates:
            pairs.append(max(candidates, key=lambda pair: pair.score))
    return tuple(pairs)


def _near(source: Change, touching: dict[str, list[Change]]) -> Iterable[Change]:
    for file in source.files:
        found: Sequence[Change] = touching.get(file.path, ())
        if len(found) <= _COMMON_FILE:
            yield from found


def _compare(line: str, source: Change, carried: Change, denied: frozenset[tuple[CommitId, CommitId]]) -> Pair | None:
    if any((source.id, commit.id) in denied for commit in carried.commits):
        return None
    one, other = plain_title(source.title), plain_title(carried.title)
    paths, others = ({file.path for file in change.files} for change in (source, carried))
    common = len(paths & others) / max(1, min(len(paths), len(others)))
    matcher = SequenceMatcher(a=one, b=other, autojunk=False)
    least = _SAME_AUTHOR if _authors(source) & _authors(carried) else _ALIKE
    if matcher.quick_ratio() < least:
        return None
    alike = 1.0 if one == other else matcher.ratio()
    if alike < least or (alike < 1.0 and common < _OVERLAP):
        return None
    evidence = [
        Evidence(signal="title", weight=round(alike, 2), detail="the same title" if one == other else "similar titles")
    ]
    if paths & others:
        said = f"{len(paths & others)} of {len(paths | others)} files in common"
        evidence.append(Evidence(signal="files", weight=round(common, 2), detail=said))
    if least == _SAME_AUTHOR:
        evidence.append(Evidence(signal="author", weight=1.0, detail="the same author"))
    return Pair(line=line, source=source, carried=carried, score=(alike + common) / 2, evidence=tuple(evidence))


def _authors(change: Change) -> set[str]:
    return {commit.author.email.lower() for commit in change.commits if not commit.is_merge} or {
        change.commit.author.email.lower()
    }
