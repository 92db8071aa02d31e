"""`relkit classify`: what changes are, and how that is known."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from relkit.cli import streams
from relkit.cli.group import command_words, working_directory
from relkit.cli.interactive import check_interactive, decided_option, interactive_option
from relkit.cli.progress import Watched
from relkit.cli.showing import as_json, as_of_option, as_text, format_option, show
from relkit.errors import UsageError
from relkit.model.classified import IGNORABLE

if TYPE_CHECKING:
    from relkit.model.classified import Classified


@click.command()
@click.argument("ranges", metavar="[RANGE]...", nargs=-1)
@format_option()
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
    "--to",
    "line",
    metavar="LINE",
    help="Also estimate how likely the project would backport each to that line, from what it did before.",
)
@as_of_option("Classify the repository")
@click.option("--explain", "explained", is_flag=True, help="Also tell what every signal looked for and what it saw.")
@interactive_option
@decided_option
@click.option(
    "--all",
    "every",
    is_flag=True,
    help="With -i: after what is in doubt, also the kinds that are likely, and those that changes declare.",
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
    line: str | None,
    explained: bool,
    interactive: bool,
    decided: bool,
    every: bool,
) -> None:
    """Tell what changes are: fixes, features, documentation and so on, how sure that is, and why.

    A RANGE is given as to git: a commit or the name of a branch or tag is that one commit, "A..B" and "A...B" are the
    steps that their ends lead through, a merge judged with what it brought. Without one, what is unreleased on the
    mainline is classified. Nothing is changed, unless you decide something with -i.

    Weights of evidence are log-odds: above 0 they speak for the kind, below 0 against it.
    """
    if from_stdin and ranges:
        raise UsageError("--stdin and a RANGE both say what to classify", "leave one of them out")
    _check_walk(ctx, interactive=interactive, decided=decided, every=every)
    where = working_directory(ctx)
    before = _walk(ctx, where, ranges, decided=decided, every=every) if interactive else None
    names = _names() if from_stdin else None
    with Watched() as progress:
        from relkit.workflows.classify import classify_changes  # --help needs none of it

        made = classify_changes(
            where,
            ranges=ranges,
            names=names,
            ignored=ignored,
            as_of=as_of,
            line=line,
            explained=explained,
            progress=progress,
        )
    if not (interactive and form == "text" and sys.stdout.isatty()):  # there one has just seen what matters
        show(_rendered(made, form))
    if before is not None:
        from relkit.cli.classify_walk import tell_changes

        tell_changes(where, before, made)


def _check_walk(ctx: click.Context, *, interactive: bool, decided: bool, every: bool) -> None:
    """Raise UsageError for options of which only some make sense together."""
    if every and not interactive:
        raise UsageError("--all asks also about kinds that are not in doubt, and needs -i", "relkit classify -i --all")
    if every and decided:
        raise UsageError("--all asks what nobody decided, and --decided what somebody did", "leave one of them out")
    if interactive and ctx.params["from_stdin"]:
        raise UsageError("-i reads answers from standard input, and --stdin reads commits", "name a RANGE instead")
    if interactive and ctx.params["ignored"]:
        raise UsageError(
            "-i shows all that speaks for a kind, and --ignore leaves some of it out", "leave one of them out"
        )
    if interactive and ctx.params["line"] is not None:
        raise UsageError(
            "-i asks what changes are, and --to how likely they are wanted on a line",
            "leave one of them out; `relkit plan -i` asks what is wanted",
        )
    if interactive and ctx.params["explained"]:
        raise UsageError("-i shows what speaks for each kind, and --explain all of it at once", "leave one of them out")
    check_interactive(ctx, "relkit tells the kinds that it takes changes for")


def _walk(ctx: click.Context, where: Path, ranges: Sequence[str], *, decided: bool, every: bool) -> Classified | None:
    from relkit.cli.classify_walk import walk  # prompts take long to load

    options = [option for option, is_set in (("--all", every), ("--decided", decided)) if is_set]
    typed = shlex.join([*command_words(ctx), "-i", *options, *ranges])
    return walk(where, ranges=ranges, every=every, decided=decided, typed=typed)


def _names() -> Sequence[str]:
    """Read what standard input names; a line that is not UTF-8 names nothing, but keeps its place."""
    lines = streams.read().decode("utf-8", "surrogateescape").split("\n")
    return [line.strip() for line in lines if line.strip()]


def _rendered(made: Classified, form: str) -> str | bytes:
    """Return the result in a form, without loading what makes the others."""
    if form == "json":
        from relkit.report.classify.document import document

        return as_json(document(made))
    if form == "markdown":
        from relkit.report.classify.markdown import markdown

        return markdown(made)
    from relkit.report.classify.terminal import lines

    return as_text(lines, made)
