"""Two versions of a file, the merged one with markers and the committed one, as places that differ."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from relkit.git.edits import hunks_between
from relkit.git.markers import Labels, Region, find_regions, lines_of
from relkit.model.journal import Aside, Deviation

LARGEST = 8 << 20
"""Bytes of a file that is compared: test modules of a megabyte are changed by hand, too."""
_LINES = 200  # of a side of one place
_ALL_LINES = 5_000  # of all places together
_COLUMNS = 1_000  # of a line


@dataclass(slots=True)
class Limits:
    """How many lines may still be told; places go on being told when there are none."""

    left: int = field(default=_ALL_LINES)

    def take(self, lines: Sequence[bytes]) -> tuple[str, ...]:
        """Return as many of some lines as may be told, without their ends, and count them."""
        taken = [_text(line) for line in lines[: min(_LINES, self.left)]]
        self.left -= len(taken)
        return tuple(taken)


@dataclass(slots=True)
class _Place:
    """Lines of the replay (conflicts as one line each) that became lines of the committed file."""

    old: tuple[int, int]
    new: tuple[int, int]


def compare(path: str, replayed: bytes, committed: bytes, labels: Labels, limits: Limits) -> Iterator[Deviation]:
    """Yield the places in which a text file differs from git's replay of it, in their order."""
    lines, after = lines_of(replayed), lines_of(committed)
    regions = find_regions(lines, labels)
    folded, origins = _folded(lines, regions, hashlib.sha256(replayed + committed).hexdigest().encode())
    hunks = hunks_between(b"".join(folded), committed, LARGEST)
    if hunks is None:
        yield Deviation(path=path, aside=Aside.MERGED, what="could not be compared line by line")
        return
    holes = {place for place, origin in enumerate(origins) if isinstance(origin, Region)}
    places = _gathered([_Place(old=hunk.old, new=hunk.new) for hunk in hunks], holes, after)
    for place in places:
        within = [origins[at] for at in range(*place.old)]
        shown = [line for origin in within for line in _spelled(origin, lines, labels)]
        now = after[slice(*place.new)]
        conflicts = [origin for origin in within if isinstance(origin, Region)]
        beside = len(within) > len(conflicts)
        one = Deviation(
            path=path,
            aside=Aside.CONFLICT if conflicts and not beside else Aside.MERGED,
            first=place.new[0] + 1,
            what=_what(conflicts, shown, now, beside=beside),
        )
        yield _with_lines(one, shown, now, limits)


def _folded(lines: Sequence[bytes], regions: Sequence[Region], unique: bytes) -> tuple[list[bytes], list[int | Region]]:
    """Return the lines with each region as one that stands nowhere else, and what each comes from."""
    folded: list[bytes] = []
    origins: list[int | Region] = []
    at = 0
    for number, region in enumerate(regions):
        folded += [*lines[at : region.start], b"%s %d\n" % (unique, number)]
        origins += [*range(at, region.start), region]
        at = region.end
    return [*folded, *lines[at:]], [*origins, *range(at, len(lines))]


def _spelled(origin: int | Region, lines: Sequence[bytes], labels: Labels) -> list[bytes]:
    if isinstance(origin, int):
        return [lines[origin]]
    first, *rest, last = lines[origin.start : origin.end]
    return [labels.spelled(first), *rest, labels.spelled(last)]


def _gathered(places: Sequence[_Place], holes: set[int], after: Sequence[bytes]) -> list[_Place]:
    """Return the places, lines that were only added moved to the conflict that they can as well belong to.

    Which of several equal lines is the new one, a comparison cannot tell: where a resolution ends in a line that
    follows the conflict too, the rest of it would come out as added by itself.
    """
    found: list[_Place] = []
    for place in places:
        before = found[-1] if found else None
        if before is not None and _added_only(place) and _is_conflict(before, holes):
            gap = place.old[0] - before.old[1]
            if gap <= _slack(after, place.new, -1):
                before.new = (before.new[0], place.new[1] - gap)
                continue
        if before is not None and _added_only(before) and _is_conflict(place, holes):
            gap = place.old[0] - before.old[1]
            if gap <= _slack(after, before.new, 1):
                found[-1] = _Place(old=place.old, new=(before.new[0] + gap, place.new[1]))
                continue
        found.append(place)
    return found


def _added_only(place: _Place) -> bool:
    return place.old[0] == place.old[1]


def _is_conflict(place: _Place, holes: set[int]) -> bool:
    return any(at in holes for at in range(*place.old))


def _slack(after: Sequence[bytes], added: tuple[int, int], step: int) -> int:
    """Return by how many lines added ones can be moved up (-1) or down (1) with the file staying the same."""
    start, end = added
    before, behind = (-1, -1) if step < 0 else (0, 0)  # the lines that have to be equal, from the start and the end
    moved = 0
    while start + before >= 0 and end + behind < len(after) and after[start + before] == after[end + behind]:
        start, end, moved = start + step, end + step, moved + 1
    return moved


def _what(conflicts: Sequence[Region], shown: Sequence[bytes], now: Sequence[bytes], *, beside: bool) -> str:
    """Return what is to be said of a place beside its lines."""
    made = [_text(line) for line in now]
    if not conflicts:
        return "only the line ends differ" if [_text(line) for line in shown] == made else ""
    if beside:
        return "a conflict, and lines beside it"
    if len(conflicts) > 1:
        return "several conflicts"
    ours, theirs = ([_text(line) for line in side] for side in (conflicts[0].ours, conflicts[0].theirs))
    ways = (
        (ours, "as on the line"),
        (theirs, "as in the pick"),
        (ours + theirs, "both, the line's first"),
        (theirs + ours, "both, the pick's first"),
    )
    return next((said for lines, said in ways if lines == made), "")


def _with_lines(one: Deviation, shown: Sequence[bytes], now: Sequence[bytes], limits: Limits) -> Deviation:
    replayed, committed = limits.take(shown), limits.take(now)
    what = one.what
    if len(replayed) < len(shown) or len(committed) < len(now):
        cut = f"{len(shown):,} became {len(now):,} lines, not all of which are kept here"
        what = f"{what}; {cut}" if what else cut
    return replace(one, replayed=replayed, committed=committed, what=what)


def _text(line: bytes) -> str:
    text = line.rstrip(b"\n").removesuffix(b"\r").decode("utf-8", "surrogateescape")
    return text if len(text) <= _COLUMNS else f"{text[:_COLUMNS]}…"
