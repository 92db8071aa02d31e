"""`relkit ledger`: where every change is, and how that is known."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import click

from relkit.cli.completing import complete_line
from relkit.cli.group import command_words, working_directory
from relkit.cli.progress import Watched
from relkit.cli.showing import as_json, as_of_option, as_text, format_option, kind_option, show
from relkit.errors import UsageError
from relkit.model.evidence import Kind

if TYPE_CHECKING:
    from relkit.model.ledger import Ledger
    from relkit.report.ledger.explanation import ExplanationView
    from relkit.report.ledger.view import LedgerView

_ROWS = 20
"""Rows that are shown unless more are asked for: what one takes in at a glance."""


@click.command()
@click.argument("lines", metavar="[LINE]...", nargs=-1, shell_complete=complete_line)
@format_option("For people, for programs (the whole book of one LINE), or for an issue.")
@kind_option("Only changes of this kind (fix, security, feature …), also guesses; may be given again for another.")
@click.option(
    "--missing",
    metavar="LINE",
    multiple=True,
    shell_complete=complete_line,
    help="Only what this line lacks; given again, only what each of the lines lacks.",
)
@click.option("--only-here", is_flag=True, help="What is only on maintenance lines, and never went to the mainline.")
@click.option(
    "--since",
    metavar="MOMENT",
    help='Only what landed since then: a date, "2 weeks ago", seconds since 1970, or a commit, tag or branch.',
)
@click.option(
    "--path",
    "paths",
    metavar="PATH",
    multiple=True,
    help="Only what touches this file or folder, from the repository's top; may be given again for another.",
)
@click.option(
    "-n", "--number", "most", type=click.IntRange(min=1), metavar="N", help=f"At most N rows.  [default: {_ROWS}]"
)
@click.option("--all", "every", is_flag=True, help="Every change, of any kind, also those that no line lacks.")
@click.option(
    "--explain",
    "explained",
    metavar="CHANGE",
    help="All about one change, the mainline's or a line's: where it is, and what speaks for and against that.",
)
@click.option(
    "--wanted",
    is_flag=True,
    help="With --format json: also estimate how likely the project would backport what is missing; takes some seconds.",
)
@click.option("--wide", is_flag=True, help="Also say for each line which commit it is there.")
@click.option(
    "--ignore",
    "ignored",
    type=click.Choice(["reference", "time", "notes"]),
    multiple=True,
    help="Keep the book without references in messages, without authors' times, or without people's decisions.",
)
@as_of_option("The repository")
@click.pass_context
def ledger(
    ctx: click.Context,
    *,
    lines: tuple[str, ...],
    form: str,
    kinds: tuple[str, ...],
    missing: tuple[str, ...],
    only_here: bool,
    since: str | None,
    paths: tuple[str, ...],
    most: int | None,
    every: bool,
    explained: str | None,
    wanted: bool,
    wide: bool,
    ignored: tuple[str, ...],
    as_of: str | None,
) -> None:
    """Show where every change is: on which lines, as which commit, and how that is known. Nothing is changed.

    A row is a change of the mainline, a column a maintenance line, newest first. Without options, the newest fixes and
    security fixes are shown that some line lacks, and what needs attention beside them: what a line is owed, what an
    upgrade would lose, fixes that never went forward to the mainline.

    A LINE is a branch or its series ("2.3.x", "origin/stable/2025.1", "2.3"). Without one, it is every maintained line.
    Options that choose rows are combined: a row has to satisfy each of them.
    """
    _check(ctx)
    if explained is not None:
        _explain(ctx, explained)
        return
    with Watched() as progress:
        from relkit.workflows.ledger import Asked, keep_ledger  # --help needs none of it

        asked = None
        if form != "json":
            asked = Asked(
                kinds=tuple(map(Kind, kinds)),
                missing=missing,
                only_here=only_here,
                since=since,
                paths=paths,
                every=every,
                most=most or (None if every else _ROWS),
            )
        made = keep_ledger(
            working_directory(ctx),
            lines=lines,
            ignored=ignored,
            as_of=as_of,
            asked=asked,
            wanted=wanted,
            progress=progress,
        )
    _show(ctx, made, form, wide=wide)


def _check(ctx: click.Context) -> None:
    """Raise UsageError for options of which only some make sense together."""
    given = ctx.params
    if given["form"] == "json":
        if len(given["lines"]) != 1:
            raise UsageError("JSON is of one LINE", "name one: relkit ledger LINE --format json")
        for name, option in _CHOOSING.items():
            if given[name]:
                raise UsageError(
                    f"{option} does not go with --format json, which has the whole book", f"leave out {option}"
                )
    elif given["wanted"]:
        raise UsageError("--wanted goes with --format json", "`relkit classify --to LINE` tells it to people")
    if given["explained"] is not None:
        for name, option in _CHOOSING.items():
            if given[name] and name != "explained":
                raise UsageError(f"{option} chooses rows, and --explain shows one change", f"leave out {option}")
    if given["only_here"] and given["missing"]:
        raise UsageError(
            "--only-here shows what the mainline lacks, and --missing what a line lacks", "leave one of them out"
        )


_CHOOSING = {
    "kinds": "--kind",
    "missing": "--missing",
    "only_here": "--only-here",
    "since": "--since",
    "paths": "--path",
    "most": "-n",
    "every": "--all",
    "wide": "--wide",
    "explained": "--explain",
}


def _explain(ctx: click.Context, name: str) -> None:
    given = ctx.params
    with Watched() as progress:
        from relkit.workflows.explain import explain_change  # --help needs none of it

        told = explain_change(
            working_directory(ctx),
            name,
            lines=given["lines"],
            ignored=given["ignored"],
            as_of=given["as_of"],
            progress=progress,
        )
    from relkit.report.ledger.explanation import view

    seen = view(told, forecast=shlex.join([*command_words(ctx)[:-1], "forecast"]))
    show(_explained(seen, given["form"]))


def _show(ctx: click.Context, made: Ledger, form: str, *, wide: bool) -> None:
    if form == "json":
        from relkit.report.ledger.document import document

        show(as_json(document(made)))
    else:
        from relkit.report.ledger.view import view

        seen = view(made, again=_again(ctx), wide=wide)
        show(_rendered(seen, form))


def _again(ctx: click.Context) -> str:
    """Return the command as it was typed, without its lines and what chooses rows."""
    words = command_words(ctx)
    if ctx.params["as_of"] is not None:
        words += ["--as-of", ctx.params["as_of"]]
    for ignored in ctx.params["ignored"]:
        words += ["--ignore", ignored]
    return shlex.join(words)


def _rendered(seen: LedgerView, form: str) -> str:
    """Return what is seen in a form for people, without loading what makes the other."""
    if form == "markdown":
        from relkit.report.ledger.markdown import markdown

        return markdown(seen)
    from relkit.report.ledger.terminal import lines

    return as_text(lines, seen)


def _explained(seen: ExplanationView, form: str) -> str:
    if form == "markdown":
        from relkit.report.ledger.markdown import explanation

        return explanation(seen)
    from relkit.report.ledger.explanation_terminal import lines

    return as_text(lines, seen)
