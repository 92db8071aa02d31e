from __future__ import annotations

from dataclasses import replace

from rich.cells import cell_len

from relkit.model.evidence import DecidedBy, Evidence, Kind
from relkit.model.forecast import Conflict, ConflictKind, Forecast, Outcome
from relkit.model.plan import Action, Proposal
from relkit.model.question import (
    Effect,
    FileStat,
    KindDoubts,
    KindQuestion,
    Place,
    Question,
    SameQuestion,
    WantedQuestion,
)
from relkit.report.question import Asked, alike_lines, asks, key_lines, not_asked_lines, question_lines, title_of
from tests.plans import NOW, judged, sha

FIX = judged("Fix the order of tides", Kind.FIX, days=12)
HOSTILE = "\x1b[31mFix\x07 \u202eeverything " + "long " * 60


def proposal(action: Action, version: str | None) -> Proposal:
    return Proposal(action=action, version=version, bump=None, reasons=(), changes=())


def forecast(outcome: Outcome, *paths: str) -> Forecast:
    conflicts = tuple(Conflict(path=path, kind=ConflictKind.CONTENT) for path in paths)
    return Forecast(id=FIX.change.id, onto=sha("onto"), outcome=outcome, tree=None, conflicts=conflicts)


KIND = KindQuestion(
    judged=FIX,
    on=FIX.change.id,
    waits=("2.4.x",),
    lacking=("2.3.x",),
    effects=(
        Effect(
            kind=Kind.FEATURE,
            line="2.4.x",
            now=proposal(Action.RELEASE, "2.4.5"),
            then=proposal(Action.NONE, None),
        ),
    ),
)
WANTED = WantedQuestion(
    judged=FIX,
    places=(
        Place(line="origin/2.4.x", called="2.4.x", forecast=forecast(Outcome.CLEAN)),
        Place(line="origin/2.3.x", called="2.3.x", forecast=forecast(Outcome.CONFLICT, "tides.py")),
    ),
)
SAME = SameQuestion(
    source=FIX,
    carried=judged("Fix order of tides", days=3).change,
    line="2.3.x",
    called="2.3.x",
    evidence=(Evidence(signal="title", weight=0.9, detail="similar titles"),),
)


def shown(question: Question, width: int = 100, *, ascii_only: bool = False, stats: tuple[FileStat, ...] = ()) -> str:
    asked = Asked(question=question, number=3, left=7, now=NOW, stats=stats)
    made = question_lines(asked, width=width, ascii_only=ascii_only)
    assert all(cell_len(line.plain) <= width for line in made)
    return "\n".join(line.plain for line in made)


def test_a_kind_is_asked_with_evidence_and_what_hangs_on_it() -> None:
    text = shown(KIND)
    assert "3 · 7 questions left" in text
    assert "the answer may change what is proposed" in text
    assert "Fix the order of tides" in text
    assert "waits for a release on 2.4.x" in text
    assert "not on 2.3.x" in text
    assert "if it is a feature, relkit proposes for 2.4.x: nothing to release (now: release 2.4.5)" in text
    assert asks(KIND) == "What is it?"


def test_whether_it_is_wanted_is_asked_with_forecasts() -> None:
    text = shown(WANTED)
    assert "missing on origin/2.4.x: applies" in text
    assert "missing on origin/2.3.x: conflicts in tides.py" in text
    assert asks(WANTED) == "Is it wanted on origin/2.4.x and origin/2.3.x?"
    assert asks(replace(WANTED, places=WANTED.places[:1])) == "Is it wanted on origin/2.4.x?"


def test_what_was_decided_says_so() -> None:
    place = Place(line="2.3.x", called="2.3", forecast=None, said="not wanted, says Ada, 2025-06-15")
    text = shown(WantedQuestion(judged=FIX, places=(place,)))
    assert "decided already" in text
    assert "2.3.x: not wanted, says Ada, 2025-06-15" in text
    human = replace(FIX, verdict=replace(FIX.verdict, decided_by=DecidedBy.HUMAN))
    text = shown(replace(KIND, judged=human, effects=()))
    assert "decided already" in text
    assert "decided: " in text


