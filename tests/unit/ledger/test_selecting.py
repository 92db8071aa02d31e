"""Which rows of the ledger are shown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from relkit.ledger.selecting import select
from relkit.model.commit import FileChange, FileStatus
from relkit.model.evidence import DecidedBy, Kind
from relkit.model.ledger import Row, Wish
from relkit.model.plan import Judged
from tests.ledgers import INHERITED, MISSING, NOT_WANTED, OWED, PRESENT, REVERTED, row
from tests.plans import DAY, NOW, judged

LINES = ("2.4.x", "2.3.x")


def touching(change: Judged, *paths: str) -> Judged:
    files = tuple(
        FileChange(path=path, status=FileStatus.MODIFIED, old_mode=0o100644, new_mode=0o100644, old=None, new=None)
        for path in paths
    )
    return replace(change, change=replace(change.change, files=files))


ROWS = (
    row(judged("An old fix", days=90), MISSING, MISSING),
    row(judged("A feature", Kind.FEATURE, days=50), MISSING, MISSING),
    row(touching(judged("A fix for the old line", days=40), "lib/a.py"), INHERITED, MISSING),
    row(touching(judged("A hole", Kind.SECURITY, days=30), "library/b.py"), MISSING, PRESENT),
    row(judged("Perhaps a fix", days=20, confidence=0.3), MISSING, MISSING),
    row(judged("Everywhere", days=10), PRESENT, PRESENT),
    row(judged("Ruled out", days=9), NOT_WANTED, REVERTED),
    row(judged("A revert", Kind.REVERT, days=1), PRESENT, OWED),
)


def titles(wish: Wish, rows: tuple[Row, ...] = ROWS) -> list[str]:
    return [one.judged.change.title for one in select(rows, LINES, wish).rows]


def test_likely_fixes_that_some_line_lacks_and_what_is_owed_newest_first() -> None:
    assert titles(Wish()) == ["A revert", "A hole", "A fix for the old line", "An old fix"]


def test_what_is_not_shown_is_counted() -> None:
    found = select(ROWS, LINES, Wish(most=1))
    assert (len(found.rows), found.found, found.others, found.guesses) == (1, 4, 2, 1)


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        (Wish(kinds=frozenset({Kind.FEATURE})), ["A feature"]),
        (Wish(kinds=frozenset({Kind.FIX})), ["Perhaps a fix", "A fix for the old line", "An old fix"]),
        (Wish(missing=("2.4.x",)), ["A hole", "An old fix"]),
        (Wish(missing=("2.4.x", "2.3.x")), ["An old fix"]),
        (
            Wish(missing=("2.3.x",), kinds=frozenset({Kind.FIX}), since=NOW - 45 * DAY),
            ["Perhaps a fix", "A fix for the old line"],
        ),
        (Wish(since=NOW - 30 * DAY), ["A revert", "A hole"]),
        (Wish(paths=("lib",)), ["A fix for the old line"]),
        (Wish(paths=("lib/", "library/b.py")), ["A hole", "A fix for the old line"]),
        (Wish(paths=("lib/a",)), []),
        (
            Wish(missing=("2.3.x",), every=True, since=NOW - 60 * DAY),
            ["A revert", "Perhaps a fix", "A fix for the old line", "A feature"],
        ),
        (Wish(kinds=frozenset({Kind.FIX}), every=True, since=NOW - 15 * DAY), ["Ruled out", "Everywhere"]),
        (Wish(likely=0.2, since=NOW - 25 * DAY), ["A revert", "Perhaps a fix"]),
    ],
)
def test_what_is_asked_for_is_combined(wish: Wish, expected: list[str]) -> None:
    assert titles(wish) == expected


def test_all_is_all() -> None:
    assert len(titles(Wish(every=True))) == len(ROWS)


def test_what_a_change_declares_is_no_guess() -> None:
    unsure = judged("Declared", confidence=0.3)
    declared = replace(unsure, verdict=replace(unsure.verdict, decided_by=DecidedBy.DECLARED))
    assert titles(Wish(), (row(declared, MISSING, MISSING),)) == ["Declared"]


def test_the_top_of_the_repository_is_a_path() -> None:
    assert titles(Wish(paths=(".",))) == ["A hole", "A fix for the old line"]
