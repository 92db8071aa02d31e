from __future__ import annotations

from dataclasses import replace

from relkit.model.evidence import DecidedBy, Kind
from relkit.model.forecast import Outcome
from relkit.model.line import Layout, Line, Policy, Status
from relkit.model.plan import Action, Bump
from tests.unit.planner.example import judged, layout, line, missing, plan, reasons, releases


def monthly() -> tuple[Line, Layout]:
    """A line with a release every 30 days, the last on day 90."""
    own = line("2.3.x", releases(v2_3_0=0, v2_3_1=30, v2_3_2=60, v2_3_3=90), series="2.3")
    return own, layout([own])


def test_fixes_that_waited_the_usual_time_are_released() -> None:
    own, whole = monthly()
    fixes = [judged("Fix the parser", on=100), judged("Fix the writer", on=119.5)]
    made = plan(own, whole, 120, fixes)
    assert (made.proposal.action, made.proposal.version, made.proposal.bump) == (Action.RELEASE, "2.3.4", Bump.PATCH)
    assert made.proposal.changes == tuple(fix.change.id for fix in fixes)
    assert reasons(made) == {
        "fixes-wait": "2 fixes since 2.3.3 wait, the oldest for 20 days.",
        "cadence": "The last release was 30 days ago; this line usually makes one every 30 days.",
    }


def test_while_work_goes_on_a_release_may_come_early() -> None:
    own, whole = monthly()
    fix = [judged("Fix the parser", on=100)]
    made = plan(own, whole, 101, fix)
    assert made.proposal.action is Action.RELEASE
    assert reasons(made)["under-way"] == "Work is under way: the last change landed 24 hours ago."
    later = plan(own, whole, 105, fix)
    assert later.proposal.action is Action.WAIT
    assert reasons(later)["at-rest"] == "Nothing has landed for 5 days: no release is being prepared."


def test_a_fix_shortly_after_a_release_waits_and_the_version_is_known_already() -> None:
    own, whole = monthly()
    made = plan(own, whole, 97, [judged("Fix the parser", on=95)])
    assert (made.proposal.action, made.proposal.version) == (Action.WAIT, "2.3.4")
    assert reasons(made)["fixes-wait"] == "1 fix since 2.3.3 has waited for 2 days."


def test_many_fixes_at_once_do_not_wait() -> None:
    own, whole = monthly()
    assert plan(own, whole, 95, [judged(f"Fix {n}", on=94.9) for n in range(12)]).proposal.action is Action.RELEASE


def test_a_line_at_rest_waits_until_it_is_overdue() -> None:
    own, whole = monthly()
    fix = [judged("Fix the parser", on=95)]
    assert plan(own, whole, 106, fix).proposal.action is Action.WAIT
    assert plan(own, whole, 109, fix).proposal.action is Action.RELEASE


def test_nothing_landed() -> None:
    own, whole = monthly()
    made = plan(own, whole, 200)
    assert (made.proposal.action, made.proposal.version) == (Action.NONE, "2.3.4")
    assert reasons(made) == {"nothing-waits": "Nothing has landed since 2.3.3."}


def test_tests_and_documentation_alone_call_for_no_release() -> None:
    own, whole = monthly()
    landed = [judged("Test more", Kind.TEST, 91), judged("Test less", Kind.TEST, 92), judged("Say it", Kind.DOCS, 93)]
    made = plan(own, whole, 200, landed)
    assert made.proposal.action is Action.NONE
    assert reasons(made) == {
        "nothing-waits": "Nothing that calls for a release has landed since 2.3.3: 3 changes (2 test, 1 docs)."
    }


def test_security_goes_first_and_at_once() -> None:
    own, whole = monthly()
    made = plan(own, whole, 91, [judged("Refuse long headers", Kind.SECURITY, 90.5), judged("Fix it", on=90.6)])
    assert made.proposal.action is Action.RELEASE
    assert made.proposal.reasons[0].code == "security-waits"
    assert made.proposal.reasons[0].text == "1 security fix has waited for 12 hours: “Refuse long headers”."
    assert reasons(made)["security-mixed"] == (
        "A security release should hold nothing else; 1 other change would go out with it."
    )


def test_a_doubtful_security_fix_is_a_fix() -> None:
    own, whole = monthly()
    doubtful = judged("Check the length", Kind.SECURITY, 90.5, confidence=0.3)
    assert plan(own, whole, 92.6, [doubtful]).proposal.action is Action.WAIT
    declared = judged("Check the length", Kind.SECURITY, 90.5, confidence=0.3, decided_by=DecidedBy.DECLARED)
    assert plan(own, whole, 92.6, [declared]).proposal.action is Action.RELEASE


