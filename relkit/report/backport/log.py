"""The journal for a terminal: operations in lines, and one with the refs that it moved."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from rich.text import Text

from relkit.model.command import Command
from relkit.model.ids import SHORT_ID, CommitId
from relkit.model.journal import Operation, RefUpdate
from relkit.report.backport.results import public
from relkit.report.backport.rows import GAP, NARROW
from relkit.report.backport.terminal import TONES, show_whole
from relkit.report.backport.view import PHASES, Told, short, tally
from relkit.report.commands import show_commands
from relkit.report.page import Page, Piece
from relkit.report.tones import Tone
from relkit.report.words import elapsed, enumerated, minute, short_span


@dataclass(frozen=True, kw_only=True, slots=True)
class Log:
    """Operations, the newest first, seen at a moment (seconds since 1970); ``relkit`` is how commands begin."""

    operations: tuple[Operation, ...]
    now: int
    relkit: str = "relkit"


def log_lines(log: Log, *, width: int, ascii_only: bool = False) -> Sequence[Text]:
    """Return the operations, each in a line or two, for a terminal of ``width`` columns."""
    page = Page(width, ascii_only)
    if not log.operations:
        page.paragraph("relkit has changed nothing here yet.")
        return page.lines
    ages = [short_span(elapsed(one.began, log.now)) for one in log.operations]
    widest = max(map(len, ages))
    phases = max(len(PHASES[one.phase]) for one in log.operations)
    for one, age in zip(log.operations, ages, strict=True):
        head = [
            Piece(one.id, Tone.STRONG, to_copy=True),
            Piece(f"{GAP}{age.rjust(widest)}{GAP}", Tone.QUIET),
            Piece(PHASES[one.phase].ljust(phases), TONES.get(one.phase, Tone.ATTENTION)),
        ]
        if page.width < NARROW:
            page.line(*head)
            page.paragraph(_about(one), first=GAP)
        else:
            page.line(*head, Piece(f"{GAP}{_about(one)}"))
    show_commands(page, (Command(command=f"{log.relkit} log {log.operations[0].id}", does="all about one"),))
    return page.lines


def _about(operation: Operation) -> str:
    works = operation.backport.lines
    names = enumerated([work.destination.line for work in works])
    return f"{names}: {tally(works, operation.lines, operation.phase)}"


def operation_lines(told: Told, *, width: int, ascii_only: bool = False) -> Sequence[Text]:
    """Return all about one operation: when, who, what was typed, what became of it, and refs before and after."""
    page = Page(width, ascii_only)
    operation = told.operation
    show_whole(page, told, all_by=None)
    page.blank()
    ended = "" if operation.ended is None else f", ended {minute(operation.ended)}"
    page.paragraph(f"began {minute(operation.began)}{ended}, by {operation.who}", Tone.QUIET)
    page.paragraph("as typed:", Tone.QUIET)
    page.command(shlex.join(operation.command))
    moved = public(operation.updates)
    if moved:
        page.blank()
        page.line(Piece("refs before and after", Tone.STRONG))
        _updates(page, moved)
    for push in operation.pushes:
        when = "before and after" if push.remote in operation.pushed else "before, and what it did not take"
        page.line(Piece(f"on {push.remote} {when}", Tone.STRONG))
        _updates(page, push.updates)
    return page.lines


def _updates(page: Page, updates: Sequence[RefUpdate]) -> None:
    for update in updates:
        page.line(
            Piece(f"{GAP}{_at(update.old)} → {_at(update.new)}{GAP}", Tone.QUIET, to_copy=True),
            Piece(short(update.ref), to_copy=True),
        )


def _at(commit: CommitId | None) -> str:
    return "(none)".ljust(SHORT_ID) if commit is None else commit[:SHORT_ID]
