"""Where what was committed is not what git's own replay gives: the places that a reviewer has to look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from relkit.model.journal import Aside, Deviation
from relkit.report.backport.differing import from_difference
from relkit.report.backport.rows import GAP, NOTES
from relkit.report.page import Page, Piece
from relkit.report.tones import Tone
from relkit.report.words import count, enumerated

_PLACES = 12
_LINES = 8
"""Places whose lines are shown, and lines of each side of a place, unless all are wanted."""
_NAMED = 4
"""Lines of a file that are named where the places themselves are not shown."""


def reviewed(deviations: Sequence[Deviation]) -> tuple[Deviation, ...]:
    """Return deviations in the order in which they are looked at: what was in no conflict first.

    Of that, files without any conflict come first: nobody had to touch them.
    """
    conflicted = {one.path for one in deviations if one.aside is Aside.CONFLICT}
    return tuple(sorted(deviations, key=lambda one: (one.aside is Aside.CONFLICT, one.path in conflicted)))


def summary(deviations: Sequence[Deviation]) -> str:
    """Return how many places differ from git's own replay, and how many of them were in no conflict."""
    outside = sum(one.aside is Aside.MERGED for one in deviations)
    if not outside:
        where = "in the conflict" if len(deviations) == 1 else "all in the conflict"
    else:
        where = "outside the conflict" if outside == len(deviations) else f"{outside:,} of them outside the conflict"
    verb = "differs" if len(deviations) == 1 else "differ"
    return f"{count(len(deviations), 'place')} {verb} from git's own replay, {where}"


def show_deviations(page: Page, deviations: Sequence[Deviation], *, all_by: str | None) -> None:
    """Write the places, each with what git gives there and what was committed instead.

    ``all_by`` is the command that shows all of it, where only as much is wanted as can be looked over: each file is
    named all the same. None shows everything.
    """
    if not deviations:
        return
    outside = any(one.aside is Aside.MERGED for one in deviations)
    page.paragraph(f"{summary(deviations)}:", Tone.ATTENTION if outside else Tone.QUIET, first=NOTES)
    places = reviewed(deviations)
    shown = len(places) if all_by is None else _PLACES
    is_cut = len(places) > shown
    for one in places[:shown]:
        is_cut |= _show(page, one, None if all_by is None else _LINES)
    for file in _files(places[shown:]):
        page.line(*_where(file, enumerated([str(one.first) for one in file if one.first], _NAMED)))
    if all_by is not None and is_cut:
        page.command(all_by, first=f"{NOTES}… all of it: ")


def _show(page: Page, one: Deviation, most: int | None) -> bool:
    """Write a place, with at most so many lines of each side; tell whether there are more."""
    page.line(*_where([one], str(one.first) if one.first else ""))
    room = page.width - page.measure(f"{NOTES}{GAP}- ")
    for sign, lines, others in (("-", one.replayed, one.committed), ("+", one.committed, one.replayed)):
        for number, line in enumerate(lines[:most]):
            text = from_difference(line.expandtabs(), [other.expandtabs() for other in _near(others, number)], room)
            page.line(Piece(f"{NOTES}{GAP}{sign} ", Tone.QUIET), Piece(text))
        if most is not None and len(lines) > most:
            page.line(Piece(f"{NOTES}{GAP}{sign} … {count(len(lines) - most, 'more line')}", Tone.QUIET))
    return most is not None and max(len(one.replayed), len(one.committed)) > most


def _near(lines: Sequence[str], number: int) -> Sequence[str]:
    """Return the lines of the other side that may be a line as it was, or has become."""
    return lines[max(number - _LINES, 0) : number + _LINES + 1]


def _files(places: Sequence[Deviation]) -> Iterator[list[Deviation]]:
    """Yield the places of each file together, in conflict or not, in the order in which they are looked at."""
    files: dict[tuple[str, Aside], list[Deviation]] = {}
    for one in places:
        files.setdefault((one.path, one.aside), []).append(one)
    yield from files.values()


def _where(places: Sequence[Deviation], lines: str) -> Iterator[Piece]:
    """Yield the path and the lines of places in a file, and whether git had merged them."""
    one = places[0]
    said, tone = ("in the conflict", Tone.QUIET)
    if one.aside is Aside.MERGED:
        said, tone = ("outside the conflict", Tone.ATTENTION)
    what = "; ".join(dict.fromkeys(place.what for place in places if place.what))
    yield Piece(f"{NOTES}{one.path}{f':{lines}' if lines else ''}{GAP}", Tone.STRONG)
    yield Piece(f"{said}{f': {what}' if what else ''}", tone)
