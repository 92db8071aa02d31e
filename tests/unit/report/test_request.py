"""The text of a pull request, from an operation."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relkit.model.backport import Authorship, Backport, Destination, LeftOut, LineWork, Manner, Pick
from relkit.model.commit import Person
from relkit.model.forecast import Conflict, ConflictKind
from relkit.model.ids import CommitId
from relkit.model.journal import (
    Aside,
    Deviation,
    LineProgress,
    Operation,
    OperationId,
    Phase,
    PickProgress,
    PickState,
)
from relkit.model.plan import Reason
from relkit.report.backport.request import LONGEST, body, title

AUTHOR = Authorship(person=Person(name="Ada", email="ada@example.org"), when=0, offset=0)
ONTO = CommitId("f" * 40)
FIX = Deviation(
    path="src/a.py",
    aside=Aside.CONFLICT,
    first=12,
    replayed=("<<<<<<< HEAD", "old", "=======", "new", ">>>>>>> 1111111111"),
    committed=("both",),
)
SNEAKED = Deviation(path="src/b.py", aside=Aside.MERGED, first=3, replayed=("a",), committed=("b", "\tc"))


def commit(number: int) -> CommitId:
    return CommitId(f"{number:040x}")


def pick(number: int, what: str = "Fix the parser", first_for: CommitId | None = None) -> Pick:
    return Pick(id=commit(number), title=what, author=AUTHOR, message=what, first_for=first_for)


def operation(*picks: tuple[Pick, PickProgress], left_out: tuple[LeftOut, ...] = ()) -> Operation:
    to = Destination(
        line="origin/3.14.x",
        series="3.14",
        base=ONTO,
        base_ref="refs/remotes/origin/3.14.x",
        ref="r",
        old=None,
        branch="3.14.x",
    )
    work = LineWork(destination=to, picks=tuple(one for one, _ in picks), left_out=left_out)
    state = LineProgress(picks=tuple(one for _, one in picks), tip=ONTO)
    planned = Backport(repository="project", now=0, topic="fix", lines=(work,), manner=Manner())
    return Operation(
        id=OperationId("20260101-000000-abcd"),
        began=0,
        command=("relkit",),
        who="Ada",
        backport=planned,
        phase=Phase.PUSHING,
        lines=(state,),
    )


def made(number: int, what: str = "Fix the parser") -> tuple[Pick, PickProgress]:
    return pick(number, what), PickProgress(id=commit(number), state=PickState.MADE)


def resolved(number: int, *deviations: Deviation, what: str = "Fix it") -> tuple[Pick, PickProgress]:
    conflict = Conflict(path="src/a.py", kind=ConflictKind.CONTENT)
    state = PickProgress(
        id=commit(number), state=PickState.RESOLVED, conflicts=(conflict,), deviations=tuple(deviations)
    )
    return pick(number, what), state


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        (["Fix the parser"], "[3.14] Fix the parser"),
        (["[core] Fix `it` (#12)"], "[3.14] [core] Fix `it` (#12)"),
        (["[3.14] Fix it"], "[3.14] Fix it"),
        (["BUG: Fix\x1b[31m it"], "[3.14] BUG: Fix\\x1b[31m it"),
        (["One", "Two"], "[3.14] Backport 2 changes"),
        (["x" * 400], "[3.14] " + "x" * 232 + "…"),
    ],
)
def test_titles(titles: list[str], expected: str) -> None:
    assert title(operation(*(made(number, one) for number, one in enumerate(titles))), 0) == expected


def test_what_is_not_carried_does_not_count() -> None:
    there = pick(2), PickProgress(id=commit(2), state=PickState.THERE)
    assert title(operation(made(1, "One"), there), 0) == "[3.14] One"


def test_a_clean_one() -> None:
    assert body(operation(made(1)), 0) == (
        "Backport of 1 change to **3.14.x**.\n\n"
        "## Changes\n\n"
        f"- {commit(1)} Fix the parser\n  (applies as it is)\n\n"
        "## Where to look\n\n"
        "Every commit is what git's own cherry-pick of its source gives.\n"
    )


def test_one_that_was_resolved() -> None:
    assert body(operation(resolved(1, FIX)), 0) == (
        "Backport of 1 change to **3.14.x**, with conflicts that were resolved by hand.\n\n"
        "## Changes\n\n"
        f"- {commit(1)} Fix it\n  (resolved by hand: `src/a.py`)\n\n"
        "## Where to look\n\n"
        "This place is not what git's own cherry-pick gives; all else is, and reviewers need to look only here. "
        "Lines with `-` are git's, those with `+` are what was committed.\n\n"
        "### In the conflicts\n\n"
        "`0000000000` Fix it:\n\n"
        "- `src/a.py`, line 12\n\n"
        "  ```diff\n"
        "  -<<<<<<< HEAD\n  -old\n  -=======\n  -new\n  ->>>>>>> 1111111111\n"
        "  +both\n"
        "  ```\n"
    )


def test_what_was_in_no_conflict_comes_first() -> None:
    text = body(operation(resolved(1, FIX), resolved(2, FIX, SNEAKED, what="Other")), 0)
    outside, inside = text.index("### ⚠ Outside"), text.index("### In the conflicts")
    assert outside < text.index("`src/b.py`, line 3") < inside < text.index("`src/a.py`, line 12")
    assert "These 3 places are" in text
    assert "1 of them was in no conflict" in text
    assert "  +\tc\n" in text


def test_all_that_is_not_carried() -> None:
    there = pick(2), PickProgress(id=commit(2), state=PickState.THERE)
    skipped = pick(3), PickProgress(id=commit(3), state=PickState.SKIPPED, why="not for *this* line")
    left = LeftOut(id=commit(4), title="Old", reason=Reason(code="there", text="the line has it"))
    first = pick(5, "First", first_for=commit(1)), PickProgress(id=commit(5), state=PickState.MADE)
    text = body(operation(first, made(1), there, skipped, left_out=(left,)), 0)
    assert "Backport of 2 changes to" in text
    assert "First\n  (applies as it is, a prerequisite of `0000000000`)" in text
    assert f"- {commit(2)} Fix the parser\n  (already there)\n" in text
    assert f"- {commit(3)} Fix the parser\n  (not for \\*this\\* line)\n" in text
    assert f"- {commit(4)} Old\n  (the line has it)\n" in text


def test_a_side_that_was_taken_is_not_repeated() -> None:
    side = Deviation(
        path="a", aside=Aside.CONFLICT, first=1, replayed=FIX.replayed, committed=("new",), what="as in the pick"
    )
    text = body(operation(resolved(1, side)), 0)
    assert "`a`, line 1: as in the pick" in text
    assert "+new" not in text


def test_a_part_of_a_side_is_shown() -> None:
    sides = ("<<<<<<< HEAD", "=======", "one", "two", ">>>>>>> 1111111111")
    part = Deviation(path="a", aside=Aside.CONFLICT, first=1, replayed=sides, committed=("two",))
    assert "+two" in body(operation(resolved(1, part)), 0)


def test_files_to_which_the_same_happened_stand_together() -> None:
    gone = [Deviation(path=f"notes/{n}", aside=Aside.CONFLICT, what="taken away by hand") for n in range(3)]
    text = body(operation(resolved(1, *gone)), 0)
    assert "- taken away by hand: `notes/0`, `notes/1`, `notes/2`\n" in text


def test_a_fence_holds_whatever_is_in_it() -> None:
    odd = Deviation(
        path="`a`\n# b", aside=Aside.CONFLICT, first=1, replayed=("````", "</details>"), committed=("\x1b[2J\u202e",)
    )
    text = body(operation(resolved(1, odd, what="@ada <b> ![x](http://x)")), 0)
    lines = text.split("\n")
    start = lines.index("  `````diff")
    assert lines[start : start + 5] == ["  `````diff", "  -````", "  -</details>", "  +\\x1b[2J\\u202e", "  `````"]
    assert "@ada" not in text
    assert "<b>" not in text


def test_long_texts_are_bounded_and_what_is_left_is_counted() -> None:
    long = Deviation(path="a", aside=Aside.CONFLICT, first=1, replayed=("é" * 400,) * 60, committed=("x",) * 60)
    text = body(operation(*(resolved(number, *(long,) * 30) for number in range(60))), 0)
    assert LONGEST - 2000 < len(text.encode()) <= LONGEST
    found = re.search(r"There are ([\d,]+) more places, for which there is no room here", text)
    assert found
    named = text.count("- `a`, line 1")
    assert named + int(found[1].replace(",", "")) == 1800
    assert "-… 20 more lines" in text


def test_many_changes_are_counted() -> None:
    text = body(operation(*(made(number, "x" * 300) for number in range(300))), 0)
    assert len(text.encode()) <= LONGEST
    found = re.search(r"- and (\d+) more\n", text)
    assert found
    assert text.count("(applies as it is)") + int(found[1]) == 300


@given(st.lists(st.text(max_size=20), max_size=6), st.text(max_size=30), st.text(max_size=10))
def test_no_content_ends_its_fence(lines: list[str], what: str, path: str) -> None:
    one = Deviation(path=path, aside=Aside.MERGED, first=1, replayed=tuple(lines), committed=("end",))
    text = body(operation(resolved(1, one, what=what)), 0)
    text.encode()
    shown = text.split("\n")
    (start,) = (at for at, line in enumerate(shown) if re.fullmatch(r"  `{3,}diff", line))
    fence = shown[start].removesuffix("diff")
    end = shown.index(fence, start)
    assert end - start - 1 == len(lines) + ("end" not in lines)
    assert all(line[2] in "+-" for line in shown[start + 1 : end])
