"""The walk over real repositories: answers are decisions at once, and count in the plan, here and in other clones."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

import pytest

from relkit.errors import UsageError
from relkit.git.notes import change_notes
from relkit.git.refs import OWN_NOTES
from relkit.git.repository import open_repository
from relkit.model.decision import KindDecided, WantedDecided
from relkit.model.evidence import DecidedBy, Kind
from relkit.model.ids import CommitId
from relkit.model.plan import LinePlan, Plan
from relkit.model.question import (
    KindAnswer,
    KindQuestion,
    Question,
    SameAnswer,
    SameQuestion,
    WantedAnswer,
    WantedQuestion,
)
from relkit.workflows.doubts import make_doubts, open_keeper
from relkit.workflows.plan import make_plan
from relkit.workflows.sharing import share_commands
from relkit.workflows.walk import Walk
from tests.builders import DAY, RepoBuilder

NO = WantedAnswer(lines=frozenset())


@pytest.fixture
def project(builder: RepoBuilder) -> RepoBuilder:
    """1.1.x and 1.2.x lack two fixes; what "Rework" is, nobody knows; 1.2.x mended something in its own words."""
    builder.commit("Start", {"a.py": "a = 1\n", "b.py": "b = 1\n", "c.py": "c = 1\n"})
    builder.branch("1.1.x")
    builder.commit("Release 1.1.0", {"VERSION": "1.1.0\n"}, branch="1.1.x")
    builder.tag("v1.1.0", at="1.1.x")
    builder.commit("Add a feature", {"d.py": "d = 1\n"})
    builder.branch("1.2.x")
    builder.commit("Release 1.2.0", {"VERSION": "1.2.0\n"}, branch="1.2.x")
    builder.tag("v1.2.0", at="1.2.x")
    builder.commit("Fix the reading of tides", {"a.py": "a = 2\n"}, when=builder.clock + DAY)
    builder.commit("Fix the writing of tides", {"b.py": "b = 2\n"})
    builder.commit("Fix the order of all the stations", {"c.py": "c = 2\n"})
    builder.commit("Fix the order of stations", {"c.py": "c = 3\n"}, branch="1.2.x", author="Bea <bea@example.org>")
    builder.commit("Think of stations", {"e.py": "e = 1\n"})
    return builder


def walk_of(repo: RepoBuilder) -> Walk:
    return Walk(open_keeper(repo.path), make_doubts(repo.path).questions)


def line(plan: Plan, name: str) -> LinePlan:
    return next(one for one in plan.lines if one.state.line.name == name)


def lacks(repo: RepoBuilder, name: str, where: Path | None = None) -> list[str]:
    return [item.judged.change.title for item in line(make_plan(where or repo.path), name).state.missing]


def go_to(walk: Walk, kind: type[Question], title: str) -> Question:
    """Put questions off until one of that kind is asked about that change."""
    while (current := walk.current) is not None:
        change = current.source if isinstance(current, SameQuestion) else current.judged
        if isinstance(current, kind) and change.change.title == title:
            return current
        walk.later()
    raise AssertionError(f"nobody asks about {title}")


def git(where: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=where, capture_output=True, text=True, check=True).stdout


def test_an_unwanted_fix_is_no_longer_missing(project: RepoBuilder) -> None:
    walk = walk_of(project)
    question = go_to(walk, WantedQuestion, "Fix the reading of tides")
    walk.answer(WantedAnswer(lines=frozenset({"1.2"})), [question])
    assert "Fix the reading of tides" in lacks(project, "1.2.x")
    assert "Fix the reading of tides" not in lacks(project, "1.1.x")
    item = line(make_plan(project.path), "1.2.x").state.missing[0]
    assert (item.judged.change.title, item.wanted) == ("Fix the reading of tides", 1.0)
    plan = make_plan(project.path)
    assert (plan.decisions.number, plan.decisions.people) == (2, 1)


def test_a_kind_decided_counts_with_its_evidence(project: RepoBuilder) -> None:
    walk = walk_of(project)
    question = go_to(walk, WantedQuestion, "Fix the writing of tides")
    walk.answer(KindAnswer(kind=Kind.REFACTOR), [question])
    assert "Fix the writing of tides" not in lacks(project, "1.2.x")
    waiting = {judged.change.title: judged.verdict for judged in line(make_plan(project.path), "main").state.unreleased}
    verdict = waiting["Fix the writing of tides"]
    assert (verdict.kind, verdict.confidence, verdict.decided_by) == (Kind.REFACTOR, 1.0, DecidedBy.HUMAN)
    assert verdict.evidence[0].signal == "decision"
    assert verdict.evidence[0].detail.startswith("Test Person, ")
    assert sum(one.weight for one in verdict.evidence[1:]) < 0
    assert sum(verdict.probabilities.values()) == 1.0


def test_a_backport_inherits_what_was_decided_about_its_source(project: RepoBuilder) -> None:
    fix = project.commit("Fix the tables", {"f.py": "f = 1\n"})
    project.cherry_pick(fix, onto="1.2.x")
    open_keeper(project.path).keep({fix: [KindDecided(kind=Kind.SECURITY)]})
    waiting = {
        judged.change.title: judged.verdict for judged in line(make_plan(project.path), "1.2.x").state.unreleased
    }
    assert waiting["Fix the tables"].kind is Kind.SECURITY


def test_a_combined_backport_inherits_from_none_of_its_sources(project: RepoBuilder) -> None:
    one = project.commit("Fix the tables", {"f.py": "f = 1\n"})
    other = project.commit("Fix the charts", {"g.py": "g = 1\n"})
    message = f"Mend tables and charts\n\n(cherry picked from commit {one})\n(cherry picked from commit {other})\n"
    project.commit(message, {"f.py": "f = 1\n", "g.py": "g = 1\n"}, branch="1.2.x")
    open_keeper(project.path).keep({one: [KindDecided(kind=Kind.SECURITY)]})
    waiting = {
        judged.change.title: judged.verdict for judged in line(make_plan(project.path), "1.2.x").state.unreleased
    }
    assert waiting["Mend tables and charts"].kind is not Kind.SECURITY


def test_a_pair_that_is_the_same_is_no_longer_missing(project: RepoBuilder) -> None:
    walk = walk_of(project)
    question = go_to(walk, SameQuestion, "Fix the order of all the stations")
    walk.answer(SameAnswer(same=True), [question])
    assert "Fix the order of all the stations" not in lacks(project, "1.2.x")
    assert "Fix the order of all the stations" in lacks(project, "1.1.x")


def test_a_pair_that_is_not_the_same_is_not_asked_about_again(project: RepoBuilder) -> None:
    walk = walk_of(project)
    walk.answer(SameAnswer(same=False), [go_to(walk, SameQuestion, "Fix the order of all the stations")])
    assert not any(isinstance(question, SameQuestion) for question in make_doubts(project.path).questions)


def test_an_answer_settles_the_questions_that_hang_on_it(project: RepoBuilder) -> None:
    walk = walk_of(project)
    walk.answer(SameAnswer(same=True), [go_to(walk, SameQuestion, "Fix the order of all the stations")])
    question = go_to(walk, WantedQuestion, "Fix the order of all the stations")
    assert isinstance(question, WantedQuestion)
    assert [place.called for place in question.places] == ["1.1"]
    walk.answer(KindAnswer(kind=Kind.DOCS), [question])
    assert walk.current != question


def test_one_answer_may_serve_all_that_are_alike_and_is_undone_as_one(project: RepoBuilder) -> None:
    walk = walk_of(project)
    question = go_to(walk, WantedQuestion, "Fix the writing of tides")
    alike = walk.alike
    assert alike[0] == question
    assert len(alike) == 2
    walk.answer(NO, alike)
    assert walk.answered == len(alike)
    assert lacks(project, "1.1.x") == ["Fix the order of all the stations"]
    assert walk.undo()
    assert walk.current == question
    assert len(lacks(project, "1.1.x")) == 3
    assert make_plan(project.path).decisions.number == 0
    assert walk.undo() == ()


def test_a_walk_is_taken_up_where_it_was_left(project: RepoBuilder) -> None:
    walk = walk_of(project)
    asked = walk.left
    walk.later()
    walk.answer(NO, [go_to(walk, WantedQuestion, "Fix the writing of tides")])
    again = walk_of(project)
    assert again.left == asked - 1


def test_what_was_put_off_stays_so_when_a_new_plan_asks(project: RepoBuilder) -> None:
    walk = walk_of(project)
    while walk.current is not None:
        walk.later()
    walk.go_on(make_doubts(project.path).questions)
    assert walk.current is None


def test_answers_raise_questions_of_their_own(project: RepoBuilder) -> None:
    walk = walk_of(project)
    question = go_to(walk, KindQuestion, "Think of stations")
    walk.answer(KindAnswer(kind=Kind.FIX), [question])
    walk.go_on(make_doubts(project.path).questions)
    go_to(walk, WantedQuestion, "Think of stations")


def test_an_answer_to_another_question_is_a_fault(project: RepoBuilder) -> None:
    walk = walk_of(project)
    with pytest.raises(TypeError):
        walk.answer(SameAnswer(same=True), [go_to(walk, WantedQuestion, "Fix the reading of tides")])


def test_decisions_reach_other_clones_and_two_peoples_merge(project: RepoBuilder, tmp_path: Path) -> None:
    server = tmp_path / "server.git"
    git(tmp_path, "clone", "-q", "--bare", str(project.path), str(server))
    ada, ben = tmp_path / "ada", tmp_path / "ben"
    for clone, name in ((ada, "Ada"), (ben, "Ben")):
        git(tmp_path, "clone", "-q", str(server), str(clone))
        git(clone, "config", "user.name", name)
    one, other = (
        CommitId(git(ada, "rev-parse", f":/{title}").strip())
        for title in ("Fix the reading of tides", "Fix the writing of tides")
    )
    open_keeper(ada).keep({one: [WantedDecided(line="1.2.x", wanted=False)]})
    open_keeper(ben).keep({other: [WantedDecided(line="1.2.x", wanted=False)], one: [KindDecided(kind=Kind.FEATURE)]})
    push, fetch, _ = (command.command for command in share_commands(ada))
    git(ada, *_words(push))
    git(ben, *_words(share_commands(ben)[1].command))
    assert lacks(project, "origin/1.2.x", ben) == ["Fix the order of all the stations"]
    # Ben cannot push over what Ada has pushed: he is told to merge first, and nothing is lost.
    merge, push = (command.command for command in share_commands(ben))
    git(ben, *_words(merge))
    git(ben, *_words(push))
    git(ada, *_words(fetch))
    assert lacks(project, "origin/1.2.x", ada) == ["Fix the order of all the stations"]
    plan = make_plan(ada)
    assert (plan.decisions.number, plan.decisions.people) == (3, 2)


def _words(command: str) -> list[str]:
    """Return a command's words without `git`; it names its repository, so it works wherever it is typed."""
    return shlex.split(command)[1:]


