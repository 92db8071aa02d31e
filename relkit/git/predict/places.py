"""Where in a file two versions do not merge, and what the line's side lacks there.

Two sides conflict where the lines of the base that each changed overlap or touch, unless both made the same of them
(what `git merge-file` does, xdiff/xmerge.c).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from relkit.git.edits import Hunk, hunks_between
from relkit.model.forecast import Lines, Place


@dataclass(frozen=True, kw_only=True, slots=True)
class Clash:
    """Lines that do not merge. ``base`` and ``ours`` are counted from 0, up to the end named.

    ``lacked`` are the lines of the base that the line does not have or has otherwise, and ``kept`` what it has in
    their place. ``shared`` and ``shared_kept`` are those of them that the pick changes too, and not only stands beside.
    """

    base: tuple[int, int]
    ours: tuple[int, int]
    lacked: tuple[tuple[int, int], ...]
    kept: frozenset[bytes]
    shared: tuple[tuple[int, int], ...]
    shared_kept: frozenset[bytes]

    @property
    def place(self) -> Place:
        """The same for people."""
        return Place(mainline=_lines(self.base), line=_lines(self.ours))


def find_clashes(base: bytes, ours: bytes, theirs: bytes) -> tuple[Clash, ...]:
    """Return where two versions of a file do not merge, in order; nothing for files that are no text."""
    on_line, picked = hunks_between(base, ours), hunks_between(base, theirs)
    if on_line is None or picked is None:
        return ()
    groups: list[tuple[list[Hunk], list[Hunk]]] = []
    end = -1
    for hunk, is_ours in sorted([(one, True) for one in on_line] + [(one, False) for one in picked], key=_order):
        if hunk.old[0] > end:
            groups.append(([], []))
        groups[-1][0 if is_ours else 1].append(hunk)
        end = max(end, hunk.old[1])
    return tuple(_clash(mine, other) for mine, other in groups if _differ(mine, other))


def whole(base: bytes, ours: bytes) -> tuple[Clash, ...]:
    """Return all that differs between two versions as one clash, for a file that the pick takes away."""
    hunks = hunks_between(base, ours)
    return (_clash(hunks, hunks),) if hunks else ()


def _order(item: tuple[Hunk, bool]) -> tuple[int, int]:
    return item[0].old


def _differ(mine: Sequence[Hunk], other: Sequence[Hunk]) -> bool:
    """Tell whether both sides changed something here, and not both the same."""
    made = [(hunk.old, hunk.added) for hunk in mine]
    return bool(mine) and bool(other) and made != [(hunk.old, hunk.added) for hunk in other]


def _clash(mine: Sequence[Hunk], other: Sequence[Hunk]) -> Clash:
    both = [(a, b) for a in mine for b in other if a.old[0] < b.old[1] and b.old[0] < a.old[1]]
    return Clash(
        base=(mine[0].old[0], mine[-1].old[1]),
        ours=(mine[0].new[0], mine[-1].new[1]),
        lacked=tuple(hunk.old for hunk in mine if hunk.old[0] < hunk.old[1]),
        kept=_told(mine),
        shared=tuple(_shared(a.old, b.old) for a, b in both),
        shared_kept=_told([a for a, _ in both]),
    )


def _told(hunks: Sequence[Hunk]) -> frozenset[bytes]:
    return frozenset(line for hunk in hunks for line in hunk.added if line.strip())


def _shared(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    """Return the lines of one hunk that another changes, all of them where it puts lines between them."""
    start, end = max(one[0], other[0]), min(one[1], other[1])
    return (start, end) if start < end else one


def _lines(lines: tuple[int, int]) -> Lines:
    return Lines(first=lines[0] + 1, count=lines[1] - lines[0])
