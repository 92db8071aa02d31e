"""Where each change stands on each line: the lines' books, asked from the change's side."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from relkit.ledger.alike import is_same
from relkit.ledger.references import plain_title
from relkit.model.commit import Change
from relkit.model.evidence import DecidedBy
from relkit.model.ids import CommitId
from relkit.model.ledger import Place, Row, Standing
from relkit.model.link import Absent, LineLedger, State
from relkit.model.plan import Judged

_PLACES = {
    State.MISSING: Place.MISSING,
    State.PARTIAL: Place.PARTIAL,
    State.NOT_WANTED: Place.NOT_WANTED,
    State.UNKNOWN: Place.UNKNOWN,
}

# One value for the thousands of changes before a line was cut.
_INHERITED, _EARLIER, _UNDONE = (Standing(place=place) for place in (Place.INHERITED, Place.EARLIER, Place.UNDONE))


def standings(
    changes: Sequence[Change], book: LineLedger, own: Sequence[Change], *, stands_on: int, missed_from: int
) -> Mapping[CommitId, Standing]:
    """Return where each of the mainline's changes (all, oldest first) stands on the line whose book it is.

    ``own`` are the line's changes; ``stands_on`` and ``missed_from`` are as its book was kept with them.
    """
    carried: dict[CommitId, dict[CommitId, None]] = defaultdict(dict)
    took_back: dict[CommitId, dict[CommitId, None]] = defaultdict(dict)
    for link in book.links:
        by = link.taken_back_by(book.reverted)
        if by is None:
            carried[link.mainline_change][link.line_change] = None
        else:
            took_back[link.mainline_change][by] = None
    merged = {commit.id: change.id for change in own for commit in change.commits if not commit.is_merge}
    absent = {one.change.id: one for one in book.absent}
    owed = {one.change.id for one in book.owed}
    found: dict[CommitId, Standing] = {}
    for place, change in enumerate(changes):
        here, gone = tuple(carried.get(change.id, ())), tuple(took_back.get(change.id, ()))
        here = here or tuple({merged[commit.id]: None for commit in change.commits if commit.id in merged})
        if change.id in absent:
            found[change.id] = _absent(absent[change.id], here, gone, owed=change.id in owed)
        elif here:
            found[change.id] = Standing(place=Place.PRESENT, by=here)
        elif place < stands_on:
            found[change.id] = _INHERITED
        else:
            found[change.id] = _EARLIER if place < missed_from else _UNDONE
    return found


def _absent(absent: Absent, here: tuple[CommitId, ...], gone: tuple[CommitId, ...], *, owed: bool) -> Standing:
    if gone and absent.state is State.NOT_WANTED:
        return Standing(place=Place.REVERTED, by=gone, owed=owed)
    return Standing(place=_PLACES[absent.state], by=here, lacks=absent.lacks, owed=owed)


def only_on_lines(lines: Sequence[Sequence[Judged]]) -> tuple[Row, ...]:
    """Return what is on lines and not on the mainline, oldest first, what several lines have in one row.

    ``lines`` are each line's changes of that sort. A title that one line has several times tells nothing apart: such
    changes have rows of their own, but for those of one author and moment.
    """
    repeated = {
        title
        for changes in lines
        for title, number in Counter(plain_title(judged.change.title) for judged in changes).items()
        if number > 1
    }
    groups: dict[str, list[dict[int, Judged]]] = defaultdict(list)
    for place, changes in enumerate(lines):
        for judged in changes:
            title = plain_title(judged.change.title)
            same = (group for group in groups[title] if place not in group)
            found = next((group for group in same if _is_one(group, judged, exactly=title in repeated)), None)
            if found is None:
                groups[title].append({place: judged})
            else:
                found[place] = judged
    rows = [_only_row(group, len(lines)) for several in groups.values() for group in several]
    return tuple(sorted(rows, key=lambda row: row.judged.change.landed))


def _is_one(group: Mapping[int, Judged], judged: Judged, *, exactly: bool) -> bool:
    changes = [one.change for one in group.values()]
    if exactly:
        return any(_written(change) == _written(judged.change) for change in changes)
    return any(is_same(change, judged.change) for change in changes)


def _written(change: Change) -> tuple[str, int]:
    commit = next((one for one in change.brought if not one.is_merge), change.commit)
    return commit.author.email.lower(), commit.authored


def _only_row(group: Mapping[int, Judged], number: int) -> Row:
    there = {place: Standing(place=Place.PRESENT, by=(judged.change.id,)) for place, judged in group.items()}
    nowhere = Standing(place=Place.NOT_HERE)
    # Of one change made several times, that whose kind is surest speaks for all.
    surest = max(
        group.values(), key=lambda one: (one.verdict.decided_by is not DecidedBy.MODEL, one.verdict.confidence)
    )
    return Row(judged=surest, cells=tuple(there.get(place, nowhere) for place in range(number)))
