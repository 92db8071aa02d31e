from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from relkit.errors import UsageError
from relkit.model.forecast import Need, Outcome
from relkit.model.plan import LinePlan, Plan
from relkit.workflows.plan import make_plan
from tests.builders import RepoBuilder


@pytest.fixture
def project(builder: RepoBuilder) -> RepoBuilder:
    """Main, and 1.0.x with a release."""
    builder.commit("Start", {"a.py": "one\n\n\n\n\ntwo\n"})
    builder.tag("v1.0.0")
    builder.branch("1.0.x")
    return builder


def line(plan: Plan, name: str) -> LinePlan:
    return next(one for one in plan.lines if one.state.line.name == name)


def missing(plan: Plan, name: str = "1.0.x") -> list[str]:
    return [item.judged.change.title for item in line(plan, name).state.missing]


def waiting(plan: Plan, name: str) -> list[str]:
    return [judged.change.title for judged in line(plan, name).state.unreleased]


def test_a_revert_of_what_the_line_has_is_missing_there(project: RepoBuilder) -> None:
    fix = project.commit("Fix one", {"b.py": "b = 1\n"})
    project.cherry_pick(fix, onto="1.0.x")
    project.revert(fix)
    assert missing(make_plan(project.path)) == ['Revert "Fix one"']


def test_what_was_made_and_taken_back_is_neither_missing_nor_pending(project: RepoBuilder) -> None:
    project.revert(project.commit("Fix one", {"b.py": "b = 1\n"}))
    plan = make_plan(project.path)
    assert missing(plan) == []
    assert waiting(plan, "main") == []


def test_what_the_newest_line_has_is_not_pending_even_when_only_an_older_one_is_asked_for(
    project: RepoBuilder,
) -> None:
    project.branch("1.1.x")
    fix = project.commit("Fix one", {"b.py": "b = 1\n"})
    project.cherry_pick(fix, onto="1.1.x")
    project.tag("v1.1.0", at="1.1.x")
    plan = make_plan(project.path, lines=["1.0.x"])
    assert [one.state.line.name for one in plan.lines] == ["main", "1.0.x"]
    assert waiting(plan, "main") == []
    assert missing(plan) == ["Fix one"]


def test_a_fix_that_the_last_release_left_out_is_passed_over(project: RepoBuilder) -> None:
    project.commit("Fix one", {"b.py": "b = 1\n"})
    project.commit("Release 1.0.1", {"VERSION": "1.0.1\n"}, branch="1.0.x")
    project.tag("v1.0.1", at="1.0.x")
    project.commit("Fix two", {"c.py": "c = 1\n"})
    state = line(make_plan(project.path), "1.0.x").state
    assert [(item.judged.change.title, item.passed_over) for item in state.missing] == [
        ("Fix one", True),
        ("Fix two", False),
    ]


def test_a_conflict_names_the_change_that_brought_it_about(project: RepoBuilder) -> None:
    culprit = project.commit("Add a feature", {"a.py": "uno\n\n\n\n\ntwo\n"})
    project.commit("Fix it", {"a.py": "due\n\n\n\n\ntwo\n"})
    plan = make_plan(project.path)
    (item,) = line(plan, "1.0.x").state.missing
    assert item.forecast is not None
    assert item.forecast.outcome is Outcome.NEEDS
    assert [conflict.culprits for conflict in item.forecast.conflicts] == [(culprit,)]
    (first,) = item.forecast.prerequisites
    assert (first.id, first.need) == (culprit, Need.NEEDED)
    assert first.kind is not None
    assert dict(plan.titles) == {culprit: "Add a feature"}


def test_a_line_that_was_cut_from_another_lacks_only_what_came_later(project: RepoBuilder) -> None:
    project.commit("Add on the line", {"l.py": "1"}, branch="1.0.x")
    project.commit("Fix a crash in the reader", {"b.py": "b = 1\n"})
    project.commit("Prepare 1.1", {"l.py": "2"}, branch="1.0.x")
    project.branch("1.1.x", at="1.0.x")
    project.commit("Only 1.0", {"m.py": "1"}, branch="1.0.x")
    project.commit("Only 1.1", {"n.py": "1"}, branch="1.1.x")
    project.tag("v1.1.0", at="1.1.x")
    project.commit("Fix a crash in the writer", {"c.py": "c = 1\n"})
    plan = make_plan(project.path)
    assert missing(plan, "1.1.x") == ["Fix a crash in the writer"]
    assert missing(make_plan(project.path, lines=["1.0.x"]), "1.0.x") == [
        "Fix a crash in the reader",
        "Fix a crash in the writer",
    ]


