from __future__ import annotations

from pathlib import Path

import pytest

from tests.terminal import finish, terminal

GREEN, BOLD = "\x1b[1;38;5;28m", "\x1b[1m"


@pytest.mark.parametrize(
    ("environment", "coloured", "styled"),
    [
        ({}, True, True),
        ({"CLICOLOR": "1"}, True, True),
        ({"NO_COLOR": ""}, True, True),
        ({"NO_COLOR": "1"}, False, True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False, True),
        ({"CLICOLOR": "0"}, False, True),
        ({"FORCE_COLOR": "0"}, False, True),
        ({"CLICOLOR": "0", "CLICOLOR_FORCE": "1"}, True, True),
        ({"TERM": "dumb"}, False, False),
    ],
)
def test_colours_are_as_the_user_wants_them(
    environment: dict[str, str | None],
    coloured: bool,  # noqa: FBT001
    styled: bool,  # noqa: FBT001
) -> None:
    wanted = {"TERM": "xterm-256color", **environment}
    with terminal("--no-pager", "plan", "--demo", environment=wanted) as child:
        shown, status = finish(child)
    assert status == 0
    assert (GREEN in shown) is coloured
    assert (BOLD in shown) is styled


@pytest.mark.parametrize("columns", [40, 80, 100, 200])
def test_the_view_fits_the_terminal(columns: int) -> None:
    with terminal("plan", "--demo", columns=columns, environment={"TERM": "dumb"}) as child:
        shown, _ = finish(child)
    view = shown.partition("This was a demonstration")[0]
    assert max(map(len, view.splitlines())) <= columns
    assert "2.4.x" in view


def test_errors_are_broken_at_words_where_a_terminal_shows_them(tmp_path: Path) -> None:
    folder = tmp_path / ("a-long-name" * 5)
    with terminal("-C", str(folder), "plan", columns=60, environment={"NO_COLOR": "1"}) as child:
        shown, status = finish(child)
    assert status == 2
    assert str(folder) in shown  # in one piece, though no line has room for it
    said = [line for line in shown.splitlines() if str(folder) not in line]
    assert said
    assert all(len(line) <= 60 for line in said)
    typed = ("backport", "HEAD", "--to", "x", "--topic", "t", "--onto-branch")
    with terminal(*typed, columns=60, cwd=tmp_path, environment={"NO_COLOR": "1"}) as child:
        shown, _ = finish(child)
    assert shown.splitlines() == [
        "error: --topic goes into the names of new branches, and",
        "       --onto-branch makes none",
        "hint: leave one of them out",
    ]
