from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from relkit.model.evidence import Kind
from relkit.model.forecast import Outcome
from relkit.model.plan import Action
from relkit.report.plan.document import PlanDocument, document
from relkit.report.schemas import schemas
from relkit.report.shapes import encode
from tests.plans import DAY, NOW, judged, line, missing, plan, planned, release, sha, usual_plan

PUBLISHED = Path(__file__).parents[3] / "docs" / "reference" / "schemas"


def shown(made: Any) -> Any:
    return json.loads(encode(document(made)))


def test_the_schema_comes_first() -> None:
    assert encode(document(usual_plan())).lstrip(b"{ \n").startswith(b'"schema": "relkit/plan/1"')


def test_the_promised_fields() -> None:
    told = shown(usual_plan())
    assert told["mainline"] == {"name": "main", "ref": "refs/heads/main", "tip": sha("tip of main")}
    assert [item["name"] for item in told["lines"]] == ["main", "2.4.x", "2.3.x", "origin/2.2.x"]
    newest = told["lines"][1]
    assert newest["ref"] == "refs/heads/2.4.x"
    assert newest["series"] == "2.4"
    assert newest["tip"] == sha("tip of 2.4.x")
    assert newest["fork_point"] == sha("fork of 2.4.x")
    assert newest["status"] == "maintained"
    assert newest["last_release"] == {
        "version": "2.4.4",
        "tag": "v2.4.4",
        "commit": sha("v2.4.4"),
        "date": "2025-04-28T15:06:40Z",
    }
    assert newest["unreleased"][0]["id"] == sha("Fix the parser of station names")
    assert newest["unreleased"][0]["title"] == "Fix the parser of station names"
    assert newest["unreleased"][0]["kind"] == "fix"
    assert newest["proposal"]["action"] == "release"
    assert newest["proposal"]["version"] == "2.4.5"
    assert newest["proposal"]["changes"] == [change["id"] for change in newest["unreleased"]]
    assert newest["proposal"]["reasons"][1] == {
        "code": "fixes-wait",
        "text": "1 fix since 2.4.4 has waited for 12 days.",
    }
    assert told["ignored"]["branches"][0] == {"name": "dependabot/pip-0", "reason": "a robot's branch"}
    assert len(told["ignored"]["tags"]) == 7
    assert told["warnings"][0].startswith("this clone is shallow")
    assert told["planned_for"] == "2025-06-15T15:06:40Z"


def test_a_forecast_has_the_form_of_a_pick() -> None:
    wanted = shown(usual_plan())["lines"][1]["missing"]
    assert wanted[1]["wanted"] == 0.75
    assert wanted[1]["forecast"] == {
        "id": sha("Fix the order of tides"),
        "onto": sha("tip"),
        "outcome": "conflict",
        "tree": None,
        "conflicts": [
            {"path": path, "kind": "content", "culprits": [sha("Rework the tables")], "places": [], "area": None}
            for path in ("tidewater/tables.py", "tidewater/cli.py")
        ],
        "prerequisites": [],
        "warnings": [],
        "prerequisite_details": [],
        "after": [],
        "lacks": [],
    }
    assert wanted[0]["forecast"]["tree"] == sha("tree")
    assert wanted[2]["forecast"]["prerequisites"] == [sha("Rework the tables")]


def test_the_tips_tell_when_a_plan_is_out_of_date() -> None:
    assert shown(usual_plan())["tips"]["refs/remotes/origin/2.2.x"] == sha("tip of 2.2.x")


def test_what_is_not_known_is_null() -> None:
    bare = planned(line("main", mainline=True), Action.NONE, lacks=(missing(judged("Fix"), None, wanted=None),))
    told = shown(plan(bare))["lines"][0]
    assert (told["last_release"], told["last_final"], told["last_prerelease"], told["releases"]) == (
        None,
        None,
        None,
        0,
    )
    assert (told["fork_point"], told["series"], told["patch_line"]) == (None, None, None)
    assert told["missing"][0]["wanted"] is None
    assert told["missing"][0]["forecast"] is None


def test_a_candidate_is_the_last_release_but_not_the_last_final() -> None:
    made = planned(line("2.4.x", releases=(release("2.4.4"), release("2.4.5rc1", days=3))), Action.WAIT, "2.4.5")
    told = shown(plan(made))["lines"][0]
    assert told["last_release"]["version"] == told["last_prerelease"]["version"] == "2.4.5rc1"
    assert told["last_final"]["version"] == "2.4.4"


def test_what_a_merge_brought_is_named() -> None:
    merge = judged("Merge pull request #7", Kind.FEATURE, brought=("one", "two"))
    told = shown(plan(planned(line("main", mainline=True), Action.WAIT, unreleased=(merge,))))
    assert told["lines"][0]["unreleased"][0]["commits"] == [sha("one"), sha("two")]


def test_bytes_that_are_not_utf8() -> None:
    hostile = judged("caf\udce9 \x1b[31m \ud83d")
    clash = missing(judged("Fix"), Outcome.CONFLICT, paths=("src/caf\udce9.py",))
    made = plan(
        planned(line("br\udce9", mainline=True), Action.WAIT, unreleased=(hostile,), lacks=(clash,)),
        warnings=("caf\udce9",),
    )
    told = shown(replace(made, repository="d\udce9pot"))
    assert told["repository"] == r"d\xe9pot"
    assert told["lines"][0]["unreleased"][0]["title"] == "caf\\xe9 \x1b[31m \\ud83d"
    assert told["lines"][0]["missing"][0]["forecast"]["conflicts"][0]["path"] == r"src/caf\xe9.py"
    assert told["tips"] == {r"refs/heads/br\xe9": sha("tip of br\udce9")}


def test_times_beyond_the_calendar() -> None:
    late = judged("Fix", days=-(2**62) / DAY)
    told = shown(plan(planned(line("main", mainline=True), Action.WAIT, unreleased=(late,))))
    assert told["lines"][0]["unreleased"][0]["landed"] == "9999-12-31T23:59:59Z"
    assert NOW < 2**62


def test_a_document_is_read_back_as_it_was() -> None:
    made = document(usual_plan())
    assert msgspec.json.decode(encode(made), type=PlanDocument) == made


@pytest.mark.parametrize(
    ("field", "value"),
    [("tip", "abc"), ("status", "asleep"), ("releases", -1), ("unreleased", None)],
)
def test_the_types_refuse_what_the_schema_refuses(field: str, value: object) -> None:
    told = shown(usual_plan())
    told["lines"][0][field] = value
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(json.dumps(told), type=PlanDocument)


def test_later_fields_do_no_harm() -> None:
    told = shown(usual_plan())
    told["lines"][0]["later"] = 1
    assert msgspec.json.decode(json.dumps(told), type=PlanDocument) == document(usual_plan())


def test_the_published_schemas_are_current() -> None:
    published = {path.name: path.read_text(encoding="utf-8") for path in PUBLISHED.glob("*.json")}
    assert published == schemas(), "run: python -m relkit.report.schemas docs/reference/schemas"
