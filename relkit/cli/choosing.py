"""`relkit backport -i`: choosing what is picked."""

from __future__ import annotations

from pathlib import Path

from relkit.cli import prompts
from relkit.cli.terminal import Terminal
from relkit.cli.walk import say_lines
from relkit.model.backport import Backport, LineWork
from relkit.model.ids import CommitId
from relkit.report.backport.choices import choices
from relkit.report.backport.planned import lines
from relkit.report.backport.view import Planned, to_pick, unnamed
from relkit.workflows.adjusting import only_chosen
from relkit.workflows.titles import read_titles

_SIGNS = 5
"""Columns that a list takes before each of its options."""


def choose(where: Path, backport: Backport, *, ask: bool) -> Backport | None:
    """Show a planned backport, let its picks be chosen for each line, and ``ask`` whether to carry that out.

    Returns what was chosen; None where a person left or said no. Raises KeyboardInterrupt for Ctrl-C.
    """
    titles = read_titles(where, unnamed(backport))
    say_lines(lines, Planned(backport=backport, titles=titles, again=None, are_listed=True))
    with prompts.conversation():
        try:
            made = only_chosen(backport, [_chosen(work) for work in backport.lines])
            if not any(work.picks for work in made.lines):
                return None
            is_wanted = not ask or prompts.confirm(f"Make {to_pick(made.lines)}?", default=True)
        except EOFError:
            return None
    return made if is_wanted else None


def _chosen(work: LineWork) -> frozenset[CommitId]:
    terminal = Terminal(error=True)
    offered = choices(work, width=terminal.width - _SIGNS, ascii_only=terminal.ascii_only)
    if not offered:
        return frozenset()
    texts = {choice.text: choice.id for choice in offered}
    picked = prompts.pick(
        f"What to {work.destination.line}?",
        list(texts),
        [choice.text for choice in offered if choice.likely],
    )
    return frozenset(texts[text] for text in picked)
