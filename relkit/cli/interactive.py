"""The options of the verbs that ask with `-i`."""

from __future__ import annotations

import click

from relkit.cli.streams import can_ask
from relkit.errors import UsageError

interactive_option = click.option(
    "-i",
    "--interactive",
    is_flag=True,
    help="First walk through what is in doubt: one key an answer, kept as a decision (a git note) at once.",
)
decided_option = click.option(
    "--decided", is_flag=True, help="With -i: walk through what was decided, to decide otherwise."
)


def check_interactive(ctx: click.Context, without: str) -> None:
    """Raise UsageError when there is nobody to ask, or nothing to decide, or when only `-i` would make sense of it.

    ``without`` says what the verb does without asking.
    """
    if not ctx.params["interactive"]:
        if ctx.params["decided"]:
            hint = f"relkit {ctx.info_name} -i --decided"
            raise UsageError("--decided asks again what was decided, and needs -i", hint)
        return
    if ctx.params["as_of"] is not None:
        raise UsageError(
            "-i decides about the repository as it is, and --as-of shows the past", "leave one of them out"
        )
    if not can_ask():
        raise UsageError(
            "-i asks questions, and there is no terminal to ask at", f"run it in a terminal; without -i {without}"
        )
