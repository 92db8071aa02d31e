from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relkit.errors import UsageError
from relkit.model.commit import Change
from relkit.model.evidence import Kind
from relkit.model.forecast import Outcome
from relkit.model.line import Policy, Status
from relkit.model.plan import Action, Judged, Moved, Plan
from relkit.report.plan import saved
from relkit.report.plan.document import document
from relkit.report.plan.markdown import markdown
from relkit.report.plan.rebuild import plan_of
from relkit.report.plan.saved import moved_in_words, read_plan
from relkit.report.plan.terminal import lines
from relkit.report.plan.view import PlanView, view
from relkit.report.shapes import encode
from tests.plans import DAY, NOW, judged, line, lost_plan, missing, plan, planned, release, sha, usual_plan


def with_message(change: Judged, message: str) -> Judged:
    """Return a change whose commit says something else."""
    commit = replace(change.change.commit, message=message)
    return replace(change, change=Change(commit=commit, brought=change.change.brought, files=()))


def of_changes(*changes: Judged) -> Plan:
    """Return a plan in which changes wait on a line, and are missing on another, each because of the others."""
    culprits = tuple(change.change.commits[0].id for change in changes)
    lacks = tuple(missing(change, Outcome.CONFLICT, paths=("a.py",), culprits=culprits) for change in changes)
    made = plan(
        planned(line("main", mainline=True), Action.WAIT, unreleased=changes),
        planned(line("2.4.x", releases=(release("2.4.4"), release("2.4.5rc1"))), Action.RELEASE, "2.4.5", lacks=lacks),
    )
    return replace(made, titles=((sha("elsewhere"), "Elsewhere"),))


MERGE = judged("Merge pull request #7 from mia/fix", brought=("Fix the writer",))
LAST_SECOND = NOW // 86_400 * 86_400 + 86_399
"""The end of the day: a line's last one is whole."""
PLANS = {
    "usual": usual_plan(),
    "empty": plan(planned(line("main", mainline=True), Action.NONE, reasons=())),
    "of the past": replace(usual_plan(), as_of=True, now=NOW - 400 * DAY),
    "beyond the calendar": of_changes(judged("late", days=-(2**62) / DAY), judged("early", days=2**62 / DAY)),
    "merges": of_changes(
        MERGE,
        with_message(MERGE, "Merge pull request #7 from mia/fix\n\nFix the reader"),
        with_message(MERGE, "Merge pull request #7 from mia/fix\n\nMerge 'a' into b"),
        with_message(MERGE, "Merge 'Merge 'a' into b'"),
        with_message(MERGE, "Merge branch 'fix'\n\nof some kind"),
        with_message(MERGE, ""),
        judged("Merge three", brought=("one", "two", "three")),
    ),
    "nearly sure": of_changes(judged("Fix", Kind.SECURITY, confidence=0.49996), judged("Mend", confidence=0.49994)),
    "lost": lost_plan(),
    "ended": plan(
        planned(line("main", mainline=True, remote="up"), Action.PRERELEASE, "3.0.0rc1", patch_line="2.4.x"),
        planned(
            replace(line("2.3.x", status=Status.ENDED), fork_point=None, policy=Policy.PATCH, until=LAST_SECOND),
            Action.NONE,
        ),
    ),
}


def everything(seen: PlanView) -> tuple[object, ...]:
    """Return a view and all that shows it."""
    return seen, markdown(seen), [item.plain for width in (40, 80, 200) for item in lines(seen, width=width)]


@pytest.mark.parametrize("made", PLANS.values(), ids=PLANS)
def test_a_saved_plan_looks_as_it_did(made: Plan) -> None:
    again = plan_of(read_plan(encode(document(made)), "plan.json"))
    for asked in ((), *((item.state.line.name,) for item in made.lines)):
        assert everything(view(again, asked=asked)) == everything(view(made, asked=asked))


@pytest.mark.parametrize("made", PLANS.values(), ids=PLANS)
def test_a_document_survives_the_round_trip(made: Plan) -> None:
    told = document(made)
    assert document(plan_of(told)) == told
    assert encode(document(plan_of(told))) == encode(told)


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(codec="utf-8", exclude_characters="\n"), max_size=30),
            st.sampled_from(Kind),
            st.floats(0, 1),
            st.integers(-9, 900),
            st.lists(st.sampled_from(["Fix it", "Merge 'x'", "Add"]), max_size=2, unique=True),
        ),
        max_size=6,
        unique_by=lambda item: item[0],
    )
)
def test_any_changes_survive(items: list[tuple[str, Kind, float, int, list[str]]]) -> None:
    made = of_changes(
        *(
            judged(title, kind, confidence=confidence, days=days, brought=tuple(brought))
            for title, kind, confidence, days, brought in items
        )
    )
    told = document(made)
    assert view(plan_of(told), asked=["2.4"]) == view(made, asked=["2.4"])
    assert document(plan_of(told)) == told


