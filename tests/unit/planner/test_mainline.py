from __future__ import annotations

from dataclasses import replace

from relkit.model.evidence import Kind
from relkit.model.line import Layout, Line
from relkit.model.plan import Action, Bump
from relkit.model.version import Scheme
from tests.unit.planner.example import judged, layout, line, plan, reasons, release, releases


def half_yearly() -> tuple[Line, Layout]:
    """A mainline whose series come every 180 days, 2.4 on day 360; each has its branch."""
    lines = [
        line("2.4.x", releases(v2_4_0=360, v2_4_1=390), series="2.4"),
        line("2.3.x", releases(v2_3_0=180, v2_3_1=210), series="2.3"),
        line("2.2.x", releases(v2_2_0=0, v2_2_1=30), series="2.2"),
    ]
    main = line("main", mainline=True)
    return main, layout(lines, main)


def test_features_wait_until_the_next_series_is_due() -> None:
    main, whole = half_yearly()
    landed = [judged("Add colours", Kind.FEATURE, 370), judged("Say it", Kind.DOCS, 380)]
    early = plan(main, whole, 400, landed)
    assert (early.proposal.action, early.proposal.version, early.proposal.bump) == (Action.WAIT, "2.5.0", Bump.MINOR)
    assert reasons(early) == {
        "series-pending": (
            "A minor release is pending: 1 change with new or changed behaviour, the oldest from 30 days ago."
        ),
        "series-cadence": "2.4.0 began the last series 40 days ago; a new one usually comes after 6 months.",
    }
    late = plan(main, whole, 545, landed)
    assert (late.proposal.action, late.proposal.version) == (Action.RELEASE, "2.5.0")
    assert late.proposal.changes == tuple(item.change.id for item in landed)
    assert late.patch_line is None


def test_fixes_that_no_branch_has_come_before_further_features() -> None:
    main, whole = half_yearly()
    made = plan(
        main, whole, 400, [judged("Fix it", on=365), judged("Fix more", on=380), judged("Add", Kind.FEATURE, 390)]
    )
    assert reasons(made)["fixes-first"] == (
        "2 fixes are on the mainline only, the oldest for 35 days: release what 2.4.x lacks first."
    )


def test_fixes_alone_make_no_series() -> None:
    main, whole = half_yearly()
    made = plan(main, whole, 900, [judged("Fix it", on=800)])
    assert made.proposal.action is Action.WAIT
    assert reasons(made)["no-features"] == "Nothing new is pending; 1 change is on the mainline only."


def test_an_idle_mainline_needs_nothing() -> None:
    main, whole = half_yearly()
    assert plan(main, whole, 900).proposal.action is Action.NONE
    tests = plan(main, whole, 900, [judged("Test it", Kind.TEST, 500)])
    assert tests.proposal.action is Action.NONE
    assert "nothing-waits" in reasons(tests)


def test_a_series_begins_with_a_prerelease_where_the_project_makes_them() -> None:
    lines = [
        line("2.4.x", releases(v2_4_0rc1=350, v2_4_0=360), series="2.4"),
        line("2.3.x", releases(v2_3_0rc1=170, v2_3_0=180), series="2.3"),
        line("2.2.x", releases(v2_2_0rc1=-10, v2_2_0=0), series="2.2"),
    ]
    main = line("main", mainline=True)
    made = plan(main, layout(lines, main), 535, [judged("Add colours", Kind.FEATURE, 370)])
    assert (made.proposal.action, made.proposal.version, made.proposal.bump) == (
        Action.PRERELEASE,
        "2.5.0rc1",
        Bump.PRERELEASE,
    )
    assert reasons(made)["candidate-first"] == "Here a new series begins with a prerelease."


def test_a_candidate_on_a_branch_stands_for_its_series() -> None:
    lines = [
        line("2.5.x", releases(v2_5_0rc1=350), series="2.5"),
        line("2.4.x", releases(v2_4_0=180, v2_4_1=190), series="2.4"),
        line("2.3.x", releases(v2_3_0=0, v2_3_1=10), series="2.3"),
    ]
    main = line("main", mainline=True)
    made = plan(main, layout(lines, main), 360, [judged("Add colours", Kind.FEATURE, 355)])
    assert (made.proposal.action, made.proposal.version) == (Action.WAIT, "2.6.0")


def test_a_new_branch_without_a_release_has_its_series_too() -> None:
    main, whole = half_yearly()
    young = layout([line("2.5.x", series="2.5"), *whole.lines], main)
    assert plan(main, young, 545, [judged("Add colours", Kind.FEATURE, 540)]).proposal.version == "2.6.0"


def test_a_development_tag_names_the_next_version() -> None:
    _, whole = half_yearly()
    main = line("main", mainline=True)
    opened = replace(layout(whole.lines, main), openings=releases(v3_0_0_dev0=365))
    assert plan(main, opened, 400, [judged("Add", Kind.FEATURE, 390)]).proposal.version == "3.0.0"


