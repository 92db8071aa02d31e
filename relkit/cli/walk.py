"""What all walks with `-i` have in common: they are held, told of, and their decisions can be shared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from relkit.cli import streams
from relkit.cli.conversation import Conversation
from relkit.cli.terminal import Render, Terminal
from relkit.model.question import Question
from relkit.report.commands import command_lines
from relkit.report.words import count
from relkit.workflows.decisions import Keeper
from relkit.workflows.doubts import open_inspector
from relkit.workflows.sharing import share_commands
from relkit.workflows.walk import Walk

_Subject = TypeVar("_Subject")


def hold_walk(
    where: Path,
    keeper: Keeper,
    questions: Sequence[Question],
    *,
    now: int,
    again: Callable[[], Sequence[Question]] | None = None,
    typed: str,
) -> bool:
    """Walk through questions, and return whether anything was decided; ages are counted up to ``now``.

    ``again`` finds what the answers raise anew, ``typed`` is the command that goes on with what is left. Raises
    KeyboardInterrupt for Ctrl-C; what was decided until then is kept.
    """
    going = Walk(keeper, questions)
    try:
        Conversation(going, open_inspector(where), now).hold(again)
    finally:
        streams.talk(_outcome(going, typed))
    return bool(going.decisions)


def _outcome(going: Walk, typed: str) -> str:
    made, left = len(going.decisions), going.left + going.put_off
    said = f"{count(made, 'decision')} {'is' if made == 1 else 'are'} kept" if made else "Nothing was decided"
    return f"{said}, {count(left, 'question')} left: `{typed}` goes on from here" if left else f"{said}."


def tell_sharing(where: Path) -> None:
    """Say how others get the decisions of a repository."""
    commands = share_commands(where)
    if commands:
        streams.say("\nDecisions stay in this clone until they are shared:\n")
        say_lines(command_lines, commands)


def say_lines(render: Render[_Subject], subject: _Subject) -> None:
    """Show on standard error what a report makes of a subject for this terminal."""
    streams.say(Terminal(error=True).shown(render, subject))
