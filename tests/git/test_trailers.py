"""Where the marker of a backport stands: where git's own cherry-pick puts it, to the byte."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relkit.planner.convention import GIT, Source
from relkit.planner.trailers import cleaned
from tests.builders import RepoBuilder

_LINES = (
    "Why it is so.",
    "Signed-off-by: Ada <ada@example.org>",
    "Reviewed-by: Mia",
    "Note : spaced",
    "Key: value",
    "https://example.org/a",
    "(cherry picked from commit 0123456789abcdef0123456789abcdef01234567)",
    "  going on",
    "\tpath.py",
    "# a comment",
    "Conflicts:",
    "a sentence: with a colon",
    "",
    "",
    "",
)


def picked(builder: RepoBuilder, message: str) -> tuple[str, str]:
    """Return what git makes of a message, and what relkit does."""
    base = builder.tip()
    source = builder.commit(message, {"a.py": message}, branch="side", parents=[base])
    git = ("git", "-C", str(builder.path))
    subprocess.run([*git, "checkout", "-q", "--detach", base], check=True)
    subprocess.run([*git, "cherry-pick", "-x", "--keep-redundant-commits", source], check=True, capture_output=True)
    said = subprocess.run([*git, "log", "-1", "--format=%B"], check=True, capture_output=True).stdout.decode()
    ours = GIT.marked(cleaned(message), Source(id=source, mainline="main"))
    return said.removesuffix("\n"), ours


@pytest.mark.parametrize(
    "message",
    [
        "Fix it",
        "Fix it\nin two lines",
        "Fix it\n\nWhy.",
        "Fix it\n\nSigned-off-by: Ada <ada@example.org>",
        "Signed-off-by: a title",
        "Fix it\n\nWhy.\n\nReviewed-by: Mia\nKey: value",
        "Fix it\n\nWhy.\nReviewed-by: Mia",
        "Fix it\n\nWhy: one.\nNo trailer.\nNor this.\nSigned-off-by: Ada <ada@example.org>",
        "Fix it\n\nOne.\nTwo.\nThree.\nFour.\nSigned-off-by: Ada <ada@example.org>",
        "Fix it\n\nKey: value\n  that goes on",
        "Fix it\n\n  indented\nKey: value",
        "Fix it\n\n(cherry picked from commit 0123456789abcdef0123456789abcdef01234567)",
        "Fix it\n\nKey: value\n\nConflicts:\n\ta.py",
        "Fix it\n\nKey: value\n\n# Conflicts:\n#\ta.py",
        "Fix it\r\n\r\nWhy.\r\n\r\nSigned-off-by: Ada <ada@example.org>\r",
        "Fix it\n\nSee https://example.org/a",
        "Fix it\n\nhttps://example.org/a",
        "Réparer\n\nPourquoi.",
        "\n\nFix it\n\n\nWhy.  \n\t\n\n\n",
        "Fix it\n\nKey: value\u00a0",
    ],
)
def test_where_git_puts_it(builder: RepoBuilder, message: str) -> None:
    builder.commit("Start", {"a.py": ""})
    git, ours = picked(builder, message)
    assert ours == git


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(st.sampled_from(_LINES), max_size=8))
def test_whatever_a_message_says(builder: RepoBuilder, lines: list[str]) -> None:
    if not builder.exists("main"):
        builder.commit("Start", {"a.py": ""})
    git, ours = picked(builder, "\n".join(["Fix it", *lines]))
    assert ours == git
