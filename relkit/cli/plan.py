"""`relkit plan`: what to release from which branch, and why."""

from __future__ import annotations

import shlex
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from relkit.cli import streams
from relkit.cli.completing import complete_line
from relkit.cli.group import command_words, working_directory
from relkit.cli.interactive import check_interactive, decided_option, interactive_option
from relkit.cli.progress import Watched
from relkit.cli.saving import check_target, save
from relkit.cli.showing import as_json, as_of_option, as_text, format_option, show
from relkit.errors import EXIT_FINDINGS, UsageError

if TYPE_CHECKING:
    from relkit.model.plan import Plan
    from relkit.report.plan.view import PlanView


@click.command()
@click.argument("lines", metavar="[LINE]...", nargs=-1, shell_complete=complete_line)
@format_option()
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Save the plan, as JSON, with the commit that each branch is at.",
)
@click.option(
    "--saved",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Show the plan that was saved in FILE, and what moved since; exit with 3 when something did.",
)
@as_of_option("Plan the repository")
@interactive_option
@decided_option
@click.option("--all", "every_line", is_flag=True, help="Also lines that have ended.")
@click.option("--exit-code", is_flag=True, help="Exit with 1 when a release is proposed.")
@click.option("--demo", is_flag=True, help="Plan a small repository of relkit's own, made for this and then deleted.")
@click.pass_context
def plan(
    ctx: click.Context,
    *,
    lines: tuple[str, ...],
    form: str,
    output: Path | None,
    saved: Path | None,
    as_of: str | None,
    interactive: bool,
    decided: bool,
    every_line: bool,
    exit_code: bool,
    demo: bool,
) -> int:
    """Show what to release from which branch, and why. Nothing is changed, unless you decide something with -i.

    For each release line (the mainline, each maintenance branch): the fixes that wait and since when, those that it
    lacks and whether they would apply, and the release that relkit proposes.

    A LINE is a branch or its series ("2.3.x", "origin/stable/2025.1", "2.3"), of which everything is then shown.
    Without one, all maintained lines are planned, and what matters most is shown.
    """
    where = working_directory(ctx)
    if saved is not None:
        _check_alone(ctx)
        return _show_saved(ctx, where, where / saved)
    target = None if output is None else where / output
    if target is not None:
        check_target(target)
    check_interactive(ctx, "the plan says what it can tell by itself")
    with _demonstration(where, wanted=demo) as place:
        before = _walk(ctx, place, decided=decided) if interactive else None
        with Watched() as progress:
            from relkit.workflows.plan import make_plan  # --help needs none of it

            made = make_plan(place, lines=lines, as_of=as_of, every_line=every_line, progress=progress)
        _show(ctx, made, form, target)
        if before is not None:
            from relkit.cli.plan_walk import tell_changes

            tell_changes(place, before, made)
    if demo:
        streams.talk("This was a demonstration, deleted again. In a repository of your own: relkit plan")
    return _status(made, exit_code=exit_code)


def _walk(ctx: click.Context, place: Path, *, decided: bool) -> Plan | None:
    from relkit.cli.plan_walk import walk  # prompts take long to load

    lines, every_line = ctx.params["lines"], ctx.params["every_line"]
    options = [option for option, is_set in (("--all", every_line), ("--decided", decided)) if is_set]
    typed = shlex.join([*command_words(ctx), "-i", *options, *lines])
    return walk(place, lines=lines, every_line=every_line, decided=decided, typed=typed)


def _show(ctx: click.Context, made: Plan, form: str, target: Path | None) -> None:
    """Save the plan, where that is asked for, and show it."""
    if target is not None:
        save(target, _json(made))
    if form == "json":
        show(_json(made))
    else:
        from relkit.report.plan.view import view

        asked, lasting = ctx.params["lines"], not ctx.params["demo"]
        seen = view(
            made,
            asked=asked,
            again=_again(ctx),
            ledger=_ledger(ctx),
            backport=_backport(ctx),
            saved=target is not None,
            lasting=lasting,
        )
        show(_rendered(seen, form))
    if target is not None:
        streams.talk(f"The plan is saved in {target}, as JSON")
        if _can_be_applied(made) and not ctx.params["demo"]:
            streams.talk(f"`{_apply(ctx)}` picks what its lines lack; with --dry-run it only shows that")