def test_a_pair_shows_both() -> None:
    text = shown(SAME)
    assert "Fix the order of tides" in text
    assert "Fix order of tides" in text
    assert "similar titles" in text
    assert "2.3.x" in asks(SAME)


def test_the_diff_stat_shows_the_largest_files_and_counts_the_rest() -> None:
    stats = [FileStat(path=f"f{number}.py", added=number, removed=1) for number in range(12)]
    stats += [FileStat(path="logo.png", added=None, removed=None)]
    text = shown(KIND, stats=tuple(stats))
    assert "f11.py" in text
    assert "f0.py" not in text
    assert "and 5 more files" in text
    binary = (FileStat(path="logo.png", added=None, removed=None),)
    assert "binary, or not read" in shown(KIND, stats=binary)
    huge = (FileStat(path="a.py", added=1_000_000, removed=1), FileStat(path="b.py", added=0, removed=1))
    assert "+" * 24 in shown(KIND, stats=huge)


def test_hostile_titles_fit_any_width_and_do_nothing() -> None:
    hostile = replace(KIND, judged=judged(HOSTILE, Kind.FIX, days=1))
    stats = (FileStat(path="d/" * 90 + "x.py", added=3, removed=0),)
    for width in (20, 40, 80, 200):
        text = shown(hostile, width, stats=stats)
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert shown(hostile, width, ascii_only=True, stats=stats).isascii()


def test_keys_stand_before_their_words_and_wrap() -> None:
    keys = {"f": "fix", "n": "new feature"}
    wide = key_lines(keys, {"q": "leave"}, width=80)
    assert [line.plain for line in wide] == ["  f fix  n new feature", "  q leave"]
    narrow = key_lines(keys, {"q": "leave"}, width=20)
    assert [line.plain for line in narrow] == ["  f fix", "  n new feature", "  q leave"]


def test_all_that_are_alike_are_shown() -> None:
    made = [line.plain for line in alike_lines([f"Fix {number}" for number in range(14)], width=80)]
    assert made == [f"  · Fix {number}" for number in range(14)]


def test_a_question_is_known_by_its_changes_title() -> None:
    assert title_of(KIND) == title_of(SAME) == "Fix the order of tides"


def test_files_give_way_to_what_must_stay_on_the_screen() -> None:
    stats = tuple(FileStat(path=f"tides{number}.py", added=number, removed=0) for number in range(20))
    asked = Asked(question=KIND, number=3, left=7, now=NOW, stats=stats)
    whole = question_lines(asked, width=80)
    room = len(whole) - 3
    made = question_lines(asked, width=80, height=room)
    assert len(made) == room
    assert any("and 15 more files" in line.plain for line in made)
    least = question_lines(asked, width=80, height=1)
    assert any("and 19 more files" in line.plain for line in least)


def test_what_is_not_asked_about_is_told_of() -> None:
    def told(**numbers: int) -> str:
        doubts = KindDoubts(questions=(), least=0.5, **{"likely": 0, "declared": 0, "decided": 0, **numbers})
        return " ".join(line.plain for line in not_asked_lines(doubts, width=80))

    assert told() == ""
    assert told(decided=1) == "Not asked about: 1 that somebody decided (--decided asks again)."
    assert told(likely=1204, declared=2, decided=3) == (
        "Not asked about: 2 that declare their kind and 1,204 whose kind is likely (50% or more); --all asks about "
        "them too; 3 that somebody decided (--decided asks again)."
    )


def test_why_a_kind_is_asked_where_no_plan_hangs_on_it() -> None:
    bare = replace(KIND, waits=(), lacking=(), effects=())
    for by, confidence, why in (
        (DecidedBy.MODEL, 0.3, "its kind is doubtful"),
        (DecidedBy.MODEL, 0.8, "its kind is likely"),
        (DecidedBy.DECLARED, 0.9, "the change declares its kind"),
        (DecidedBy.HUMAN, 1.0, "decided already"),
    ):
        verdict = replace(FIX.verdict, decided_by=by, confidence=confidence)
        assert why in shown(replace(bare, judged=replace(FIX, verdict=verdict)))
