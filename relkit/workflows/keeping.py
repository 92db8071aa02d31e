"""Keeping the books of lines: what of the mainline each has, from the histories that were read."""

from __future__ import annotations

from collections.abc import Collection

from relkit.classify.areas import area_of
from relkit.decisions import for_line
from relkit.git.patches import BlobPatches
from relkit.ledger import LineHistory, index_mainline, keep_book
from relkit.model.area import Area
from relkit.model.decision import LineDecisions
from relkit.model.ids import SHORT_ID, CommitId
from relkit.model.link import LineLedger, Link
from relkit.model.progress import Progress
from relkit.workflows.histories import Histories, merged_up
from relkit.workflows.survey import Survey

THERE = "it is already part of the history that it would be picked onto"
"""What is said of a commit that the other one reaches."""


def keep_books(
    found: Survey, histories: Histories, progress: Progress, hidden: Collection[str] = (), *, by_lines: bool = False
) -> dict[str, LineLedger]:
    """Keep the book of every line, without what is ``hidden``: "reference", "time", people's decisions ("notes").

    ``by_lines`` also looks for what soon mended lines that a line has, which takes longer.
    """
    progress.start("comparing lines", len(histories.lines))
    index = index_mainline(histories.mainline.own, merged_up(found, histories))
    books: dict[str, LineLedger] = {}
    with BlobPatches(found.objects, found.cache) as patches:
        for line in histories.lines:
            history = LineHistory(
                name=line.line.name,
                changes=line.own,
                stands_on=histories.stands_on(line),
                missed_from=histories.missed_from(line),
                decisions=LineDecisions() if "notes" in hidden else for_line(found.decisions, line.line),
            )
            books[line.line.name] = keep_book(
                index,
                history,
                histories.commits,
                patches,
                hidden=hidden,
                by_lines=_is_code if by_lines else None,
            )
            progress.advance()
    return books


def told_link(link: Link, change: CommitId) -> str:
    """Return in words that a line has a change already, by a link of it."""
    by = link.line if link.mainline == change else link.line_change
    return f"already there as {by[:SHORT_ID]} ({link.method.value})"


def _is_code(path: str) -> bool:
    return area_of(path) is Area.SOURCE
