"""Questions to a person at a terminal: the only place that uses questionary. All of it is on standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

import questionary
from prompt_toolkit import PromptSession
from prompt_toolkit.application import create_app_session
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.output.defaults import create_output
from prompt_toolkit.styles import Style

from relkit.cli import signals
from relkit.report.safe import visible

T = TypeVar("T")
ENTER = "Enter"
"""The key of that name, for ``press``."""
_PICKING = "(space picks, a all or none, Enter ends)"
_COLOURLESS = Style([("qmark", "bold"), ("question", "bold"), ("answer", "bold")])
_COLOURED = Style([("qmark", "bold ansicyan"), ("question", "bold"), ("answer", "bold ansigreen")])


@contextmanager
def conversation() -> Iterator[None]:
    """Let the questions asked in the block appear on standard error: standard output is for results."""
    with create_app_session(output=create_output(stdout=sys.stderr)):
        yield


def press(message: str, keys: Mapping[str, str]) -> str:
    """Wait for one of the keys and return it; each stands for an answer, which is then shown.

    Raises KeyboardInterrupt for Ctrl-C, EOFError for Ctrl-D and where the terminal is gone.
    """
    bindings = KeyBindings()
    answer: list[str] = []

    def take(key: str) -> None:
        @bindings.add("enter" if key == ENTER else key)
        def _(event: KeyPressEvent) -> None:
            answer.append(keys[key])
            event.app.exit(result=key)

    @bindings.add(Keys.Any)
    @bindings.add("enter")  # which would else accept an empty line
    @bindings.add("escape", "enter")
    def _(_: KeyPressEvent) -> None:
        """Let any other key do nothing."""

    for key in keys:
        take(key)

    @bindings.add("c-c")
    def _(event: KeyPressEvent) -> None:
        event.app.exit(exception=KeyboardInterrupt())

    @bindings.add("c-d")
    def _(event: KeyPressEvent) -> None:
        event.app.exit(exception=EOFError())

    def shown() -> FormattedText:
        asked = [("class:qmark", "? "), ("class:question", visible(message)), ("", " ")]
        return FormattedText([*asked, *(("class:answer", visible(word)) for word in answer)])

    session: PromptSession[str] = PromptSession(shown, key_bindings=bindings, style=_style())
    return str(_answer(questionary.Question(session.app)))


def choose(message: str, choices: Sequence[str]) -> str:
    """Let one of several be chosen from a list; the first is the default. Raises as ``press`` does."""
    while True:
        asked = questionary.select(
            visible(message), choices=list(choices), instruction="(arrow keys, Enter)", style=_style()
        )
        if (said := str(_answer(asked))) in choices:  # Escape and Enter chooses nothing
            return said


def confirm(message: str, *, default: bool) -> bool:
    """Ask yes or no; Enter takes the default. Raises as ``press`` does."""
    return bool(_answer(questionary.confirm(visible(message), default=default, style=_style())))


def enter(message: str, read: Callable[[str], T | None], wrong: str) -> T | None:
    """Ask for a text that ``read`` understands, None for an empty one. While it gives None, ``wrong`` is shown."""

    def is_right(text: str) -> bool | str:
        return not text.strip() or read(text.strip()) is not None or wrong

    said = str(_answer(questionary.text(visible(message), validate=is_right, style=_style()))).strip()
    return read(said) if said else None


def pick(message: str, options: Sequence[str], chosen: Sequence[str] = ()) -> list[str]:
    """Let any of the options be picked and return them. Raises as ``press`` does."""
    choices = [questionary.Choice(title=visible(text), value=text, checked=text in chosen) for text in options]
    asked = questionary.checkbox(visible(message), choices=choices, instruction=_PICKING, style=_style())
    return list(_answer(asked))


def _answer(question: questionary.Question) -> Any:
    application = question.application

    def leave(error: BaseException) -> None:
        with suppress(Exception):  # it is ending already
            application.exit(exception=error)

    def take(error: signals.TerminatedError) -> bool:
        if application.loop is None or not application.is_running:
            return False
        application.loop.call_soon_threadsafe(leave, error)
        return True

    with signals.handed_to(take):
        return question.unsafe_ask()


def _style() -> Style:
    return _COLOURLESS if os.environ.get("NO_COLOR") else _COLOURED
