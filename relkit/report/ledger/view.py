"""What is said of a ledger, whatever shows it: rows of changes, columns of lines, and what else matters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from relkit.model.command import Command
from relkit.model.ids import SHORT_ID, CommitId
from relkit.model.ledger import Ledger, Row, Standing
from relkit.model.line import Line
from relkit.model.plan import Judged
from relkit.report.kinds import Group, group, kind_in_words
from relkit.report.ledger.commands import next_commands
from relkit.report.ledger.marks import LOOKS, Mark, mark_of
from relkit.report.ledger.sections import Section, sections
from relkit.report.tones import Tone
from relkit.report.words import count, elapsed, enumerated, minute

_ENDED = 4
"""Lines that are over and are named."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RowView:
    """A change and its mark on each line; in ``words`` the same, in ``places`` what signs do not say, if asked for."""

    id: CommitId
    kind: str
    tone: Tone
    age: int
    title: str
    marks: tuple[Mark, ...]
    words: tuple[str, ...]
    places: tuple[str, ...]

    @property
    def short_id(self) -> str:
        """The id as people are shown it."""
        return self.id[:SHORT_ID]


@dataclass(frozen=True, kw_only=True, slots=True)
class LedgerView:
    """All that is said of a ledger, in order; ``columns`` are the lines' names, as short as they are clear."""

    title: str
    moment: str
    summary: str
    columns: tuple[str, ...]
    rows: tuple[RowView, ...]
    more: str | None
    sections: tuple[Section, ...]
    ignored: str | None
    ended: str | None
    warnings: tuple[str, ...]
    commands: tuple[Command, ...]


def view(ledger: Ledger, *, again: str = "relkit ledger", wide: bool = False) -> LedgerView:
    """Return what to say of a ledger; ``again`` is the command as it was typed, ``wide`` asks for commits in words."""
    lines = [entries.line for entries in ledger.lines]
    columns = short_names(lines)
    short = dict(zip((line.name for line in lines), columns, strict=True))
    rows = ledger.selection.rows
    return LedgerView(
        title=ledger.repository,
        moment=f"as of {minute(ledger.now)}" if ledger.as_of else minute(ledger.now),
        summary=_summary(ledger),
        columns=columns,
        rows=tuple(_row(row, ledger.now, short, wide=wide) for row in rows),
        more=_more(ledger),
        sections=() if ledger.wish.is_narrow else sections(ledger, columns),
        ignored=f"Left out: {enumerated(ledger.ignored)}" if ledger.ignored else None,
        ended=None if ledger.asked else _ended(ledger.ended),
        warnings=ledger.warnings,
        commands=next_commands(ledger, again=again, wide=wide),
    )


def short_names(lines: Sequence[Line]) -> tuple[str, ...]:
    """Return the lines' names: their series where every line has one of its own, else their branches."""
    series = [line.series for line in lines]
    if all(series) and len(set(series)) == len(series):
        return tuple(name for name in series if name)
    return tuple(line.name for line in lines)


def _row(row: Row, now: int, short: Mapping[str, str], *, wide: bool) -> RowView:
    judged = row.judged
    return RowView(
        id=judged.change.id,
        kind=kind_in_words(judged),
        tone=tone_of(judged),
        age=elapsed(judged.change.landed, now),
        title=judged.change.title,
        marks=tuple(map(mark_of, row.cells)),
        words=tuple(in_words(cell, short) for cell in row.cells),
        places=_places(row, short) if wide else (),
    )


def _places(row: Row, short: Mapping[str, str]) -> tuple[str, ...]:
    """Return in words what the signs do not say: the commits."""
    told = zip(short.values(), row.cells, strict=True)
    return tuple(f"{name}: {in_words(cell, short)}" for name, cell in told if cell.by or cell.lacks or cell.older)


def tone_of(judged: Judged) -> Tone:
    """Return what a change's kind means to the reader."""
    meaning = group(judged)
    if meaning is Group.SECURITY:
        return Tone.BAD
    return Tone.QUIET if meaning is Group.INTERNAL else Tone.PLAIN


def in_words(cell: Standing, short: Mapping[str, str]) -> str:
    """Return where a change stands on a line, with the commits that say so; ``short`` are the lines' short names."""
    mark = mark_of(cell)
    said = LOOKS[mark].words
    by = enumerated([commit[:SHORT_ID] for commit in cell.by])
    if by:
        said += f" by {by}" if mark is Mark.REVERTED else f" as {by}"
    if cell.lacks:
        said += f", without {enumerated([commit[:SHORT_ID] for commit in cell.lacks])}"
    if cell.older:
        said += f", but on {enumerated([short.get(name, name) for name in cell.older])}"
    return said


def _summary(ledger: Ledger) -> str:
    """Return what the rows are, in a sentence."""
    if not ledger.lines:
        if ledger.ended:
            return "Every maintenance line has ended; name one to see its book"
        return f"There are no maintenance branches: everything is on {ledger.mainline.name} alone"
    wish, found = ledger.wish, ledger.selection.found
    noun = "change" if wish.kinds or wish.every or wish.only_here else "fix"
    said = count(found, noun) if found else f"No {noun}"
    said += "" if wish.only_here else f" of {ledger.mainline.name}"
    if wish.kinds:
        said += f" of kind {' or '.join(sorted(kind.value for kind in wish.kinds))}"
    said += _where(ledger, "is" if found <= 1 else "are")
    if wish.since is not None:
        said += f", since {minute(wish.since)}"
    if wish.paths:
        said += f", in {enumerated(wish.paths)}"
    shown = len(ledger.selection.rows)
    newest = f"; the newest {shown:,}" if 0 < shown < found else ""
    return f"{said}{newest}{':' if shown else ''}"


def _where(ledger: Ledger, verb: str) -> str:
    wish, number = ledger.wish, len(ledger.lines)
    if wish.only_here:
        lines = _lines_named(ledger) if number == 1 else "maintenance lines"
        return f" {verb} only on {lines}, and never went to {ledger.mainline.name}"
    if wish.missing:
        return f" {verb} missing on {enumerated(wish.missing)}"
    if wish.every:
        return f" since {'the line was' if number == 1 else 'the first line was'} cut"
    return f" {verb} missing on {_lines_named(ledger) if number == 1 else 'some line'}"


def _lines_named(ledger: Ledger) -> str:
    return enumerated([entries.line.name for entries in ledger.lines])


def _more(ledger: Ledger) -> str | None:
    """Return what is not shown, and how it would be."""
    selection = ledger.selection
    hidden = selection.found - len(selection.rows)
    told = [f"… and {hidden:,} more (`-n {selection.found}`)"] if hidden else []
    if selection.others and not ledger.wish.kinds:
        guesses = f", {selection.guesses:,} of them perhaps fixes (`--kind fix`)" if selection.guesses else ""
        told.append(
            f"{count(selection.others, 'change')} of other kinds not shown{guesses}; `--all` shows every change"
        )
    return "; ".join(told) or None


def _ended(ended: Sequence[str]) -> str | None:
    if not ended:
        return None
    does = "has" if len(ended) == 1 else "have"
    return f"{count(len(ended), 'line')} {does} ended and can be named: {enumerated(ended, _ENDED)}"
