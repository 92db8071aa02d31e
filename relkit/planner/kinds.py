"""Which changes' kinds are in doubt, whatever a plan would make of them; the most doubtful first."""

from __future__ import annotations

from collections.abc import Iterable

from relkit.model.evidence import DecidedBy
from relkit.model.plan import Judged
from relkit.model.question import KindDoubts, KindQuestion


def find_kind_doubts(changes: Iterable[Judged], *, likely: float, every: bool = False) -> KindDoubts:
    """Return what to ask about kinds: estimates of less than ``likely``, the least confident first.

    With ``every`` the likely ones come after them, then what changes declare themselves. What a person decided is not
    asked. Of equals the newest comes first.
    """
    found = list(changes)
    estimated = [judged for judged in found if judged.verdict.decided_by is DecidedBy.MODEL]
    declared = [judged for judged in found if judged.verdict.decided_by is DecidedBy.DECLARED]
    doubtful = [judged for judged in estimated if judged.verdict.confidence < likely]
    asked = sorted(estimated if every else doubtful, key=_rank)
    if every:
        asked += sorted(declared, key=_rank)
    return KindDoubts(
        questions=tuple(map(_question, asked)),
        least=likely,
        likely=0 if every else len(estimated) - len(doubtful),
        declared=0 if every else len(declared),
        decided=len(found) - len(estimated) - len(declared),
    )


def _rank(judged: Judged) -> tuple[float, int]:
    return judged.verdict.confidence, -judged.change.landed


def _question(judged: Judged) -> KindQuestion:
    return KindQuestion(judged=judged, on=judged.change.id, waits=(), lacking=(), effects=())
