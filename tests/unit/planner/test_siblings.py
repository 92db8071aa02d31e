"""Lines that are released together move the same number."""

from __future__ import annotations

from relkit.model.plan import Bump, LinePlan
from relkit.model.version import Release
from tests.unit.planner.example import judged, layout, line, plan, reasons, release, releases

OLD = releases(v29_0_0=0, v29_0_1=100, v29_1_0=200, v29_1_1=300)


def after(young: Release) -> LinePlan:
    """Plan the line 29 at day 402, when line 30 was released as told."""
    older = line("stable/29", OLD, series="29")
    newer = line("stable/30", [*releases(v30_0_0=150, v30_0_1=250, v30_1_0=320), young], series="30")
    return plan(older, layout([newer, older]), 402, [judged("Fix it", on=350)])


def test_a_sibling_that_moved_more_is_followed() -> None:
    made = after(release("30.2.0", on=400))
    assert (made.proposal.version, made.proposal.bump) == ("29.2.0", Bump.MINOR)
    assert reasons(made)["sibling-moved"].startswith("30.2.0 of another line, released within the week, moved more")


def test_a_sibling_that_moved_the_last_number_is_followed() -> None:
    made = after(release("30.1.1", on=400))
    assert (made.proposal.version, made.proposal.bump) == ("29.1.2", Bump.PATCH)
    assert "last number only" in reasons(made)["sibling-moved"]


def test_a_sibling_of_last_month_says_nothing() -> None:
    made = after(release("30.2.0", on=370))
    assert made.proposal.version == "29.1.2"
    assert "sibling-moved" not in reasons(made)


def test_where_series_only_move_the_last_number_siblings_do_not_matter() -> None:
    older = line("2.3.x", releases(v2_3_0=0, v2_3_1=100, v2_3_2=200), series="2.3")
    newer = line("2.4.x", releases(v2_4_0=399), series="2.4")
    made = plan(older, layout([newer, older]), 402, [judged("Fix it", on=350)])
    assert made.proposal.version == "2.3.3"
    assert "sibling-moved" not in reasons(made)
