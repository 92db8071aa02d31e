from __future__ import annotations

import pytest
from rich.cells import cell_len

from relkit.model.evidence import Kind
from relkit.model.ledger import Ledger, Wish
from relkit.report.ledger.terminal import lines
from relkit.report.ledger.view import view
from tests.ledgers import INHERITED, LOST, MISSING, PRESENT, UNDONE, ledger, row, usual_ledger
from tests.plans import judged, sha

EIGHT = tuple(f"stable/20{year}.{half}" for year in (26, 25, 24, 23) for half in (2, 1))
HOSTILE = ["\x1b[31mred", "\u202eevil", "修复解析器" * 20, "👩\u200d🔬 emoji" * 9, "إصلاح", "a" * 300, "a\nb\tc", ""]


def text(made: Ledger, width: int = 100, *, ascii_only: bool = False, wide: bool = False) -> list[str]:
    return [one.plain for one in lines(view(made, wide=wide), width=width, ascii_only=ascii_only)]


def short(title: str) -> str:
    return sha(title)[:10]


def test_a_row_for_each_change_and_a_column_for_each_line() -> None:
    told = text(usual_ledger())
    assert told[:8] == [
        "tidewater  2 maintenance lines, 2025-06-15 15:06 UTC",
        "",
        "4 fixes of main are missing on some line:",
        "                           2.4  2.3",
        f"  fix      {short('Fix the fix of the parser')}  2d  ·    !     Fix the fix of the parser",
        f"  security {short('Escape names')}  5d  ~    ↩     Escape names",
        f"  fix      {short('Fix the writer')}  9d  ✗    ✗     Fix the writer",
        f"  fix      {short('Fix the parser of station names')} 12d  ↑    ✓     Fix the parser of station names",
    ]


def test_signs_are_explained_that_are_used() -> None:
    told = "\n".join(text(ledger(row(judged("Fix"), MISSING, PRESENT))))
    assert "✓ there" in told
    assert "✗ missing" in told
    assert "older line" not in told


def test_what_is_not_shown_is_counted_with_how_to_see_it() -> None:
    rows = [row(judged(f"Fix {number}", days=number), MISSING, MISSING) for number in range(9, 0, -1)]
    told = "\n".join(text(ledger(*rows, wish=Wish(most=4))))
    assert "9 fixes of main are missing on some line; the newest 4:" in told
    assert "… and 5 more (`-n 9`)" in told
    assert "Fix 5" not in told
    told = "\n".join(text(usual_ledger(), 160))
    assert (
        "2 changes of other kinds not shown, 1 of them perhaps fixes (`--kind fix`); `--all` shows every change" in told
    )


def test_what_else_matters_stands_below() -> None:
    told = "\n".join(text(usual_ledger(), 160))
    for heading in (
        "Owed, because the line has what it mends or takes back: 1 change",
        "Lost on an upgrade (the older line has it, the newer one lacks it): 1 change",
        "Only on a line, never on main: 3 changes",
        "Reverted on a line: 2 changes",
        "Named as the source, but no commit here: 1 reference",
    ):
        assert heading in told
    assert "2.4 and 2.3  Fix the fix of the parser" in told
    assert "its message says what it fixes" in told
    assert "2.3 → 2.4  Fix the parser of station names" in told
    assert "2.3  Fix both" in told  # without the mark of its line
    assert "0badc0de0b in 2.4 and 2.3" in told
    assert "warning: this clone is shallow" in told
    assert "2 lines have ended and can be named: 2.2.x and 2.1.x" in told


def test_who_asks_for_rows_gets_rows() -> None:
    from dataclasses import replace

    made = replace(usual_ledger(), wish=Wish(kinds=frozenset({Kind.FIX})))
    assert "Owed" not in "\n".join(text(made))


