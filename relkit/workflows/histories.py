"""Reading the histories of all lines at once, and cutting them into changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from relkit.errors import RepositoryError
from relkit.git.history import History, read_history
from relkit.git.process import GitError
from relkit.git.topology import GitTopology
from relkit.lines.steps import changes_along
from relkit.model.commit import Change, Commit
from relkit.model.ids import CommitId
from relkit.model.line import Line
from relkit.model.progress import Progress
from relkit.workflows.survey import Survey

_DAY = 86400
_MARGIN = 90 * _DAY  # of the mainline before a line was cut from another line: sources of its first backports
_WITHOUT_RELEASE = 2000  # mainline steps that are read when nothing was ever released


@dataclass(frozen=True, kw_only=True, slots=True)
class LineChanges:
    """A line's changes, oldest first: its ``own`` since it was cut, and those ``unreleased``.

    ``base`` is the commit that it was cut at, from the mainline or from an older line, and ``cut`` that commit's time
    in seconds since 1970; None and 0 for the mainline and for a line without common history.
    """

    line: Line
    base: CommitId | None
    cut: int
    own: tuple[Change, ...]
    unreleased: tuple[Change, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Histories:
    """All commits that were read, children before parents; the mainline's changes; each maintenance line's."""

    commits: Mapping[CommitId, Commit]
    mainline: LineChanges
    lines: tuple[LineChanges, ...]
    warnings: tuple[str, ...]

    def stands_on(self, line: LineChanges) -> int:
        """Return how many of the mainline's changes came before the line left the mainline."""
        for place, change in enumerate(self.mainline.own):
            if change.id == line.base:
                return place + 1
        return 0

    def missed_from(self, line: LineChanges) -> int:
        """Return the place of the first mainline change that the line can lack: those before it was cut are decided."""
        own = self.mainline.own
        later = next((place for place, change in enumerate(own) if change.landed > line.cut), len(own))
        return self.stands_on(line) or later


def read_histories(survey: Survey, progress: Progress) -> Histories:
    """Read the mainline since the oldest thing asked about, and since they were cut the planned lines and the newest.

    A line whose history is damaged is left out with a warning. Raises RepositoryError when the mainline's is.
    """
    layout, topology = survey.layout, survey.topology
    wanted = survey.planned
    if survey.newest is not None and survey.newest not in wanted:
        wanted = (survey.newest, *wanted)
    bases = {line.name: _base(line, survey, topology) for line in wanted}
    start = _mainline_start(survey, bases.values())
    without = [*([start] if start else []), *_common_base(bases.values(), topology)]
    history, lines, warnings = _read(survey, wanted, without, progress)
    commits = history.commits
    return Histories(
        commits=commits,
        mainline=LineChanges(
            line=layout.mainline,
            base=None,
            cut=0,
            own=changes_along(commits, layout.mainline.branch.tip),
            unreleased=_unreleased(commits, layout.mainline, _newest_fork(survey)),
        ),
        lines=tuple(_changes(commits, line, bases[line.name], topology) for line in lines),
        warnings=(*warnings, *history.warnings),
    )


def merged_up(survey: Survey, histories: Histories) -> frozenset[CommitId]:
    """Return the commits of the mainline's history that maintenance lines made, living or ended, and their merges.

    A line that is merged back up brings what was picked onto it: there it is no origin.
    """
    topology = survey.topology
    mainline = topology.steps(survey.layout.mainline.branch.tip)
    tips = [line.branch.tip for line in survey.layout.lines]
    topology.load(tips)
    made: set[CommitId] = {commit.id for line in histories.lines for change in line.own for commit in change.commits}
    for tip in tips:
        for commit in topology.chain(tip):
            if commit in mainline:
                break
            made.add(commit)
    up = (change for change in histories.mainline.own if not made.isdisjoint(commit.id for commit in change.brought))
    return frozenset(made.union(*([commit.id for commit in change.commits] for change in up)))


def _changes(
    commits: Mapping[CommitId, Commit], line: Line, base: CommitId | None, topology: GitTopology
) -> LineChanges:
    return LineChanges(
        line=line,
        base=base,
        cut=0 if base is None else topology.committed(base),
        own=changes_along(commits, line.branch.tip, () if base is None else (base,)),
        unreleased=_unreleased(commits, line, base),
    )


