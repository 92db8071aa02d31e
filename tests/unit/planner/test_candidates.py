from __future__ import annotations

from relkit.model.evidence import DecidedBy, Evidence, Kind, Verdict
from relkit.model.line import Layout, Line
from relkit.model.plan import Action, Bump, Judged
from tests.unit.planner.example import judged, layout, line, plan, reasons, releases


def with_candidates() -> tuple[Line, Layout]:
    """A line whose patch releases each had one release candidate, a week before."""
    own = line(
        "2.3.x",
        releases(v2_3_0=0, v2_3_1rc1=23, v2_3_1=30, v2_3_2rc1=53, v2_3_2=60, v2_3_3rc1=83, v2_3_3=90),
        series="2.3",
    )
    return own, layout([own])


def test_a_patch_release_begins_with_a_candidate_where_they_always_do() -> None:
    own, whole = with_candidates()
    made = plan(own, whole, 115, [judged("Fix it", on=114)])
    assert (made.proposal.action, made.proposal.version) == (Action.PRERELEASE, "2.3.4rc1")
    assert made.proposal.bump is Bump.PRERELEASE
    assert reasons(made)["candidate-first"] == "Here patch releases get a release candidate first."


def test_security_and_releases_out_of_turn_come_without_a_candidate() -> None:
    own, whole = with_candidates()
    secure = plan(own, whole, 115, [judged("Refuse dots", Kind.SECURITY, 114)])
    assert (secure.proposal.action, secure.proposal.version) == (Action.RELEASE, "2.3.4")
    mended = plan(own, whole, 95, [judged("Mend 2.3.3", on=94.9)])
    assert (mended.proposal.action, mended.proposal.version) == (Action.RELEASE, "2.3.4")


def test_one_candidate_in_the_past_is_no_habit() -> None:
    own = line("2.3.x", releases(v2_3_0=0, v2_3_1rc1=23, v2_3_1=30, v2_3_2=60, v2_3_3=90), series="2.3")
    assert plan(own, layout([own]), 115, [judged("Fix it", on=114)]).proposal.version == "2.3.4"


def test_a_line_follows_its_own_habit_before_the_projects() -> None:
    with_them, _ = with_candidates()
    own = line("2.4.x", releases(v2_4_0=0, v2_4_1=30, v2_4_2=60), series="2.4")
    assert plan(own, layout([own, with_them]), 90, [judged("Fix it", on=89)]).proposal.version == "2.4.3"


def test_a_candidate_that_holds_becomes_the_release() -> None:
    own = line("2.3.x", [*with_candidates()[0].releases, *releases(v2_3_4rc1=113)], series="2.3")
    early = plan(own, layout([own]), 115)
    assert (early.proposal.action, early.proposal.version, early.proposal.bump) == (Action.WAIT, "2.3.4", Bump.FINAL)
    assert reasons(early) == {
        "candidate-out": "2.3.4rc1 has been out for 2 days; here that is usually 7 days.",
        "candidate-holds": "Nothing had to be mended since 2.3.4rc1.",
    }
    assert plan(own, layout([own]), 120).proposal.action is Action.RELEASE


def test_what_lands_after_a_candidate_goes_through_another_where_that_is_usual() -> None:
    twice = releases(v2_3_0=0, v2_3_1rc1=20, v2_3_1rc2=25, v2_3_1=30, v2_3_2rc1=50, v2_3_2rc2=55, v2_3_2=60)
    own = line("2.3.x", [*twice, *releases(v2_3_3rc1=80)], series="2.3")
    fix = [judged("Fix it", on=84)]
    made = plan(own, layout([own]), 85, fix)
    assert (made.proposal.action, made.proposal.version) == (Action.PRERELEASE, "2.3.3rc2")
    assert reasons(made)["candidate-again"] == (
        "What landed since should go through another one; 2 candidates are usual here."
    )
    second = line("2.3.x", [*twice, *releases(v2_3_3rc1=80, v2_3_3rc2=85)], series="2.3")
    assert plan(second, layout([second]), 90, fix).proposal.version == "2.3.3"


def test_a_security_fix_does_not_wait_for_the_candidate_to_ripen() -> None:
    own = line("2.3.x", [*with_candidates()[0].releases, *releases(v2_3_4rc1=113)], series="2.3")
    made = plan(own, layout([own]), 114, [judged("Refuse dots", Kind.SECURITY, 113.9)])
    assert (made.proposal.action, made.proposal.version) == (Action.RELEASE, "2.3.4")


