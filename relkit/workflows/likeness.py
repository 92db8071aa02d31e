"""What questions have in common that one answer may serve them all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from relkit.classify.sign import PRIOR
from relkit.classify.titles import plain_title
from relkit.model.commit import Change
from relkit.model.plan import Judged
from relkit.model.question import KindQuestion, Question, SameQuestion, WantedQuestion

_SCOPE = re.compile(r"\[[^\[\]]{1,40}\]|[\w./-]{1,30}(?:\([^()]{1,40}\))?!?:(?=\s)")
"""What stands before a title and says what it is about: "[docs]", "parser:", "chore(deps):"."""
_BOT = re.compile(r"\[bot\]|\bbot\b", re.IGNORECASE)


def alike(question: Question, others: Iterable[Question]) -> list[Question]:
    """Return the others that one answer may serve as well; whoever gives it sees them named first.

    Kinds: all taken for the same, for the same strongest reason that speaks for it, or under the same scope, or by the
    same bot. Wishes: the same kind, and a pick does the same on the same lines. Pairs: the same mainline change.
    """
    marks = _marks(question)
    return [other for other in others if not marks.isdisjoint(_marks(other))]


def _marks(question: Question) -> frozenset[tuple[object, ...]]:
    match question:
        case KindQuestion(judged=judged):
            return frozenset(("kind", judged.verdict.kind, *mark) for mark in _about(judged))
        case WantedQuestion(judged=judged, places=places):
            where = tuple((place.called, place.forecast and place.forecast.outcome) for place in places)
            return frozenset({("wanted", judged.verdict.kind, where)})
        case SameQuestion(source=source):
            return frozenset({("same", source.change.id)})


def _about(judged: Judged) -> Iterator[tuple[str, ...]]:
    speaking = (one for one in judged.verdict.evidence if one.signal != PRIOR and one.weight > 0)
    first = max(speaking, key=lambda one: one.weight, default=None)
    yield ("evidence", first.signal, first.detail) if first else ("nothing",)
    if scope := _SCOPE.match(plain_title(judged.change.title)[0]):
        yield "scope", scope[0].casefold()
    if bot := _bot(judged.change):
        yield "bot", bot


def _bot(change: Change) -> str | None:
    author = (change.brought[0] if change.brought else change.commit).author
    return author.email.casefold() if _BOT.search(author.name) or _BOT.search(author.email) else None
