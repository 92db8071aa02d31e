"""Where each change stands, from a line's book."""

from __future__ import annotations

from relkit.ledger.standings import only_on_lines, standings
from relkit.model.commit import Change
from relkit.model.ids import CommitId
from relkit.model.ledger import Place, Standing
from relkit.model.link import Absent, LineLedger, Link, Method, Owed, State
from tests.plans import judged, sha

OLD, CUT, PICKED, LACKED, HALF, GONE, DENIED, UNDONE, MENDS = (
    judged(f"Change {number}", days=20 - number).change for number in range(9)
)
MAINLINE = (OLD, CUT, PICKED, LACKED, HALF, GONE, DENIED, UNDONE, MENDS)
PICK, PART, TRIED, BACK = (judged(f"Pick {number}").change for number in range(4))


def link(source: Change, carried: Change) -> Link:
    return Link(
        mainline=source.id,
        line=carried.id,
        mainline_change=source.id,
        line_change=carried.id,
        method=Method.REFERENCE,
        score=0.99,
        evidence=(),
    )


BOOK = LineLedger(
    line="2.3.x",
    links=(link(PICKED, PICK), link(HALF, PART), link(GONE, TRIED)),
    absent=(
        Absent(change=LACKED, state=State.MISSING),
        Absent(change=HALF, state=State.PARTIAL, lacks=(sha("rest"),)),
        Absent(change=GONE, state=State.NOT_WANTED),
        Absent(change=DENIED, state=State.NOT_WANTED),
        Absent(change=MENDS, state=State.MISSING),
    ),
    only_here=(),
    reverted={TRIED.id: BACK.id},
    unresolved=(),
    owed=(Owed(change=MENDS, of=PICKED.id, evidence=()),),
)


def stand(book: LineLedger = BOOK, own: tuple[Change, ...] = (PICK, PART, TRIED, BACK)) -> dict[CommitId, Standing]:
    return dict(standings(MAINLINE, book, own, stands_on=1, missed_from=2))


def test_every_place() -> None:
    found = stand()
    assert found[OLD.id] == Standing(place=Place.INHERITED)
    assert found[CUT.id] == Standing(place=Place.EARLIER)
    assert found[PICKED.id] == Standing(place=Place.PRESENT, by=(PICK.id,))
    assert found[LACKED.id] == Standing(place=Place.MISSING)
    assert found[HALF.id] == Standing(place=Place.PARTIAL, by=(PART.id,), lacks=(sha("rest"),))
    assert found[GONE.id] == Standing(place=Place.REVERTED, by=(BACK.id,))
    assert found[DENIED.id] == Standing(place=Place.NOT_WANTED)
    assert found[UNDONE.id] == Standing(place=Place.UNDONE)
    assert found[MENDS.id] == Standing(place=Place.MISSING, owed=True)


def test_a_commit_of_the_mainline_that_was_merged_is_there_by_that_merge() -> None:
    merge = judged("Merge main").change
    merged = Change(commit=merge.commit, brought=(UNDONE.commit,), files=())
    assert stand(own=(PICK, PART, TRIED, BACK, merged))[UNDONE.id] == Standing(place=Place.PRESENT, by=(merge.id,))


def test_what_several_lines_have_is_one_row() -> None:
    both = judged("Fix both", days=2)
    other = judged("Fix one", days=5)
    rows = only_on_lines([[both], [other, both]])
    assert [row.judged.change.title for row in rows] == ["Fix one", "Fix both"]
    assert [cell.place for cell in rows[0].cells] == [Place.NOT_HERE, Place.PRESENT]
    assert [cell.by for cell in rows[1].cells] == [(both.change.id,), (both.change.id,)]


def test_a_title_that_a_line_has_twice_tells_nothing_apart() -> None:
    first, again = judged("Update the lock file", days=2), judged("Update the lock file", days=1)
    other = judged("Update the lock file", days=3)
    rows = only_on_lines([[first, again], [other]])
    assert [[cell.place for cell in row.cells] for row in rows] == [
        [Place.NOT_HERE, Place.PRESENT],
        [Place.PRESENT, Place.NOT_HERE],
        [Place.PRESENT, Place.NOT_HERE],
    ]


def test_one_title_by_one_author_is_one_change_made_twice() -> None:
    rows = only_on_lines([[judged("[2.4] Fix it (#2)", days=1)], [judged("[2.3] Fix it (#1)", days=2)]])
    assert len(rows) == 1