def test_lines_survive_whole() -> None:
    for made in (usual_plan(), PLANS["ended"]):
        again = plan_of(document(made))
        assert [item.state.line for item in again.lines] == [item.state.line for item in made.lines]
        assert again.tips == made.tips


def test_names_that_are_not_utf8_are_those_of_the_repository_again() -> None:
    made = plan(planned(line("caf\udce9", mainline=True, remote="r\udcff"), Action.NONE))
    again = plan_of(read_plan(encode(document(made)), "plan.json"))
    assert again.lines == made.lines
    assert again.tips == made.tips


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "plan.json is empty"),
        (" \n", "plan.json is empty"),
        ("not JSON", "it is not JSON"),
        (b"\xff\xfe{", "it is not JSON"),
        (b'{"schema": "\xff"}', "it is not JSON"),
        ("[" * 100_000, "does not say that it is one"),
        ('{"a":' * 100_000, "it is not JSON"),
        ('{"schema": "relkit/pl', "is cut off"),
        ("[]", "does not say that it is one"),
        ('{"name": "left-pad"}', "does not say that it is one"),
        ('{"schema": 1}', "does not say that it is one"),
        ('{"schema": "relkit/classify/1"}', "it is 'relkit/classify/1'"),
        ('{"schema": "relkit/plan/2"}', "saved by a newer relkit"),
        ('{"schema": "relkit/plan/x"}', "it is 'relkit/plan/x'"),
        ('{"schema": "relkit/plan/1"}', "missing required field `repository`"),
    ],
)
def test_what_is_no_plan(content: str | bytes, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_plan(content.encode() if isinstance(content, str) else content, "plan.json")
    assert said in caught.value.message
    assert "plan.json" in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("lines", 0, "tip"), "abc", "lines[0].tip: "),
        (("lines", 1, "proposal", "action"), "leap", "lines[1].proposal.action: invalid enum value 'leap'"),
        (("planned_for",), 12, "planned_for: expected `str`, got `int`"),
        (("planned_for",), "2025-02-31T00:00:00Z", "day is out of range"),
        (("lines", 1, "released", 0, "version"), "x", "'x' is no version"),
        (("lines",), [], "lines: "),
    ],
)
def test_a_damaged_field_is_named(path: tuple[str | int, ...], value: object, said: str) -> None:
    told = json.loads(encode(document(usual_plan())))
    place = told
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(UsageError, match=r"plan\.json is a damaged plan: ") as caught:
        read_plan(json.dumps(told).encode(), "plan.json")
    assert said in caught.value.message


def test_later_fields_are_passed_over() -> None:
    told = json.loads(encode(document(usual_plan())))
    told["later"] = told["lines"][0]["later"] = {"more": [1]}
    assert read_plan(json.dumps(told).encode(), "plan.json") == document(usual_plan())


def test_a_file_that_is_too_large_is_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved, "LARGEST", 2 * 1024**2)
    with pytest.raises(UsageError, match="more than 2 MiB"):
        read_plan(b" " * (2 * 1024**2 + 1), "plan.json")


def test_what_moved_in_words() -> None:
    then, now = sha("then"), sha("now")
    ref = "refs/heads/main"
    told = [
        moved_in_words(Moved(ref=ref, then=then, now=now, ahead=1, behind=0)),
        moved_in_words(Moved(ref=ref, then=then, now=now, ahead=1200, behind=3)),
        moved_in_words(Moved(ref=ref, then=then, now=now)),
        moved_in_words(Moved(ref=ref, then=then, now=None)),
    ]
    assert told == [
        f"{ref} has moved from {then[:10]} to {now[:10]}: 1 commit ahead",
        f"{ref} has moved from {then[:10]} to {now[:10]}: 1,200 commits ahead, 3 commits behind",
        f"{ref} has moved from {then[:10]} to {now[:10]}; {then[:10]} is not in this repository",
        f"{ref} is no longer there; it was at {then[:10]}",
    ]
