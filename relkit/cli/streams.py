"""Standard output for results, standard error for talk, standard input; none can make relkit fall over."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Iterator, Sequence
from typing import TextIO

import click

from relkit.report.safe import visible


class OutputError(Exception):
    """The results could not be written: a full disk, a closed terminal."""


def prepare() -> None:
    """Make both streams usable: a closed one swallows, a character that an encoding lacks is written as its escape."""
    if sys.stdout is None:
        sys.stdout = _nowhere()
    if sys.stderr is None:
        sys.stderr = _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 # open as long as the process


def write(result: str | bytes) -> None:
    """Write a result to standard output: text in the terminal's encoding, bytes as they are.

    Raises OutputError, and BrokenPipeError when nobody reads any more.
    """
    with _told():
        if isinstance(result, bytes):
            click.echo(result, nl=False)
        else:
            sys.stdout.write(result)


def read() -> bytes:
    """Return all of standard input; nothing where it is closed."""
    return b"" if sys.stdin is None else sys.stdin.buffer.read()


def flush() -> None:
    """Push results out of the process. Raises OutputError, and BrokenPipeError when nobody reads any more."""
    with _told():
        sys.stdout.flush()


@contextlib.contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"the result could not be written: {error.strerror or error}") from error


def abandon() -> None:
    """Give standard output up: what is still in its buffer must not fail again when the process ends."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def talk(text: str) -> None:
    """Tell a person something, on standard error."""
    with contextlib.suppress(OSError):
        click.echo(visible(text), err=True)


def can_ask() -> bool:
    """Tell whether somebody sits at a terminal, to read questions (on standard error) and to answer them."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def say(text: str) -> None:
    """Show a person what was made for a terminal, on standard error, as it is."""
    with contextlib.suppress(OSError):
        sys.stderr.write(text)
        sys.stderr.flush()


def complain(message: str, hint: str | None = None, details: Sequence[str] = ()) -> None:
    """Tell a person what went wrong, more of it one a line, and what to do next, on standard error."""
    with contextlib.suppress(OSError):
        click.echo(f"{_styled('error:', 'red')} {visible(message)}", err=True)
        for detail in details:
            click.echo(f"  {visible(detail)}", err=True)
        if hint:
            click.echo(f"{_styled('hint:', None)} {visible(hint)}", err=True)


def _styled(text: str, colour: str | None) -> str:
    # click itself takes colours out where there is no terminal, but does not know NO_COLOR.
    return text if os.environ.get("NO_COLOR") else click.style(text, fg=colour, bold=True)