def test_without_a_remote_there_is_nothing_to_share_with(project: RepoBuilder) -> None:
    assert share_commands(project.path) == ()


def test_people_who_contradict_each_other_are_named(project: RepoBuilder) -> None:
    tip = project.tip()
    open_keeper(project.path).keep({tip: [KindDecided(kind=Kind.FIX)]})
    git(project.path, "config", "user.name", "Ben")
    open_keeper(project.path).keep({tip: [KindDecided(kind=Kind.FEATURE)]})
    plan = make_plan(project.path)
    (said,) = [warning for warning in plan.warnings if "differently" in warning]
    assert f"{tip[:10]} “Think of stations”" in said
    assert "“it is feature” (Ben" in said
    assert "not “it is fix” (Test Person" in said
    assert "Test Person" in said


def test_decisions_on_rewritten_and_missing_commits_are_told_of(project: RepoBuilder) -> None:
    loose = project.commit("Rewritten", branch=None, parents=[project.tip()])
    keeper = open_keeper(project.path)
    keeper.keep({loose: [KindDecided(kind=Kind.FIX)], CommitId("7" * 40): [KindDecided(kind=Kind.FIX)]})
    plan = make_plan(project.path)
    assert plan.decisions.number == 0
    assert any("not in this repository" in said and "7777777777" in said for said in plan.warnings)
    assert any("on no branch" in said and loose[:10] in said and "notes" in said for said in plan.warnings)


