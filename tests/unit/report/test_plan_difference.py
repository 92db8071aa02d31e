from __future__ import annotations

from dataclasses import replace

import pytest
from rich.cells import cell_len

from relkit.model.evidence import Kind
from relkit.model.plan import Action, Judged, LinePlan, Plan
from relkit.report.plan.difference import Difference, difference, difference_lines, difference_markdown
from relkit.report.safe import END, ISOLATE
from tests.plans import NOW, judged, line, missing, plan, planned, sha, usual_plan

MAIN = planned(line("main", mainline=True), Action.WAIT, "3.0.0", unreleased=(judged("Add colours", Kind.FEATURE),))
FIX, OTHER = judged("Fix the parser"), judged("Fix the writer")


def as_kind(change: Judged, kind: Kind, confidence: float = 1) -> Judged:
    return replace(change, verdict=replace(change.verdict, kind=kind, confidence=confidence))


def made(*, waits: tuple[Judged, ...] = (), lacks: tuple[Judged, ...] = (), action: Action = Action.WAIT) -> Plan:
    return plan(MAIN, of_line("2.4.x", waits=waits, lacks=lacks, action=action))


def of_line(
    name: str, *, waits: tuple[Judged, ...] = (), lacks: tuple[Judged, ...] = (), action: Action = Action.WAIT
) -> LinePlan:
    return planned(line(name), action, "2.4.3", unreleased=waits, lacks=tuple(map(missing, lacks)))


def shown(found: Difference, width: int = 80, *, ascii_only: bool = False) -> list[str]:
    return [item.plain for item in difference_lines(found, width=width, ascii_only=ascii_only)]


def test_nothing_changed_though_time_went_on() -> None:
    found = difference(usual_plan(), replace(usual_plan(), now=NOW + 60))
    assert found == Difference(lines=())
    assert shown(found) == ["Nothing changed."]
    assert difference_markdown(found) == "Nothing changed.\n"


def test_a_kind_that_was_decided_and_what_follows() -> None:
    before = made(waits=(as_kind(FIX, Kind.FEATURE), OTHER))
    found = difference(before, made(waits=(FIX, OTHER), action=Action.RELEASE))
    assert shown(found) == [
        "2.4.x  wait for 2.4.3 → release 2.4.3",
        "  judged anew:",
        f"    feature → fix {sha('Fix the parser')[:10]}  Fix the parser",
    ]
    assert difference_markdown(found).splitlines() == [
        "- **2.4.x**: release 2.4.3, before: wait for 2.4.3",
        "  - judged anew:",
        f"    - **fix** `{sha('Fix the parser')[:10]}` Fix the parser (was feature)",
    ]


def test_a_guess_that_was_confirmed() -> None:
    found = difference(made(waits=(as_kind(FIX, Kind.FIX, 0.3),)), made(waits=(FIX,)))
    assert shown(found)[0] == "2.4.x  wait for 2.4.3, as before"
    assert shown(found)[2].startswith("    fix? → fix ")
    assert "(was perhaps fix)" in difference_markdown(found)


def test_what_entered_and_left() -> None:
    before, after = made(waits=(FIX,), lacks=(OTHER,)), made(waits=(OTHER,), lacks=(FIX,))
    (told,) = difference(before, after).lines
    assert [(item.what, [named.title for named in item.changes]) for item in told.told] == [
        ("now waiting", ["Fix the writer"]),
        ("no longer waiting", ["Fix the parser"]),
        ("now missing", ["Fix the parser"]),
        ("no longer missing", ["Fix the writer"]),
    ]


def test_a_change_that_is_missing_since_it_became_a_fix() -> None:
    colours = judged("Add colours")
    after = plan(replace(MAIN, state=replace(MAIN.state, unreleased=(colours,))), of_line("2.4.x", lacks=(colours,)))
    found = difference(plan(MAIN, of_line("2.4.x")), after)
    assert [item.name for item in found.lines] == ["main", "2.4.x"]
    assert f"    feature → fix {colours.change.id[:10]}  Add colours" in shown(found)[-1]
    back = difference(after, plan(MAIN, of_line("2.4.x")))
    assert shown(back)[-2:] == ["  no longer missing:", f"    fix → feature {colours.change.id[:10]}  Add colours"]


def test_lines_that_came_and_went() -> None:
    before, after = plan(MAIN, of_line("2.3.x", waits=(FIX,))), plan(MAIN, of_line("2.4.x", waits=(FIX,)))
    assert shown(difference(before, after)) == [
        "2.4.x  new in the plan: wait for 2.4.3",
        "2.3.x  no longer in the plan; it was: wait for 2.4.3",
    ]
    assert "- **2.3.x**: no longer in the plan; it was: wait for 2.4.3" in difference_markdown(
        difference(before, after)
    )


def test_of_many_some_are_named() -> None:
    fixes = tuple(judged(f"Fix {place}") for place in range(30))
    found = difference(made(lacks=fixes), made())
    assert "    … and 18 more" in shown(found)
    assert "    - and 18 more" in difference_markdown(found)


@pytest.mark.parametrize("width", [20, 40, 80, 200])
@pytest.mark.parametrize("ascii_only", [False, True])
def test_no_line_is_too_wide(width: int, ascii_only: bool) -> None:  # noqa: FBT001
    titles = ("修复解析器" * 20, "👩\u200d🔬 " * 40, "\x1b[31m" * 20, "תיקון המנתח " * 20, "long " * 60)
    fixes = tuple(judged(title) for title in titles)
    for shown_line in shown(difference(made(lacks=fixes), made(waits=fixes)), width, ascii_only=ascii_only):
        assert cell_len(shown_line) <= width
        assert "\x1b" not in shown_line
        assert shown_line.count(ISOLATE) == shown_line.count(END)
        assert shown_line.isascii() or not ascii_only


def test_titles_are_no_markup() -> None:
    found = difference(made(), made(waits=(judged("<b> @ada"),)))
    assert r"\<b\> @&#8203;ada" in difference_markdown(found)
