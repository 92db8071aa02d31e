from __future__ import annotations

from dataclasses import replace

from rich.cells import cell_len

from relkit.model.classified import Classified
from relkit.model.evidence import DecidedBy, Kind
from relkit.model.plan import Judged
from relkit.report.classify.difference import difference, difference_lines
from tests.plans import NOW, judged, sha

FIX, OTHER, ODD = (
    judged("Fix tides"),
    judged("Add stations", Kind.FEATURE),
    judged("Handle \x1b[2Jnames " + "long " * 40),
)


def said(change: Judged, kind: Kind, confidence: float = 1.0, by: DecidedBy = DecidedBy.HUMAN) -> Judged:
    return replace(change, verdict=replace(change.verdict, kind=kind, confidence=confidence, decided_by=by))


def guess(change: Judged, kind: Kind) -> Judged:
    return said(change, kind, 0.3, DecidedBy.MODEL)


def classified(*changes: Judged) -> Classified:
    return Classified(repository="tides", asked="main", now=NOW, as_of=False, answers=changes)


def shown(before: Classified, after: Classified, width: int = 100) -> list[str]:
    made = difference_lines(difference(before, after), width=width)
    assert all(cell_len(line.plain) <= width for line in made)
    return [line.plain for line in made]


def test_what_was_decided_and_how_many_there_are_of_each_kind() -> None:
    before = classified(guess(FIX, Kind.FIX), guess(OTHER, Kind.FIX), guess(ODD, Kind.UNKNOWN))
    after = classified(said(FIX, Kind.FIX), said(OTHER, Kind.DOCS), guess(ODD, Kind.UNKNOWN))
    assert shown(before, after) == [
        "What you decided:",
        f"    fix? → fix {sha('Fix tides')[:10]}  Fix tides",
        f"    fix? → docs {sha('Add stations')[:10]}  Add stations",
        "",
        "How many there are of each kind:",
        "    fix   2 → 1",
        "    docs  0 → 1",
        "    1 change of other kinds, as before",
    ]


def test_a_word_that_was_only_confirmed() -> None:
    lines = shown(classified(guess(FIX, Kind.FIX)), classified(said(FIX, Kind.FIX)))
    assert lines[1].startswith("    fix? → fix ")
    assert lines[-1] == "    as many as before"
    same = classified(said(FIX, Kind.FIX))
    assert shown(same, same)[1] == "    the same as before"


def test_many_decisions_are_counted_and_hostile_titles_are_harmless() -> None:
    many = [judged(f"Change {number}") for number in range(50)]
    before = classified(guess(ODD, Kind.FIX), *(guess(one, Kind.FIX) for one in many))
    after = classified(said(ODD, Kind.TEST), *(said(one, Kind.TEST) for one in many))
    lines = shown(before, after, width=40)
    assert "    … and 11 more" in lines
    assert "    fix   51 →  0" in lines
    assert "\x1b" not in "".join(lines)
