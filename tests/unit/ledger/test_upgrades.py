"""The rule of upgrades."""

from __future__ import annotations

from relkit.ledger.upgrades import Holding, upgrade_gaps
from relkit.model.ids import CommitId
from relkit.model.ledger import Gap

FIX, OTHER = CommitId("a" * 40), CommitId("b" * 40)


def holding(line: str, has: str = "", lacks: str = "", *, living: bool = True) -> Holding:
    return Holding(
        line=line, living=living, has={CommitId(one * 40) for one in has}, lacks={CommitId(one * 40) for one in lacks}
    )


def test_a_newer_line_lacks_what_an_older_one_has() -> None:
    lines = [holding("2.3", lacks="a"), holding("2.2", has="a"), holding("2.1", has="a")]
    assert upgrade_gaps(lines, [FIX]) == (Gap(change=FIX, on=("2.2", "2.1"), lacking=("2.3",)),)


def test_an_older_line_may_lack_what_a_newer_one_has() -> None:
    assert upgrade_gaps([holding("2.3", has="a"), holding("2.2", lacks="a")], [FIX]) == ()


def test_a_line_between_two_that_have_it() -> None:
    lines = [holding("2.3", has="a"), holding("2.2", lacks="a"), holding("2.1", has="a")]
    assert upgrade_gaps(lines, [FIX]) == (Gap(change=FIX, on=("2.1",), lacking=("2.2",)),)


def test_nobody_upgrades_to_a_line_that_has_ended() -> None:
    lines = [holding("2.3", has="a"), holding("2.2", lacks="a", living=False), holding("2.1", has="a")]
    assert upgrade_gaps(lines, [FIX]) == ()


def test_an_ended_line_counts_as_having_it() -> None:
    lines = [holding("2.3", lacks="a"), holding("2.2", has="a", living=False)]
    assert upgrade_gaps(lines, [FIX]) == (Gap(change=FIX, on=("2.2",), lacking=("2.3",)),)


def test_what_a_line_neither_has_nor_lacks_came_with_it_or_was_ruled_out() -> None:
    assert upgrade_gaps([holding("2.3"), holding("2.2", has="a")], [FIX]) == ()


def test_only_what_is_asked_about_and_in_that_order() -> None:
    lines = [holding("2.3", lacks="abc"), holding("2.2", has="abc")]
    assert [gap.change for gap in upgrade_gaps(lines, [OTHER, FIX])] == [OTHER, FIX]
