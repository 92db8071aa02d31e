from __future__ import annotations

import pytest

from relkit.planner.closing import without_closing


@pytest.mark.parametrize(
    "line",
    [
        "Fixes #12",
        "fixes: #12.",
        "Closes gh-3",
        "Closed GH-3",
        "Resolves: https://github.com/example/project/issues/4",
        "Resolves https://gitlab.example.org/a/b/-/issues/4, https://gitlab.example.org/a/b/-/issues/5",
        "Fixes #12, #13 and #14",
        "Closes #1, closes #2",
        "- Fixes #12",
        "* Closes: example/project#4",
        "Fix issue #3",
        "  Fixes #12  ",
        "Fixes #12\r",
    ],
)
def test_lines_that_close_issues_go(line: str) -> None:
    assert without_closing(f"Fix it\n\nWhy.\n\n{line}\n") == "Fix it\n\nWhy.\n"


@pytest.mark.parametrize(
    "line",
    [
        'Fixes: 1234567890ab ("net: break it")',
        "Fixes 1234567890abcdef1234567890abcdef12345678",
        "Closes-Bug: #2103413",
        "Fixes #12 by hand",
        "This fixes #12",
        "Fixes UTF-8",
        "See #12",
        "Refs: #12",
        "Related to https://github.com/example/project/issues/4",
        "Fixes " + "#1 " * 2000,
    ],
)
def test_all_else_stays(line: str) -> None:
    message = f"Fix it\n\n{line}\n"
    assert without_closing(message) == message


@pytest.mark.parametrize(
    ("message", "without"),
    [
        ("Fixes #12\n", "Fixes #12\n"),
        ("Fix it\n\nFixes #12\n", "Fix it\n"),
        ("Fix it\n\nFixes #12", "Fix it\n"),
        ("Fix it\n\nFixes #12\n\nWhy.\n", "Fix it\n\nWhy.\n"),
        ("Fix it\n\nOne.\n\nFixes #1\nCloses #2\n\nTwo.\n", "Fix it\n\nOne.\n\nTwo.\n"),
        ("Fix it\n\nOne.\nFixes #1\nTwo.\n", "Fix it\n\nOne.\nTwo.\n"),
        ("Fix it\n\nCloses: #1\nSigned-off-by: A <a@b.c>\n", "Fix it\n\nSigned-off-by: A <a@b.c>\n"),
        ("Fix it\r\n\r\nWhy.\r\n\r\nFixes #1\r\n", "Fix it\r\n\r\nWhy.\n"),
    ],
)
def test_what_is_left_looks_as_if_it_had_never_been_there(message: str, without: str) -> None:
    assert without_closing(message) == without
    assert without_closing(without) == without
