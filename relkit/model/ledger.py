"""The ledger as it is told: each line's book with what its changes are."""

from __future__ import annotations

from dataclasses import dataclass

from relkit.model.commit import Change
from relkit.model.evidence import Evidence
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


@dataclass(frozen=True, kw_only=True, slots=True)
class LineEntries:
    """What the ledger says of one line; all in history order, newest last.

    ``only_here`` are the line's changes without a link, ``reverted`` those of its commits that a later one took back,
    with that one; ``unresolved`` the references in messages that lead to no commit of this repository.
    """

    line: Line
    links: tuple[Link, ...]
    missing: tuple[Lacked, ...]
    owed: tuple[OwedChange, ...]
    only_here: tuple[Judged, ...]
    reverted: tuple[tuple[Change, CommitId], ...]
    unresolved: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Ledger:
    """Which mainline change is where, line by line, at one moment (seconds since 1970).

    ``ignored`` names what was hidden for the sake of measuring.
    """

    repository: str
    now: int
    as_of: bool
    mainline: Line
    lines: tuple[LineEntries, ...]
    ignored: tuple[str, ...]
    warnings: tuple[str, ...]
