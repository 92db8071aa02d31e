"""The layout: every line of a repository, with its fork point, its releases and its status."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from relkit.errors import UsageError
from relkit.lines.candidates import Candidate
from relkit.lines.members import Numbers, are_related, by_number, by_reach, numbers_of
from relkit.lines.names import read_name
from relkit.lines.remotes import differing, preferred, rank
from relkit.lines.status import DAY, Judgement, by_habit, by_marks, group_series
from relkit.model.history import Topology
from relkit.model.ids import CommitId
from relkit.model.line import Layout, Line, Status
from relkit.model.refs import Branch, Refs
from relkit.model.version import Ignored, Release
from relkit.versions.tags import TagReading, read_tags

_LONG_QUIET = 2 * 365 * DAY
_MAINLINE_YEARS = 3 * 365 * DAY


def build_layout(
    refs: Refs,
    topology: Topology,
    now: int,
    *,
    mainline: Branch,
    candidates: Sequence[Candidate],
    asked: Sequence[str] = (),
    ignored: Sequence[Ignored] = (),
    statuses: Mapping[str, Status] | None = None,
    tags: TagReading | None = None,
) -> Layout:
    """Put together what is known of every line as of ``now`` (seconds since 1970).

    All candidates are in ``lines``, newest series first; which to plan is told by their status and by ``asked``
    (names or series as the user typed them; an existing branch that is no candidate becomes a line by being asked
    for). Of a line that has ended and is not asked for the graph is not read, and its ``fork_point`` is None.
    ``statuses`` are configured ones, by branch name or series. ``ignored`` are the branches left out.
    Raises UsageError for a name in ``asked`` that is no branch.
    """
    reading = tags or read_tags(refs.tags)
    chosen, wanted = _asked_for(refs, mainline, candidates, asked)
    builder = _Builder(
        refs=refs,
        topology=topology,
        steps=frozenset(topology.chain(mainline.tip)),
        clock=min(now, max((branch.committed for branch in refs.branches), default=now)),
        mainline=mainline,
        candidates=chosen,
        wanted=wanted,
        statuses=statuses or {},
        reading=reading,
        related=are_related(chosen, reading.releases),
    )
    lines = builder.lines()
    return Layout(
        mainline=builder.mainline_line(lines),
        lines=lines,
        scheme=reading.scheme,
        releases=reading.releases,
        taken=reading.taken,
        ignored_branches=tuple(item for item in ignored if item.name not in {line.name for line in lines}),
        ignored_tags=reading.ignored,
        warnings=tuple(_warnings(refs, mainline, lines, reading, wanted)),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Builder:
    refs: Refs
    topology: Topology
    steps: frozenset[CommitId]
    clock: int
    """The repository's own time: a clone that was not updated for a year has not lost its lines by that."""
    mainline: Branch
    candidates: tuple[Candidate, ...]
    wanted: frozenset[str]
    statuses: Mapping[str, Status]
    reading: TagReading
    related: bool

    def lines(self) -> tuple[Line, ...]:
        numbered = by_number(self.candidates, self.reading.releases) if self.related else {}
        return tuple(self._line(candidate, numbered.get(candidate.branch.ref, [])) for candidate in self.candidates)

    def _line(self, candidate: Candidate, numbered: list[Release]) -> Line:
        branch = candidate.branch
        wanted = branch.ref in self.wanted
        judged = self._configured(candidate) or by_marks(
            candidate.series, named_ended=_says_ended(branch), tags=self.refs.tags
        )
        numbers = numbers_of(candidate.series) if self.related else None
        if judged is None and numbers is not None:
            judged = self._by_habit(numbers, numbered, branch)
        if judged is None and self.clock - branch.committed > _LONG_QUIET:
            judged = Judgement(status=Status.ENDED, reason="no commit for two years")
        fork_point: CommitId | None = None
        releases = numbered
        if wanted or judged is None or judged.status is not Status.ENDED:
            fork_point = find_fork_point(self.topology, self.mainline.tip, branch.tip, self.steps)
            if numbers is None:
                releases = by_reach(self.reading.releases, lambda: self._beyond(branch, fork_point), fork_point)
        if judged is None:
            judged = self._by_habit(_prefix(releases), releases, branch)
        return Line(
            name=branch.name,
            branch=branch,
            is_mainline=False,
            series=candidate.series,
            fork_point=fork_point,
            status=judged.status,
            status_reason=judged.reason,
            releases=tuple(releases),
        )

    def _configured(self, candidate: Candidate) -> Judgement | None:
        for name in (candidate.branch.name, candidate.branch.short, candidate.series):
            if name is not None and name in self.statuses:
                return Judgement(status=self.statuses[name], reason="as configured")
        return None

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

    def _beyond(self, branch: Branch, fork_point: CommitId | None) -> frozenset[CommitId]:
        if fork_point is None:
            return frozenset(self.topology.chain(branch.tip))
        return self.topology.between(branch.tip, fork_point)

    def mainline_line(self, lines: Sequence[Line]) -> Line:
        on_chain = self.steps
        claimed = {release.tag.name for line in lines for release in line.releases}
        loose = [
            release
            for release in self.reading.releases
            if release.tag.commit not in on_chain and release.tag.name not in claimed
        ]
        reached = self._recently_reached(loose)
        own = [release for release in self.reading.releases if release.tag.commit in on_chain | reached]
        return Line(
            name=self.mainline.name,
            branch=self.mainline,
            is_mainline=True,
            series=None,
            fork_point=None,
            status=Status.MAINTAINED,
            status_reason="the mainline",
            releases=tuple(release for release in own if release.tag.commit in on_chain or release in loose),
        )

    def _recently_reached(self, loose: Sequence[Release]) -> set[CommitId]:
        """Release commits of the last years that came to the mainline by a merge: they are not on its own chain."""
        start = self.clock - _MAINLINE_YEARS
        recent = {release.tag.commit for release in loose if release.tag.committed > start}
        if not recent:
            return set()
        chain = self.topology.chain(self.mainline.tip)
        base = next((commit for commit in chain if self.topology.committed(commit) < start), chain[-1])
        return recent & self.topology.between(self.mainline.tip, base)