def _unreleased(commits: Mapping[CommitId, Commit], line: Line, base: CommitId | None) -> tuple[Change, ...]:
    """Return the changes since the last release; a merge whose every commit was in that release is none."""
    last = line.last_release
    before = [commit for commit in (base, last.tag.commit if last else None) if commit is not None]
    return tuple(c for c in changes_along(commits, line.branch.tip, before) if c.brought or not c.commit.is_merge)


def _base(line: Line, survey: Survey, topology: GitTopology) -> CommitId | None:
    """Find where a line left the mainline or, when it was cut from an older line, where it left that one."""
    topology.load(branch.tip for branch in survey.older_branches(line))
    mainline = topology.steps(survey.layout.mainline.branch.tip)
    stops: set[CommitId] = set()
    stops.update(() if line.fork_point is None else (line.fork_point,))
    for branch in survey.older_branches(line):
        for commit in topology.chain(branch.tip):
            if commit in mainline or commit in stops:
                break
            stops.add(commit)
    return next((commit for commit in topology.chain(line.branch.tip) if commit in mainline or commit in stops), None)


def _newest_fork(survey: Survey) -> CommitId | None:
    """Return the mainline step that the newest line stands on: up to there everything is that line's to release.

    Few releases are tagged on the mainline itself, where each series has a branch; what was tagged there long before
    the newest line was cut says nothing about what is pending now.
    """
    return next((line.fork_point for line in survey.layout.lines if line.fork_point is not None), None)


def _mainline_start(survey: Survey, bases: Iterable[CommitId | None]) -> CommitId | None:
    """Find the mainline step above which reading begins, or None to read to the root."""
    mainline, topology = survey.layout.mainline, survey.topology
    last = mainline.last_release
    anchors = [(base, topology.committed(base)) for base in bases if base is not None]
    fork = _newest_fork(survey)
    if fork is not None:
        anchors.append((fork, topology.committed(fork)))
    if last is not None and (not anchors or last.tag.committed > max(when for _, when in anchors)):
        anchors.append((last.tag.commit, last.tag.committed))
    chain = topology.chain(mainline.branch.tip)
    if not anchors:
        return chain[_WITHOUT_RELEASE] if len(chain) > _WITHOUT_RELEASE else None
    on_chain = topology.steps(mainline.branch.tip)
    exact = {commit for commit, _ in anchors if commit in on_chain}
    by_time = min((when - _MARGIN for commit, when in anchors if commit not in on_chain), default=None)
    for commit in chain:
        exact.discard(commit)
        if not exact and (by_time is None or topology.committed(commit) <= by_time):
            return commit
    return None


def _common_base(bases: Iterable[CommitId | None], topology: GitTopology) -> list[CommitId]:
    """Find, among lines cut from other lines, a base that all the others stand on: below it nobody looks."""
    known = sorted({base for base in bases if base is not None}, key=topology.committed)
    oldest = known[:1]
    return oldest if all(oldest[0] in topology.chain(base) for base in known) else []


def _read(
    survey: Survey, lines: Sequence[Line], without: Sequence[CommitId], progress: Progress
) -> tuple[History, list[Line], list[str]]:
    """Read all lines with one walk; when that fails, find the lines that are damaged and go on without them."""
    git, mainline = survey.repository.git, survey.layout.mainline
    since = min((survey.topology.committed(commit) for commit in without), default=0)

    def tips(lines: Iterable[Line]) -> list[CommitId]:
        tags = [line.last_release.tag for line in (mainline, *lines) if line.last_release]
        # A release older than all that is read cuts nothing off, and finding that out takes git a walk of its own.
        released = [tag.commit for tag in tags if tag.committed >= since]
        return list(dict.fromkeys([mainline.branch.tip, *(line.branch.tip for line in lines), *released]))

    try:
        return (
            read_history(git, survey.cache, tips(lines), without, progress, remember=not survey.as_of),
            list(lines),
            [],
        )
    except GitError as error:
        first = error
    whole: list[Line] = []
    warnings: list[str] = []
    for line in lines:
        try:
            git.run("rev-list", "--count", *tips([line]), *(f"^{commit}" for commit in without), "--")
            whole.append(line)
        except GitError as error:
            warnings.append(
                f"{line.name} was left out, its history cannot be read ({error.first_line}); `git fsck` tells more"
            )
    try:
        return (
            read_history(git, survey.cache, tips(whole), without, progress, remember=not survey.as_of),
            whole,
            warnings,
        )
    except GitError as error:
        raise RepositoryError(
            f"the history of {mainline.name} cannot be read: {error.first_line}",
            "objects are missing or damaged: `git fsck` names them, `git fetch --refetch` may bring them back",
        ) from first
