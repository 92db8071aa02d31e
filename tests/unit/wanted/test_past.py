from __future__ import annotations

from collections.abc import Mapping

from relkit.model.commit import Change, Commit, Person
from relkit.model.ids import CommitId
from relkit.wanted import PastLine, Setting, newest_until, settled_before, what_happened

DAY = 86400
ADA = Person(name="Ada Example", email="ada@example.org")


def change(number: int, day: int) -> Change:
    commit = Commit(
        id=CommitId(f"{number:040d}"),
        parents=(),
        author=ADA,
        authored=day * DAY,
        committer=ADA,
        committed=day * DAY,
        message=f"Change {number}",
        files=(),
    )
    return Change(commit=commit, brought=(), files=())


CHANGES = [change(number, day=10 * number) for number in range(1, 10)]  # on days 10, 20 … 90


def line(carried: Mapping[int, int], *, cut: int = 15, until: int = 95) -> PastLine:
    setting = Setting(name="1.0", moment=95 * DAY, cut=cut * DAY, released=None, newer=(), files=None)
    return PastLine(
        setting=setting,
        first=0,
        until=until * DAY,
        carried={CommitId(f"{number:040d}"): day * DAY for number, day in carried.items()},
    )


def rows(lines: list[PastLine], without: int = 0) -> list[tuple[int, bool]]:
    counts = lambda one: int(one.id) != without  # noqa: E731 - a word for what the test is about
    return [(int(row.change.id), row.went) for row in what_happened(CHANGES, lines, 95 * DAY, counts)]


def test_what_a_line_could_have_had_while_it_was_the_newest() -> None:
    assert rows([line({3: 31, 5: 52}, until=65)]) == [(2, False), (3, True), (4, False), (5, True), (6, False)]


def test_what_may_still_come_says_nothing() -> None:
    late = line({3: 60})  # a month's delay
    assert [number for number, _ in rows([late])] == [2, 3, 4, 5, 6]
    assert rows([line({3: 60, 9: 91})])[-1] == (9, True)


def test_what_is_asked_about_is_not_learned_nor_its_delay() -> None:
    one = line({3: 60, 5: 51})
    assert 3 not in dict(rows([one], without=3))
    assert (9, False) not in rows([one])
    assert (9, False) in rows([one], without=3)


def test_without_a_past_a_month_has_to_pass() -> None:
    assert settled_before(CHANGES, [], 95 * DAY) == 65 * DAY


def test_a_line_is_the_newest_until_the_next_is_cut() -> None:
    assert newest_until(10, [5, 10, 20, 30], 100) == 20
    assert newest_until(30, [5, 10, 20, 30], 100) == 100
    assert newest_until(10, [5, 10, 200], 100) == 100
