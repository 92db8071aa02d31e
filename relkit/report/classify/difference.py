"""What a person's decisions changed in a classification: the kinds of changes, and how many there are of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.text import Text

from relkit.model.classified import Classified
from relkit.model.evidence import Kind, Verdict
from relkit.model.ids import CommitId
from relkit.model.plan import Judged
from relkit.report.kinds import kind_in_words
from relkit.report.named import Named, name_change
from relkit.report.page import Page, Piece
from relkit.report.tones import Tone
from relkit.report.words import count

_GAP = "  "
_MOST = 40
"""Decisions that are named; the rest is counted."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """The changes that were decided, in their order, and of each kind how many changes there were and are."""

    decided: tuple[Named, ...]
    counts: Mapping[Kind, tuple[int, int]]


def difference(before: Classified, after: Classified) -> Difference:
    """Compare two classifications of the same changes; a guess that a person confirmed differs as well."""
    old, new = _judged(before), _judged(after)
    pairs = [(old[change], judged) for change, judged in new.items() if change in old]
    was, now = (Counter(judged.verdict.kind for judged in found.values()) for found in (old, new))
    return Difference(
        decided=tuple(_named(one, other) for one, other in pairs if _said(one.verdict) != _said(other.verdict)),
        counts={kind: (was[kind], now[kind]) for kind in Kind if was[kind] or now[kind]},
    )


def _judged(classified: Classified) -> dict[CommitId, Judged]:
    return {answer.change.id: answer for answer in classified.answers if isinstance(answer, Judged)}


def _said(verdict: Verdict) -> tuple[object, ...]:
    return verdict.kind, verdict.decided_by


def _named(before: Judged, after: Judged) -> Named:
    was, kind = kind_in_words(before), kind_in_words(after)
    return Named(id=after.change.id, title=after.change.title, kind=kind, was=None if was == kind else was)


def difference_lines(found: Difference, *, width: int, ascii_only: bool = False) -> Sequence[Text]:
    """Return a difference's lines for a terminal of ``width`` columns; none is wider."""
    page = Page(width, ascii_only)
    page.line(Piece("What you decided:", Tone.STRONG))
    for named in found.decided[:_MOST]:
        name_change(page, named)
    if len(found.decided) > _MOST:
        page.line(Piece(f"{_GAP * 2}… and {len(found.decided) - _MOST:,} more", Tone.QUIET))
    if not found.decided:
        page.line(Piece(f"{_GAP * 2}the same as before"))
    page.blank()
    page.line(Piece("How many there are of each kind:", Tone.STRONG))
    differing = {kind: pair for kind, pair in found.counts.items() if pair[0] != pair[1]}
    names = max((page.measure(kind.value) for kind in differing), default=0)
    digits = max((len(f"{number:,}") for pair in differing.values() for number in pair), default=0)
    for kind, (was, now) in differing.items():
        page.line(Piece(f"{_GAP * 2}{page.pad(kind.value, names)}{_GAP}{was:>{digits},} → {now:>{digits},}"))
    if not differing:
        page.line(Piece(f"{_GAP * 2}as many as before"))
    elif same := sum(now for kind, (_, now) in found.counts.items() if kind not in differing):
        page.line(Piece(f"{_GAP * 2}{count(same, 'change')} of other kinds, as before", Tone.QUIET))
    return page.lines
