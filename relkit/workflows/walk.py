"""A walk through what is in doubt: one question at a time, each answer kept at once, any taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from relkit.classify.decided import decided
from relkit.model.decision import Decision, KindDecided, SameDecided, WantedDecided, Word
from relkit.model.evidence import Kind
from relkit.model.ids import CommitId
from relkit.model.plan import Judged
from relkit.model.question import (
    Answer,
    KindAnswer,
    KindQuestion,
    Question,
    SameAnswer,
    SameQuestion,
    WantedAnswer,
    WantedQuestion,
)
from relkit.workflows.decisions import Keeper
from relkit.workflows.likeness import alike

_CARRIED = frozenset({Kind.FIX, Kind.SECURITY, Kind.PERFORMANCE, Kind.REVERT})
"""Kinds that a line may want."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Given:
    """An answer that was given: to which questions, and the decisions that it became."""

    questions: tuple[Question, ...]
    decisions: tuple[Decision, ...]


class Walk:
    """Goes through questions in their order. Every answer is a decision in the repository before the next question."""

    def __init__(self, keeper: Keeper, questions: Sequence[Question]) -> None:
        """Begin with the first question."""
        self._keeper = keeper
        self._questions = list(questions)
        self._given: list[_Given] = []
        self._later: set[tuple[str, ...]] = set()
        self._again: Question | None = None

    @property
    def current(self) -> Question | None:
        """The question to ask now, as earlier answers leave it; None when there is nothing left to ask."""
        if self._again is not None:
            return self._again
        return next(iter(self._open()), None)

    @property
    def left(self) -> int:
        """How many questions are open, the current one included."""
        return len(self._open()) + (self._again is not None)

    @property
    def put_off(self) -> int:
        """How many questions were left for another walk."""
        return len(self._later)

    @property
    def answered(self) -> int:
        """How many questions were answered and not taken back."""
        return sum(len(given.questions) for given in self._given)

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """The decisions made on this walk and not taken back."""
        return tuple(decision for given in self._given for decision in given.decisions)

    @property
    def alike(self) -> tuple[Question, ...]:
        """The current question and the open ones that are like it."""
        current = self.current
        if current is None:
            return ()
        key = _key(current)
        return (current, *alike(current, (question for question in self._open() if _key(question) != key)))

    def answer(self, answer: Answer, questions: Sequence[Question]) -> tuple[Question, ...]:
        """Keep an answer to questions of ``alike``, and return them. Raises RelkitError when it cannot be kept."""
        words: dict[CommitId, list[Word]] = {}
        for question in questions:
            for on, word in _words(question, answer):
                words.setdefault(on, []).append(word)
        decisions = self._keeper.keep(words)
        self._given.append(_Given(questions=tuple(questions), decisions=decisions))
        self._again = None
        return tuple(questions)

    def later(self) -> None:
        """Leave the current question for another walk."""
        if (current := self.current) is not None:
            self._later.add(_key(current))
            self._again = None

    def undo(self) -> tuple[Question, ...]:
        """Take back the last answer and ask again; return what it answered. Raises RelkitError when it cannot be."""
        if not self._given:
            return ()
        given = self._given[-1]
        self._keeper.take_back(given.decisions)
        self._given.pop()
        self._again = given.questions[0]
        return given.questions

    def go_on(self, questions: Sequence[Question]) -> None:
        """Take up the questions that a new plan asks; what was left for later stays so."""
        self._questions = list(questions)

    def _open(self) -> list[Question]:
        again = None if self._again is None else _key(self._again)
        said = {(decision.on, type(decision.word), _about(decision.word)): decision for decision in self.decisions}
        found = []
        for question in self._questions:
            if _key(question) in self._later or _key(question) == again:
                continue
            standing = _as_it_stands(question, said)
            if standing is not None:
                found.append(standing)
        return found


def _key(question: Question) -> tuple[str, ...]:
    match question:
        case KindQuestion():
            return "kind", question.on
        case WantedQuestion():
            return "wanted", question.judged.change.id
        case SameQuestion():
            return "same", question.source.change.id, question.carried.id


def _words(question: Question, answer: Answer) -> list[tuple[CommitId, Word]]:
    match question, answer:
        case KindQuestion(on=on), KindAnswer(kind=kind):
            return [(on, KindDecided(kind=kind))]
        case WantedQuestion(judged=judged), KindAnswer(kind=kind):
            return [(judged.change.id, KindDecided(kind=kind))]
        case WantedQuestion(judged=judged, places=places), WantedAnswer(lines=lines):
            on = judged.change.id
            return [(on, WantedDecided(line=place.called, wanted=place.called in lines)) for place in places]
        case SameQuestion(source=source, carried=carried, called=called), SameAnswer(same=same):
            return [(source.change.id, SameDecided(line=called, commit=carried.id, same=same))]
    raise TypeError(f"{answer!r} is no answer to {question!r}")


def _about(word: Word) -> str:
    match word:
        case KindDecided():
            return ""
        case WantedDecided(line=line):
            return line
        case SameDecided(line=line, commit=commit, same=same):
            return line if same else commit


def _as_it_stands(question: Question, said: Mapping[tuple[CommitId, type[Word], str], Decision]) -> Question | None:
    """Return a question as the answers leave it: without what they settle, None where nothing is left to ask."""
    match question:
        case KindQuestion(on=on):
            return None if (on, KindDecided, "") in said else question
        case SameQuestion(source=source, carried=carried, called=called):
            on = source.change.id
            settled = (on, SameDecided, called) in said or (on, SameDecided, carried.id) in said
            return None if settled or not _may_be_carried(on, said) else question
        case WantedQuestion(judged=judged, places=places):
            on = judged.change.id
            left = tuple(
                place
                for place in places
                if (on, WantedDecided, place.called) not in said and (on, SameDecided, place.called) not in said
            )
            if not left or not _may_be_carried(on, said):
                return None
            return replace(question, judged=_as_decided(judged, said), places=left)


def _as_decided(judged: Judged, said: Mapping[tuple[CommitId, type[Word], str], Decision]) -> Judged:
    """Return a change with the kind that an answer gave it."""
    decision = said.get((judged.change.id, KindDecided, ""))
    if decision is None or not isinstance(decision.word, KindDecided):
        return judged
    return replace(judged, verdict=decided(judged.verdict, decision.word.kind, decision.who))


def _may_be_carried(on: CommitId, said: Mapping[tuple[CommitId, type[Word], str], Decision]) -> bool:
    """Tell whether a change is not said to be of a kind that no line wants."""
    decision = said.get((on, KindDecided, ""))
    return decision is None or not isinstance(decision.word, KindDecided) or decision.word.kind in _CARRIED