def _can_be_applied(made: Plan) -> bool:
    """Tell whether a plan has something to carry to a line; refs of the past have moved since."""
    return not made.as_of and any(planned.state.missing for planned in made.lines[1:])


def _status(made: Plan, *, exit_code: bool) -> int:
    proposed = any(line.proposal.action in ("release", "prerelease") for line in made.lines)
    return EXIT_FINDINGS if exit_code and proposed else 0


def _check_alone(ctx: click.Context) -> None:
    """Raise UsageError for an option that asks for another plan than the one that was saved."""
    reasons = {
        "as_of": ("--as-of", "a saved plan is of the moment when it was made"),
        "demo": ("--demo", "a saved plan is of its own repository"),
        "every_line": ("--all", "a saved plan has the lines that it was made for"),
        "interactive": ("-i", "a saved plan is not made again by what you decide"),
        "output": ("-o", "the plan is already saved"),
    }
    for name, (option, reason) in reasons.items():
        if ctx.params[name]:
            raise UsageError(f"{option} does not go with --saved: {reason}", f"leave out {option} or --saved")


def _show_saved(ctx: click.Context, where: Path, path: Path) -> int:
    """Show the plan in a file. Raises StoppedError, once it is shown, when it is out of date."""
    from relkit.cli.saved import out_of_date, read_saved, select  # only where a plan is read
    from relkit.workflows.saved import moved_since

    asked: tuple[str, ...] = ctx.params["lines"]
    content, whole = read_saved(path)
    made = select(whole, asked)
    moved = moved_since(where, whole)
    if ctx.params["form"] == "json":
        show(_json(made) if asked else content)
    else:
        from relkit.report.plan.view import view

        seen = view(
            made,
            asked=asked,
            again=_again(ctx),
            ledger=_ledger(ctx),
            backport=_backport(ctx),
            saved=True,
            lasting=not moved,
        )
        show(_rendered(seen, ctx.params["form"]))
    if moved:
        raise out_of_date(moved, path, shlex.join([*command_words(ctx), "-o", str(ctx.params["saved"])]))
    return _status(made, exit_code=ctx.params["exit_code"])


@contextmanager
def _demonstration(where: Path, *, wanted: bool) -> Iterator[Path]:
    """Give the repository to plan: the one in ``where``, or the demonstration's, for as long as the block lasts."""
    if not wanted:
        yield where
        return
    from relkit.workflows.demo import make_demo  # seldom needed

    with TemporaryDirectory(prefix="relkit-demo-") as folder:
        with Watched() as progress:
            progress.start("making the demonstration")
            made = make_demo(Path(folder), int(time.time()))
        yield made


def _json(made: Plan) -> bytes:
    from relkit.report.plan.document import document  # only where it is asked for

    return as_json(document(made))


def _rendered(seen: PlanView, form: str) -> str:
    """Return what is seen in a form for people, without loading what makes the other."""
    if form == "markdown":
        from relkit.report.plan.markdown import markdown

        return markdown(seen)
    from relkit.report.plan.terminal import lines

    return as_text(lines, seen)


def _again(ctx: click.Context) -> str:
    """Return the command as it was typed, without its lines and what concerns only its output."""
    words = command_words(ctx)
    if ctx.params["saved"] is not None:
        words += ["--saved", str(ctx.params["saved"])]
    if ctx.params["demo"]:
        words.append("--demo")
    if ctx.params["as_of"] is not None:
        words += ["--as-of", ctx.params["as_of"]]
    if ctx.params["every_line"]:
        words.append("--all")
    return shlex.join(words)


def _ledger(ctx: click.Context) -> str:
    """Return the command that shows where the changes of the same repository are, at the same moment."""
    moment = [] if ctx.params["as_of"] is None else ["--as-of", ctx.params["as_of"]]
    return shlex.join([*command_words(ctx)[:-1], "ledger", *moment])


def _apply(ctx: click.Context) -> str:
    """Return the command that carries out what is saved now."""
    name = str(ctx.params["output"])
    return shlex.join([*command_words(ctx)[:-1], "apply", *(["--"] if name.startswith("-") else []), name])


def _backport(ctx: click.Context) -> str:
    """Return the command that picks changes in the same repository."""
    return shlex.join([*command_words(ctx)[:-1], "backport"])
