from __future__ import annotations

from dataclasses import replace

from relkit.model.evidence import DecidedBy, Kind
from relkit.model.plan import Judged
from relkit.model.question import KindDoubts
from relkit.planner.kinds import find_kind_doubts
from tests.unit.planner.example import judged


def known(title: str, confidence: float, by: DecidedBy = DecidedBy.MODEL, on: float = 90) -> Judged:
    one = judged(title, Kind.FIX, on=on, confidence=confidence)
    return replace(one, verdict=replace(one.verdict, decided_by=by))


CHANGES = (
    known("declared", 0.96, DecidedBy.DECLARED),
    known("half", 0.5),
    known("decided", 1.0, DecidedBy.HUMAN),
    known("guess", 0.2),
    known("newer guess", 0.2, on=91),
    known("better guess", 0.49),
)


def titles(doubts: KindDoubts) -> list[str]:
    return [question.judged.change.title for question in doubts.questions]


def test_guesses_are_asked_about_the_least_confident_first_and_of_equals_the_newest() -> None:
    doubts = find_kind_doubts(CHANGES, likely=0.5)
    assert titles(doubts) == ["newer guess", "guess", "better guess"]
    assert (doubts.likely, doubts.declared, doubts.decided) == (1, 1, 1)


def test_every_kind_that_nobody_decided_the_declared_last() -> None:
    doubts = find_kind_doubts(CHANGES, likely=0.5, every=True)
    assert titles(doubts) == ["newer guess", "guess", "better guess", "half", "declared"]
    assert (doubts.likely, doubts.declared, doubts.decided) == (0, 0, 1)


def test_what_is_likely_is_for_the_project_to_say() -> None:
    assert titles(find_kind_doubts(CHANGES, likely=0.3)) == ["newer guess", "guess"]
    assert titles(find_kind_doubts(CHANGES, likely=0.0)) == []


def test_nothing_to_ask_of_no_changes() -> None:
    doubts = find_kind_doubts((), likely=0.5)
    assert doubts == KindDoubts(questions=(), least=0.5, likely=0, declared=0, decided=0)
