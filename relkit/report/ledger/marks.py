"""What a cell of the ledger says: a sign, a sign in ASCII, what it means to the reader, and words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from relkit.model.ledger import Place, Standing
from relkit.report.tones import Tone


class Mark(StrEnum):
    """What is to be said of a change on a line, in the order of a legend."""

    THERE = "there"
    INHERITED = "inherited"
    MISSING = "missing"
    LOST = "lost"
    OWED = "owed"
    PARTIAL = "partial"
    REVERTED = "reverted"
    NOT_WANTED = "not wanted"
    UNKNOWN = "unknown"
    UNDONE = "undone"
    EARLIER = "earlier"
    NOT_HERE = "not here"


@dataclass(frozen=True, slots=True)
class Look:
    """How a mark is shown; ``legend`` explains the sign, ``words`` are said in its place where signs are not shown."""

    sign: str
    plain: str
    tone: Tone
    legend: str
    words: str


LOOKS = {
    Mark.THERE: Look("✓", "+", Tone.GOOD, "there", "there"),
    Mark.INHERITED: Look("·", ".", Tone.QUIET, "there since the line was cut", "there since the line was cut"),
    Mark.MISSING: Look("✗", "x", Tone.ATTENTION, "missing", "missing"),
    Mark.LOST: Look("↑", "^", Tone.BAD, "missing, but an older line has it", "missing"),
    Mark.OWED: Look("!", "!", Tone.BAD, "owed: mends or takes back what the line has", "owed"),
    Mark.PARTIAL: Look("~", "~", Tone.ATTENTION, "there in part", "there in part"),
    Mark.REVERTED: Look("↩", "<", Tone.QUIET, "there once, and reverted", "reverted"),
    Mark.NOT_WANTED: Look("-", "-", Tone.QUIET, "not wanted there", "not wanted"),
    Mark.UNKNOWN: Look("?", "?", Tone.ATTENTION, "unknown", "unknown"),
    Mark.UNDONE: Look(" ", " ", Tone.QUIET, "", "not there: reverted on the mainline"),
    Mark.EARLIER: Look("·", ".", Tone.QUIET, "", "decided before the line was cut"),
    Mark.NOT_HERE: Look(" ", " ", Tone.QUIET, "", "not there"),
}

_MARKS = {
    Place.PRESENT: Mark.THERE,
    Place.INHERITED: Mark.INHERITED,
    Place.MISSING: Mark.MISSING,
    Place.PARTIAL: Mark.PARTIAL,
    Place.REVERTED: Mark.REVERTED,
    Place.NOT_WANTED: Mark.NOT_WANTED,
    Place.UNKNOWN: Mark.UNKNOWN,
    Place.UNDONE: Mark.UNDONE,
    Place.EARLIER: Mark.EARLIER,
    Place.NOT_HERE: Mark.NOT_HERE,
}


def mark_of(standing: Standing) -> Mark:
    """Return what is to be said of a change where it stands; the most urgent of several things."""
    mark = _MARKS[standing.place]
    if mark is Mark.MISSING:
        return Mark.OWED if standing.owed else Mark.LOST if standing.older else mark
    return mark


def legend(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Return those marks whose signs need explaining, each once, in the legend's order."""
    used = set(marks)
    return tuple(mark for mark in Mark if mark in used and LOOKS[mark].legend)
