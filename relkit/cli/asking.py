"""Questions at the terminal. Enter takes the default; Ctrl-C and the end of the input leave everything as it was."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

_T = TypeVar("_T")


def can_ask() -> bool:
    """Tell whether somebody sits at a terminal, to read questions and to answer them."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def choose(question: str, choices: Sequence[str]) -> str:
    """Ask for one of several; the first is the default."""
    import questionary  # takes long to import

    return str(_answer(questionary.select(question, choices=list(choices), instruction="(arrow keys, Enter)")))


def confirm(question: str, *, default: bool) -> bool:
    """Ask yes or no."""
    import questionary

    return bool(_answer(questionary.confirm(question, default=default)))


def enter(question: str, read: Callable[[str], _T | None], wrong: str) -> _T | None:
    """Ask for a text that ``read`` understands, None for an empty one. While it gives None, ``wrong`` is shown."""
    import questionary

    def is_right(text: str) -> bool | str:
        return not text.strip() or read(text.strip()) is not None or wrong

    said = str(_answer(questionary.text(question, validate=is_right))).strip()
    return read(said) if said else None


def _answer(question: Any) -> Any:
    try:
        return question.unsafe_ask()
    except EOFError as error:
        raise click.Abort from error
