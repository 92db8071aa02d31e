"""`relkit undo`: take back what relkit did."""

from __future__ import annotations

import click

from relkit.cli.carrying import show_operation, status, told_when_interrupted
from relkit.cli.group import working_directory
from relkit.cli.progress import Watched
from relkit.cli.showing import format_option


@click.command()
@click.argument("operation", metavar="[OPERATION]", required=False)
@format_option("For people, or for programs.", ("text", "json"))
@click.pass_context
def undo(ctx: click.Context, *, operation: str | None, form: str) -> int:
    """Take an operation back, the newest one unless another is named: each branch gets back what it held.

    A branch that was moved since is named, with who built on it, and then nothing moves. What was pushed stays where
    it is. `relkit log` shows the operations.
    """
    del form  # what shows it asks for it
    from relkit.workflows.carrying import undo as take_back

    where = working_directory(ctx)
    with told_when_interrupted(ctx, where), Watched() as progress:
        done = take_back(where, operation, progress=progress)
    show_operation(ctx, where, done)
    return 0 if done.phase.is_over else status(done)
