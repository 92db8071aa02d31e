"""A change in a list of what differs, before and after: what it was, what it is."""

from __future__ import annotations

from dataclasses import dataclass

from relkit.model.ids import SHORT_ID, CommitId
from relkit.report.page import Page, Piece
from relkit.report.tones import Tone

_GAP = "  "


@dataclass(frozen=True, kw_only=True, slots=True)
class Named:
    """A change of which something differs: its kind now, and the one it had before where that was another."""

    id: CommitId
    title: str
    kind: str
    was: str | None


def name_change(page: Page, named: Named) -> None:
    """Write a line about a change that differs."""
    kind = f"{named.was} → {named.kind}" if named.was else named.kind
    page.line(Piece(f"{_GAP * 2}{kind} "), Piece(f"{named.id[:SHORT_ID]}{_GAP}", Tone.QUIET), Piece(named.title))
