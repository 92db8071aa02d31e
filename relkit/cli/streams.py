"""Standard output for results, standard error for talk, standard input; none can make relkit fall over."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from typing import TextIO

import click

from relkit.report.safe import visible

_WORD = re.compile(r"(?:`[^`]*`|\S)+")


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
        click.echo(f"{_styled('error:', 'red')} {_fitted(message, len('error: '))}", err=True)
        for detail in details:
            click.echo(f"  {_fitted(detail, 2)}", err=True)
        if hint:
            click.echo(f"{_styled('hint:', None)} {_fitted(hint, len('hint: '))}", err=True)


def _fitted(text: str, indent: int) -> str:
    """Return a text as a terminal's width has it; one line where there is none, and whatever reads that breaks it.

    No word is broken, nor what stands in backticks, which is to be typed.
    """
    text = visible(text)
    if not sys.stderr.isatty():
        return text
    width = shutil.get_terminal_size().columns
    if not os.environ.get("COLUMNS", "").isdigit():
        width = os.get_terminal_size(sys.stderr.fileno()).columns or width
    lines = [""]
    for word in _WORD.findall(text):
        longer = f"{lines[-1]} {word}".lstrip()
        if lines[-1] and indent + len(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return f"\n{' ' * indent}".join(lines)


def _styled(text: str, colour: str | None) -> str:
    # click itself takes colours out where there is no terminal, but does not know NO_COLOR.
    return text if os.environ.get("NO_COLOR") else click.style(text, fg=colour, bold=True)
