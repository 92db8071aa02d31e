"""Forecasts as they are shown: on a terminal, as Markdown, as JSON."""

from __future__ import annotations

import json
from dataclasses import replace

import msgspec

from relkit.model.evidence import Kind
from relkit.model.forecast import (
    Conflict,
    ConflictKind,
    Forecast,
    Forecasts,
    Lines,
    Need,
    Outcome,
    Place,
    Prerequisite,
)
from relkit.model.ids import CommitId, TreeId
from relkit.report.forecast.document import ForecastDocument, document
from relkit.report.forecast.markdown import markdown
from relkit.report.forecast.terminal import lines
from relkit.report.picks import only_beside_the_code
from relkit.report.shapes import encode
from tests.plans import sha

ONTO = sha("tip")
CULPRIT = sha("Rework the parser")


def conflict(path: str = "parse.py", area: str = "code", kind: ConflictKind = ConflictKind.CONTENT) -> Conflict:
    place = Place(mainline=Lines(first=1200, count=2), line=Lines(first=1100, count=3))
    return Conflict(path=path, kind=kind, culprits=(CULPRIT,), places=(place,), area=area)


def pick(outcome: Outcome, *conflicts: Conflict, title: str = "Fix the parser", **more: object) -> Forecast:
    tree = TreeId(sha("tree")) if outcome is Outcome.CLEAN else None
    told = Forecast(id=sha(title), onto=ONTO, outcome=outcome, tree=tree, conflicts=conflicts)
    return replace(told, **more)  # type: ignore[arg-type]


FIRST = Prerequisite(
    id=CULPRIT,
    title="Rework the parser",
    files=3,
    added=1204,
    removed=20,
    overlaps=("parse.py",),
    kind=Kind.FEATURE,
)


def made(*picks: Forecast, line: str | None = "1.x", warnings: tuple[str, ...] = ()) -> Forecasts:
    titles = {sha(title): title for title in ("Fix the parser", "Rework the parser")}
    return Forecasts(
        repository="tidewater",
        now=1_750_000_000,
        as_of=False,
        line=line,
        in_sequence=True,
        picks=picks,
        titles=titles,
        warnings=warnings,
    )


def text(told: Forecasts, width: int = 200) -> list[str]:
    return [line.plain for line in lines(told, width=width)]


def test_a_clean_pick_takes_a_line() -> None:
    assert text(made(pick(Outcome.CLEAN))) == [
        "tidewater  1 cherry-pick to 1.x: 1 applies",
        "",
        f"applies             {sha('Fix the parser')[:10]}  Fix the parser",
    ]


def test_a_conflict_says_where_and_because_of_whom() -> None:
    told = text(
        made(pick(Outcome.CONFLICT, conflict(), warnings=("cannot be made clean by picking up to 5 earlier changes",)))
    )
    assert told[3:] == [
        f"    conflict in parse.py, lines 1100-1102, because of {CULPRIT[:10]} “Rework the parser”",
        "    ! cannot be made clean by picking up to 5 earlier changes",
    ]


def test_of_many_conflicts_the_first_are_shown() -> None:
    many = made(pick(Outcome.CONFLICT, *(conflict(f"parse{number}.py") for number in range(1, 1212))))
    told = text(many)[3:]
    assert len(told) == 11
    assert "parse10.py" in told[9]
    assert told[10] == "    and in 1,201 more"
    assert "  - and in 1,201 more" in markdown(many)
    assert len(document(many).picks[0].conflicts) == 1211


def test_what_is_needed_first_how_large_it_is_and_what_for() -> None:
    told = text(made(pick(Outcome.NEEDS, conflict(), prerequisites=(FIRST,))))
    size = "feature, 3 files, +1,204 -20; changes the same lines of parse.py"
    assert told[3:] == [
        "    needs 1 earlier change first (1 feature):",
        f"    first {CULPRIT[:10]} “Rework the parser” ({size})",
        "    conflict in parse.py, lines 1100-1102",
    ]


def test_prerequisites_that_bring_names_and_those_that_only_stand_beside() -> None:
    brings = replace(FIRST, brings=("parse_all",), added=None, removed=None)
    beside = replace(FIRST, need=Need.INCIDENTAL, overlaps=(), beside=("parse.py",), kind=None, files=1)
    told = "\n".join(text(made(pick(Outcome.NEEDS, conflict(), prerequisites=(brings, beside)))))
    assert "(feature, 3 files; brings parse_all)" in told
    assert "then" in told
    assert "incidental: only beside it in" in told


def test_only_what_is_beside_the_code() -> None:
    assert only_beside_the_code([conflict(area="changelog")]) == "only the changelog conflicts"
    assert only_beside_the_code([conflict(area="docs"), conflict(area="test")]) == (
        "only tests and documentation conflict"
    )
    assert only_beside_the_code([conflict(area="docs"), conflict()]) is None
    assert only_beside_the_code([]) is None


def test_markdown_says_the_same() -> None:
    told = markdown(made(pick(Outcome.NEEDS, conflict(), prerequisites=(FIRST,)), warnings=("this clone is shallow",)))
    assert told.startswith("# tidewater: forecasts\n\n1 cherry-pick to 1.x: 1 needs others first.\n")
    assert f"- **needs others first** `{sha('Fix the parser')[:10]}` Fix the parser\n" in told
    assert "  - needs 1 earlier change first (1 feature):\n" in told
    assert told.endswith("## Warnings\n\n- this clone is shallow\n")


def test_nothing_of_a_repository_acts_on_a_terminal() -> None:
    told = made(pick(Outcome.CONFLICT, conflict(path="\x1b[5m.py"), warnings=("\x1b[2J",)))
    assert "\x1b" not in "".join(text(told)) + markdown(told)


def test_no_line_is_wider_than_the_terminal() -> None:
    told = made(pick(Outcome.NEEDS, conflict(), prerequisites=(FIRST,)))
    for width in (20, 40, 80):
        assert all(len(line) <= width for line in text(told, width))


def test_the_document_follows_its_schema() -> None:
    strange = replace(pick(Outcome.UNKNOWN), id=CommitId("no \udcff commit"))
    told = made(pick(Outcome.NEEDS, conflict(), prerequisites=(FIRST,), after=(sha("before"),)), strange)
    written = encode(document(told))
    shown = json.loads(written)
    assert json.loads(msgspec.json.encode(msgspec.json.decode(written, type=ForecastDocument))) == shown
    needs, unknown = shown["picks"]
    assert needs["prerequisites"] == [CULPRIT]
    assert needs["prerequisite_details"][0]["label"] == "needed"
    assert needs["conflicts"][0]["places"] == [
        {"mainline": {"first": 1200, "count": 2}, "line": {"first": 1100, "count": 3}}
    ]
    assert unknown["id"] == "no \\xff commit"
    assert shown["titles"] == {CULPRIT: "Rework the parser"}
