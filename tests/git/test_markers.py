"""Regions in conflict, in each style that git writes them in."""

from __future__ import annotations

import pytest

from relkit.git.markers import Labels, Versions, find_regions, left_over, lines_of
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


MERGED = (
    "a",
    "<<<<<<< HEAD",
    "ours",
    "||||||| parent of 1234567 (Fix)",
    "base",
    "=======",
    "theirs",
    ">>>>>>> 1234567",
)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("gone", "found"),
    [
        ((), (2, 4, 6, 8)),
        ((1, 7), (3, 5)),
        ((1, 3, 4, 5), (4,)),
        ((1, 3, 4, 7), (3,)),
        ((1, 3, 5, 7), ()),
    ],
)
def test_markers_that_were_left_over(gone: tuple[int, ...], found: tuple[int, ...], end: str) -> None:
    content = text(*(line for at, line in enumerate(MERGED) if at not in gone), end=end)
    assert left_over(content, Versions(), conflicted=True) == found


def test_markers_of_larger_size() -> None:
    content = text(*(line[0] * 5 + line if line[0] in "<|=>" else line for line in MERGED))
    assert left_over(content, Versions(), conflicted=True, size=12) == (2, 4, 6, 8)
    assert left_over(text(*MERGED), Versions(), conflicted=True, size=12) == ()


def test_what_a_file_has_of_its_own_is_no_marker_left_over() -> None:
    own = text("How a conflict looks:", *MERGED)
    for side in (Versions(base=own), Versions(ours=own), Versions(theirs=own)):
        assert left_over(own + b"more\n", side, conflicted=True) == ()
    assert left_over(own + text(*MERGED[:1], "=======", "b"), Versions(ours=own), conflicted=True) == (11,)


def test_headings_are_no_markers() -> None:
    ours = text("History", "=======", "", "1.0", "")
    resolved = text("History", "=======", "", "1.10.12", "=======", "", "1.0", "")
    assert left_over(resolved, Versions(ours=ours), conflicted=True) == ()
    assert left_over(text("1", "======="), Versions(), conflicted=False) == ()
    assert left_over(text("fix it", "======="), Versions(ours=ours), conflicted=True) == (2,)
    assert left_over(text("========", "<<<<<<<<<<", "a <<<<<<< b", "|||||||"), Versions(), conflicted=False) == ()
