"""The layout: every line of a repository, with its fork point, its releases and its status."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from relkit.lines.asked import find_asked
from relkit.lines.candidates import Candidate
from relkit.lines.configured import last_second, outranked, said_status, settings_of
from relkit.lines.members import SERIES_DEPTH, Numbers, are_related, by_number, by_reach, numbers_of
from relkit.lines.names import read_name
from relkit.lines.remotes import differing
from relkit.lines.status import DAY, FIRST_YEAR, Judgement, by_habit, by_marks, group_series
from relkit.model.history import Topology
from relkit.model.ids import CommitId
from relkit.model.line import Layout, Line, Status
from relkit.model.refs import Branch, Refs
from relkit.model.settings import LineSettings
from relkit.model.version import Ignored, Release
from relkit.versions.tags import TagReading, read_tags

_LONG_QUIET = 2 * 365 * DAY
_MAINLINE_YEARS = 3 * 365 * DAY
_BESIDE = 4
"""How many of the newest tags are looked at for release commits beside the mainline."""
_FEW_COMMITS = 20
"""Commits that a release may stand away from the mainline and still be its own."""


def build_layout(
    refs: Refs,
    topology: Topology,
    now: int,
    *,
    mainline: Branch,
    candidates: Sequence[Candidate],
    asked: Sequence[str] = (),
    ignored: Sequence[Ignored] = (),
    configured: Sequence[LineSettings] = (),
    tags: TagReading | None = None,
) -> Layout:
    """Put together what is known of every line as of ``now`` (seconds since 1970).

    All candidates are in ``lines``, newest series first; which to plan is told by their status and by ``asked``
    (names or series as the user typed them; an existing branch that is no candidate becomes a line by being asked
    for). Of a line that has ended and is not asked for the graph is not read, and its ``fork_point`` is None; if its
    name says nothing about its versions, its ``releases`` are empty.
    ``configured`` outranks what is judged. ``ignored`` are the branches left out.
    Raises UsageError for a name in ``asked`` that is no branch.
    """
    reading = tags or read_tags(refs.tags)
    chosen, wanted = find_asked(refs, mainline, candidates, asked)
    related = are_related(chosen, reading.releases)
    builder = _Builder(
        refs=refs,
        topology=topology,
        steps=topology.steps(mainline.tip),
        clock=min(now, max((branch.committed for branch in refs.branches), default=now)),
        mainline=mainline,
        wanted=wanted,
        newest=chosen[0].branch.ref if chosen else None,
        configured=configured,
        now=now,
        reading=reading,
        numbered=by_number(chosen, reading.releases) if related else None,
    )
    said = {c.branch.ref for c in chosen if settings_of(configured, c.branch, c.series).line}
    lines, dropped = _distinct([builder.line(candidate) for candidate in chosen], builder.steps, wanted | said)
    kept = {line.name for line in lines}
    left_out = [*(item for item in ignored if item.name not in kept), *dropped]
    return Layout(
        mainline=builder.mainline_line(lines),
        lines=lines,
        scheme=reading.scheme,
        releases=reading.releases,
        taken=reading.taken,
        ignored_branches=tuple(sorted(left_out, key=lambda item: item.name)),
        ignored_tags=reading.ignored,
        openings=reading.openings,
        warnings=tuple(_warnings(refs, mainline, lines, reading, wanted)),
    )


def find_fork_point(topology: Topology, mainline: CommitId, tip: CommitId) -> CommitId | None:
    """Return the newest step of the mainline's first-parent chain that is on the line's own.

    Unlike git's merge base it does not move when the line is merged back up. Without such a step it is the merge base;
    without common history None.
    """
    mainline_steps = topology.steps(mainline)
    # Chains of first parents never part again below a shared commit: the line's newest shared is the mainline's too.
    shared = next((commit for commit in topology.chain(tip) if commit in mainline_steps), None)
    return shared or topology.merge_base(mainline, tip)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Builder:
    """Makes lines; ``steps`` is the mainline's chain, ``numbered`` the releases by ref where branch names tell them.

    ``clock`` is the repository's own time: a clone that was not updated for a year has not lost its lines by that.
    ``now`` is people's: a line's last day passes whatever is committed.
    """

    refs: Refs
    topology: Topology
    steps: frozenset[CommitId]
    clock: int
    mainline: Branch
    wanted: frozenset[str]
    newest: str | None
    configured: Sequence[LineSettings]
    now: int
    reading: TagReading
    numbered: Mapping[str, tuple[Release, ...]] | None

    def line(self, candidate: Candidate) -> Line:
        """Make a candidate's line, reading the graph only where the line is not plainly over."""
        branch = candidate.branch
        named = read_name(branch.short)
        settings = settings_of(self.configured, branch, candidate.series)
        said = said_status(settings, self.now)
        judged = said or by_marks(candidate.series, named_ended=named is not None and named.ended, tags=self.refs.tags)
        numbers = numbers_of(candidate.series) if self.numbered is not None else None
        releases = self.numbered.get(branch.ref, ()) if self.numbered is not None else ()
        if judged is None and numbers is not None:
            judged = self._by_habit(numbers, releases, branch)
        if judged is None and self.clock - branch.committed > _LONG_QUIET:
            judged = Judgement(status=Status.ENDED, reason="no commit for two years")
        judged = judged and outranked(settings, judged, self.now)
        fork_point: CommitId | None = None
        # The newest line bounds what is pending on the mainline, also when somebody declares it ended.
        bounds = branch.ref == self.newest and said is not None
        if bounds or branch.ref in self.wanted or judged is None or judged.status is not Status.ENDED:
            fork_point = find_fork_point(self.topology, self.mainline.tip, branch.tip)
            if numbers is None:
                releases = by_reach(self.reading.releases, lambda: self._beyond(branch, fork_point), fork_point)
                numbers = self._numbers_held(candidate, releases)
        judged = judged or outranked(settings, self._by_habit(numbers or (), releases, branch), self.now)
        unnamed = ".".join(map(str, numbers)) if candidate.series is None and numbers else None
        return Line(
            name=branch.name,
            branch=branch,
            is_mainline=False,
            series=candidate.series or unnamed,
            fork_point=fork_point,
            status=judged.status,
            status_reason=judged.reason,
            releases=releases,
            policy=settings.policy,
            until=last_second(settings),
        )

    def mainline_line(self, lines: Sequence[Line]) -> Line:
        """Make the mainline's line: the releases on its chain, and of the last years those merged in or beside it.

        What is of another line's series stays with that line, unless it is on the mainline's own chain.
        """
        claimed = {release.tag.name for line in lines for release in line.releases}
        loose = [
            release
            for release in self.reading.releases
            if release.tag.commit not in self.steps
            and release.tag.name not in claimed
            and release.tag.committed > self.clock - _MAINLINE_YEARS
        ]
        merged = self._recently_merged(loose)
        own = {release.tag.name for release in self.reading.releases if release.tag.commit in self.steps}
        own |= {release.tag.name for release in loose if release.tag.commit in merged}
        own |= self._beside(own, loose)
        return Line(
            name=self.mainline.name,
            branch=self.mainline,
            is_mainline=True,
            series=None,
            fork_point=None,
            status=Status.MAINTAINED,
            status_reason="the mainline",
            releases=tuple(release for release in self.reading.releases if release.tag.name in own),
        )

    def _by_habit(self, numbers: Numbers, releases: Sequence[Release], branch: Branch) -> Judgement:
        own = sorted(release.tag.date for release in releases if release.version.is_final)
        if not numbers:
            return Judgement(status=Status.MAINTAINED, reason="not released yet")
        groups = group_series(self.reading.releases, len(numbers))
        at = next((i for i, group in enumerate(groups) if group.numbers == numbers), None)
        if at is None:
            at = sum(group.numbers < numbers for group in groups)
            older, newer = groups[:at], groups[at:]
        else:
            older, newer = groups[:at], groups[at + 1 :]
        return by_habit(own, newer, older, tip=branch.committed, now=self.clock)

    def _numbers_held(self, candidate: Candidate, releases: Sequence[Release]) -> Numbers:
        """Return the numbers that tell a line's releases from those of its neighbours, where its name does not."""
        held = {release.version.release for release in releases if release.version.is_final}
        majors = {release[:1] for release in held}
        if len(majors) != 1:
            return ()
        newest = max(held)
        depth = SERIES_DEPTH if candidate.series is None or newest[0] >= FIRST_YEAR else 1
        return newest[:depth]

    def _beyond(self, branch: Branch, fork_point: CommitId | None) -> Iterable[CommitId]:
        if fork_point is None:
            return self.topology.chain(branch.tip)
        return self.topology.between(branch.tip, fork_point)

    def _recently_merged(self, loose: Sequence[Release]) -> set[CommitId]:
        """Release commits that came to the mainline by a merge: they are not on its own chain."""
        if not loose:
            return set()
        start = self.clock - _MAINLINE_YEARS
        chain = self.topology.chain(self.mainline.tip)
        base = next((commit for commit in chain if self.topology.committed(commit) < start), chain[-1])
        return {release.tag.commit for release in loose} & self.topology.between(self.mainline.tip, base)

    def _beside(self, own: set[str], loose: Sequence[Release]) -> set[str]:
        """Newer releases that hang a few commits beside the mainline: tagged on a commit that was never merged."""
        names = {release.tag.name for release in loose}
        newer = takewhile(lambda release: release.tag.name not in own, reversed(self.reading.releases))
        return {
            release.tag.name
            for release in islice((release for release in newer if release.tag.name in names), _BESIDE)
            if len(self.topology.between(release.tag.commit, self.mainline.tip)) <= _FEW_COMMITS
        }


