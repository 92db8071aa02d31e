"""Which lines differ between two versions."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from relkit.git.edits import hunks_between
from relkit.model.edit import LARGEST

LINES = st.lists(st.sampled_from([b"a\n", b"b\n", b"\n", b"  c\n", b"d\r\n"]), max_size=40)
ENDS = st.sampled_from([b"", b"no line end"])


@given(st.tuples(LINES, ENDS), st.tuples(LINES, ENDS), LINES, LINES)
def test_hunks_turn_one_version_into_the_other(
    old: tuple[list[bytes], bytes], new: tuple[list[bytes], bytes], head: list[bytes], tail: list[bytes]
) -> None:
    before, after = (b"".join([*head, *lines, *tail, end]) for lines, end in (old, new))
    lines = [line + b"\n" for line in before.split(b"\n")]
    lines[-1] = lines[-1][:-1]
    made: list[bytes] = []
    at = 0
    for hunk in hunks_between(before, after) or ():
        assert hunk.removed == tuple(lines[slice(*hunk.old)])
        made += lines[at : hunk.old[0]]
        assert len(made) == hunk.new[0]
        made += hunk.added
        at = hunk.old[1]
    assert b"".join([*made, *lines[at:]]) == after


def test_equal_versions_have_no_hunks() -> None:
    assert hunks_between(b"a\n", b"a\n") == ()


def test_what_is_no_text_or_too_large_has_no_lines() -> None:
    assert hunks_between(b"a\0", b"b\n") is None
    assert hunks_between(b"a\n", b"b" * (LARGEST + 1)) is None