def test_openstacks_candidate_has_one_number_more() -> None:
    own = line("stable/2026.1", releases(v33_0_0_0rc1=0), series="2026.1")
    old = line("stable/2025.2", releases(v32_0_0_0rc1=-200, v32_0_0=-180, v32_0_1=-150), series="2025.2")
    made = plan(own, layout([own, old]), 20)
    assert (made.proposal.action, made.proposal.version) == (Action.RELEASE, "33.0.0")


# --- a line that released nothing yet --------------------------------------------------------------------------------


def test_the_first_release_of_a_series_has_the_number_of_its_branch() -> None:
    old = line("2.4.x", releases(v2_4_0=0, v2_4_1=30), series="2.4")
    young = line("2.5.x", series="2.5")
    made = plan(young, layout([young, old]), 100, [judged("Add", Kind.FEATURE, 90)])
    assert (made.proposal.action, made.proposal.version) == (Action.RELEASE, "2.5.0")
    assert reasons(made) == {"no-release-yet": "Nothing has been released from 2.5 yet."}


def test_the_first_release_of_a_series_gets_a_prerelease_where_they_always_do() -> None:
    old = line("2.4.x", releases(v2_4_0rc1=-10, v2_4_0=0, v2_4_1=30), series="2.4")
    young = line("2.5.x", series="2.5")
    made = plan(young, layout([young, old]), 100)
    assert (made.proposal.action, made.proposal.version) == (Action.PRERELEASE, "2.5.0rc1")


# --- minor releases within a series ----------------------------------------------------------------------------------


def noted(title: str, on: float) -> Judged:
    """A fix whose note has an upgrade section."""
    plain = judged(title, on=on)
    told = Evidence(signal="minor-release", weight=0.0, detail="adds releasenotes/notes/x.yaml (upgrade)")
    verdict = Verdict(kind=Kind.FIX, confidence=0.9, decided_by=DecidedBy.DECLARED, evidence=(told,), probabilities={})
    return Judged(change=plain.change, verdict=verdict)


def test_where_a_series_has_minor_releases_an_upgrade_note_makes_one() -> None:
    own = line("stable/2025.1", releases(v31_0_0=0, v31_0_1=30, v31_1_0=60), series="2025.1")
    old = line("stable/2024.2", releases(v30_0_0=-180, v30_0_1=-150, v30_1_0=-120), series="2024.2")
    whole = layout([own, old])
    assert plan(own, whole, 90, [judged("Fix it", on=89)]).proposal.version == "31.1.1"
    made = plan(own, whole, 90, [noted("Fix it", on=89)])
    assert (made.proposal.version, made.proposal.bump) == ("31.2.0", Bump.MINOR)


def test_where_a_series_never_had_minor_releases_it_gets_none() -> None:
    own = line("2.3.x", releases(v2_3_0=0, v2_3_1=30, v2_3_2=60), series="2.3")
    assert plan(own, layout([own]), 90, [noted("Fix it", on=89)]).proposal.version == "2.3.3"


def test_four_numbers_of_which_the_third_moves_are_no_minor_releases() -> None:
    own = line("2.4", releases(v2_4_0_0=0, v2_4_1_0=30, v2_4_2_0=60), series="2.4")
    made = plan(own, layout([own]), 90, [judged("Add colours", Kind.FEATURE, 89, decided_by=DecidedBy.DECLARED)])
    assert (made.proposal.version, made.proposal.bump) == ("2.4.3.0", Bump.PATCH)


def test_the_lines_own_form_counts_when_the_project_changed_its_own() -> None:
    old = line("2.4", releases(v2_4_0_0=0, v2_4_1_0=30, v2_4_2_0=95), series="2.4")
    own = line("2.5", releases(v2_5_0=60, v2_5_1=90), series="2.5")
    assert plan(own, layout([own, old]), 120, [judged("Fix it", on=119)]).proposal.version == "2.5.2"


def test_an_alpha_is_never_followed_by_the_final_release_when_something_landed() -> None:
    own = line("2.4.x", releases(v2_4_0a1=80), series="2.4")
    others = releases(v2_3_0=0, v2_3_1=30, v2_3_2=60)
    made = plan(own, layout([own], others=others), 95, [judged("Add it", Kind.FEATURE, 90)])
    assert (made.proposal.action, made.proposal.version) == (Action.PRERELEASE, "2.4.0a2")


def test_a_candidate_of_years_ago_says_nothing_about_today() -> None:
    own = line("2.3.x", [*with_candidates()[0].releases, *releases(v2_3_4rc1=113)], series="2.3")
    made = plan(own, layout([own]), 113 + 800, [judged("Fix it", on=500)])
    assert (made.proposal.action, made.proposal.version) == (Action.PRERELEASE, "2.3.4rc2")
    assert reasons(made)["candidate-again"] == "What landed since should go through another one."
