from __future__ import annotations

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
