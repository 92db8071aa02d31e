"""What to type next."""

from __future__ import annotations

import shlex

from relkit.model.command import Command
from relkit.model.ids import SHORT_ID
from relkit.model.ledger import Ledger, Row
from relkit.report.ledger.marks import Mark, mark_of

_URGENT = (Mark.OWED, Mark.LOST, Mark.PARTIAL, Mark.MISSING)


def next_commands(ledger: Ledger, *, again: str, wide: bool) -> tuple[Command, ...]:
    """Return what to type next. ``again`` is the command without its lines and filters: "relkit -C numpy ledger"."""
    commands = []
    rows = ledger.selection.rows
    if rows:
        change = _most_urgent(rows).judged.change.id[:SHORT_ID]
        commands.append(Command(command=f"{again} --explain {change}", does="where it is, and how that is known"))
    if not ledger.asked and not ledger.wish.is_narrow and len(ledger.lines) > 1:
        name = ledger.lines[0].line.name
        commands.append(Command(command=f"{again} --missing {shlex.quote(name)}", does=f"what {name} lacks"))
    elif rows and not wide:
        names = [shlex.quote(entries.line.name) for entries in ledger.lines] if ledger.asked else []
        commands.append(Command(command=" ".join([again, "--wide", *names]), does="with the commits on each line"))
    return tuple(commands)


def _most_urgent(rows: tuple[Row, ...]) -> Row:
    """Return the first of the rows with the most urgent mark."""
    for mark in _URGENT:
        for row in rows:
            if any(mark_of(cell) is mark for cell in row.cells):
                return row
    return rows[0]
