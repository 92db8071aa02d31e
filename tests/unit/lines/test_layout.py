from __future__ import annotations

import pytest

from relkit.errors import UsageError
from relkit.lines import build_layout, find_candidates, find_mainline
from relkit.lines.layout import find_fork_point
from relkit.model.line import Status
from relkit.model.settings import LineSettings
from tests.unit.lines.example import START, Project, branch, line_of, names, refs


def two_lines() -> Project:
    """Lines 1.0.x and 1.1.x; the release candidate of 1.1 was tagged on the mainline, where 1.1.x left it."""
    project = Project()
    project.commit(0)
    project.release("v1.0.0", 10)
    project.branch("1.0.x")
    project.release("v1.0.1", 40, "1.0.x")
    project.commit(90)
    project.release("v1.1.0rc1", 100)
    project.branch("1.1.x")
    project.release("v1.1.0", 110, "1.1.x")
    project.commit(120)
    return project


def test_lines_and_their_releases() -> None:
    project = two_lines()
    layout = project.layout(125)
    assert [line.name for line in layout.lines] == ["1.1.x", "1.0.x"]
    assert names(line_of(layout, "1.1.x")) == ["v1.1.0rc1", "v1.1.0"]
    assert names(line_of(layout, "1.0.x")) == ["v1.0.0", "v1.0.1"]
    assert names(layout.mainline) == ["v1.0.0", "v1.1.0rc1"]
    assert line_of(layout, "1.1.x").fork_point == project.tags[2].commit
    assert layout.taken == {"1.0.0", "1.0.1", "1.1.0rc1", "1.1.0"}


def test_the_fork_point_stays_when_the_line_is_merged_back_up() -> None:
    project = two_lines()
    left = project.tags[2].commit
    project.commit(130, "1.1.x")
    project.commit(131, "main", "1.1.x")
    assert project.merge_base(project.heads["main"], project.heads["1.1.x"]) != left
    assert line_of(project.layout(132), "1.1.x").fork_point == left


def test_a_line_whose_tip_is_an_ancestor_of_the_mainline() -> None:
    project = two_lines()
    project.branch("1.2.x")
    project.commit(130)
    fresh = line_of(project.layout(131), "1.2.x")
    assert fresh.fork_point == fresh.branch.tip
    assert (fresh.status, fresh.status_reason) == (Status.MAINTAINED, "not released yet")
    assert fresh.releases == ()


def test_criss_cross_merges() -> None:
    project = two_lines()
    left = project.tags[2].commit
    project.branch("~kept")
    project.commit(130, "main", "1.1.x")
    project.commit(131, "1.1.x", "~kept")
    assert find_fork_point(project, project.heads["main"], project.heads["1.1.x"]) == left


def test_no_common_history() -> None:
    project = two_lines()
    project.commit(50, "0.9.x")
    layout = project.layout(125, asked=["0.9.x"])
    assert line_of(layout, "0.9.x").fork_point is None
    assert "0.9.x has no history in common with main" in layout.warnings


def test_release_commits_beside_the_branch_are_of_the_line() -> None:
    project = two_lines()
    project.branch("~detached", "1.1.x")
    project.release("v1.1.1", 121, "~detached")
    assert names(line_of(project.layout(125), "1.1.x"))[-1] == "v1.1.1"


def test_a_release_beside_the_mainline_is_the_mainlines_unless_it_is_far_off() -> None:
    project = Project()
    project.release("v1.0.0", 0)
    project.branch("~near")
    project.release("v1.1.0", 10, "~near")
    project.commit(20)
    assert names(project.layout(30).mainline) == ["v1.0.0", "v1.1.0"]
    project.branch("~far")
    for day in range(25):
        project.commit(30 + day, "~far")
    project.release("v1.2.0", 60, "~far")
    assert "v1.2.0" not in names(project.layout(70).mainline)


def test_a_release_that_was_merged_into_the_mainline() -> None:
    project = Project()
    project.release("v1.0.0", 0)
    project.branch("~release")
    project.release("v1.1.0", 10, "~release")
    project.commit(11, "main", "~release")
    layout = project.layout(12)
    assert names(layout.mainline) == ["v1.0.0", "v1.1.0"]
    assert "no maintenance branch was found: the mainline is planned alone" in layout.warnings


def openstack() -> Project:
    """Branches of cycles, versions of their own: stable/2024.1 holds 29.x, stable/2024.2 30.x."""
    project = Project()
    for cycle, major, day in (("zed", 26, 0), ("2024.1", 29, 200), ("2024.2", 30, 400)):
        project.commit(day)
        project.release(f"{major}.0.0.0rc1", day + 1)
        project.branch(f"stable/{cycle}")
        project.release(f"{major}.0.0", day + 10, f"stable/{cycle}")
        project.release(f"{major}.1.0", day + 150, f"stable/{cycle}")
    project.commit(560)
    return project


def test_series_that_are_not_the_versions() -> None:
    layout = openstack().layout(570)
    assert [line.series for line in layout.lines] == ["2024.2", "2024.1", "zed"]
    assert names(line_of(layout, "stable/2024.1")) == ["29.0.0.0rc1", "29.0.0", "29.1.0"]
    assert names(line_of(layout, "stable/2024.2")) == ["30.0.0.0rc1", "30.0.0", "30.1.0"]


