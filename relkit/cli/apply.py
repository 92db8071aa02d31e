"""`relkit apply`: carry a saved plan out."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import click

from relkit.cli.carrying import perform
from relkit.cli.group import command_words, working_directory
from relkit.cli.manner import manner_options, read_wish
from relkit.cli.progress import Watched


@click.command()
@click.argument("plan", metavar="PLAN", type=click.Path(path_type=Path))
@click.argument("lines", metavar="[LINE]...", nargs=-1)
@manner_options
@click.pass_context
def apply(ctx: click.Context, /, *, plan: Path, lines: tuple[str, ...], **asked: Any) -> int:
    """Carry out a plan that `relkit plan -o PLAN` saved: pick what it finds missing, as `relkit backport` does.

    With a LINE, only what is planned for that line. A plan whose branches have moved since is refused, with what moved.
    """
    from relkit.cli.saved import out_of_date, read_saved, select
    from relkit.workflows.adjusting import verified_with
    from relkit.workflows.backport import plan_from
    from relkit.workflows.saved import OutOfDateError

    where = working_directory(ctx)
    wish = read_wish(ctx)
    path = where / plan
    saved = read_saved(path)[1]
    select(saved, lines)  # which knows the nearest names
    try:
        with Watched() as progress:
            made = plan_from(where, saved, lines=lines, wish=wish, progress=progress)
    except OutOfDateError as refused:
        again = shlex.join([*command_words(ctx)[:-1], "plan", "-o", str(plan)])
        raise out_of_date(refused.moved, path, again) from refused
    return perform(ctx, where, verified_with(made, asked["verify"]))
