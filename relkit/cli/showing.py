"""What the verbs that show a result have in common: their options, and the result as text, JSON or Markdown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

import click

from relkit.cli import pager, streams
from relkit.model.evidence import Kind

if TYPE_CHECKING:
    from relkit.cli.terminal import Render
    from relkit.report.shapes import Shape

_Option = Callable[[Callable[..., object]], Callable[..., object]]
_Subject = TypeVar("_Subject")


def format_option(
    readers: str = "For people, for programs, or for a CI job's summary.",
    forms: Sequence[str] = ("text", "json", "markdown"),
) -> _Option:
    """Return the option that chooses the form of a result; ``readers`` says whom each of the forms is for."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(forms),
        default="text",
        show_default=True,
        help=readers,
    )


def kind_option(what: str) -> _Option:
    """Return the option that chooses kinds of changes; ``what`` is what it says of them."""
    return click.option(
        "--kind",
        "kinds",
        type=click.Choice([kind.value for kind in Kind]),
        metavar="KIND",
        multiple=True,
        help=what,
    )


def as_of_option(what: str) -> _Option:
    """Return the option that chooses the moment whose repository is meant; ``what`` is what "as it was" is said of."""
    return click.option(
        "--as-of",
        metavar="MOMENT",
        help=f"{what} as it was: a date, seconds since 1970 (nine digits or more), or a commit.",
    )


def as_text(lines: Render[_Subject], subject: _Subject) -> str:
    """Return what a report makes of a subject for the terminal that standard output is."""
    from relkit.cli.terminal import Terminal  # rich takes its time

    return Terminal().shown(lines, subject)


def as_json(document: Shape) -> bytes:
    """Return a document as standard output and files have it."""
    from relkit.report.shapes import encode  # msgspec is needed only where JSON is asked for

    return encode(document)


def show(result: str | bytes) -> None:
    """Put a result on standard output, all of it before anything else is said: text through a pager where it is long.

    Raises OutputError, and BrokenPipeError when nobody reads any more.
    """
    if isinstance(result, bytes):
        streams.write(result)
    else:
        pager.show(result)
    streams.flush()
