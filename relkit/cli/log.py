"""`relkit log`: what relkit did to the repository."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import click

from relkit.cli.carrying import relkit_words
from relkit.cli.group import working_directory
from relkit.cli.showing import as_json, as_text, format_option, show
from relkit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from relkit.model.journal import Operation

_SHOWN = 20
"""Operations that are shown unless more are asked for."""
_NAMED = 3


@click.command()
@click.argument("operation", metavar="[OPERATION]", required=False)
@click.option(
    "-n", "--number", "most", type=click.IntRange(min=1), metavar="N", help=f"At most N.  [default: {_SHOWN}]"
)
@format_option("For people, or for programs.", ("text", "json"))
@click.pass_context
def log(ctx: click.Context, *, operation: str | None, most: int | None, form: str) -> None:
    """Show what relkit did to the repository, the newest first. Nothing is changed.

    With an OPERATION (its id, or the beginning of it), all about that one: what became of each step, and where each ref
    was before and after.
    """
    if operation is not None and most is not None:
        raise UsageError("-n says how many operations are shown, and one is named", "leave one of them out")
    from relkit.report.backport.view import unnamed
    from relkit.workflows.carrying import operations
    from relkit.workflows.titles import read_titles

    where = working_directory(ctx)
    found = operations(where, most=(most or _SHOWN) if operation is None else None)
    if operation is not None:
        found = (_named(found, operation),)
    wants_titles = form == "json" or operation is not None
    named = [commit for one in found for commit in unnamed(one.backport, one.lines)] if wants_titles else []
    titles = read_titles(where, tuple(dict.fromkeys(named)))
    if form == "json":
        from relkit.report.backport.log_document import log_document

        show(as_json(log_document(found, titles)))
        return
    from relkit.report.backport.log import Log, log_lines, operation_lines
    from relkit.report.backport.view import Told

    words = relkit_words(ctx)
    if operation is None:
        show(as_text(log_lines, Log(operations=found, now=int(time.time()), relkit=words)))
    else:
        show(as_text(operation_lines, Told(operation=found[0], titles=titles, relkit=words)))


def _named(found: Sequence[Operation], name: str) -> Operation:
    """Return the operation of that id, or whose id begins so. Raises UsageError where there is none, or several."""
    beginning = [one for one in found if one.id.startswith(name)]
    if len(beginning) == 1:
        return beginning[0]
    if beginning:
        ids = ", ".join(one.id for one in beginning[:_NAMED])
        raise UsageError(f"{len(beginning)} operations begin with {name}", f"the newest are {ids}")
    hint = f"the newest are {', '.join(one.id for one in found[:_NAMED])}" if found else "there is none yet"
    raise UsageError(f"there is no operation {name}", hint)
