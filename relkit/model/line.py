"""Lines: the branches that get releases."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from relkit.model.ids import CommitId
from relkit.model.refs import Branch
from relkit.model.version import Ignored, Release, Scheme


class Status(StrEnum):
    """How far a line is still looked after."""

    MAINTAINED = "maintained"
    SECURITY = "security"
    ENDED = "ended"


class Policy(StrEnum):
    """Which releases a line makes: patch releases only, or also ones that move more within its series."""

    PATCH = "patch"
    MINOR = "minor"


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A branch that gets releases.

    ``series`` is what its name says ("2.3", "2025.1"), None for the mainline. ``fork_point`` is the newest mainline
    step that the line stands on, None for the mainline and for a line without common history. ``releases`` are those
    tagged on the line, in the order of their versions, oldest first. ``policy`` and ``until`` (its last day, counted
    as seconds since 1970 at that day's end) are configured; None where they are not.
    """

    name: str
    branch: Branch
    is_mainline: bool
    series: str | None
    fork_point: CommitId | None
    status: Status
    status_reason: str
    releases: tuple[Release, ...]
    policy: Policy | None = None
    until: int | None = None

    @property
    def names(self) -> frozenset[str]:
        """All by which people and decisions may call it."""
        branch = self.branch
        called = (self.name, branch.name, branch.short, branch.ref, self.series)
        return frozenset(name for name in called if name is not None)

    @property
    def last_final(self) -> Release | None:
        """The highest version that is no prerelease."""
        return next((r for r in reversed(self.releases) if r.version.is_final), None)

    @property
    def last_prerelease(self) -> Release | None:
        """The highest prerelease, when it is newer than the last final release."""
        last = self.releases[-1] if self.releases else None
        return last if last and last.version.is_prerelease else None

    @property
    def last_release(self) -> Release | None:
        """The highest version of any kind."""
        return self.releases[-1] if self.releases else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """A repository's lines as found: the mainline, the maintenance branches newest first, and what was left out.

    ``releases`` are all of the repository, in the order of their versions, also those of no living line;
    ``taken`` are all version texts that any tag ever used; ``openings`` the development versions ("2.6.0.dev0") that
    tags opened a series with, in order.
    """

    mainline: Line
    lines: tuple[Line, ...]
    scheme: Scheme
    releases: tuple[Release, ...]
    taken: frozenset[str]
    ignored_branches: tuple[Ignored, ...]
    ignored_tags: tuple[Ignored, ...]
    warnings: tuple[str, ...]
    openings: tuple[Release, ...] = ()
