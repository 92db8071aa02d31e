"""Lines of one version of a file, by the count of the version before it."""

from __future__ import annotations

from relkit.git.edits import hunks_between
from relkit.git.predict.spans import joined, split, widened

OLD = b"".join(b"%d\n" % number for number in range(10))
# Lines 2 and 3 become one, 7 is taken away, and two come after 9.
NEW = OLD.replace(b"2\n3\n", b"x\n").replace(b"7\n", b"").replace(b"9\n", b"9\ny\nz\n")
HUNKS = hunks_between(OLD, NEW) or ()


def test_lines_that_the_older_version_has_and_those_that_are_new() -> None:
    assert split([(0, 10)], HUNKS) == ([(0, 2), (4, 7), (8, 10)], [(2, 3), (8, 10)])
    assert split([(4, 6)], HUNKS) == ([(5, 7)], [])
    assert split([(2, 3)], HUNKS) == ([], [(2, 3)])
    assert split([(3, 4)], ()) == ([(3, 4)], [])


def test_a_span_takes_in_the_hunks_that_it_touches() -> None:
    assert widened((2, 2), HUNKS) == ((2, 4), {b"2\n", b"3\n"})
    assert widened((6, 6), HUNKS) == ((7, 8), {b"7\n"})
    assert widened((0, 1), HUNKS) == ((0, 1), set())


def test_spans_that_touch_are_one() -> None:
    assert joined([(5, 6), (1, 3), (3, 4), (7, 7)]) == [(1, 4), (5, 6)]
