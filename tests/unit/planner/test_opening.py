from __future__ import annotations

import pytest

from relkit.errors import UsageError
from relkit.model.line import Layout, Line
from relkit.planner.naming import NewLine
from relkit.planner.opening import open_line
from tests.unit.planner.example import layout, line, releases

OLD = releases(v2_2_0=1, v2_2_1=9)
LAST = releases(v2_3_0=20, v2_3_1=30)


def known(*lines: Line) -> Layout:
    return layout(lines, others=(*OLD, *LAST))


def test_a_project_without_maintenance_branches() -> None:
    assert open_line(LAST[-1], known(), ()) == NewLine(branch="2.3.x", series="2.3")


def test_as_the_project_names_its_branches() -> None:
    older = line("stable-2.2", OLD, "2.2")
    assert open_line(LAST[-1], known(older), ()) == NewLine(branch="stable-2.3", series="2.3")


def test_a_series_that_has_a_branch() -> None:
    has = line("2.3.x", LAST, "2.3")
    with pytest.raises(UsageError, match="is of a series that has a branch") as raised:
        open_line(LAST[-1], known(has), ())
    assert raised.value.hint == f"`--to {has.name}`"
    assert "cannot be left out" in raised.value.message


def test_a_release_that_others_came_after() -> None:
    with pytest.raises(UsageError, match=r"is not the last release of its series: v2\.3\.1 is") as raised:
        open_line(LAST[0], known(), ())
    assert raised.value.hint == "`--to v2.3.1`"


def test_a_branch_of_that_name_which_is_no_line() -> None:
    with pytest.raises(UsageError, match="there is one that relkit takes for no line"):
        open_line(LAST[-1], known(), {"2.3.x"})
