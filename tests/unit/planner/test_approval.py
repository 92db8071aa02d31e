from __future__ import annotations

import pytest

from relkit.errors import StoppedError
from relkit.model.ids import CommitId
from relkit.planner.approval import Standing, approve, told_move
from tests.backports import backport, pick, work
from tests.plans import sha

NEWER, OLDER = work("2.4.x", pick("Fix the parser")), work("2.3.x", pick("Fix the parser"))
REFS = {"refs/heads/2.4.x": sha("tip of 2.4.x"), "refs/heads/2.3.x": sha("tip of 2.3.x")}


def test_what_stands_as_it_was_planned_may_be_carried_out() -> None:
    plan = backport(NEWER, OLDER)
    assert approve(plan, Standing(refs=REFS)) is plan


def test_all_that_moved_is_told_at_once() -> None:
    refs: dict[str, CommitId] = {"refs/heads/2.4.x": sha("moved"), NEWER.destination.ref: sha("there")}
    with pytest.raises(StoppedError, match="out of date: 3 refs moved") as raised:
        approve(backport(NEWER, OLDER), Standing(refs=refs))
    then, now, there = (commit[:10] for commit in (sha("tip of 2.4.x"), sha("moved"), sha("there")))
    assert raised.value.details == (
        f"refs/heads/2.4.x was at {then}, and is at {now}",
        f"{NEWER.destination.ref} was not there, and is at {there}",
        f"refs/heads/2.3.x was at {sha('tip of 2.3.x')[:10]}, and is no longer there",
    )
    assert raised.value.exit_status == 3


def test_that_nothing_is_to_be_picked_is_no_refusal() -> None:
    plan = backport(work("2.4.x"))
    assert approve(plan, Standing(refs={})) is plan


@pytest.mark.parametrize("other", ["refs/heads/backport", f"{NEWER.destination.ref}/more"])
def test_a_ref_above_or_below_is_in_the_way(other: str) -> None:
    with pytest.raises(StoppedError) as raised:
        approve(backport(NEWER), Standing(refs={**REFS, other: sha("there")}))
    assert raised.value.details == (f"{other} is there, so that {NEWER.destination.ref} cannot be made",)


def test_moves_in_words() -> None:
    assert told_move("a", sha("x"), sha("y")) == f"a was at {sha('x')[:10]}, and is at {sha('y')[:10]}"
    assert told_move("a", None, sha("y")) == f"a was not there, and is at {sha('y')[:10]}"
    assert told_move("a", sha("x"), None) == f"a was at {sha('x')[:10]}, and is no longer there"