def find_fork_point(
    topology: Topology, mainline: CommitId, tip: CommitId, steps: frozenset[CommitId] | None = None
) -> CommitId | None:
    """Return the newest step of the mainline's first-parent chain that is on the line's own.

    Unlike git's merge base it does not move when the line is merged back up. Without such a step (the line began on
    a side branch) it is the merge base; without common history None. ``steps`` is the mainline's chain, if at hand.
    """
    mainline_steps = steps or frozenset(topology.chain(mainline))
    # Chains of first parents never part again below a shared commit: the line's newest shared is the mainline's too.
    shared = next((commit for commit in topology.chain(tip) if commit in mainline_steps), None)
    return shared or topology.merge_base(mainline, tip)


def _asked_for(
    refs: Refs, mainline: Branch, candidates: Sequence[Candidate], asked: Sequence[str]
) -> tuple[tuple[Candidate, ...], frozenset[str]]:
    known = list(candidates)
    wanted: set[str] = set()
    for name in asked:
        if name in (mainline.name, mainline.short, mainline.ref):
            continue
        found = next((c for c in known if name in _names(c)), None)
        if found is None:
            branch = _branch_named(refs, name)
            if branch is None:
                raise _unknown(name, refs, mainline, candidates)
            series = read_name(branch.short)
            found = Candidate(branch=branch, series=series.series if series else None)
            known.append(found)
        wanted.add(found.branch.ref)
    return tuple(known), frozenset(wanted)


def _names(candidate: Candidate) -> tuple[str | None, ...]:
    branch = candidate.branch
    return branch.name, branch.short, branch.ref, candidate.series


def _branch_named(refs: Refs, name: str) -> Branch | None:
    found = (branch for branch in sorted(refs.branches, key=rank) if name in (branch.name, branch.ref))
    return next(found, None) or preferred(refs).get(name)


def _unknown(name: str, refs: Refs, mainline: Branch, candidates: Sequence[Candidate]) -> UsageError:
    names = [n for candidate in candidates for n in (candidate.branch.name, candidate.series) if n]
    near = get_close_matches(name, [*names, mainline.name], n=3) or get_close_matches(name, preferred(refs), n=3)
    if near:
        hint = f"did you mean {' or '.join(dict.fromkeys(near))}?"
    elif candidates:
        hint = f"the lines are {', '.join(candidate.branch.name for candidate in candidates[:8])}"
    else:
        hint = f"there are no maintenance branches; the mainline is {mainline.name}"
    return UsageError(f"there is no line called {name}", hint)


def _prefix(releases: Sequence[Release]) -> Numbers:
    """Return the numbers that tell a line's releases from those of its neighbours."""
    finals = {release.version.release for release in releases}
    if not finals:
        return ()
    majors = {release[:1] for release in finals}
    years = all(release[0] >= 1900 for release in finals)  # noqa: PLR2004
    return next(iter(finals))[: 2 if years else 1] if len(majors) == 1 else ()


def _says_ended(branch: Branch) -> bool:
    name = read_name(branch.short)
    return name is not None and name.ended


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
    return [*warnings, *reading.warnings]
