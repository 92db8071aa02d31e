"""Carrying a planned backport out, and showing what came of it: what `backport`, `apply` and `undo` have in common."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from relkit.cli import streams
from relkit.cli.group import command_words, typed_words
from relkit.cli.progress import Watched
from relkit.cli.showing import as_json, as_text, show
from relkit.errors import EXIT_STOPPED, RelkitError

if TYPE_CHECKING:
    from relkit.model.backport import Backport
    from relkit.model.journal import Operation

_ONLY_SHOWN = ("dry_run", "form", "interactive")
"""Parameters that say nothing of what is done."""
_PUBLISHING = ("push", "request")


def perform(ctx: click.Context, where: Path, backport: Backport) -> int:
    """Carry a backport out, unless it is a dry run or nothing is to be done, and show it; return the exit status.

    What was named and is refused, because a newer line lacks it, is for a person to decide.
    """
    if ctx.params["dry_run"]:
        show_planned(ctx, where, backport)
        return 0
    refused = EXIT_STOPPED if ctx.params.get("changes") and _is_refused(backport) else 0
    if not any(work.picks for work in backport.lines):
        show_planned(ctx, where, backport)
        return refused
    from relkit.workflows.carrying import carry_out  # only where something is done

    words = typed_words(ctx, _ONLY_SHOWN)
    with told_when_interrupted(ctx, where), Watched() as progress:
        done = carry_out(where, backport, command=words, describe=describe, progress=progress)
    show_operation(ctx, where, done)
    return status(done) or refused


def _is_refused(backport: Backport) -> bool:
    return any(left.is_refused for work in backport.lines for left in work.left_out)


@contextmanager
def told_when_interrupted(ctx: click.Context, where: Path) -> Iterator[None]:
    """Say, when the block is interrupted, what stands and what to type; nothing where no operation is under way."""
    try:
        yield
    except KeyboardInterrupt:
        _tell_what_stands(ctx, where)
        raise


def _tell_what_stands(ctx: click.Context, where: Path) -> None:
    from relkit.cli.terminal import Terminal
    from relkit.report.backport.interrupted import lines
    from relkit.report.backport.view import Told
    from relkit.workflows.carrying import pending

    with suppress(RelkitError):  # the interrupt ends the command, whatever cannot be read
        operation = pending(where)
        if operation is not None:
            told = Told(operation=operation, titles={}, relkit=relkit_words(ctx))
            streams.say(Terminal(error=True).shown(lines, told))


def only_publishes(ctx: click.Context) -> bool:
    """Tell whether nothing but --push or --pr is asked for: what was made before is to be published."""
    given = {name for name in ctx.params if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE}
    return not given.isdisjoint(_PUBLISHING) and given <= {*_PUBLISHING, "labels", "form"}


def publish(ctx: click.Context, where: Path) -> int:
    """Push what the last backport made, with --pr and ask for it to be merged; return the exit status."""
    from relkit.workflows.carrying import publish_later

    asked = ctx.params
    with Watched() as progress:
        done = publish_later(
            where, request=asked["request"], labels=asked["labels"], describe=describe, progress=progress
        )
    show_operation(ctx, where, done)
    return status(done)


def describe(operation: Operation, line: int) -> tuple[str, str]:
    """Return the title and the body of the request to merge a line's result."""
    from relkit.report.backport.request import body, title  # only where one is asked for

    return title(operation, line), body(operation, line)


def status(operation: Operation) -> int:
    """Return the exit status of what an operation has come to: whether a person has to go on with it."""
    return 0 if operation.phase.is_over and not operation.refused else EXIT_STOPPED


def show_planned(ctx: click.Context, where: Path, backport: Backport) -> None:
    """Show a backport that is not carried out."""
    from relkit.report.backport.view import unnamed
    from relkit.workflows.titles import read_titles

    titles = read_titles(where, unnamed(backport))
    if ctx.params["form"] == "json":
        from relkit.report.backport.document import planned_document

        show(as_json(planned_document(backport, titles)))
        return
    from relkit.report.backport.planned import lines
    from relkit.report.backport.view import Planned

    # What was chosen by hand, no command says again.
    is_said = any(work.picks for work in backport.lines) and not ctx.params.get("interactive")
    again = shlex.join(typed_words(ctx, _ONLY_SHOWN)) if is_said else None
    show(as_text(lines, Planned(backport=backport, titles=titles, again=again)))


def show_operation(ctx: click.Context, where: Path, operation: Operation) -> None:
    """Show what an operation has come to; not through a pager, which would hide that something waits."""
    from relkit.report.backport.view import Told, unnamed
    from relkit.workflows.titles import read_titles

    titles = read_titles(where, unnamed(operation.backport, operation.lines))
    if ctx.params["form"] == "json":
        from relkit.report.backport.document import document

        streams.write(as_json(document(operation, titles)))
    else:
        from relkit.report.backport.terminal import lines
        from relkit.workflows.merged import find_merged

        merged = find_merged(where, operation)
        told = Told(operation=operation, titles=titles, relkit=relkit_words(ctx), merged=merged)
        streams.write(as_text(lines, told))
    streams.flush()


def relkit_words(ctx: click.Context) -> str:
    """Return how commands about the same repository begin: "relkit -C numpy"."""
    return shlex.join(command_words(ctx)[:-1])
