"""`relkit forecast`: what cherry-picks will do, and what is in their way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from relkit.cli import streams
from relkit.cli.group import working_directory
from relkit.cli.progress import Watched
from relkit.cli.showing import as_json, as_of_option, as_text, format_option, show
from relkit.errors import UsageError

if TYPE_CHECKING:
    from relkit.model.forecast import Forecasts

_WHAT = "relkit forecast CHANGE --to LINE"
_WORDS = 2  # of a line that names a pick


@click.command()
@click.argument("changes", metavar="[CHANGE]...", nargs=-1)
@click.option("--to", "lines", metavar="LINE", multiple=True, help="The line that is picked to.")
@click.option("--onto", metavar="COMMIT", help="Pick onto that commit, and not onto the tip of a line.")
@click.option("--independent", is_flag=True, help="Each pick for itself, not on the result of those before it.")
@click.option(
    "--stdin",
    "from_stdin",
    is_flag=True,
    help='Read picks from standard input, "CHANGE ONTO" a line, and answer in their order, each for itself.',
)
@as_of_option("The line")
@format_option()
@click.pass_context
def forecast(
    ctx: click.Context,
    *,
    changes: tuple[str, ...],
    lines: tuple[str, ...],
    onto: str | None,
    independent: bool,
    from_stdin: bool,
    as_of: str | None,
    form: str,
) -> None:
    """Tell what cherry-picks will do, without doing them. Nothing is changed.

    A CHANGE is given as to git: a commit, or "A..B" for the steps from A to B. A merge is picked as its difference to
    its first parent (`git cherry-pick -m 1`). Several changes are picked in the order given, each on the result of
    those before it; one that does not apply is left out then.
    """
    _check(ctx)
    with Watched() as progress:
        from relkit.workflows.forecast import forecast_changes, forecast_pairs  # --help needs none of it

        where = working_directory(ctx)
        if from_stdin:
            made = forecast_pairs(where, _pairs(), progress=progress)
        else:
            made = forecast_changes(
                where,
                changes,
                line=next(iter(lines), None),
                onto=onto,
                independent=independent,
                as_of=as_of,
                progress=progress,
            )
    show(_rendered(made, form))


def _check(ctx: click.Context) -> None:
    """Raise UsageError for options of which only some make sense together."""
    asked = ctx.params
    if asked["from_stdin"]:
        for name, said in (("changes", "a CHANGE"), ("lines", "--to"), ("onto", "--onto"), ("as_of", "--as-of")):
            if asked[name]:
                raise UsageError(
                    f"--stdin reads every CHANGE and what it is picked onto, and {said} says so too",
                    "leave one of them out",
                )
        return
    if not asked["changes"]:
        raise UsageError("no CHANGE is named", _WHAT)
    if len(asked["lines"]) > 1:
        raise UsageError(
            f"--to is given {len(asked['lines'])} times, and one line is picked to", "ask for each by itself"
        )
    if asked["lines"] and asked["onto"] is not None:
        raise UsageError("--to and --onto both say what is picked onto", "leave one of them out")
    if not asked["lines"] and asked["onto"] is None:
        raise UsageError("it is not said what is picked to", f"{_WHAT}, or --onto COMMIT")
    if asked["as_of"] is not None and not asked["lines"]:
        raise UsageError("--as-of says which tip a line had, and no line is named", f"{_WHAT} --as-of MOMENT")


def _pairs() -> list[tuple[str, str]]:
    """Read what standard input asks. Raises UsageError for a line that does not name two commits."""
    pairs = []
    for number, line in enumerate(streams.read().decode("utf-8", "surrogateescape").split("\n"), 1):
        words = line.split()
        if not words:
            continue
        if len(words) != _WORDS:
            raise UsageError(f'line {number} of standard input is not "CHANGE ONTO"', "two commits a line")
        pairs.append((words[0], words[1]))
    return pairs


def _rendered(made: Forecasts, form: str) -> str | bytes:
    """Return the result in a form, without loading what makes the others."""
    if form == "json":
        from relkit.report.forecast.document import document

        return as_json(document(made))
    if form == "markdown":
        from relkit.report.forecast.markdown import markdown

        return markdown(made)
    from relkit.report.forecast.terminal import lines

    return as_text(lines, made)
