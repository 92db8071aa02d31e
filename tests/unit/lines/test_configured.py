from __future__ import annotations

from datetime import date

import pytest

from relkit.errors import UsageError
from relkit.lines import find_candidates, find_mainline
from relkit.lines.configured import check_lines, last_second, settings_of
from relkit.lines.names import alike
from relkit.model.line import Policy, Status
from relkit.model.settings import LineSettings
from tests.unit.lines.example import START, Project, branch, line_of, refs, tag


def says(pattern: str, **keys: object) -> LineSettings:
    return LineSettings(pattern=pattern, **keys)  # type: ignore[arg-type] # each test gives what fits


def on(day: int) -> date:
    """The day of an example's history."""
    return date.fromordinal(date(1970, 1, 1).toordinal() + START // 86_400 + day)


def released() -> Project:
    """1.0.x is long over when 1.2.x is released; train-7 names no version."""
    project = Project()
    project.commit(0)
    for number, day in enumerate((10, 200, 400)):
        project.release(f"v1.{number}.0", day)
        project.branch(f"1.{number}.x")
        project.release(f"v1.{number}.1", day + 20, f"1.{number}.x")
        project.commit(day + 40)
    project.branch("train-7")
    project.commit(500, "train-7")
    return project


def test_all_patterns_that_match_count_the_later_outranking_the_earlier() -> None:
    said = (
        says("maint/*", policy=Policy.PATCH, status=Status.SECURITY),
        says("2.*", policy=Policy.MINOR),
        says("origin/maint/2.3", until=date(2027, 1, 1)),
        says("3.*", line=False),
        says("2.3", verify="tox"),
        says("maint/2.3", verify=""),
    )
    found = settings_of(said, branch("maint/2.3", remote="origin"))
    assert (found.policy, found.status, found.until, found.line) == (
        Policy.MINOR,
        Status.SECURITY,
        date(2027, 1, 1),
        None,
    )
    assert (found.verify, settings_of(said, branch("2.3")).verify) == ("", "tox")
    assert settings_of(said, branch("Maint/2.3")).status is None


def test_a_last_day_lasts_until_its_end() -> None:
    assert last_second(says("x", until=date(1970, 1, 1))) == 86_399
    assert last_second(says("x")) is None


@pytest.mark.parametrize(
    ("keys", "status", "reason"),
    [
        ({}, Status.ENDED, "the last release here"),
        ({"until": on(600)}, Status.MAINTAINED, f"until {on(600)}, as configured"),
        ({"until": on(599)}, Status.ENDED, f"until {on(599)}, as configured"),
        ({"until": on(700), "status": Status.SECURITY}, Status.SECURITY, "as configured"),
        ({"until": on(700), "status": Status.ENDED}, Status.ENDED, "as configured"),
        ({"until": on(500), "status": Status.SECURITY}, Status.ENDED, f"until {on(500)}, as configured"),
    ],
)
def test_what_is_configured_outranks_what_is_judged(keys: dict[str, object], status: Status, reason: str) -> None:
    line = line_of(released().layout(600, configured=[says("1.0", **keys)]), "1.0.x")
    assert line.status is status
    assert reason in line.status_reason
    assert (line.fork_point is None) == (status is Status.ENDED)
    assert line.until == last_second(says("", **keys))


def test_the_status_stays_as_judged_where_only_a_later_day_is_given() -> None:
    line = line_of(released().layout(600, configured=[says("1.2.x", until=on(900), policy=Policy.PATCH)]), "1.2.x")
    assert (line.status, line.status_reason, line.policy) == (Status.MAINTAINED, "the newest series", Policy.PATCH)


def test_branches_become_lines_and_lines_go() -> None:
    layout = released().layout(600, configured=[says("train-*", line=True), says("1.1", line=False)])
    assert [line.name for line in layout.lines] == ["1.2.x", "1.0.x"] or "train-7" in {x.name for x in layout.lines}
    assert "train-7" in {line.name for line in layout.lines}
    assert [(item.name, item.reason) for item in layout.ignored_branches] == [
        ("1.1.x", "left out by the configuration")
    ]


def test_a_line_that_was_left_out_can_be_asked_for() -> None:
    layout = released().layout(600, ["1.1.x"], configured=[says("1.1", line=False)])
    assert "1.1.x" in {line.name for line in layout.lines}
    assert layout.ignored_branches[0].name == "train-7"


def test_the_mainline_is_no_line_whatever_matches_it() -> None:
    known = refs(branch("main"), branch("1.0.x"), tags=[tag("v1.0.0")])
    candidates, _ = find_candidates(known, find_mainline(known), configured=[says("ma*", line=True)])
    assert [candidate.branch.name for candidate in candidates] == ["1.0.x"]


def test_patterns_are_compared_with_what_there_is() -> None:
    known = refs(branch("main"), branch("stable-2.14"), branch("stable-2.15", remote="origin"))
    main = find_mainline(known)
    assert check_lines([says("stable-*"), says("2.15"), says("origin/*")], known, main) == []
    assert check_lines([says("stable-2.1"), says("main"), says("x")], known, main) == [
        'the configured lines "stable-2.1" match no branch; did you mean stable-2.15?',
        'the configured lines "main" match no branch but the mainline main, which is no maintenance branch',
        'the configured lines "x" match no branch',
    ]
    with pytest.raises(UsageError, match="matches every branch, the mainline main too"):
        check_lines([says("*", line=True)], known, main)
    assert check_lines([says("*", line=False)], known, main) == [
        'the configured lines "*" take out every branch but main'
    ]


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("maintenance/2.3.x", "maintenance/*"),
        ("stable-2.14", "stable-*"),
        ("stable/zed", "stable/*"),
        ("3.12", "[0-9]*"),
        ("8.3.x", "[0-9]*.x"),
        ("v8.0.x", "v[0-9]*.x"),
        ("REL_15_STABLE", "REL_*"),
        ("lxml-6.0", "lxml-*"),
        ("main", None),
        ("dependabot/pip-1.2", None),
    ],
)
def test_the_pattern_of_branches_that_are_named_alike(name: str, pattern: str | None) -> None:
    assert alike(name) == pattern
