"""The plan: for each line what waits, what is missing, what to release, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from relkit.model.commit import Change
from relkit.model.evidence import Verdict
from relkit.model.forecast import Forecast
from relkit.model.ids import CommitId
from relkit.model.line import Line
from relkit.model.version import Ignored


class Action(StrEnum):
    """What relkit suggests for a line."""

    RELEASE = "release"
    PRERELEASE = "prerelease"
    WAIT = "wait"
    NONE = "none"


class Bump(StrEnum):
    """Which part of the version moves."""

    MAJOR = "major"
    MINOR = "minor"
    PATCH = "patch"
    PRERELEASE = "prerelease"
    FINAL = "final"


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """A change and what it is."""

    change: Change
    verdict: Verdict


@dataclass(frozen=True, kw_only=True, slots=True)
class Missing:
    """A mainline change that the line lacks, how likely it is wanted there (None: not estimated), and its forecast.

    ``passed_over``: it was on the mainline when the line had its last final release, which left it out.
    """

    judged: Judged
    wanted: float | None
    forecast: Forecast | None
    passed_over: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Lost:
    """A likely fix of the mainline that older lines have (``on``, newest first, by name) and a newer one lacks."""

    judged: Judged
    on: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """Why something is proposed: a stable code for machines, a sentence for people."""

    code: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """A release that relkit suggests, or "wait", or "none"; ``version`` is the next one also when it says "wait"."""

    action: Action
    version: str | None
    bump: Bump | None
    reasons: tuple[Reason, ...]
    changes: tuple[CommitId, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class LineState:
    """What is known of one line before anything is proposed.

    ``unreleased`` are the line's changes since its last release; on the mainline, less those that a maintenance line
    already has. Both it and ``missing`` are in history order, newest last. ``not_wanted`` counts what people decided
    that the line should not get. ``lost`` is what who upgrades from an older line would lose, of the lines that were
    looked at; ``only_here`` the likely fixes of a maintenance line that never went forward to the mainline.
    """

    line: Line
    unreleased: tuple[Judged, ...]
    missing: tuple[Missing, ...]
    not_wanted: int = 0
    lost: tuple[Lost, ...] = ()
    only_here: tuple[Judged, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class LinePlan:
    """A line's state and what is proposed for it. ``patch_line`` names the branch that a patch release would open."""

    state: LineState
    proposal: Proposal
    patch_line: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionsUsed:
    """People's decisions that a plan rests on: how many, and by how many people."""

    number: int = 0
    people: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved:
    """A ref that is no longer where a plan found it.

    ``then`` is None for the tag of a proposed release that was made meanwhile. ``now`` is None where the ref is gone.
    ``ahead`` and ``behind`` count the commits that only the ref has now and that only it had then; None where it is
    gone, or the commit that it was at is not in the repository.
    """

    ref: str
    then: CommitId | None
    now: CommitId | None
    ahead: int | None = None
    behind: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """A plan for a repository, valid as long as no tip in ``tips`` (ref to commit) has moved.

    ``lines`` begins with the mainline, then the maintenance lines, newest first. ``now`` is the moment planned for,
    in seconds since 1970. ``titles`` are those of changes that forecasts name and that are in none of the lines' lists.
    ``ended`` are the lines that are over and were not asked for; ``latest`` is when the project's newest release was
    tagged, from whatever line.
    """

    repository: str
    now: int
    as_of: bool
    lines: tuple[LinePlan, ...]
    tips: tuple[tuple[str, CommitId], ...]
    ignored_branches: tuple[Ignored, ...]
    ignored_tags: tuple[Ignored, ...]
    warnings: tuple[str, ...]
    titles: tuple[tuple[CommitId, str], ...] = ()
    decisions: DecisionsUsed = DecisionsUsed()
    ended: tuple[str, ...] = ()
    latest: int | None = None
