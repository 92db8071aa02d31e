"""A plan for a terminal: a verdict a line, to be read in ten seconds, and below it what the verdicts rest on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.text import Text

from relkit.model.forecast import Outcome
from relkit.report.commands import show_commands
from relkit.report.page import Page, Piece
from relkit.report.plan.details import Details, Listing
from relkit.report.plan.entries import PASSED_OVER, Entry
from relkit.report.plan.headline import Part
from relkit.report.plan.view import LineView, PlanView
from relkit.report.tones import Tone
from relkit.report.words import count, short_span

_NARROW = 64
"""Columns below which a line's verdict and its headline stand under each other, and so do changes and titles."""
_GAP = "  "
_MARKS = {
    Outcome.CLEAN: ("✓", "+", Tone.GOOD),
    Outcome.NEEDS: ("↷", "!", Tone.ATTENTION),
    Outcome.CONFLICT: ("✗", "x", Tone.BAD),
    Outcome.EMPTY: ("=", "=", Tone.QUIET),
    Outcome.UNKNOWN: ("?", "?", Tone.ATTENTION),
}


def lines(view: PlanView, *, width: int, ascii_only: bool = False) -> Sequence[Text]:
    """Return a plan's lines for a terminal of ``width`` columns; none is wider, but for a command's single word."""
    page = Page(width, ascii_only)
    _title(page, view)
    _overview(page, view.lines)
    for line in view.lines:
        if line.details is not None:
            _details(page, line, line.details)
    _notes(page, view)
    show_commands(page, view.commands)
    return page.lines


def _title(page: Page, view: PlanView) -> None:
    page.line(
        Piece(view.title, Tone.STRONG),
        Piece(f"{_GAP}{count(len(view.lines), 'line')}, {view.moment}", Tone.QUIET),
    )
    page.blank()


def _overview(page: Page, shown: Sequence[LineView]) -> None:
    most = page.width // 3
    names = min(max(page.measure(line.name) for line in shown), most)
    verdicts = min(max(page.measure(line.verdict) for line in shown), most)
    for line in shown:
        head = [
            Piece(_GAP),
            Piece(page.pad(line.name, names), Tone.STRONG),
            Piece(_GAP),
            Piece(page.pad(line.verdict, verdicts), line.tone),
            Piece(_GAP),
        ]
        if page.width >= _NARROW:
            left = page.width - names - verdicts - 3 * len(_GAP)
            page.line(*head, *_joined(page, line.parts, left))
            continue
        page.line(*head[:2], Piece(_GAP), Piece(line.verdict, line.tone))
        page.line(Piece(_GAP * 2), *_joined(page, line.parts, page.width - 2 * len(_GAP)))


def _joined(page: Page, parts: Sequence[Part], width: int) -> list[Piece]:
    """Return as much of a headline as fits: what weighs nothing goes first, then words, then the lightest parts."""
    said = dict.fromkeys(parts, 0)
    lightest_first = sorted(parts, key=lambda part: part.weight)
    while not _fits(page, said, width) and len(said) > 1:
        light = next(part for part in lightest_first if part in said)
        wordy = next((part for part in lightest_first if said.get(part, 2) < part.briefest), None)
        if wordy is None or not light.weight:
            del said[light]
        else:
            said[wordy] += 1
    pieces: list[Piece] = []
    for part, brevity in said.items():
        pieces += [Piece(" · ", Tone.QUIET)] if pieces else []
        pieces.append(Piece(part.text(brevity), part.tone))
    return pieces


def _fits(page: Page, said: Mapping[Part, int], width: int) -> bool:
    return page.measure(" · ".join(part.text(brevity) for part, brevity in said.items())) <= width


def _details(page: Page, line: LineView, details: Details) -> None:
    page.blank()
    page.line(Piece(line.name, Tone.STRONG), Piece(" → ", Tone.QUIET), Piece(line.verdict, line.tone))
    if details.facts:
        page.paragraph(details.facts, Tone.QUIET, first=_GAP)
    for reason in details.reasons:
        page.paragraph(reason.text, reason.tone, first=f"{_GAP}• ")
    _listing(page, details.waiting)
    _listing(page, details.missing)


def _listing(page: Page, listing: Listing) -> None:
    if not listing.entries and not listing.folded:
        return
    page.paragraph(listing.heading, Tone.STRONG, first=_GAP)
    entries = listing.entries
    marked = any(entry.outcome for entry in entries)
    kinds = max((len(entry.kind) for entry in entries), default=0)
    ages = max((len(short_span(entry.age)) for entry in entries), default=0)
    for place, entry in enumerate(entries):
        if entry.passed_over and place and not entries[place - 1].passed_over:
            page.paragraph(PASSED_OVER, Tone.QUIET, first=_GAP)
        _entry(page, entry, marked=marked, kinds=kinds, ages=ages)
    indent = _GAP * 2
    if listing.hidden:
        page.paragraph(f"… and {listing.hidden:,} more", Tone.QUIET, first=indent)
    if listing.folded:
        page.paragraph(listing.folded, Tone.QUIET, first=indent)


def _entry(page: Page, entry: Entry, *, marked: bool, kinds: int, ages: int) -> None:
    narrow = page.width < _NARROW
    indent = _GAP * (1 if narrow else 2)
    pieces = [Piece(indent)]
    if marked:
        pieces += [_mark(page, entry.outcome), Piece(" ")]
    pieces.append(Piece(page.pad(entry.kind, kinds) + " ", entry.tone))
    pieces.append(Piece((entry.short_id[:7] if narrow else entry.short_id) + " ", Tone.QUIET))
    pieces.append(Piece(short_span(entry.age).rjust(ages) + _GAP, Tone.QUIET))
    if narrow:
        page.line(*pieces)
        page.paragraph(entry.title, first=indent * 2)
    else:
        # The title comes last: whatever a terminal makes of its characters, no column stands behind it.
        page.line(*pieces, Piece(entry.title))
    for note in entry.notes:
        page.paragraph(note, _note_tone(entry.outcome), first=indent + _GAP * 2)


def _mark(page: Page, outcome: Outcome | None) -> Piece:
    if outcome is None:
        return Piece(" ")
    mark, plain, tone = _MARKS[outcome]
    return Piece(plain if page.ascii_only else mark, tone)


def _note_tone(outcome: Outcome | None) -> Tone:
    return Tone.ATTENTION if outcome in (Outcome.CONFLICT, Outcome.NEEDS, Outcome.UNKNOWN) else Tone.QUIET


def _notes(page: Page, view: PlanView) -> None:
    if view.drifts or view.warnings or view.decisions or view.ended or view.left_out:
        page.blank()
    for drift in view.drifts:
        page.line(Piece("! ", Tone.ATTENTION), Piece(drift, Tone.ATTENTION))
    for warning in view.warnings:
        page.paragraph(f"warning: {warning}", Tone.ATTENTION)
    if view.decisions:
        page.paragraph(view.decisions, Tone.QUIET)
    if view.ended:
        page.paragraph(view.ended, Tone.QUIET)
    if view.left_out:
        page.paragraph(view.left_out, Tone.QUIET)
