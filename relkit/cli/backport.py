"""`relkit backport`: carry changes to maintenance branches."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from relkit.cli import streams
from relkit.cli.actions import act, action_options, asked_action
from relkit.cli.carrying import only_publishes, perform, publish
from relkit.cli.completing import complete_line
from relkit.cli.group import working_directory
from relkit.cli.manner import manner_options, read_wish
from relkit.cli.progress import Watched
from relkit.cli.showing import kind_option
from relkit.errors import UsageError
from relkit.model.evidence import Kind

if TYPE_CHECKING:
    from relkit.model.backport import Backport, Wish

_WHAT = "relkit backport CHANGE --to LINE"


@click.command()
@click.argument("changes", metavar="[CHANGE]...", nargs=-1)
@click.option(
    "--to",
    "lines",
    metavar="LINE",
    multiple=True,
    shell_complete=complete_line,
    help="The line that is picked to; may be given again. A release's tag opens its series' branch, if there is none.",
)
@click.option("--missing", is_flag=True, help="Pick what the plan finds missing on each line.")
@kind_option("With --missing or -i: only changes of this kind (fix, which takes security in …); may be given again.")
@click.option(
    "-i",
    "--interactive",
    is_flag=True,
    help="Choose among the changes, or among what the plan finds missing, with what would come of each beside it.",
)
@click.option("--prerequisites", is_flag=True, help="Also pick what a change needs first.")
@click.option("--out-of-order", is_flag=True, help="Also to a line while a newer living one lacks the change.")
@manner_options
@action_options
@click.pass_context
def backport(ctx: click.Context, /, **asked: Any) -> int:
    """Carry changes to maintenance branches: cherry-picks with author, date and message of each change.

    A CHANGE is given as to git: a commit, or "A..B" for the steps from A to B; or as the request that it came from:
    '#1234', GH-1234. A merge is picked as its difference to its first parent, and as the only commit that it brought if
    it brought one. The newest line comes first.

    Your checkout is never touched. The results stand on new branches, or with --onto-branch on the lines themselves,
    which move together once all is done. What conflicts waits in a worktree of relkit's own, and relkit says why and
    how to go on; everything else is picked meanwhile, and nothing is forgotten. `relkit undo` takes all of it back.

    With --push or --pr alone the results of the last backport are pushed, and asked to be merged.
    """
    where = working_directory(ctx)
    action = asked_action(ctx)
    if action is not None:
        return act(ctx, where, action)
    if only_publishes(ctx):
        return publish(ctx, where)
    _check(ctx)
    made = _plan(ctx, where, read_wish(ctx))
    if asked["interactive"] and any(work.picks for work in made.lines):
        from relkit.cli.choosing import choose  # prompts take long to load

        chosen = choose(where, made, ask=not asked["dry_run"])
        if chosen is None:
            streams.talk("Nothing was done.")
            return 0
        made = chosen
    return perform(ctx, where, made)


def _plan(ctx: click.Context, where: Path, wish: Wish) -> Backport:
    from relkit.workflows.adjusting import verified_with  # --help needs none of it
    from relkit.workflows.backport import plan_backport

    asked = ctx.params
    with Watched() as progress:
        made = plan_backport(
            where,
            asked["changes"],
            lines=asked["lines"],
            missing=asked["missing"] or not asked["changes"],
            kinds=tuple(map(Kind, asked["kinds"])),
            wish=wish,
            progress=progress,
        )
    return verified_with(made, asked["verify"])


def _check(ctx: click.Context) -> None:
    """Raise UsageError for options of which only some make sense together, and where too little is said."""
    asked = ctx.params
    if asked["changes"] and asked["missing"]:
        raise UsageError("--missing picks what a line lacks, and a CHANGE is named too", "leave one of them out")
    if asked["changes"] and asked["kinds"]:
        raise UsageError("--kind chooses among what a line lacks, and a CHANGE is named", "leave one of them out")
    if not asked["changes"] and not asked["missing"] and not asked["interactive"]:
        hint = f"{_WHAT}, or with --missing what the line lacks, or -i to choose"
        raise UsageError("no CHANGE is named", hint)
    if not asked["lines"]:
        raise UsageError("it is not said what is picked to", f"{_WHAT}; `relkit plan` shows the lines")
    if asked["interactive"] and not streams.can_ask():
        raise UsageError(
            "-i asks what to pick, and there is no terminal to ask at",
            "run it in a terminal; without -i, name each CHANGE, or all with --missing",
        )