def test_what_is_missing_is_told_with_its_forecast() -> None:
    own, whole = monthly()
    made = plan(
        own,
        whole,
        91,
        lacking=[
            missing("Fix reading", Outcome.CLEAN),
            missing("Fix writing", Outcome.CLEAN),
            missing("Fix all", Outcome.CONFLICT),
            missing("Refuse dots", Outcome.CLEAN, Kind.SECURITY),
            missing("Unknown", None),
        ],
    )
    assert reasons(made) == {
        "nothing-waits": "Nothing has landed since 2.3.3.",
        "security-missing": (
            "1 security fix of the mainline is missing here: “Refuse dots”. Backport it before the next release."
        ),
        "missing-applies": "2 fixes of the mainline are missing here and apply: “Fix reading”, “Fix writing”.",
        "missing-conflicts": "1 fix of the mainline is missing here and needs work first: “Fix all”.",
    }


def test_a_feature_breaks_the_policy_of_a_patch_only_line() -> None:
    own, whole = monthly()
    made = plan(own, whole, 120, [judged("Add colours", Kind.FEATURE, 119)])
    assert made.proposal.version == "2.3.4"
    assert reasons(made)["feature-on-patch-line"] == "1 change does not belong into a patch release: “Add colours”."


def test_a_line_for_security_only_says_what_is_not() -> None:
    own = line("2.3.x", releases(v2_3_0=0, v2_3_1=30), status=Status.SECURITY, status_reason="2.4 is out")
    made = plan(own, layout([own]), 60, [judged("Fix the parser", on=59.5)])
    assert reasons(made)["not-security"] == (
        "1 change beside security waits, but this line is taken for one that gets only those: 2.4 is out."
    )


def test_an_ended_line_is_left_alone() -> None:
    own = line("2.3.x", releases(v2_3_0=0, v2_3_1=30), status=Status.ENDED, status_reason="2.5 is out")
    made = plan(own, layout([own]), 400, [judged("Fix the parser", on=50)])
    assert made.proposal.action is Action.NONE
    assert reasons(made) == {
        "ended": "The line has ended: 2.5 is out.",
        "left-behind": "What still waits there last moved 11 months ago.",
    }


def test_an_ended_line_on_which_work_goes_on_is_planned() -> None:
    own = line("2.3.x", releases(v2_3_0=0, v2_3_1=30), status=Status.ENDED, status_reason="2.5 is out")
    assert plan(own, layout([own]), 400, [judged("Fix the parser", on=399.9)]).proposal.action is Action.RELEASE


def test_a_first_patch_release_has_nothing_to_compare_with() -> None:
    own = line("2.3.x", releases(v2_3_0=0), series="2.3")
    made = plan(own, layout([own]), 40, [judged("Fix the parser", on=39.9)])
    assert (made.proposal.action, made.proposal.version) == (Action.RELEASE, "2.3.1")
    assert reasons(made)["no-cadence"] == (
        "The last release was 40 days ago; there are no earlier patch releases to compare with."
    )


def test_a_young_line_is_measured_by_its_project() -> None:
    old = line("2.2.x", releases(v2_2_0=-400, v2_2_1=-300, v2_2_2=-200), series="2.2")
    own = line("2.3.x", releases(v2_3_0=0), series="2.3")
    made = plan(own, layout([own, old]), 20, [judged("Fix the parser", on=19.9)])
    assert (
        reasons(made)["cadence"] == "The last release was 20 days ago; this project usually makes one every 3 months."
    )


def test_a_taken_version_is_skipped() -> None:
    own, whole = monthly()
    elsewhere = layout([own], others=releases(v2_3_4=89))
    assert plan(own, elsewhere, 120, [judged("Fix it", on=119.9)]).proposal.version == "2.3.5"
    assert whole.taken != elsewhere.taken


def test_a_configured_policy_outranks_the_projects_habit() -> None:
    own, whole = monthly()
    feature = [judged("Add colours", Kind.FEATURE, on=100, decided_by=DecidedBy.DECLARED)]
    learned = plan(own, whole, 121, feature)
    assert (learned.proposal.version, "feature-on-patch-line" in reasons(learned)) == ("2.3.4", True)
    minor = plan(replace(own, policy=Policy.MINOR), whole, 121, feature)
    assert (minor.proposal.bump, "feature-on-patch-line" in reasons(minor)) == (Bump.MINOR, False)
    openstack = line("stable/a", releases(v29_0_0=0, v29_1_0=30, v29_2_0=60, v29_3_0=90))
    moving = layout([openstack, line("stable/b", releases(v30_0_0=40, v30_1_0=70))])
    assert plan(openstack, moving, 121, feature).proposal.version == "29.4.0"
    patch = plan(replace(openstack, policy=Policy.PATCH), moving, 121, feature)
    assert (patch.proposal.version, "feature-on-patch-line" in reasons(patch)) == ("29.3.1", True)