def test_what_to_type_next_begins_with_the_most_urgent() -> None:
    told = text(usual_ledger())
    assert told[-2].startswith(f"relkit ledger --explain {short('Fix the fix of the parser')}")
    assert told[-1].startswith("relkit ledger --missing 2.4.x")


def test_wide_names_the_commits() -> None:
    told = "\n".join(text(usual_ledger(), wide=True))
    assert "2.4: there in part as " in told
    assert "2.3: reverted by " in told
    assert "2.4: missing, but on 2.3 · 2.3: there as " in told


@pytest.mark.parametrize("width", [20, 50, 63, 64, 80, 110, 200])
@pytest.mark.parametrize("ascii_only", [False, True])
def test_eight_lines_fit(width: int, *, ascii_only: bool) -> None:
    cells = (MISSING, LOST, PRESENT, INHERITED, UNDONE, MISSING, PRESENT, PRESENT)
    rows = [row(judged(f"Fix {number} of a title that goes on and on, as some do"), *cells) for number in range(5)]
    told = text(ledger(*rows, names=EIGHT), width, ascii_only=ascii_only)
    commands = next(place for place, line in enumerate(told) if line.startswith(("relkit", "# where")))
    assert max(map(cell_len, told[:commands])) <= width
    if width >= 80:
        assert sum("that goes on" in line for line in told) == 5
        assert not any(line.startswith("    Fix") for line in told)
    if ascii_only:
        assert "".join(told).isascii()


def test_names_stand_like_stairs_where_there_is_little_room() -> None:
    made = ledger(row(judged("Fix"), *[MISSING] * 8), names=EIGHT)
    told = text(made, 80)
    assert told[3:6] == [
        "                     stable/2026.2",
        "                     │ stable/2026.1",
        "                     │ │ stable/2025.2",
    ]
    assert told[11] == f"  fix {made.selection.rows[0].judged.change.id[:10]} 3d  ✗ ✗ ✗ ✗ ✗ ✗ ✗ ✗  Fix"
    assert "stable/2026.2  stable/2026.1  stable/2025.2" in "\n".join(text(made, 200))


def test_lines_without_a_series_of_their_own_are_called_by_their_branches() -> None:
    told = text(ledger(row(judged("Fix"), MISSING, MISSING), names=("2.3.x", "2.3")))
    assert "2.3.x  2.3" in told[3]


@pytest.mark.parametrize("title", HOSTILE)
@pytest.mark.parametrize("width", [40, 80])
def test_no_title_acts_on_the_terminal(title: str, width: int) -> None:
    told = text(ledger(row(judged(title), MISSING, PRESENT)), width, wide=True)
    assert max(map(cell_len, told[:-2])) <= width
    assert not any(character in "".join(told) for character in "\x1b\u202e\n\t")


def test_nothing_is_missing() -> None:
    told = "\n".join(text(ledger(names=("2.3.x",))))
    assert "No fix of main is missing on 2.3.x" in told
    assert "relkit ledger" not in told


def test_no_lines() -> None:
    from dataclasses import replace

    assert "There are no maintenance branches" in "\n".join(text(ledger(names=())))
    assert "Every maintenance line has ended" in "\n".join(text(replace(ledger(names=()), ended=("1.x",))))


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (
            Wish(kinds=frozenset({Kind.FIX, Kind.SECURITY})),
            "No change of main of kind fix or security is missing on some line",
        ),
        (Wish(missing=("2.4.x", "2.3.x")), "No fix of main is missing on 2.4.x and 2.3.x"),
        (Wish(every=True), "No change of main since the first line was cut"),
        (Wish(only_here=True), "No change is only on maintenance lines, and never went to main"),
        (
            Wish(since=0, paths=("a", "b")),
            "No fix of main is missing on some line, since 1970-01-01 00:00 UTC, in a and b",
        ),
    ],
)
def test_what_the_rows_are_is_said(wish: Wish, said: str) -> None:
    assert text(ledger(wish=wish))[2] == said
