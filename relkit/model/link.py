"""Links: this commit is that change, over there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from relkit.model.commit import Change
from relkit.model.evidence import Evidence
from relkit.model.ids import CommitId


class Method(StrEnum):
    """How a link was found, strongest first."""

    DECISION = "decision"
    REFERENCE = "reference"
    IDENTICAL = "identical"
    IDENTITY = "identity"
    PATCH = "patch"
    SIMILAR = "similar"


class State(StrEnum):
    """Where a mainline change stands on a line that has no full link to it."""

    MISSING = "missing"
    PARTIAL = "partial"
    NOT_WANTED = "not-wanted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """A commit of the mainline and the commit of a line that carries it, with the changes that they belong to.

    ``whole``: the line's commit carries all that ``mainline_change`` brought, and ``mainline`` is the commit of it that
    it is named after.
    """

    mainline: CommitId
    line: CommitId
    mainline_change: CommitId
    line_change: CommitId
    method: Method
    score: float
    evidence: tuple[Evidence, ...]
    whole: bool = False

    def taken_back_by(self, reverted: Mapping[CommitId, CommitId]) -> CommitId | None:
        """Return what took the line's commit or its whole change back; None where neither stands ``reverted``."""
        return reverted.get(self.line) or reverted.get(self.line_change)


@dataclass(frozen=True, kw_only=True, slots=True)
class Absent:
    """A mainline change without a full link on the line; ``lacks`` are the commits that a partial one is without."""

    change: Change
    state: State
    lacks: tuple[CommitId, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Owed:
    """A mainline change that the line lacks, and that takes back or mends one that the line has (``of``)."""

    change: Change
    of: CommitId
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class LineLedger:
    """Which mainline change is where on one line.

    ``absent``, ``owed`` and ``only_here`` (changes of the line without a link) are in history order, newest last.
    ``reverted`` are the line's commits that a later one of the line took back, with that one; ``unresolved`` the
    references in messages that lead to no commit of this repository.
    """

    line: str
    links: tuple[Link, ...]
    absent: tuple[Absent, ...]
    only_here: tuple[Change, ...]
    reverted: Mapping[CommitId, CommitId]
    unresolved: tuple[str, ...]
    owed: tuple[Owed, ...] = ()

    @property
    def standing(self) -> tuple[Link, ...]:
        """The links to what the line did not take back."""
        return tuple(link for link in self.links if link.taken_back_by(self.reverted) is None)

    @property
    def there(self) -> Mapping[CommitId, Link]:
        """What the line has of the mainline in another form, and did not take back, by commit and whole change."""
        partial = {absent.change.id for absent in self.absent}
        changes = {link.mainline_change: link for link in self.standing if link.mainline_change not in partial}
        return changes | {link.mainline: link for link in self.standing if link.mainline not in partial}
