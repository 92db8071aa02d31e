"""The JSON documents of backports and of the journal follow their schemas, and say all."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import msgspec

from relkit.model.backport import Manner, Notes
from relkit.model.forecast import Outcome
from relkit.model.journal import Operation, Phase, Pushing, Refused
from relkit.report.backport.document import BackportDocument, PhaseShape, document, nothing, planned_document
from relkit.report.backport.log_document import LogDocument, log_document
from relkit.report.shapes import encode
from tests.backports import (
    FIRST,
    ID,
    INSIDE,
    OUTSIDE,
    REWORK,
    TITLES,
    backport,
    conflict,
    failure,
    made,
    operation,
    pick,
    progress,
    resolved,
    stuck,
    usual_backport,
    waiting_operation,
    work,
)
from tests.plans import sha


def read(content: bytes) -> Any:
    """Return a document that was checked against its type, from which the schema is made."""
    msgspec.json.decode(content, type=BackportDocument, strict=True)
    return json.loads(content)


def shown(done: Operation) -> Any:
    return read(encode(document(done, TITLES)))


def test_the_schema_comes_first() -> None:
    assert encode(document(waiting_operation(), {})).lstrip(b"{ \n").startswith(b'"schema": "relkit/backport/1"')
    assert encode(log_document((), {})).lstrip(b"{ \n").startswith(b'"schema": "relkit/log/1"')


def test_every_phase_is_a_phase_of_the_document() -> None:
    assert {phase.value for phase in Phase} | {"planned", "none"} == {phase.value for phase in PhaseShape}


def test_a_dry_run_is_planned() -> None:
    told = read(encode(planned_document(usual_backport(), TITLES)))
    assert told["phase"] == "planned"
    assert told["operation"] is None
    assert told["planned"] == "2025-06-15T15:06:40Z"
    assert told["titles"] == {REWORK: "Rework the tables"}
    newest, older = told["lines"]
    assert newest["name"] == "2.4.x"
    assert newest["ref"] == "refs/heads/backport/2.4.x/tables"
    assert newest["onto"] == sha("tip of 2.4.x")
    assert newest["result"] is None
    assert newest["left_out"] == [
        {
            "id": sha("Fix the writer"),
            "title": "Fix the writer",
            "code": "already-there",
            "why": "already there as 1234567890",
        }
    ]
    assert [item["state"] for item in older["picks"]] == ["waiting"] * 3
    assert [item["forecast"]["outcome"] for item in older["picks"]] == ["clean", "needs", "conflict"]
    assert newest["picks"][0]["author"] == {
        "name": "Ada Example",
        "email": "ada@example.org",
        "when": "2025-06-14T15:06:40Z",
        "offset": 120,
    }
    assert newest["picks"][0]["message"].startswith("Fix the parser\n\n(cherry picked from")


def test_an_operation_says_what_became_of_each_pick() -> None:
    told = shown(waiting_operation())
    assert (told["operation"], told["phase"], told["who"]) == (ID, "waiting", "Test Person <test@example.org>")
    assert told["command"] == ["relkit", "backport", "--to", "2.4.x", "HEAD"]
    newest, older = told["lines"]
    assert [item["state"] for item in newest["picks"]] == ["made", "resolved"]
    assert [item["aside"] for item in newest["picks"][1]["deviations"]] == ["merged", "conflict"]
    assert newest["result"] == newest["picks"][1]["commit"] == sha("Fix the header, picked")
    assert [item["state"] for item in older["picks"]] == ["already-there", "conflict", "waiting"]
    stopped = older["picks"][1]
    assert stopped["conflicts"][0]["path"] == "tidewater/tables.py"
    assert stopped["prerequisites"] == [REWORK]
    assert stopped["prerequisite_details"][0]["title"] == FIRST.title
    assert older["worktree"].endswith("k3f9-1")


def test_what_moved_was_pushed_asked_for_refused_and_failed() -> None:
    manner = Manner(notes=Notes.TAKE, sign=True, push=True, request=True, labels=("backport",))
    whole = backport(work("2.4.x", pick("Fix the parser")), manner=manner)
    line = progress("2.4.x", made("Fix the parser"), failed=failure("Fix the parser", sha("x")))
    done = operation(whole, replace(line, url="https://example.org/pull/1"))
    done = replace(done, pushes=(Pushing(remote="origin", updates=done.updates[:1]),), refused=("no",))
    told = shown(done)
    assert told["manner"]["changelog"] == "take"
    assert told["manner"]["labels"] == ["backport"]
    update = {"ref": "refs/heads/backport/2.4.x/tables", "old": None, "new": sha("Fix the parser, picked")}
    assert told["updates"][0] == update
    assert told["pushes"] == [{"remote": "origin", "updates": [update]}]
    assert told["requests"] == [{"line": "2.4.x", "url": "https://example.org/pull/1"}]
    assert told["refused"] == ["no"]
    assert told["lines"][0]["failed"]["status"] == 1
    assert (told["lines"][0]["refused"], told["lines"][0]["request_by_hand"]) == (None, None)
    refused = Refused(line=0, id=sha("Fix the parser"), why="a hook said no", said=("no ticket",))
    line = replace(line, refused=refused, by_hand="gh pr create", written="/x/request-0.md")
    told = shown(replace(done, lines=(line,)))
    assert told["lines"][0]["refused"] == {"pick": refused.id, "why": "a hook said no", "said": ["no ticket"]}
    assert told["lines"][0]["request_by_hand"] == "gh pr create"
    assert told["lines"][0]["request_text"] == "/x/request-0.md"
    assert told["ended"] == "2025-06-15T15:06:45Z"


def test_nothing_under_way_is_a_document_too() -> None:
    told = read(encode(nothing()))
    assert told["phase"] == "none"
    assert told["lines"] == []


def test_names_that_are_no_utf_8_can_be_written() -> None:
    odd = "caf\udce9.py"
    state = resolved("Fix", replace(OUTSIDE, path=odd, committed=(odd,)), INSIDE)
    whole = backport(work("2.4.x", pick("Fix", Outcome.CONFLICT, conflict(odd)), pick(odd)))
    done = operation(whole, progress("2.4.x", state, replace(stuck("x", conflict(odd)), id=whole.lines[0].picks[1].id)))
    told = shown(done)
    assert told["lines"][0]["picks"][0]["deviations"][0]["path"] == "caf\\xe9.py"


def test_the_log_has_each_operation_as_its_own_document() -> None:
    content = encode(log_document((waiting_operation(), operation(backport())), TITLES))
    msgspec.json.decode(content, type=LogDocument, strict=True)
    told = json.loads(content)
    assert [one["phase"] for one in told["operations"]] == ["waiting", "done"]
    assert [one["titles"] for one in told["operations"]] == [TITLES, {}]
