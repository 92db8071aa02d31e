"""Regions in conflict, in each style that git writes them in."""

from __future__ import annotations

import pytest

from relkit.git.markers import Labels, find_regions, lines_of
from relkit.model.ids import CommitId

OURS, THEIRS = CommitId("a" * 40), CommitId("b" * 40)
LABELS = Labels(ours=OURS, theirs=THEIRS, pick="1234567890")


def text(*lines: str, end: str = "\n") -> bytes:
    return "".join(line + end for line in lines).encode()


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("size", [7, 12])
@pytest.mark.parametrize("base", [(), ("|||||||", "base", "====")], ids=["merge", "diff3"])
@pytest.mark.parametrize("path", ["", ":old/name.py"])
def test_the_sides_of_a_region(end: str, size: int, base: tuple[str, ...], path: str) -> None:
    middle = ("|" * size + " base", *base[1:]) if base else ()
    lines = lines_of(
        text(
            *("before", "<" * size + f" {OURS}{path}", "ours", *middle, "=" * size, "theirs", "too"),
            *(">" * size + f" {THEIRS}{path}", "after"),
            end=end,
        )
    )
    (region,) = find_regions(lines, LABELS)
    assert (region.start, region.end) == (1, len(lines) - 1)
    assert [line.strip() for line in region.ours] == [b"ours"]
    assert [line.strip() for line in region.theirs] == [b"theirs", b"too"]
    assert LABELS.spelled(lines[1]).startswith(b"<" * size + b" HEAD")
    assert LABELS.spelled(lines[region.end - 1]).startswith(b">" * size + b" 1234567890")


@pytest.mark.parametrize(
    "lines",
    [
        ("<<<<<<< HEAD", "a", "=======", "b", ">>>>>>> topic"),
        (f"<<<<<<< {OURS}", "a", "======="),
        (f"<<<<<<< {OURS}", "a", f">>>>>>> {THEIRS}"),
        (f" <<<<<<< {OURS}", "=======", f">>>>>>> {THEIRS}"),
        (f"<<<<<<< {THEIRS}", "=======", f">>>>>>> {OURS}"),
        ("=======",),
    ],
)
def test_what_is_no_region(lines: tuple[str, ...]) -> None:
    assert find_regions(lines_of(text(*lines)), LABELS) == ()


def test_several_regions_and_a_last_line_without_end() -> None:
    one = text(f"<<<<<<< {OURS}", "a", "=======", f">>>>>>> {THEIRS}")
    found = find_regions(lines_of(one + b"x\n" + one[:-1]), LABELS)
    assert [(region.start, region.end) for region in found] == [(0, 4), (5, 9)]
    assert found[0].theirs == ()
