from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import msgspec

from relkit.model.ledger import Ledger
from relkit.report.ledger.document import LedgerDocument, document
from relkit.report.shapes import encode
from tests.ledgers import PARSER, WRITER, entries, ledger
from tests.plans import sha


def one_line(name: str = "2.3.x", *, bare: bool = False) -> Ledger:
    return replace(ledger(names=(name,)), lines=(entries(name, bare=bare),))


def shown(made: Ledger) -> Any:
    return json.loads(encode(document(made)))


def test_the_promised_fields() -> None:
    told = shown(one_line())
    assert next(iter(told)) == "schema"
    assert told["schema"] == "relkit/ledger/1"
    assert told["mainline"]["name"] == "main"
    assert told["line"] == {
        "name": "2.3.x",
        "ref": "refs/heads/2.3.x",
        "series": "2.3",
        "tip": sha("tip of 2.3.x"),
        "fork_point": sha("fork of 2.3.x"),
        "status": "maintained",
    }
    (link,) = told["links"]
    assert link["mainline"] == link["mainline_change"] == PARSER.change.id
    assert (link["method"], link["score"], link["evidence"][0]["signal"]) == ("reference", 0.99, "reference")
    first, second = told["missing"]
    assert (first["id"], first["state"], first["wanted"], first["lacks"]) == (WRITER.change.id, "missing", 0.25, [])
    assert (second["state"], second["wanted"], second["lacks"]) == ("partial", None, [sha("rest")])
    assert told["owed"][0]["of"] == PARSER.change.id
    assert told["only_here"][0]["kind"] == "fix"
    assert told["reverted"] == [{"id": sha("[2.3.x] Speed up"), "title": "[2.3.x] Speed up", "by": sha("back out")}]
    assert told["unresolved"] == ["0badc0de" * 5]


def test_it_reads_back() -> None:
    for bare in (False, True):
        made = document(one_line(bare=bare))
        assert msgspec.json.decode(encode(made), type=LedgerDocument) == made


def test_bytes_that_are_not_utf8() -> None:
    made = one_line()
    (told,) = made.lines
    odd = replace(made, lines=(replace(told, line=replace(told.line, name="2.3-\udce9")),))
    assert shown(odd)["line"]["name"] == "2.3-\\xe9"
