"""Where a reviewer of a backport has to look, as Markdown: the places in which a person did what git did not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from relkit.model.ids import SHORT_ID, CommitId
from relkit.model.journal import Aside, Deviation
from relkit.report.markup import code, escaped
from relkit.report.safe import visible
from relkit.report.words import count

_LINES = 40  # of each side of a place
_COLUMNS = 300
_FILES = 20  # that are named together
_MARKERS = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")
_RESERVE = 400  # bytes for the headings, and what is said of the places that have no room
_LITTLE = 500  # bytes in which no lines are tried


@dataclass(frozen=True, kw_only=True, slots=True)
class Audit:
    """A change, and where it is not what git's own replay of it gives."""

    id: CommitId
    title: str
    deviations: tuple[Deviation, ...]


def review(audits: Sequence[Audit], room: int) -> str:
    """Return where to look, in at most ``room`` bytes: what was in no conflict first, as nobody expects it there.

    What is in a fence stays there, whatever it is. Places without room are named without their lines, or counted.
    """
    places = [one for audit in audits for one in audit.deviations]
    if not places:
        return f"{_HEADING}\n\nEvery commit is what git's own cherry-pick of its source gives."
    outside = sum(one.aside is Aside.MERGED for one in places)
    said = [_HEADING, "", _summary(len(places), outside), ""]
    room -= len("\n".join(said).encode()) + _RESERVE
    left = 0
    for aside, heading in _HEADINGS:
        blocks = list(_blocks(audits, aside))
        said += [heading, ""] if blocks else []
        for block in blocks:
            text = block.text(room)
            if text is None:
                left += block.places
            else:
                said += [text, ""]
                room -= len(text.encode()) + 2
    if left:
        are = "is" if left == 1 else "are"
        said.append(f"There {are} {count(left, 'more place')}, for which there is no room here.")
    return "\n".join(said)


_HEADING = "## Where to look"
_HEADINGS = (
    (Aside.MERGED, "### ⚠ Outside of the conflicts: git had merged this, and it was changed by hand"),
    (Aside.CONFLICT, "### In the conflicts"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Block:
    """What is said of some places, and the lines of one of them."""

    said: str
    places: int = 1
    lines: Deviation | None = None

    def text(self, room: int) -> str | None:
        """Return what is said with the lines where there is room for them, else without; None where for neither."""
        if self.lines is not None and room > _LITTLE:
            full = f"{self.said}\n\n{_fenced(self.lines)}"
            if len(full.encode()) + 2 <= room:
                return full
        return self.said if len(self.said.encode()) + 2 <= room else None


def _summary(places: int, outside: int) -> str:
    only = "This place is" if places == 1 else f"These {places:,} places are"
    said = f"{only} not what git's own cherry-pick gives; all else is, and reviewers need to look only here."
    if outside and outside < places:
        said += f" {outside:,} of them {'was' if outside == 1 else 'were'} in no conflict."
    return f"{said} Lines with `-` are git's, those with `+` are what was committed."


def _blocks(audits: Sequence[Audit], aside: Aside) -> Iterator[_Block]:
    for audit in audits:
        found = [one for one in audit.deviations if one.aside is aside]
        if found:
            name = f"{code(audit.id[:SHORT_ID])} {escaped(audit.title)}:"
            yield _Block(said=name, places=0)
        yield from _together([one for one in found if not one.replayed and not one.committed])
        for one in found:
            if one.replayed or one.committed:
                yield _block(one)


def _together(found: Sequence[Deviation]) -> Iterator[_Block]:
    """Yield what is said of places without lines, all of which the same happened to in one."""
    groups: dict[str, list[str]] = {}
    for one in found:
        groups.setdefault(one.what, []).append(one.path)
    for what, paths in groups.items():
        for start in range(0, len(paths), _FILES):
            some = paths[start : start + _FILES]
            named = ", ".join(code(_cut(path)) for path in some if path)
            text = f"- {escaped(_cut(what))}: {named}" if named else f"- {escaped(_cut(what))}"
            yield _Block(said=text, places=len(some))


def _block(one: Deviation) -> _Block:
    where = f"- {code(_cut(one.path))}, line {one.first:,}" + (f": {escaped(one.what)}" if one.what else "")
    return _Block(said=where, lines=one)


def _fenced(one: Deviation) -> str:
    """Return the lines of a place, git's and those that were committed, in a fence that none of them ends."""
    # A side of the conflict that was taken as it is stands among git's lines already.
    committed = () if one.what and _is_side(one.committed, one.replayed) else one.committed
    shown = [*_signed("-", one.replayed), *_signed("+", committed)]
    fence = "`" * max(3, 1 + max((len(run) for line in shown for run in re.findall("`+", line)), default=0))
    return "\n".join(f"  {line}" for line in (f"{fence}diff", *shown, fence))


def _is_side(some: Sequence[str], lines: Sequence[str]) -> bool:
    """Whether lines are all of what stands between two of a conflict's markers."""
    markers = [at for at, line in enumerate(lines) if line.startswith(_MARKERS)]
    return any(tuple(lines[start + 1 : end]) == tuple(some) for start, end in pairwise(markers))


def _signed(sign: str, lines: Sequence[str]) -> Iterator[str]:
    for line in lines[:_LINES]:
        yield sign + "\t".join(visible(part) for part in _cut(line).split("\t"))
    if len(lines) > _LINES:
        yield f"{sign}… {count(len(lines) - _LINES, 'more line')}"


def _cut(text: str) -> str:
    return text if len(text) <= _COLUMNS else f"{text[:_COLUMNS]}…"
