"""Classified changes for a terminal: a line each, and below it what the judgement rests on."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from relkit.model.classified import Classified, Unread
from relkit.model.concern import Flag
from relkit.model.evidence import DecidedBy, Evidence, Heard
from relkit.model.ids import SHORT_ID
from relkit.model.plan import Judged
from relkit.model.wanted import Wanted
from relkit.report.classify.view import (
    likelihood,
    nothing,
    strongest,
    summary,
    sureness,
    told_group,
    why_wanted,
)
from relkit.report.kinds import Group, group, kind_in_words
from relkit.report.page import Page, Piece
from relkit.report.tones import Tone

_KIND = len("deprecation?")
_SURE = len("declared")
_GAP = "  "


def lines(classified: Classified, *, width: int, ascii_only: bool = False) -> Sequence[Text]:
    """Return lines for a terminal of ``width`` columns; none is wider."""
    page = Page(width, ascii_only)
    page.line(Piece(classified.repository, Tone.STRONG), Piece(_GAP + summary(classified), Tone.QUIET))
    page.blank()
    if not classified.answers:
        page.paragraph(nothing(classified))
    for answer in classified.answers:
        if isinstance(answer, Unread):
            _unread(page, answer)
        else:
            _judged(page, answer)
            if classified.line is not None:
                _wanted(page, classified.wanted.get(answer.change.id), classified.line)
            for flag in classified.flags.get(answer.change.id, ()):
                _flag(page, flag)
            _signals(page, classified.heard.get(answer.change.id, ()))
    if classified.ignored:
        page.blank()
        page.paragraph(f"Left out of judging: {', '.join(classified.ignored)}", Tone.QUIET)
    for warning in classified.warnings:
        page.blank()
        page.paragraph(warning, Tone.ATTENTION, first="! ")
    return page.lines


def _judged(page: Page, judged: Judged) -> None:
    page.line(
        Piece(page.pad(kind_in_words(judged), _KIND) + _GAP, _tone(judged)),
        Piece(page.pad(sureness(judged.verdict), _SURE) + _GAP, Tone.QUIET),
        Piece(judged.change.id[:SHORT_ID] + _GAP, Tone.QUIET, to_copy=True),
        Piece(judged.change.title),
    )
    for evidence in strongest(judged.verdict):
        _evidence(page, evidence, decided=judged.verdict.decided_by is DecidedBy.HUMAN)


def _wanted(page: Page, wanted: Wanted | None, line: str) -> None:
    why = f": {why_wanted(wanted)}" if wanted and wanted.evidence else ""
    page.paragraph(f"{likelihood(wanted, line)}{why}", Tone.QUIET, first=_GAP * 2)


def _evidence(page: Page, evidence: Evidence, *, decided: bool) -> None:
    # Against a person's word nothing weighs, and what was not looked into has no weight.
    weight = " " * 5 if decided or not evidence.weight else f"{evidence.weight:+5.1f}"
    page.paragraph(f"{evidence.signal}: {evidence.detail}", Tone.QUIET, first=f"{_GAP * 2}{weight}{_GAP}")


def _flag(page: Page, flag: Flag) -> None:
    page.paragraph(f"{flag.concern}: {flag.detail}", Tone.ATTENTION, first=f"{_GAP * 2}! ")
    for number, paths in enumerate(flag.groups, 1):
        page.paragraph(told_group(paths), Tone.QUIET, first=f"{_GAP * 4}{number}. ")


def _signals(page: Page, heard: Sequence[Heard]) -> None:
    for signal in heard:
        if signal.evidence:
            looks = signal.looks_for.removeprefix("See ")
            page.row(Piece(f"{_GAP * 2}{signal.name}: ", Tone.STRONG), text=f"looks for {looks}", tone=Tone.QUIET)
        for evidence in signal.evidence:
            _evidence(page, evidence, decided=False)
    silent = [signal.name for signal in heard if not signal.evidence]
    if silent:
        page.paragraph(f"saw nothing: {', '.join(silent)}", Tone.QUIET, first=f"{_GAP * 2}")


def _unread(page: Page, unread: Unread) -> None:
    page.line(
        Piece(page.pad("unknown", _KIND) + _GAP, Tone.ATTENTION),
        Piece(page.pad("", _SURE) + _GAP),
        Piece(f"{unread.asked}: {unread.error}"),
    )


def _tone(judged: Judged) -> Tone:
    meaning = group(judged)
    if meaning is Group.SECURITY:
        return Tone.BAD
    return Tone.QUIET if meaning is Group.INTERNAL else Tone.STRONG
