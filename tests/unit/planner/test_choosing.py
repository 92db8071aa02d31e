from __future__ import annotations

from collections.abc import Mapping

from relkit.model.commit import Change
from relkit.model.ids import CommitId
from relkit.planner.choosing import Choice, Sight, choose
from tests.unit.planner.test_message import commit, merge

ONE, TWO, THREE = (Change(commit=commit(number, f"Fix {number}\n"), brought=(), files=()) for number in (1, 2, 3))
PLACES = {ONE.id: (1, 0), TWO.id: (2, 0), THREE.id: (3, 0)}
HOW = "allow it with `--out-of-order`"


def sight(
    name: str,
    *asked: Change,
    lacking: tuple[Change, ...] = (),
    there: tuple[Change, ...] = (),
    way: tuple[Change, ...] = (),
    looked_at: bool = False,
    living: bool = True,
) -> Sight:
    return Sight(
        name=name,
        there={change.id: f"already there as {change.id[-4:]}" for change in there},
        on_its_way={change.id: "on its way, on backport/2.3/x" for change in way},
        lacking={change.id for change in lacking},
        asked=None if looked_at else asked,
        is_living=living,
    )


def chosen(*sights: Sight, out_of_order: str | None = HOW) -> Mapping[str, Choice]:
    return choose(sights, PLACES, out_of_order=out_of_order)


def picks(choice: Choice) -> list[CommitId]:
    return [change.id for change in choice.picks]


def codes(choice: Choice) -> list[tuple[str, str]]:
    return [(left.title, left.reason.code) for left in choice.left_out]


def test_in_the_order_of_the_mainline_whatever_the_order_of_asking() -> None:
    other = Change(commit=commit(9, "Elsewhere\n"), brought=(), files=())
    made = chosen(sight("2.3.x", other, THREE, ONE, TWO))["2.3.x"]
    assert picks(made) == [ONE.id, TWO.id, THREE.id, other.id]


def test_what_is_there_is_said() -> None:
    made = chosen(sight("2.3.x", ONE, TWO, there=(ONE,)))["2.3.x"]
    assert picks(made) == [TWO.id]
    assert codes(made) == [("Fix 1", "already-there")]
    assert made.left_out[0].reason.text == "already there as 0001"


def test_what_is_on_its_way() -> None:
    assert codes(chosen(sight("2.3.x", ONE, way=(ONE,)))["2.3.x"]) == [("Fix 1", "on-its-way")]


def test_a_newer_living_line_comes_first() -> None:
    newer = sight("2.4.x", lacking=(ONE,), looked_at=True)
    made = chosen(newer, sight("2.3.x", ONE, TWO, lacking=(ONE, TWO)))["2.3.x"]
    assert picks(made) == [TWO.id]
    assert codes(made) == [("Fix 1", "newer-first")]
    assert made.left_out[0].reason.text == (
        "2.4.x, which is newer, lacks it: carry it there too (`--to 2.4.x`), or allow it with `--out-of-order`"
    )


def test_all_lines_that_lack_it_are_named() -> None:
    newer = [sight(name, lacking=(ONE,), looked_at=True) for name in ("2.5.x", "2.4.x")]
    (left,) = chosen(*newer, sight("2.3.x", ONE))["2.3.x"].left_out
    assert left.reason.text.startswith(
        "2.5.x and 2.4.x, which are newer, lack it: carry it there too (`--to 2.5.x --to 2.4.x`)"
    )


def test_unless_told() -> None:
    newer = sight("2.4.x", lacking=(ONE,), looked_at=True)
    assert picks(chosen(newer, sight("2.3.x", ONE), out_of_order=None)["2.3.x"]) == [ONE.id]


def test_unless_it_gets_it_now_or_soon() -> None:
    made = chosen(sight("2.4.x", ONE, lacking=(ONE,)), sight("2.3.x", ONE, lacking=(ONE,)))
    assert [picks(made[name]) for name in ("2.4.x", "2.3.x")] == [[ONE.id], [ONE.id]]
    newer = sight("2.4.x", lacking=(ONE,), way=(ONE,), looked_at=True)
    assert picks(chosen(newer, sight("2.3.x", ONE))["2.3.x"]) == [ONE.id]


def test_unless_it_is_not_asked_for_there() -> None:
    made = chosen(sight("2.4.x", TWO, lacking=(ONE, TWO)), sight("2.3.x", ONE, TWO))
    assert picks(made["2.3.x"]) == [TWO.id]


def test_ended_lines_and_older_ones_do_not_matter() -> None:
    ended = sight("2.4.x", lacking=(ONE,), looked_at=True, living=False)
    assert picks(chosen(ended, sight("2.3.x", ONE))["2.3.x"]) == [ONE.id]
    made = chosen(sight("2.4.x", ONE), sight("2.3.x", lacking=(ONE,), looked_at=True))
    assert picks(made["2.4.x"]) == [ONE.id]


def test_a_chain_of_lines_one_of_which_is_left_out() -> None:
    """What the newest lacks goes to none of those below."""
    newest = sight("2.5.x", lacking=(ONE,), looked_at=True)
    made = chosen(newest, sight("2.4.x", ONE, lacking=(ONE,)), sight("2.3.x", ONE, lacking=(ONE,)))
    assert codes(made["2.4.x"]) == codes(made["2.3.x"]) == [("Fix 1", "newer-first")]
    assert made["2.3.x"].left_out[0].reason.text.startswith("2.5.x and 2.4.x, which are newer")


def test_a_part_of_what_is_asked_for_too() -> None:
    part = commit(1, "Fix 1\n")
    whole = merge("Merge branch 'fix'\n", part, commit(2, "Fix 2\n"))
    made = chosen(sight("2.3.x", ONE, whole))["2.3.x"]
    assert picks(made) == [whole.id]
    assert codes(made) == [("Fix 1", "part-of-another")]
