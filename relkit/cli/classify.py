"""`relkit classify`: what changes are, and how that is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from relkit.cli import pager, streams
from relkit.cli.group import working_directory
from relkit.cli.progress import Watched
from relkit.errors import UsageError
from relkit.model.classified import IGNORABLE

if TYPE_CHECKING:
    from relkit.model.classified import Classified


@click.command()
@click.argument("ranges", metavar="[RANGE]...", nargs=-1)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="For people, for programs, or for a CI job's summary.",
)
@click.option(
    "--stdin",
    "from_stdin",
    is_flag=True,
    help="Read commits from standard input, one a line, and answer in their order, whether or not they can be read.",
)
@click.option(
    "--ignore",
    "ignored",
    type=click.Choice(IGNORABLE),
    multiple=True,
    help="Judge without a signal, to see what the others make of it; may be given again.",
)
@click.option(
    "--as-of",
    metavar="MOMENT",
    help="Classify the repository as it was: a date, seconds since 1970 (nine digits or more), or a commit.",
)
@click.pass_context
def classify(
    ctx: click.Context,
    *,
    ranges: tuple[str, ...],
    form: str,
    from_stdin: bool,
    ignored: tuple[str, ...],
    as_of: str | None,
) -> None:
    """Tell what changes are: fixes, features, documentation and so on, how sure that is, and why.

    A RANGE is given as to git: a commit or the name of a branch or tag is that one commit, "A..B" and "A...B" are the
    steps that their ends lead through, a merge judged with what it brought. Without one, what is unreleased on the
    mainline is classified. Nothing is changed.

    Weights of evidence are log-odds: above 0 they speak for the kind, below 0 against it.
    """
    if from_stdin and ranges:
        raise UsageError("--stdin and a RANGE both say what to classify", "leave one of them out")
    where = working_directory(ctx)
    names = _names() if from_stdin else None
    with Watched() as progress:
        from relkit.workflows.classify import classify_changes  # --help needs none of it

        made = classify_changes(where, ranges=ranges, names=names, ignored=ignored, as_of=as_of, progress=progress)
    if form == "json":
        streams.write(_json(made))
    else:
        pager.show(_markdown(made) if form == "markdown" else _text(made))
    streams.flush()


def _names() -> Sequence[str]:
    """Read what standard input names; a line that is not UTF-8 names nothing, but keeps its place."""
    lines = streams.read().decode("utf-8", "surrogateescape").split("\n")
    return [line.strip() for line in lines if line.strip()]


def _json(made: Classified) -> bytes:
    from relkit.report.classify.document import document  # only where it is asked for
    from relkit.report.shapes import encode

    return encode(document(made))


def _markdown(made: Classified) -> str:
    from relkit.report.classify.markdown import markdown  # only where it is asked for

    return markdown(made)


def _text(made: Classified) -> str:
    from relkit.cli.terminal import Terminal  # rich takes its time
    from relkit.report.classify.terminal import lines

    terminal = Terminal()
    return terminal.styled(lines(made, width=terminal.width, ascii_only=terminal.ascii_only))
