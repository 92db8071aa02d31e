"""`relkit plan -i`: a walk through what a plan is in doubt about, and what it changed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from relkit.cli import streams
from relkit.cli.progress import Watched
from relkit.cli.walk import hold_walk, say_lines, tell_sharing
from relkit.model.plan import Plan
from relkit.model.question import Question
from relkit.report.plan.difference import difference, difference_lines
from relkit.workflows.doubts import Doubts, make_doubts, open_keeper


def walk(where: Path, *, lines: Sequence[str], every_line: bool, decided: bool, typed: str) -> Plan | None:
    """Walk through what a repository's plan is in doubt about, or through what was ``decided``.

    Returns the plan as it was before, None where nothing was decided; ``typed`` is the command that goes on with what
    is left. Raises UsageError before the first question where no decision could be kept, and KeyboardInterrupt for
    Ctrl-C; what was decided until then is kept.
    """
    keeper = open_keeper(where)

    def found() -> Doubts:
        with Watched() as progress:
            return make_doubts(where, lines=lines, every_line=every_line, decided=decided, progress=progress)

    def again() -> Sequence[Question]:
        return found().questions

    doubts = found()
    if not doubts.questions:
        streams.talk("Nothing was decided yet." if decided else "Nothing is in doubt: there is nothing to ask.")
        return None
    # What one decides anew raises no questions of its own.
    more = None if decided else again
    return (
        doubts.plan
        if hold_walk(where, keeper, doubts.questions, now=doubts.plan.now, again=more, typed=typed)
        else None
    )


def tell_changes(where: Path, before: Plan, after: Plan) -> None:
    """Say what decisions changed in a plan, and how others get them."""
    streams.say("\nWhat your decisions changed:\n")
    say_lines(difference_lines, difference(before, after))
    tell_sharing(where)
