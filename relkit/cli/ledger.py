"""`relkit ledger`: where every change is, and how that is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from relkit.cli import streams
from relkit.cli.group import working_directory
from relkit.cli.progress import Watched
from relkit.errors import UsageError

if TYPE_CHECKING:
    from relkit.model.ledger import Ledger


@click.command()
@click.argument("lines", metavar="[LINE]...", nargs=-1)
@click.option(
    "--format",
    "form",
    type=click.Choice(["json"]),
    default="json",
    show_default=True,
    help="For programs.",
)
@click.option(
    "--ignore",
    "ignored",
    type=click.Choice(["reference", "notes"]),
    multiple=True,
    help="Keep the book without explicit references in messages, or without people's decisions.",
)
@click.option(
    "--as-of",
    metavar="MOMENT",
    help="The repository as it was: a date, seconds since 1970 (nine digits or more), or a commit.",
)
@click.pass_context
def ledger(
    ctx: click.Context, *, lines: tuple[str, ...], form: str, ignored: tuple[str, ...], as_of: str | None
) -> None:
    """Show where every change is: on which lines, as which commit, and how that is known. Nothing is changed."""
    if form == "json" and len(lines) != 1:
        raise UsageError("JSON is of one LINE", "name one: relkit ledger LINE --format json")
    with Watched() as progress:
        from relkit.workflows.ledger import keep_ledger  # --help needs none of it

        made = keep_ledger(working_directory(ctx), lines=lines, ignored=ignored, as_of=as_of, progress=progress)
    streams.write(_json(made))
    streams.flush()


def _json(made: Ledger) -> bytes:
    from relkit.report.ledger.document import document  # only where it is asked for
    from relkit.report.shapes import encode

    return encode(document(made))
