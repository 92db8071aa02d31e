"""What goes on with a backport that waits: --continue, --skip, --abort, --status, --mergetool."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

import click
from click.core import ParameterSource

from relkit.cli import streams
from relkit.cli.carrying import describe, show_operation, status, told_when_interrupted
from relkit.cli.progress import Watched
from relkit.cli.showing import as_json, show
from relkit.errors import UsageError
from relkit.model.backport import Notes
from relkit.model.progress import Silent

_Function: TypeAlias = Callable[..., object]

_ACTIONS = {
    "go_on": "--continue",
    "skip": "--skip",
    "abort": "--abort",
    "status": "--status",
    "mergetool": "--mergetool",
}
_TAKES = {
    "go_on": ("line", "notes", "no_verify"),
    "skip": ("line",),
    "abort": (),
    "status": (),
    "mergetool": ("line",),
}
"""The other options that each action takes."""
_DEFAULT_TOOL = ""
_OPTIONS = (
    click.option("--continue", "go_on", is_flag=True, help="Go on: a conflict is resolved, or what failed is mended."),
    click.option("--skip", is_flag=True, help="Go on without the pick that conflicts or fails."),
    click.option("--abort", is_flag=True, help="Give the whole operation up; no branch has moved."),
    click.option("--status", is_flag=True, help="Show the operation that waits."),
    click.option(
        "--mergetool",
        metavar="[TOOL]",
        is_flag=False,
        flag_value=_DEFAULT_TOOL,
        help="Resolve the conflict with git's merge tool, or with this one.",
    ),
    click.option(
        "--line", metavar="LINE", help="With --continue, --skip or --mergetool: which, where several lines wait."
    ),
)


def action_options(function: _Function) -> _Function:
    """Give a verb the options that go on with what waits."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def asked_action(ctx: click.Context) -> str | None:
    """Return the action that is asked for, None for a new backport. Raises UsageError for what does not go with it."""
    asked = [name for name in _ACTIONS if _is_given(ctx, name)]
    if len(asked) > 1:
        one, other = (_ACTIONS[name] for name in asked[:2])
        raise UsageError(f"{one} and {other} are two ways to go on", "leave one of them out")
    if not asked:
        if ctx.params["line"] is not None:
            hint = "a new backport takes --to LINE; what waits goes on with --continue, --skip or --mergetool"
            raise UsageError("--line says which of the lines that wait is meant", hint)
        return None
    action = asked[0]
    for parameter in ctx.command.params:
        name = parameter.name or ""
        if name not in (*_ACTIONS, *_TAKES[action], "form") and _is_given(ctx, name):
            said = "a CHANGE" if isinstance(parameter, click.Argument) else max(parameter.opts, key=len)
            raise UsageError(f"{_ACTIONS[action]} {_DOES[action]}, and takes no {said.removeprefix('a ')}", _HINT)
    return action


_DOES = {
    "go_on": "goes on as the backport was begun",
    "skip": "goes on as the backport was begun",
    "abort": "gives the whole backport up",
    "status": "only shows the backport that waits",
    "mergetool": "only resolves the conflict that waits",
}
_HINT = "leave one of them out; `relkit backport --status` shows what waits"


def _is_given(ctx: click.Context, name: str) -> bool:
    return ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE


def act(ctx: click.Context, where: Path, action: str) -> int:
    """Do what is asked with the backport that waits, show what it has come to, and return the exit status."""
    with _at_home(where) as home:
        return _act(ctx, home, action)


@contextmanager
def _at_home(where: Path) -> Iterator[Path]:
    """Go to the repository itself from a worktree of relkit's own, which may be removed meanwhile; say so if it was."""
    from relkit.workflows.carrying import home_of

    try:
        stood, home = Path.cwd(), home_of(where.resolve())
    except FileNotFoundError:  # already gone: who opens the repository says so
        yield where
        return
    if home is None:
        yield where
        return
    os.chdir(home)
    try:
        yield home
    finally:
        if not stood.exists():
            streams.talk(f"The worktree that you are in is gone. To go back: cd {shlex.quote(str(home))}")


def _act(ctx: click.Context, where: Path, action: str) -> int:
    from relkit.workflows.carrying import abort, go_on, resolve, skip

    asked = ctx.params
    if action == "status":
        return _show_status(ctx, where)
    if action == "mergetool":
        # The tool has the terminal: nothing may be drawn over it.
        tool = asked["mergetool"] or None
        with told_when_interrupted(ctx, where):
            resolved = resolve(where, line=asked["line"], tool=tool, progress=Silent())
        show_operation(ctx, where, resolved)
        return 0
    with told_when_interrupted(ctx, where), Watched() as progress:
        if action == "abort":
            done = abort(where, progress=progress)
        elif action == "skip":
            done = skip(where, line=asked["line"], describe=describe, progress=progress)
        else:
            notes = None if asked["notes"] is None else Notes(asked["notes"])
            hooks = False if asked["no_verify"] else None
            done = go_on(where, line=asked["line"], notes=notes, hooks=hooks, describe=describe, progress=progress)
    show_operation(ctx, where, done)
    return status(done)


def _show_status(ctx: click.Context, where: Path) -> int:
    from relkit.workflows.carrying import pending

    waiting = pending(where)
    if waiting is not None:
        show_operation(ctx, where, waiting)
    elif ctx.params["form"] == "json":
        from relkit.report.backport.document import nothing

        show(as_json(nothing()))
    else:
        show("No backport is under way.\n")
    return 0
