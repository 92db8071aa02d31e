"""One change, and all that is known of where it is."""

from __future__ import annotations

from dataclasses import dataclass

from relkit.model.commit import Change
from relkit.model.decision import Decision
from relkit.model.evidence import Evidence
from relkit.model.ledger import Standing
from relkit.model.line import Line
from relkit.model.link import Link, Owed
from relkit.model.plan import Judged


@dataclass(frozen=True, kw_only=True, slots=True)
class Alike:
    """A change of a line that looks like the one in question, with what speaks for it (weight above 0) and against."""

    change: Change
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Carrier:
    """A change of a line that carries the one in question: by which links, what else is alike and what differs.

    ``taken_back`` is the line's change that reverted it; ``unresolved`` are references of its message that lead to no
    commit of this repository.
    """

    change: Change
    links: tuple[Link, ...]
    compared: tuple[Evidence, ...]
    taken_back: Change | None = None
    unresolved: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class OnLine:
    """Where the change is on one line, and all that speaks for it and against.

    ``alike`` is what looks most like it of the line's changes without a source, ``near`` those that touch the same
    files; both are only sought where something of it is missing. ``of`` and ``later`` tell what is owed: the change
    itself because of another that the line has, or later ones because of it.
    """

    line: Line
    standing: Standing
    carriers: tuple[Carrier, ...] = ()
    alike: Alike | None = None
    near: tuple[Change, ...] = ()
    of: tuple[Owed, ...] = ()
    later: tuple[Owed, ...] = ()
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Explained:
    """A change of the mainline, or one that is only on a line (``home`` is where), with each line's view of it.

    ``undone_by`` is the mainline's change that took it back.
    """

    judged: Judged
    home: Line
    lines: tuple[OnLine, ...]
    undone_by: Change | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Explanation:
    """What a name means, and all that is known of it: several changes where a backport combines several.

    ``through`` is the line's change that the name meant, where the explained ones are what it carries.
    """

    repository: str
    now: int
    as_of: bool
    asked: str
    changes: tuple[Explained, ...]
    through: tuple[Line, Change] | None
    titles: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]
