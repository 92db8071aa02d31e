from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from relkit.model.evidence import DecidedBy, Evidence, Kind
from relkit.model.forecast import Outcome
from relkit.model.ids import CommitId
from relkit.model.line import Line
from relkit.model.plan import Judged, LinePlan, Missing
from relkit.model.question import KindQuestion, Pair, Question, SameQuestion, WantedQuestion
from relkit.planner.doubts import Material, find_doubts
from tests.unit.planner.example import day, judged, layout, line, missing, plan, releases

MADE = releases(v2_3_0=0, v2_3_1=20, v2_3_2=40)
OLDER = line("2.3.x", MADE, series="2.3")
MAIN = line("main", mainline=True)
WHOLE = layout([OLDER], MAIN)
NOW = 100


def doubtful(title: str, kind: Kind = Kind.FIX, other: Kind = Kind.FEATURE, on: float = 90) -> Judged:
    one = judged(title, kind, on=on, confidence=0.6)
    return replace(one, verdict=replace(one.verdict, probabilities={kind: 0.6, other: 0.4}))


def lacked(judged: Judged) -> Missing:
    return Missing(judged=judged, wanted=None, forecast=None)


def doubts(
    older: LinePlan | None = None,
    main: Iterable[Judged] = (),
    absent: Sequence[Judged] = (),
    *,
    sources: Mapping[CommitId, CommitId] | None = None,
    decided: frozenset[CommitId] = frozenset(),
    pairs: Sequence[Pair] = (),
) -> tuple[Question, ...]:
    lines = [plan(MAIN, WHOLE, NOW, unreleased=main)]
    lines += [older] if older else []
    name = older.state.line.name if older else ""
    return find_doubts(
        Material(
            lines=lines,
            layout=WHOLE,
            absent={name: absent},
            sources={name: sources or {}},
            decided={name: decided},
            called={name: "2.3", "main": "main"},
            pairs=pairs,
            now=day(NOW),
        )
    )


def on_line(*unreleased: Judged, lacking: Iterable[Missing] = (), one: Line = OLDER) -> LinePlan:
    return plan(one, WHOLE, NOW, unreleased=unreleased, lacking=lacking)


def test_nothing_is_asked_about_what_is_sure() -> None:
    sure = judged("Fix it", on=90)
    declared = replace(doubtful("Fix that"), verdict=replace(doubtful("x").verdict, decided_by=DecidedBy.DECLARED))
    assert doubts(on_line(sure, declared), main=[sure]) == ()


def test_kinds_that_mean_the_same_to_users_are_not_told_apart() -> None:
    assert doubts(on_line(doubtful("Speed it up", Kind.PERFORMANCE, Kind.FIX))) == ()
    assert doubts(on_line(doubtful("Test it", Kind.TEST, Kind.CI))) == ()


def test_a_doubtful_kind_is_asked_with_what_it_would_change() -> None:
    docs = doubtful("Describe the tides better", Kind.DOCS, Kind.FIX)
    (asked,) = doubts(on_line(docs))
    assert isinstance(asked, KindQuestion)
    assert (asked.on, asked.waits, asked.lacking) == (docs.change.id, ("2.3.x",), ())
    (effect,) = asked.effects
    assert (effect.kind, effect.line, effect.now.action, effect.then.action) == (Kind.FIX, "2.3.x", "none", "release")


def test_an_answer_goes_to_the_mainline_change_that_is_carried() -> None:
    carried, source = doubtful("Describe it"), CommitId("a" * 40)
    (asked,) = doubts(on_line(carried), sources={carried.change.id: source})
    assert isinstance(asked, KindQuestion)
    assert asked.on == source


def test_what_may_be_a_fix_and_is_absent_is_asked_about_once() -> None:
    maybe, hardly = doubtful("Handle it", Kind.FEATURE, Kind.FIX), doubtful("Rework it", Kind.REFACTOR, Kind.FEATURE)
    old = doubtful("Handle that", Kind.FEATURE, Kind.FIX, on=10)
    (asked,) = doubts(on_line(), absent=[maybe, hardly, old])
    assert isinstance(asked, KindQuestion)
    assert (asked.on, asked.lacking) == (maybe.change.id, ("2.3.x",))


def test_a_missing_fix_is_asked_about_for_all_lines_that_lack_it() -> None:
    fix = missing("Fix it", Outcome.CLEAN)
    other = line("2.2.x", releases(v2_2_0=0), series="2.2")
    both = layout([OLDER, other], MAIN)
    made = [plan(one, both, NOW, lacking=[fix]) for one in (MAIN, OLDER, other)]
    made[0] = plan(MAIN, both, NOW)
    (asked,) = find_doubts(
        Material(
            lines=made,
            layout=both,
            absent={},
            sources={},
            decided={},
            called={"2.3.x": "2.3", "2.2.x": "2.2"},
            pairs=(),
            now=day(NOW),
        )
    )
    assert isinstance(asked, WantedQuestion)
    assert [(place.line, place.forecast and place.forecast.outcome) for place in asked.places] == [
        ("2.3.x", Outcome.CLEAN),
        ("2.2.x", Outcome.CLEAN),
    ]


def test_what_is_decided_or_was_passed_over_is_not_asked_about() -> None:
    fix, over = missing("Fix it", Outcome.CLEAN), replace(missing("Fix that", Outcome.CLEAN), passed_over=True)
    assert doubts(on_line(lacking=[fix, over]), decided=frozenset({fix.judged.change.id})) == ()
    security = replace(missing("Close the hole", None, Kind.SECURITY), passed_over=True)
    assert len(doubts(on_line(lacking=[security]))) == 1


def test_a_change_that_is_asked_or_decided_about_is_not_asked_about_twice() -> None:
    fix = doubtful("Fix it", Kind.FIX, Kind.REFACTOR)
    (asked,) = doubts(on_line(lacking=[lacked(fix)]), main=[fix], absent=[fix])
    assert isinstance(asked, WantedQuestion)
    wanted = on_line(lacking=[replace(lacked(fix), wanted=1.0)])
    assert doubts(wanted, main=[fix], absent=[fix], decided=frozenset({fix.change.id})) == ()


def test_a_pair_is_asked_about() -> None:
    fix, own = missing("Fix it", Outcome.CLEAN), judged("Mend it")
    evidence = (Evidence(signal="title", weight=0.8, detail="similar titles"),)
    pair = Pair(line="2.3.x", source=fix.judged.change, carried=own.change, score=0.8, evidence=evidence)
    same, wanted = doubts(on_line(lacking=[fix]), pairs=[pair])
    assert isinstance(same, SameQuestion)
    assert (same.source, same.carried, same.called, same.evidence) == (fix.judged, own.change, "2.3", evidence)
    assert isinstance(wanted, WantedQuestion)


def test_security_comes_first_then_what_changes_a_proposal_then_the_newest() -> None:
    docs = doubtful("Describe the tides better", Kind.DOCS, Kind.FIX)
    older = missing("Fix older", Outcome.CLEAN)
    newer = lacked(judged("Fix newer", on=95))
    hole = missing("Close the hole", Outcome.CLEAN, Kind.SECURITY)
    unsure = doubtful("Rework", Kind.REFACTOR, Kind.FEATURE)
    asked = doubts(on_line(docs, lacking=[older, newer, hole]), main=[unsure])
    titles = [question.judged.change.title for question in asked if not isinstance(question, SameQuestion)]
    assert titles == ["Close the hole", "Describe the tides better", "Fix newer", "Fix older", "Rework"]
