"""Where a backport goes: lines by their names, or a release's tag; the commit that picks start from, and the refs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from relkit.errors import UsageError
from relkit.git.tracking import Tracking, read_tracking
from relkit.lines.configured import settings_of
from relkit.lines.members import numbers_of
from relkit.model.backport import Destination
from relkit.model.ids import CommitId
from relkit.model.line import Line, Status
from relkit.model.refs import Branch
from relkit.model.settings import Config
from relkit.model.version import Release
from relkit.planner.opening import open_line
from relkit.planner.topics import branch_name
from relkit.workflows.following import Follower, check_contained
from relkit.workflows.survey import Survey

_HEADS = "refs/heads/"


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """A line that is picked to; ``line`` is None for one whose branch is made at the release that ``base_ref`` tags."""

    name: str
    series: str
    branch: str
    base: CommitId
    base_ref: str
    line: Line | None = None
    verify: str | None = None

    @property
    def ended(self) -> bool:
        """Whether no release of it is expected any more."""
        return self.line is not None and self.line.status is Status.ENDED

    @property
    def opens(self) -> str | None:
        """The branch that is made, as a full ref."""
        return f"{_HEADS}{self.branch}" if self.line is None else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Targets:
    """The lines that are picked to, the newest first, the survey as it holds for them, and what is to be said of it.

    ``unpushed`` tells of lines with commits that their remote does not have.
    """

    found: Survey
    tracking: Tracking
    chosen: tuple[Target, ...]
    warnings: tuple[str, ...]
    unpushed: tuple[str, ...] = ()


def find_targets(found: Survey, names: Sequence[str]) -> Targets:
    """Return the lines that names mean. A branch that is behind the one it follows counts as where that one is.

    Raises UsageError for the mainline, for what is neither a line nor a release's tag, and for a tag on which no branch
    can be opened; StoppedError for a line that has parted from the one it follows.
    """
    git = found.repository.git
    tracking = read_tracking(git)
    meant = list({_meant(found, name): None for name in names})
    follower = Follower(git, found.refs, tracking)
    asked = [one.branch.ref for one in meant if isinstance(one, Line)]
    known = (found.layout.mainline, *(line for line in found.layout.lines if line.fork_point is not None))
    newest = {line.branch.ref: follower.newest(line.branch) for line in known if line.branch.ref not in asked}
    newest |= {ref: follower.newest(_branch(found, ref), strict=True) for ref in asked}
    found = _with_branches(found, newest)
    lines = {line.name: line for line in found.layout.lines}
    chosen = [
        _of_line(found.config, lines[one.name]) if isinstance(one, Line) else _of_release(found, one) for one in meant
    ]
    return Targets(
        found=found,
        tracking=tracking,
        chosen=tuple(sorted(chosen, key=lambda target: age(found, target))),
        warnings=tuple(follower.warnings),
        unpushed=tuple(follower.unpushed),
    )


def age(found: Survey, target: Target) -> tuple[int, int]:
    """Return how old a line is among those of the project: a key that sorts the newest first."""
    lines = found.layout.lines
    if target.line is not None:
        return [line.name for line in lines].index(target.line.name), 1
    own = numbers_of(target.series) or ()
    older = (place for place, line in enumerate(lines) if (numbers_of(line.series) or own) < own)
    return next(older, len(lines)), 0


def destinations(
    targets: Targets, topic: str, picked: Collection[str], *, onto_branch: bool
) -> Mapping[str, Destination]:
    """Return by the lines' names where results will stand: on new branches, or ``onto_branch`` on the lines themselves.

    A new branch gets a name that none has; of a line that nothing is ``picked`` to, none is taken. Raises StoppedError
    where a line's own branch has commits that the results would not have.
    """
    found = targets.found
    held = {branch.ref: branch.tip for branch in found.refs.branches}
    taken = {branch.short for branch in found.refs.branches}
    taken |= {target.branch for target in targets.chosen if target.line is None}
    made: dict[str, Destination] = {}
    for target in targets.chosen:
        if onto_branch:
            ref = f"{_HEADS}{target.branch}"
            if ref in held and ref != target.base_ref:
                check_contained(found.repository.git, ref, held[ref], target.base, target.base_ref)
        else:
            name = branch_name(target.series, topic, taken)
            taken |= {name} if target.name in picked else set()
            ref = f"{_HEADS}{name}"
        seen_on = None if target.line is None else target.line.branch.remote
        remote = targets.tracking.pushed_to(target.branch, seen_on)
        made[target.name] = Destination(
            line=target.name,
            series=target.series,
            base=target.base,
            base_ref=target.base_ref,
            ref=ref,
            old=held.get(ref),
            branch=targets.tracking.name_on(remote, target.branch),
            remote=remote,
            opens=target.opens,
            verify=target.verify,
        )
    return made


def _meant(found: Survey, name: str) -> Line | Release:
    layout = found.layout
    for line in layout.lines:
        if name in line.names:
            return line
    if name in layout.mainline.names:
        raise UsageError(f"{name} is the mainline: nothing is backported to it", "name a maintenance line")
    release = next((one for one in layout.releases if name in (one.tag.name, one.tag.ref)), None)
    if release is None:
        raise UsageError(
            f"{name} is a tag, but of no release: no line can be opened there",
            "name a maintenance line, or the tag of a release whose series has no branch",
        )
    return release


def _branch(found: Survey, ref: str) -> Branch:
    return next(line.branch for line in found.layout.lines if line.branch.ref == ref)


def _with_branches(found: Survey, newest: Mapping[str, Branch]) -> Survey:
    """Return the survey with lines' branches as they are now."""
    layout = found.layout
    moved = {ref for ref, branch in newest.items() if branch.ref != ref}
    if not moved:
        return found

    def current(line: Line) -> Line:
        ref = line.branch.ref
        return replace(line, branch=newest[ref]) if ref in moved else line

    return replace(
        found,
        layout=replace(layout, mainline=current(layout.mainline), lines=tuple(map(current, layout.lines))),
        planned=tuple(map(current, found.planned)),
        newest=None if found.newest is None else current(found.newest),
    )


def _of_line(config: Config, line: Line) -> Target:
    branch = line.branch
    return Target(
        name=line.name,
        series=line.series or branch.short,
        branch=branch.short,
        base=branch.tip,
        base_ref=branch.ref,
        line=line,
        verify=_verify(config, branch, line.series),
    )


def _of_release(found: Survey, release: Release) -> Target:
    tag = release.tag
    new = open_line(release, found.layout, {branch.short for branch in found.refs.branches})
    ref = f"{_HEADS}{new.branch}"
    branch = Branch(name=new.branch, ref=ref, short=new.branch, remote=None, tip=tag.commit, committed=tag.committed)
    return Target(
        name=new.branch,
        series=new.series,
        branch=new.branch,
        base=tag.commit,
        base_ref=tag.ref,
        verify=_verify(found.config, branch, new.series),
    )


def _verify(config: Config, branch: Branch, series: str | None) -> str | None:
    said = settings_of(config.lines, branch, series).verify
    return (config.verify if said is None else said) or None