def test_decisions_on_history_older_than_what_is_read_are_no_cause_for_warnings(project: RepoBuilder) -> None:
    root = CommitId(git(project.path, "rev-list", "--max-parents=0", "main").strip())
    open_keeper(project.path).keep({root: [KindDecided(kind=Kind.FIX)]})
    assert not any("decisions" in said for said in make_plan(project.path).warnings)


def test_notes_that_are_no_decisions_are_named_and_left_alone(project: RepoBuilder) -> None:
    tip = project.tip()
    repository = open_repository(project.path)
    change_notes(repository, OWN_NOTES, {tip: lambda _: b'\xff no\n{"v": 9}\n'}, "Odd")
    plan = make_plan(project.path)
    assert sum("left alone" in said for said in plan.warnings) == 2
    open_keeper(project.path).keep({tip: [KindDecided(kind=Kind.FIX)]})
    note = subprocess.run(
        ["git", "notes", "--ref=relkit", "show", tip], cwd=project.path, capture_output=True, check=True
    ).stdout
    assert note.startswith(b'\xff no\n{"v": 9}\n{"at"')


def test_a_plan_of_the_past_knows_no_later_decisions(project: RepoBuilder) -> None:
    open_keeper(project.path).keep({project.tip(): [KindDecided(kind=Kind.FIX)]})
    assert make_plan(project.path).decisions.number == 1
    assert make_plan(project.path, as_of=str(project.clock + DAY)).decisions.number == 0


def test_nobody_decides_without_a_name(project: RepoBuilder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    configuration = tmp_path / "gitconfig"
    configuration.write_text("[user]\n\tuseConfigOnly = true\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(configuration))
    with pytest.raises(UsageError, match="who you are"):
        open_keeper(project.path)