def test_an_ended_line_costs_nothing_unless_it_is_asked_for() -> None:
    project = openstack()
    project.release("2024.1-eol", 565, "stable/2024.1")
    project.release("zed-eom", 566, "stable/zed")
    project.asked.clear()
    layout = project.layout(570)
    ended = line_of(layout, "stable/zed")
    assert (ended.status, ended.fork_point, ended.releases) == (Status.ENDED, None, ())
    assert project.asked == {project.heads["main"], project.heads["stable/2024.2"]}
    asked = line_of(project.layout(570, asked=["zed"]), "stable/zed")
    assert asked.status is Status.ENDED
    assert names(asked) == ["26.0.0.0rc1", "26.0.0", "26.1.0"]
    assert asked.fork_point is not None


def test_configuration_decides_the_status() -> None:
    configured = [
        LineSettings(pattern="1.0", status=Status.SECURITY),
        LineSettings(pattern="1.1.x", status=Status.ENDED),
    ]
    layout = two_lines().layout(125, configured=configured)
    assert [(line.series, line.status) for line in layout.lines] == [("1.1", Status.ENDED), ("1.0", Status.SECURITY)]
    assert layout.lines[0].status_reason == "as configured"


def test_a_clone_that_was_not_updated_for_long_has_not_lost_its_lines() -> None:
    project = two_lines()
    assert [line.status for line in project.layout(5000).lines] == [line.status for line in project.layout(121).lines]


def test_a_longer_series_takes_its_own() -> None:
    project = two_lines()
    project.branch("1.0.1.x", "1.0.x")
    project.release("v1.0.1.1", 50, "1.0.1.x")
    layout = project.layout(125)
    assert names(line_of(layout, "1.0.1.x")) == ["v1.0.1", "v1.0.1.1"]
    assert names(line_of(layout, "1.0.x")) == ["v1.0.0"]


def test_a_stable_branch_is_the_line_of_the_newest_series() -> None:
    project = Project()
    project.release("3.0.0", 0)
    project.release("3.1.0", 10)
    project.branch("stable")
    project.release("3.1.1", 20, "stable")
    project.release("3.1.2", 30, "stable")
    project.commit(35)
    layout = project.layout(40)
    assert [(line.name, line.series) for line in layout.lines] == [("stable", "3.1")]
    assert names(layout.lines[0]) == ["3.1.0", "3.1.1", "3.1.2"]


def test_a_stable_branch_that_only_follows_is_no_line() -> None:
    project = Project()
    project.release("3.1.0", 10)
    project.branch("stable")
    project.commit(20)
    layout = project.layout(40)
    assert layout.lines == ()
    assert [(item.name, item.reason) for item in layout.ignored_branches] == [("stable", "follows the mainline")]


def test_a_branch_that_has_not_left_an_older_line_yet() -> None:
    project = two_lines()
    project.branch("1.2.x", "1.1.x")
    layout = project.layout(125)
    assert [line.name for line in layout.lines] == ["1.1.x", "1.0.x"]
    assert layout.ignored_branches[0].reason == "stands where 1.1.x stands, and no release is on it"
    assert line_of(project.layout(125, asked=["1.2.x"]), "1.2.x").status is Status.MAINTAINED
    project.commit(130, "1.2.x")
    assert [line.name for line in project.layout(131).lines] == ["1.2.x", "1.1.x", "1.0.x"]


def test_an_unknown_line_and_one_that_only_the_user_calls_so() -> None:
    project = two_lines()
    with pytest.raises(UsageError) as caught:
        project.layout(125, asked=["1.1.y"])
    assert caught.value.hint is not None
    assert "1.1.x" in caught.value.hint
    project.branch("feature-one")
    project.commit(126, "feature-one")
    assert "feature-one" in [item.name for item in project.layout(130).ignored_branches]
    layout = project.layout(130, asked=["feature-one", "main", "1.0"])
    assert line_of(layout, "feature-one").series is None
    assert "feature-one" not in [item.name for item in layout.ignored_branches]


def test_a_local_branch_that_lags_behind_is_told() -> None:
    project = two_lines()
    known = project.refs()
    ahead = branch("1.1.x", 130, remote="origin", tip="elsewhere")
    twice = refs(*known.branches, ahead, tags=known.tags)
    mainline = find_mainline(twice)
    candidates, _ = find_candidates(twice, mainline)
    layout = build_layout(twice, project, START, mainline=mainline, candidates=candidates)
    assert layout.warnings == ("the local 1.1.x is not where origin/1.1.x is; the local one is planned",)


def test_no_tags_at_all() -> None:
    project = Project()
    project.commit(0)
    project.branch("2.0.x")
    project.commit(1)
    layout = project.layout(2)
    assert "no tag names a version: releases are not known" in layout.warnings
    assert [line.name for line in layout.lines] == ["2.0.x"]
    assert layout.lines[0].last_release is None
