"""What stands below the table: what is owed, what upgrades would lose, what is only on lines, what was taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from relkit.model.commit import Change
from relkit.model.ids import SHORT_ID, CommitId
from relkit.model.ledger import Ledger, OwedChange, Place
from relkit.model.line import Line
from relkit.model.plan import Judged
from relkit.report.kinds import kind_in_words
from relkit.report.plan.titles import without_marks
from relkit.report.words import count, elapsed, enumerated

_SHOWN = 5
"""Entries of a section that are shown unless every change is asked for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """A change in a section: ``where`` says on which lines, ``note`` what else has to be known."""

    id: CommitId
    kind: str
    age: int
    where: str
    title: str
    note: str | None = None

    @property
    def short_id(self) -> str:
        """The id as people are shown it."""
        return self.id[:SHORT_ID]


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """Changes, or sentences, under a heading; ``hidden`` more are not shown."""

    heading: str
    items: tuple[Item, ...] = ()
    said: tuple[str, ...] = ()
    hidden: int = 0


def sections(ledger: Ledger, columns: Sequence[str]) -> tuple[Section, ...]:
    """Return the sections that have something to say; ``columns`` are short names of the ledger's lines."""
    short = dict(zip((entries.line.name for entries in ledger.lines), columns, strict=True))
    most = None if ledger.wish.every else _SHOWN
    made = (
        _section("Owed, because the line has what it mends or takes back", _owed(ledger, short), most),
        _section("Lost on an upgrade (the older line has it, the newer one lacks it)", _gaps(ledger, short), most),
        _section(f"Only on a line, never on {ledger.mainline.name}", _forgotten(ledger, columns), most),
        _section("Reverted on a line", _reverted(ledger, short), most),
        _unresolved(ledger, short, most),
    )
    return tuple(section for section in made if section.items or section.said)


def _section(heading: str, items: Sequence[Item], most: int | None) -> Section:
    """Return items, the newest first, under a heading that counts them."""
    ordered = sorted(items, key=lambda item: item.age)
    shown = ordered[:most]
    return Section(
        heading=f"{heading}: {count(len(ordered), 'change')}",
        items=tuple(shown),
        hidden=len(ordered) - len(shown),
    )


def _item(judged: Judged, now: int, where: str, note: str | None = None) -> Item:
    change = judged.change
    return Item(
        id=change.id,
        kind=kind_in_words(judged),
        age=elapsed(change.landed, now),
        where=where,
        title=change.title,
        note=note,
    )


def _owed(ledger: Ledger, short: dict[str, str]) -> list[Item]:
    found: dict[tuple[CommitId, CommitId], tuple[OwedChange, list[str]]] = {}
    for entries in ledger.lines:
        for owed in entries.owed:
            lines = found.setdefault((owed.judged.change.id, owed.of), (owed, []))[1]
            lines.append(short[entries.line.name])
    return [
        _item(owed.judged, ledger.now, enumerated(lines), _why_owed(owed, ledger)) for owed, lines in found.values()
    ]


def _why_owed(owed: OwedChange, ledger: Ledger) -> str:
    title = ledger.titles.get(owed.of)
    of = owed.of[:SHORT_ID] + (f" ({title})" if title else "")
    why = "; ".join(dict.fromkeys(one.detail for one in owed.evidence))
    return f"belongs to {of}, which is there{f': {why}' if why else ''}"


def _gaps(ledger: Ledger, short: dict[str, str]) -> list[Item]:
    return [
        _item(
            judged,
            ledger.now,
            f"{short.get(gap.on[0], gap.on[0])} → {', '.join(short.get(name, name) for name in gap.lacking[::-1])}",
        )
        for judged, gap in ledger.gaps
    ]


def _forgotten(ledger: Ledger, columns: Sequence[str]) -> list[Item]:
    found = []
    for row in ledger.forgotten:
        told = zip(columns, ledger.lines, row.cells, strict=True)
        there = [(name, entries.line) for name, entries, cell in told if cell.place is Place.PRESENT]
        item = _item(row.judged, ledger.now, enumerated([name for name, _ in there]))
        found.append(replace(item, title=without_marks(item.title, there[0][1])))
    return found


def _reverted(ledger: Ledger, short: dict[str, str]) -> list[Item]:
    """Return what was taken back, what several lines share by merges in one item."""
    found: dict[tuple[CommitId, CommitId], tuple[Change, Line, list[str]]] = {}
    for entries in ledger.lines:
        for change, by in entries.reverted:
            lines = found.setdefault((change.id, by), (change, entries.line, []))[2]
            lines += [short[entries.line.name]] if short[entries.line.name] not in lines else []
    return [
        Item(
            id=change.id,
            kind="",
            age=elapsed(change.landed, ledger.now),
            where=f"{enumerated(lines)}, by {by[:SHORT_ID]}",
            title=without_marks(change.title, line),
        )
        for (_, by), (change, line, lines) in found.items()
    ]


def _unresolved(ledger: Ledger, short: dict[str, str], most: int | None) -> Section:
    """Return the references that lead nowhere, each with the lines that have it."""
    found: dict[str, list[str]] = {}
    for entries in ledger.lines:
        for text in entries.unresolved:
            found.setdefault(text, []).append(short[entries.line.name])
    told = [f"{text[:SHORT_ID]} in {enumerated(lines)}" for text, lines in found.items()]
    shown = told[:most]
    return Section(
        heading=f"Named as the source, but no commit here: {count(len(told), 'reference')}",
        said=tuple(shown),
        hidden=len(told) - len(shown),
    )
