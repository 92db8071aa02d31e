"""`relkit plan -i`: a walk through what a plan is in doubt about, and what it changed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from relkit.cli import streams
from relkit.cli.conversation import Conversation
from relkit.cli.progress import Watched
from relkit.cli.terminal import Terminal
from relkit.model.plan import Plan
from relkit.report.plan.difference import difference, difference_lines
from relkit.report.plan.terminal import command_lines
from relkit.report.words import count
from relkit.workflows.doubts import Doubts, make_doubts, open_inspector, open_keeper
from relkit.workflows.sharing import share_commands
from relkit.workflows.walk import Walk


def walk(where: Path, *, lines: Sequence[str], every_line: bool, decided: bool) -> Plan | None:
    """Walk through what a repository's plan is in doubt about, or through what was ``decided``.

    Returns the plan as it was before, None where nothing was decided. Raises UsageError before the first question
    where no decision could be kept, and KeyboardInterrupt for Ctrl-C; what was decided until then is kept.
    """
    keeper = open_keeper(where)

    def again() -> Doubts:
        with Watched() as progress:
            return make_doubts(where, lines=lines, every_line=every_line, decided=decided, progress=progress)

    doubts = again()
    going = Walk(keeper, doubts.questions)
    if going.current is None:
        streams.talk("Nothing was decided yet." if decided else "Nothing is in doubt: there is nothing to ask.")
        return None
    try:
        # What one decides anew raises no questions of its own.
        Conversation(going, open_inspector(where), doubts.plan.now).hold(None if decided else again)
    finally:
        streams.talk(_outcome(going))
    return doubts.plan if going.decisions else None


def _outcome(going: Walk) -> str:
    made, left = len(going.decisions), going.left + going.put_off
    said = f"{count(made, 'decision')} {'is' if made == 1 else 'are'} kept" if made else "Nothing was decided"
    return f"{said}, {count(left, 'question')} left: `relkit plan -i` goes on from here" if left else f"{said}."


def tell_changes(where: Path, before: Plan, after: Plan) -> None:
    """Say what decisions changed in a plan, and how others get them."""
    terminal = Terminal(error=True)
    told = difference_lines(difference(before, after), width=terminal.width, ascii_only=terminal.ascii_only)
    streams.say("\nWhat your decisions changed:\n")
    streams.say(terminal.styled(told))
    commands = share_commands(where)
    if commands:
        streams.say("\nDecisions stay in this clone until they are shared:\n")
        streams.say(terminal.styled(command_lines(commands, width=terminal.width, ascii_only=terminal.ascii_only)))