def _distinct(
    lines: Sequence[Line], steps: frozenset[CommitId], wanted: frozenset[str]
) -> tuple[tuple[Line, ...], list[Ignored]]:
    """Drop what is no line of its own: an idle "stable", and a branch that has not left an older line yet.

    The latter is common as of an earlier day: a branch made from another one stands where that one stood.
    """
    kept: list[Line] = []
    dropped: list[Ignored] = []
    others = {line.series: line.name for line in reversed(lines) if read_name(line.branch.short) is not None}
    for place, line in enumerate(lines):
        reason = None
        if line.branch.ref not in wanted:
            older = next((other for other in lines[place + 1 :] if other.branch.tip == line.branch.tip), None)
            if read_name(line.branch.short) is None:
                reason = _why_idle(line, steps, others)
            elif older and not line.releases and line.branch.tip not in steps:
                reason = f"stands where {older.name} stands, and no release is on it"
        if reason is None:
            kept.append(line)
        else:
            dropped.append(Ignored(name=line.name, reason=reason))
    return tuple(kept), dropped


def _why_idle(line: Line, steps: frozenset[CommitId], others: Mapping[str | None, str]) -> str | None:
    """Return why a branch without a series in its name is no line; None if it is one."""
    if line.branch.tip in steps:
        return "follows the mainline"
    if not line.releases:
        return "names no series, and no release is on it"
    if _stands_at_release(line):
        return "stands at the newest release"
    if line.series in others:
        return f"series {line.series} is on {others[line.series]}"
    return None


def _stands_at_release(line: Line) -> bool:
    """Tell a mark that is moved to each release from a line that goes on to patch releases."""
    finals = [release for release in line.releases if release.version.is_final]
    return len(finals) <= 1 and any(release.tag.commit == line.branch.tip for release in line.releases)


def _warnings(
    refs: Refs, mainline: Branch, lines: Sequence[Line], reading: TagReading, wanted: frozenset[str]
) -> list[str]:
    planned = [line for line in lines if line.status is not Status.ENDED or line.branch.ref in wanted]
    warnings = differing(refs, [mainline, *(line.branch for line in planned)])
    warnings += [
        f"{line.name} has no history in common with {mainline.name}" for line in planned if not line.fork_point
    ]
    if not reading.releases:
        warnings.append("no tag names a version: releases are not known")
    if not lines:
        warnings.append("no maintenance branch was found: the mainline is planned alone")
    return warnings
