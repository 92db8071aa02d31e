"""Keeping the book of one line: what is there, by which link, and what is not."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from relkit.ledger.absence import find_absent, stand
from relkit.ledger.index import MainlineIndex
from relkit.ledger.links import Linker, said_of_links
from relkit.ledger.owed import find_owed
from relkit.ledger.resolve import Resolver
from relkit.ledger.reverts import reverts
from relkit.model.commit import Change, Commit
from relkit.model.decision import LineDecisions
from relkit.model.history import Patches
from relkit.model.ids import CommitId
from relkit.model.link import LineLedger

_NONE = LineDecisions()


@dataclass(frozen=True, kw_only=True, slots=True)
class LineHistory:
    """A line's own changes, oldest first, and where it stands on the mainline's.

    ``stands_on`` counts the indexed mainline changes that are in the line because it left the mainline after them;
    ``missed_from`` (not less) is the first that can be missing: a line that was cut from another line and not from the
    mainline was decided about up to then on that other one. ``decisions`` are people's about this line.
    """

    name: str
    changes: tuple[Change, ...]
    stands_on: int
    missed_from: int
    decisions: LineDecisions = _NONE


def keep_book(
    index: MainlineIndex,
    line: LineHistory,
    known: Mapping[CommitId, Commit],
    patches: Patches,
    *,
    hidden: Collection[str] = (),
    by_lines: Callable[[str], bool] | None = None,
) -> LineLedger:
    """Link a line's changes to the mainline's, and tell what is only on one of the two.

    ``known`` are all commits that were read, of every line: references are followed through them. ``hidden`` leaves
    evidence out for the sake of measuring: "reference" (what messages say explicitly), "time" (the same author and
    author's time). ``by_lines`` says of paths whether their lines tell: then changes are looked for, too,
    that soon replaced lines there which the line has.
    """
    resolver = Resolver(index=index, known=known, first_place=line.stands_on, by_reference="reference" not in hidden)
    linker = Linker(
        index=index,
        resolver=resolver,
        patches=patches,
        said=said_of_links(line.decisions),
        by_time="time" not in hidden,
    )
    certain = [link for change in line.changes for link in linker.link(change)]
    undone = reverts(line.changes, index.changes[: line.stands_on])
    reverted = {victim: by for victim, by in undone.items() if not index.is_before(victim, line.stands_on)}
    links = (*certain, *linker.similar(line.changes, certain, reverted))
    linked = {link.line_change for link in links}
    standing = stand(line.changes, links, undone, index, line.stands_on)
    absent = find_absent(index, line.missed_from, line.decisions, standing, patches)
    return LineLedger(
        line=line.name,
        links=links,
        absent=absent,
        owed=find_owed(index, absent, standing, patches, by_lines),
        only_here=tuple(change for change in line.changes if not (change.id in linked or _is_above(index, change))),
        reverted=reverted,
        unresolved=tuple(dict.fromkeys(resolver.unresolved)),
    )


def _is_above(index: MainlineIndex, change: Change) -> bool:
    """Whether the mainline has the very commits of a line's change, merged up."""
    return change.id in index.change_of or all(
        commit.id in index.change_of for commit in change.brought or [change.commit]
    )
