from __future__ import annotations

from relkit.classify.judge import combine
from relkit.classify.learn import FEWEST_LESSONS, NO_WAYS, Lesson, adapted, learn
from relkit.classify.model import trained
from relkit.classify.sign import Sign
from relkit.model.evidence import Kind


def sign(word: str) -> Sign:
    return Sign(signal="message", detail="", features=(f'title "{word}"', "touches code"))


def lessons(number: int) -> list[Lesson]:
    """A project whose features are frobbed, and whose fixes are grokked."""
    both = [Lesson(signs=(sign("frob"),), kind=Kind.FEATURE), Lesson(signs=(sign("grok"),), kind=Kind.FIX)]
    return both * (number // 2)


def test_words_of_the_project_come_to_mean_what_it_means_by_them() -> None:
    ways = learn(lessons(400), trained())
    model = adapted(trained(), ways)
    for word, kind in (("frob", Kind.FEATURE), ("grok", Kind.FIX)):
        before, after = combine([sign(word)]), combine([sign(word)], model)
        assert after.probabilities[kind] > before.probabilities[kind] + 0.05
        assert abs(sum(after.probabilities.values()) - 1) < 1e-9


def test_more_lessons_teach_more() -> None:
    few, many = (adapted(trained(), learn(lessons(number), trained())) for number in (50, 1000))
    chances = [combine([sign("frob")], model).probabilities[Kind.FEATURE] for model in (few, many)]
    assert chances[0] < chances[1]


def test_too_few_lessons_and_kinds_that_are_not_learned_teach_nothing() -> None:
    assert learn(lessons(FEWEST_LESSONS - 2), trained()) == NO_WAYS
    assert learn([Lesson(signs=(sign("x"),), kind=Kind.RELEASE)] * 100, trained()) == NO_WAYS
    assert adapted(trained(), NO_WAYS) is trained()


def test_fingerprints_tell_ways_apart() -> None:
    one, other = learn(lessons(100), trained()), learn(lessons(200), trained())
    assert len({NO_WAYS.fingerprint, one.fingerprint, other.fingerprint}) == 3
    assert one.fingerprint == learn(lessons(100), trained()).fingerprint