def test_what_is_taken_away_is_told_and_wants_a_prerelease() -> None:
    main, whole = half_yearly()
    told = reasons(plan(main, whole, 400, [judged("Remove the old parser", Kind.REMOVAL, 390)]))
    assert told["removals"] == "Something is taken away: “Remove the old parser”."
    assert "prerelease-advised" in told


def test_semver_asks_for_a_major_release_when_something_is_taken_away() -> None:
    made_so_far = [release(text, on, Scheme.SEMVER) for text, on in (("1.1.0", 0), ("1.2.0", 180), ("1.2.1", 200))]
    lines = [line("v1.2", made_so_far[1:], series="1.2"), line("v1.1", made_so_far[:1], series="1.1")]
    main = line("main", mainline=True)
    landed = [judged("Remove the old parser", Kind.REMOVAL, 390)]
    assert plan(main, layout(lines, main), 400, landed).proposal.version == "2.0.0"


def test_a_series_that_moves_the_first_number_goes_on_so() -> None:
    lines = [
        line("stable/2025.2", releases(v32_0_0=360), series="2025.2"),
        line("stable/2025.1", releases(v31_0_0=180, v31_0_1=200, v31_1_0=220), series="2025.1"),
        line("stable/2024.2", releases(v30_0_0=0, v30_0_1=20, v30_1_0=40), series="2024.2"),
    ]
    main = line("master", mainline=True)
    made = plan(main, layout(lines, main), 560, [judged("Add colours", Kind.FEATURE, 555)])
    assert (made.proposal.action, made.proposal.version, made.proposal.bump) == (Action.RELEASE, "33.0.0", Bump.MAJOR)


# --- without maintenance branches ------------------------------------------------------------------------------------


def test_without_branches_the_fixes_make_a_patch_release_from_the_last_tag() -> None:
    main = line("main", releases(v1_0_0=0, v1_0_1=30, v1_1_0=60), mainline=True)
    fix = judged("Fix the parser", on=89)
    feature = judged("Add colours", Kind.FEATURE, 80)
    made = plan(main, layout([], main), 90, [feature, fix])
    assert (made.proposal.action, made.proposal.version, made.proposal.bump) == (Action.RELEASE, "1.1.1", Bump.PATCH)
    assert made.proposal.changes == (fix.change.id,)
    assert made.patch_line == "1.1.x"
    assert reasons(made)["fixes-first"] == (
        "The fix alone can go out from a branch 1.1.x; 1 change with new behaviour stays for the next series."
    )


def test_without_branches_and_fixes_the_next_series_is_planned() -> None:
    main = line("main", releases(v1_0_0=0, v1_1_0=60), mainline=True)
    made = plan(main, layout([], main), 130, [judged("Add colours", Kind.FEATURE, 80)])
    assert (made.proposal.action, made.proposal.version) == (Action.RELEASE, "1.2.0")
    assert made.patch_line == "1.1.x"


def test_the_patch_line_is_named_as_the_project_names_its_branches() -> None:
    old = line("maintenance/1.0.x", releases(v1_0_0=0, v1_0_1=30), series="1.0")
    main = line("main", releases(v1_1_0=60), mainline=True)
    made = plan(main, layout([old], main), 90, [judged("Fix it", on=89)])
    assert made.patch_line == "maintenance/1.1.x"
    dashed = line("rel_1_0", releases(v1_0_0=0, v1_0_1=30), series="1.0")
    assert plan(main, layout([dashed], main), 90, [judged("Fix it", on=89)]).patch_line == "rel_1_1"


def test_branches_that_are_named_by_the_calendar_are_no_pattern() -> None:
    old = line("stable/2025.1", releases(v31_0_0=0, v31_0_1=20, v31_1_0=30), series="2025.1")
    main = line("master", releases(v32_0_0=60), mainline=True)
    assert plan(main, layout([old], main), 90, [judged("Fix it", on=89)]).patch_line == "32.x"


def test_security_on_the_mainline_is_released_at_once() -> None:
    main = line("main", releases(v1_0_0=0, v1_1_0=60), mainline=True)
    made = plan(main, layout([], main), 61, [judged("Refuse dots", Kind.SECURITY, 60.1)])
    assert (made.proposal.action, made.proposal.version) == (Action.RELEASE, "1.1.1")


def test_a_prerelease_on_the_mainline_is_followed_by_the_final_release() -> None:
    main = line("main", releases(v1_0_0=0, v2_0_0b1=60), mainline=True)
    made = plan(main, layout([], main), 70)
    assert (made.proposal.action, made.proposal.version, made.proposal.bump) == (Action.RELEASE, "2.0.0", Bump.FINAL)


def test_nothing_was_ever_released() -> None:
    main = line("main", mainline=True)
    made = plan(main, layout([], main), 10, [judged("Begin", Kind.FEATURE, 1)])
    assert (made.proposal.action, made.proposal.version) == (Action.WAIT, None)
    assert reasons(made) == {"no-release-yet": "Nothing has been released yet; 1 change so far."}
