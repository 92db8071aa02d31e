"""A ledger as Markdown: for an issue, and for those who listen rather than look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from relkit.model.command import Command
from relkit.report.ledger.explanation import Block, ChangeView, ExplanationView
from relkit.report.ledger.marks import LOOKS, Mark
from relkit.report.ledger.sections import Item, Section
from relkit.report.ledger.view import LedgerView, RowView
from relkit.report.markup import code, escaped
from relkit.report.words import enumerated, span

_LACKING = frozenset({Mark.MISSING, Mark.LOST, Mark.OWED, Mark.PARTIAL, Mark.UNKNOWN})


def markdown(view: LedgerView) -> str:
    """Return a ledger as Markdown: a table of what is where, and a checklist of what is missing.

    No meaning is in a sign or colour alone.
    """
    said = [f"# {escaped(view.title)}: ledger", "", f"{escaped(view.summary.rstrip(':'))}. {view.moment}.", ""]
    if view.rows:
        said += [*_table(view), ""]
    if view.more:
        said += [f"{escaped(view.more.removeprefix('… and ').replace('`', ''))}.", ""]
    lacking = [row for row in view.rows if not _LACKING.isdisjoint(row.marks)]
    if lacking:
        said += ["## To do", "", *(_task(row, view.columns) for row in lacking), ""]
    for section in view.sections:
        said += [*_section(section), ""]
    for note in (view.ignored, view.ended):
        if note:
            said += [f"{escaped(note)}.", ""]
    if view.warnings:
        said += ["## Warnings", "", *(f"- {escaped(warning)}" for warning in view.warnings), ""]
    return "\n".join([*said, *_next(view.commands)])


def _next(commands: Sequence[Command]) -> list[str]:
    if not commands:
        return []
    return ["## Next", "", *(f"- {code(one.command)}: {escaped(one.does)}" for one in commands), ""]


def _table(view: LedgerView) -> Iterator[str]:
    names = " | ".join(escaped(name) for name in view.columns)
    yield f"| Change | Kind | {names} |"
    yield "| --- | --- |" + " --- |" * len(view.columns)
    for row in view.rows:
        cells = " | ".join(escaped(said) for said in row.words)
        yield f"| {_change(row)} | {_kind(row.kind)} | {cells} |"


def _change(row: RowView) -> str:
    return f"{code(row.short_id)} {escaped(row.title)}"


def _kind(kind: str) -> str:
    return f"perhaps {kind.removesuffix('?')}" if kind.endswith("?") else kind


def _task(row: RowView, columns: Sequence[str]) -> str:
    lines = [name for name, mark in zip(columns, row.marks, strict=True) if mark in _LACKING]
    return f"- [ ] {_change(row)}: {escaped(enumerated(lines))}"


def _section(section: Section) -> Iterator[str]:
    yield f"## {escaped(section.heading)}"
    yield ""
    for item in section.items:
        yield _item(item)
        if item.note:
            yield f"  - {escaped(item.note)}"
    yield from (f"- {escaped(said)}" for said in section.said)
    if section.hidden:
        yield f"- and {section.hidden:,} more"


def _item(item: Item) -> str:
    kind = f"**{escaped(_kind(item.kind))}** " if item.kind else ""
    return f"- {kind}{code(item.short_id)} {escaped(item.title)} ({escaped(item.where)}; {span(item.age)} old)"


def explanation(view: ExplanationView) -> str:
    """Return one change's whereabouts as Markdown."""
    said = [f"# {escaped(view.title)}: where a change is", "", f"{view.moment}.", ""]
    if view.through:
        said += [f"{escaped(view.through)}.", ""]
    for change in view.changes:
        said += [*_explained(change), ""]
    if view.warnings:
        said += ["## Warnings", "", *(f"- {escaped(warning)}" for warning in view.warnings), ""]
    return "\n".join([*said, *_next(view.commands)])


def _explained(change: ChangeView) -> Iterator[str]:
    yield f"## {escaped(_kind(change.kind))} {code(change.short_id)} {escaped(change.title)}"
    yield ""
    yield from (f"- {escaped(fact)}" for fact in change.facts)
    for block in change.blocks:
        yield ""
        yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    yield f"### {escaped(block.name)}: {escaped(block.verdict or LOOKS[block.mark].words)}"
    yield ""
    for point in block.points:
        side = "for: " if point.weight > 0 else "against: " if point.weight < 0 else ""
        yield f"{'  ' if point.deep else ''}- {side}{escaped(point.text)}"
