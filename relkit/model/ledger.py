"""The ledger as it is told: each line's book with what its changes are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from relkit.model.commit import Change
from relkit.model.evidence import Evidence, Kind
from relkit.model.ids import CommitId
from relkit.model.line import Line
from relkit.model.link import Link, State
from relkit.model.plan import Judged


@dataclass(frozen=True, kw_only=True, slots=True)
class Lacked:
    """A mainline change without a full link, and how likely it is wanted on the line (None: not estimated).

    ``lacks`` are the commits of a change that came in parts which the line does not have; empty for other states.
    """

    judged: Judged
    state: State
    wanted: float | None = None
    lacks: tuple[CommitId, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class OwedChange:
    """A mainline change that belongs to one which the line has: it takes that one back, or mends it.

    ``of`` is the mainline change that the line carries.
    """

    judged: Judged
    of: CommitId
    evidence: tuple[Evidence, ...]


class Place(StrEnum):
    """Where a change stands on a line, in a table of changes and lines.

    INHERITED: the line was cut after it; EARLIER: the line was cut from another one after it landed, where it had been
    decided about. UNDONE: it stands reverted on the mainline, and the line never had it. NOT_HERE: a change that is
    only on some lines is not on this one.
    """

    PRESENT = "present"
    INHERITED = "inherited"
    MISSING = "missing"
    PARTIAL = "partial"
    REVERTED = "reverted"
    NOT_WANTED = "not-wanted"
    UNKNOWN = "unknown"
    UNDONE = "undone"
    EARLIER = "earlier"
    NOT_HERE = "not-here"

    @property
    def is_lacking(self) -> bool:
        """Whether something of the change is not there, and nobody wanted it so."""
        return self in (Place.MISSING, Place.PARTIAL, Place.UNKNOWN)


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """Where one change stands on one line.

    ``by`` are the line's changes that carry it, or where it is reverted those that took it back; ``lacks`` the commits
    of a partial one that are not there. ``owed``: it takes back or mends something that the line has. ``older`` names
    the older lines that have it while this one lacks it: who upgrades would lose it.
    """

    place: Place
    by: tuple[CommitId, ...] = ()
    lacks: tuple[CommitId, ...] = ()
    owed: bool = False
    older: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Gap:
    """A mainline change that some lines have and newer living ones lack; both newest first, by name."""

    change: CommitId
    on: tuple[str, ...]
    lacking: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A change and where it stands on each line that is told of, in their order."""

    judged: Judged
    cells: tuple[Standing, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """Which rows are asked for; what is empty or None restricts nothing.

    ``missing`` names lines that all have to lack it; ``only_here`` asks for what is on lines and not on the mainline;
    ``since`` is when it landed at the earliest, in seconds since 1970; ``paths`` are files or folders of which it has
    to touch one. Without ``kinds`` only fixes and security fixes are shown that are likely (``likely``, 0 to 1), and
    without ``missing`` only what some line lacks, unless ``every`` change is asked for. ``most`` bounds the rows.
    """

    kinds: frozenset[Kind] = frozenset()
    missing: tuple[str, ...] = ()
    only_here: bool = False
    since: int | None = None
    paths: tuple[str, ...] = ()
    every: bool = False
    most: int | None = None
    likely: float = 0.5

    @property
    def is_narrow(self) -> bool:
        """Whether some rows were asked for, and not what matters."""
        return bool(self.kinds or self.missing or self.only_here or self.since is not None or self.paths)


@dataclass(frozen=True, kw_only=True, slots=True)
class Selection:
    """The rows that were asked for, newest first.

    ``found`` is how many there are, shown or not; ``others`` how many more changes some line lacks that are of other
    kinds, and ``guesses`` how many of these may be fixes.
    """

    rows: tuple[Row, ...]
    found: int
    others: int
    guesses: int


@dataclass(frozen=True, kw_only=True, slots=True)
class LineEntries:
    """What the ledger says of one line; all in history order, newest last.

    ``only_here`` are the line's changes without a link, ``reverted`` those of its commits that a later one took back,
    with that one; ``unresolved`` the references in messages that lead to no commit of this repository. ``standings``
    tell of the mainline's changes in question where each stands.
    """

    line: Line
    links: tuple[Link, ...]
    missing: tuple[Lacked, ...]
    owed: tuple[OwedChange, ...]
    only_here: tuple[Judged, ...]
    reverted: tuple[tuple[Change, CommitId], ...]
    unresolved: tuple[str, ...]
    standings: Mapping[CommitId, Standing] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Ledger:
    """Which mainline change is where, line by line, newest first, at one moment (seconds since 1970).

    ``ignored`` names what was hidden for the sake of measuring. ``asked`` tells whether lines were named, ``wish``
    which rows were asked for; ``selection`` are these. ``gaps`` are the likely fixes that an older line has and a newer
    one lacks, ``forgotten`` those that are only on lines and never went forward to the mainline. ``titles`` are those
    of mainline changes that the rest names; ``ended`` names the lines that are over and were not asked for.
    """

    repository: str
    now: int
    as_of: bool
    mainline: Line
    lines: tuple[LineEntries, ...]
    ignored: tuple[str, ...]
    warnings: tuple[str, ...]
    asked: bool = False
    wish: Wish = Wish()
    selection: Selection = Selection(rows=(), found=0, others=0, guesses=0)
    gaps: tuple[tuple[Judged, Gap], ...] = ()
    forgotten: tuple[Row, ...] = ()
    titles: Mapping[CommitId, str] = field(default_factory=dict)
    ended: tuple[str, ...] = ()