def test_as_of_a_moment_nothing_later_is_seen(project: RepoBuilder) -> None:
    then = project.clock
    project.commit("Fix one", {"b.py": "b = 1\n"})
    project.tag("v1.0.1", at="1.0.x", when=project.clock)
    plan = make_plan(project.path, as_of=str(then - 1))
    assert (plan.as_of, plan.now) == (True, then - 1)
    assert missing(plan) == []
    assert line(plan, "1.0.x").state.line.last_release is not None
    with pytest.raises(UsageError):
        make_plan(project.path, as_of="1000000000")


def test_what_upgrades_would_lose_and_what_never_went_forward(project: RepoBuilder) -> None:
    project.branch("1.1.x")
    project.commit("Release 1.1.0", {"VERSION": "1.1.0"}, branch="1.1.x")
    project.tag("v1.1.0", at="1.1.x")
    fix = project.commit("Fix one", {"b.py": "b = 1\n"})
    project.cherry_pick(fix, onto="1.0.x")
    project.commit("Fix old things", {"c.py": "c = 1\n"}, branch="1.0.x")
    project.revert(project.commit("Fix in vain", {"d.py": "d = 1\n"}, branch="1.0.x"), on="1.0.x")
    plan = make_plan(project.path)
    (lost,) = line(plan, "1.1.x").state.lost
    assert (lost.judged.change.id, lost.on) == (fix, ("1.0.x",))
    assert line(plan, "1.0.x").state.lost == ()
    assert [one.change.title for one in line(plan, "1.0.x").state.only_here] == ["Fix old things"]
    assert line(plan, "1.1.x").state.only_here == ()


def test_what_was_cut_later_is_above_whatever_it_is_called(project: RepoBuilder) -> None:
    project.commit("Go on", {"a.py": "uno\n\n\n\n\ntwo\n"})
    project.branch("0.9.x")  # left the mainline later than 1.0.x
    project.tag("v0.9.0")
    fix = project.commit("Fix one", {"b.py": "b = 1\n"})
    project.cherry_pick(fix, onto="1.0.x")
    plan = make_plan(project.path, lines=("0.9.x", "1.0.x"))
    assert [lost.judged.change.id for lost in line(plan, "0.9.x").state.lost] == [fix]


def test_a_local_branch_that_is_merely_behind_counts_as_where_the_remote_is(
    builder: RepoBuilder, tmp_path: Path
) -> None:
    builder.tag("v1.0.0", at=builder.commit("Begin", {"a.py": "a = 1\n"}))
    builder.branch("1.0.x")
    builder.commit("Fix a crash", {"a.py": "a = 2\n"}, branch="1.0.x")
    builder.commit("Add b", {"b.py": "b = 1\n"})
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", builder.path, clone], check=True)
    for at, ref, said in (
        ("v1.0.0", "refs/remotes/origin/1.0.x", "the local 1.0.x is 1 commit behind origin/1.0.x, which counts"),
        ("main", "refs/heads/1.0.x", "the local 1.0.x is not where origin/1.0.x is; the local one is planned"),
    ):
        subprocess.run(["git", "-C", clone, "branch", "-qf", "1.0.x", at], check=True)
        plan = make_plan(clone, lines=["1.0.x"])
        (line,) = (one.state for one in plan.lines if not one.state.line.is_mainline)
        assert line.line.branch.ref == ref
        assert len(line.unreleased) == (at == "v1.0.0")
        assert said in plan.warnings
    subprocess.run(["git", "-C", clone, "reset", "-q", "--hard", "v1.0.0"], check=True)
    behind = make_plan(clone)
    assert behind.lines[0].state.line.branch.ref == "refs/remotes/origin/main"
    assert "the local main is 1 commit behind origin/main, which counts" in behind.warnings
