"""Where what was committed is not what git's own replay gives: the places that a reviewer has to look at."""

from __future__ import annotations

from collections.abc import Sequence

from relkit.model.journal import Aside, Deviation
from relkit.report.backport.rows import GAP, NOTES
from relkit.report.page import Page, Piece
from relkit.report.tones import Tone
from relkit.report.words import count

_PLACES = 12
_LINES = 8
"""Places, and lines of each side of a place, that are shown; documents have all."""


def reviewed(deviations: Sequence[Deviation]) -> tuple[Deviation, ...]:
    """Return deviations in the order in which they are looked at: what was in no conflict first."""
    return tuple(sorted(deviations, key=lambda one: one.aside is Aside.CONFLICT))


def summary(deviations: Sequence[Deviation]) -> str:
    """Return how many places differ from git's own replay, and how many of them were in no conflict."""
    outside = sum(one.aside is Aside.MERGED for one in deviations)
    if not outside:
        where = "in the conflict" if len(deviations) == 1 else "all in the conflict"
    else:
        where = "outside the conflict" if outside == len(deviations) else f"{outside:,} of them outside the conflict"
    verb = "differs" if len(deviations) == 1 else "differ"
    return f"{count(len(deviations), 'place')} {verb} from git's own replay, {where}"


def show_deviations(page: Page, deviations: Sequence[Deviation]) -> None:
    """Write the places, each with what git gives there and what was committed instead."""
    if not deviations:
        return
    outside = any(one.aside is Aside.MERGED for one in deviations)
    page.paragraph(f"{summary(deviations)}:", Tone.ATTENTION if outside else Tone.QUIET, first=NOTES)
    for one in reviewed(deviations)[:_PLACES]:
        _show(page, one)
    if len(deviations) > _PLACES:
        page.paragraph(f"… and {count(len(deviations) - _PLACES, 'more place')}", Tone.QUIET, first=NOTES)


def _show(page: Page, one: Deviation) -> None:
    path = f"{one.path}:{one.first}" if one.first else one.path
    where, tone = ("in the conflict", Tone.QUIET)
    if one.aside is Aside.MERGED:
        where, tone = ("outside the conflict", Tone.ATTENTION)
    page.line(Piece(f"{NOTES}{path}{GAP}", Tone.STRONG), Piece(f"{where}{f': {one.what}' if one.what else ''}", tone))
    for sign, lines in (("-", one.replayed), ("+", one.committed)):
        for line in lines[:_LINES]:
            page.line(Piece(f"{NOTES}{GAP}{sign} ", Tone.QUIET), Piece(line.expandtabs()))
        if len(lines) > _LINES:
            left = count(len(lines) - _LINES, "more line")
            page.line(Piece(f"{NOTES}{GAP}{sign} … {left}", Tone.QUIET))
