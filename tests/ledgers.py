"""Ledgers made of literals, for tests of what shows them."""

from __future__ import annotations

from dataclasses import replace

from relkit.ledger.selecting import select
from relkit.ledger.standings import only_on_lines
from relkit.model.evidence import Evidence, Kind
from relkit.model.ledger import (
    Gap,
    Lacked,
    Ledger,
    LineEntries,
    OwedChange,
    Place,
    Row,
    Standing,
    Wish,
)
from relkit.model.link import Link, Method, State
from relkit.model.plan import Judged
from tests.plans import NOW, judged, line, sha

PRESENT = Standing(place=Place.PRESENT, by=(sha("pick"),))
INHERITED = Standing(place=Place.INHERITED)
MISSING = Standing(place=Place.MISSING)
LOST = Standing(place=Place.MISSING, older=("2.3.x",))
PARTIAL = Standing(place=Place.PARTIAL, by=(sha("part"),), lacks=(sha("rest"),))
REVERTED = Standing(place=Place.REVERTED, by=(sha("back out"),))
OWED = Standing(place=Place.MISSING, owed=True)
NOT_WANTED = Standing(place=Place.NOT_WANTED)
UNDONE = Standing(place=Place.UNDONE)

WRITER = judged("Fix the writer", days=9)
PARSER = judged("Fix the parser of station names", days=12)


def row(change: Judged, *cells: Standing) -> Row:
    """Return a change and where it stands on the lines."""
    return Row(judged=change, cells=cells)


def entries(name: str, *, bare: bool = False) -> LineEntries:
    """Return what the ledger says of a line: with something of everything, unless it is to be ``bare``."""
    if bare:
        return LineEntries(line=line(name), links=(), missing=(), owed=(), only_here=(), reverted=(), unresolved=())
    pick = judged(f"Pick on {name}")
    return LineEntries(
        line=line(name),
        links=(
            Link(
                mainline=PARSER.change.id,
                line=pick.change.id,
                mainline_change=PARSER.change.id,
                line_change=pick.change.id,
                method=Method.REFERENCE,
                score=0.99,
                evidence=(Evidence(signal="reference", weight=0.99, detail="the message names 12345678"),),
            ),
        ),
        missing=(
            Lacked(judged=WRITER, state=State.MISSING, wanted=0.25),
            Lacked(judged=judged("Rework", Kind.REFACTOR), state=State.PARTIAL, lacks=(sha("rest"),)),
        ),
        owed=(
            OwedChange(
                judged=judged("Fix the fix of the parser", days=2),
                of=PARSER.change.id,
                evidence=(Evidence(signal="trailer", weight=1.0, detail="its message says what it fixes"),),
            ),
        ),
        only_here=(judged(f"Fix what only {name} has"),),
        reverted=((judged(f"[{name}] Speed up").change, sha("back out")),),
        unresolved=("0badc0de" * 5,),
    )


def ledger(*rows: Row, names: tuple[str, ...] = ("2.4.x", "2.3.x"), wish: Wish | None = None) -> Ledger:
    """Return a ledger of these rows, oldest first, of bare lines."""
    asked = wish or Wish(most=20)
    return Ledger(
        repository="tidewater",
        now=NOW,
        as_of=False,
        mainline=line("main", mainline=True),
        lines=tuple(entries(name, bare=True) for name in names),
        ignored=(),
        warnings=(),
        wish=asked,
        selection=select(rows, names, asked),
    )


def usual_ledger() -> Ledger:
    """Return a ledger with something of everything."""
    rows = (
        row(judged("Add colours", Kind.FEATURE, days=30), MISSING, MISSING),
        row(judged("Fix the docs, perhaps", days=20, confidence=0.4), MISSING, MISSING),
        row(PARSER, LOST, PRESENT),
        row(WRITER, MISSING, MISSING),
        row(judged("Escape names", Kind.SECURITY, days=5), PARTIAL, REVERTED),
        row(judged("Fix the fix of the parser", days=2), INHERITED, OWED),
        row(judged("Fix all", days=1), INHERITED, PRESENT),
    )
    made = ledger(*rows)
    return replace(
        made,
        lines=(entries("2.4.x"), entries("2.3.x")),
        warnings=("this clone is shallow",),
        gaps=((PARSER, Gap(change=PARSER.change.id, on=("2.3.x",), lacking=("2.4.x",))),),
        forgotten=only_on_lines(
            [[judged("Fix what only 2.4.x has")], [judged("Fix what only 2.3.x has"), judged("[2.3.x] Fix both")]]
        ),
        titles={PARSER.change.id: PARSER.change.title},
        ended=("2.2.x", "2.1.x"),
    )
