"""Reading a repository for any verb: where it is, its lines, their histories cut into changes."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from relkit.cache import Cache, open_cache
from relkit.errors import NoCommitsError
from relkit.git.asof import cut_back, read_moment
from relkit.git.objects import Objects
from relkit.git.process import Git
from relkit.git.refs import read_refs
from relkit.git.repository import Repository, open_repository
from relkit.git.topology import GitTopology
from relkit.git.tracking import apart
from relkit.lines import build_layout, find_candidates
from relkit.lines.asked import is_branch
from relkit.lines.remotes import elsewhere
from relkit.model.decision import Decisions
from relkit.model.line import Layout, Line, Status
from relkit.model.progress import Progress
from relkit.model.refs import Branch, Refs
from relkit.model.settings import Config
from relkit.versions import read_tags
from relkit.workflows.configuration import check_patterns, find_configuration, project_files
from relkit.workflows.decisions import read_decisions
from relkit.workflows.following import told_behind

_NAMED = 5  # damaged refs that a warning names


@dataclass(frozen=True, kw_only=True, slots=True)
class Survey:
    """A repository and its lines at one moment; ``now`` is that moment in seconds since 1970.

    ``planned`` are the maintenance lines that were asked for or have not ended, newest first; ``newest`` is the
    newest that has not ended, asked for or not: what it has is not pending on the mainline. ``config`` is the present
    one, also as of an earlier moment; ``files`` are those of the mainline, then, that say how the project works.
    ``decisions`` are people's.
    """

    repository: Repository
    cache: Cache
    objects: Objects
    topology: GitTopology
    refs: Refs
    layout: Layout
    planned: tuple[Line, ...]
    newest: Line | None
    decisions: Decisions
    config: Config
    files: Mapping[str, bytes]
    now: int
    as_of: bool
    warnings: tuple[str, ...]

    def older_branches(self, line: Line) -> tuple[Branch, ...]:
        """Return the maintenance branches of older series than a line's, living or ended."""
        order = [known.branch for known in self.layout.lines]
        return tuple(order[order.index(line.branch) + 1 :])


@contextmanager
def survey(
    where: Path,
    *,
    asked: Sequence[str],
    as_of: str | None,
    every_line: bool,
    progress: Progress,
    or_tags: bool = False,
    follow: bool = True,
) -> Iterator[Survey]:
    """Open a repository and find its lines. Raises RepositoryError and UsageError with what to do.

    The local branch of a line, or the mainline, that is merely behind the project's remote counts as where that is,
    and not as a branch of its own, unless ``follow`` says otherwise. With ``or_tags`` a name among those ``asked``
    for may also be a tag's; it is for the caller to look for that.
    """
    progress.start("finding lines")
    repository = open_repository(where)
    refs = read_refs(repository)
    if not refs.branches and refs.head_commit is None:
        said = ", its refs lead nowhere" if refs.damaged else ", it has no commits yet"
        raise NoCommitsError(
            f"nothing to look at in {repository.name}{said}",
            "commit first; `relkit plan --demo` shows on a repository of its own what relkit does",
        )
    # What is read of a cut history is true only until it is completed, so nothing of it is kept.
    cache = Cache(None) if repository.shallow else open_cache(repository.common_dir)
    try:
        topology = GitTopology(repository.git, cache)
        told = find_configuration(repository, refs)
        config, mainline, files = told.config, told.mainline, told.files
        warnings = (*_warnings(repository, refs), *check_patterns(config, refs, mainline))
        if follow:
            followed = _followed(repository.git, refs, mainline, config, asked)
            mainline = followed.get(mainline.ref, (mainline, ""))[0]
            refs = replace(refs, branches=tuple(one for one in refs.branches if one.ref not in followed))
            warnings += tuple(said for _, said in followed.values())
        now = int(time.time())
        if as_of is not None:
            now = read_moment(repository.git, as_of)
            refs = cut_back(refs, now, topology, mainline, _may_be_lines(refs, mainline, config, asked))
            mainline = next(branch for branch in refs.branches if branch.ref == mainline.ref)
            files = files if mainline.tip == told.mainline.tip else project_files(repository.git, mainline.tip)
        layout, wanted = _layout(
            refs, topology, now, mainline=mainline, config=config, asked=asked, every=every_line, or_tags=or_tags
        )
        yield Survey(
            repository=repository,
            cache=cache,
            objects=Objects(repository),
            topology=topology,
            refs=refs,
            layout=layout,
            planned=_planned(layout, wanted),
            newest=_newest(layout),
            decisions=read_decisions(repository.git, refs, None if as_of is None else now),
            config=config,
            files=files,
            now=now,
            as_of=as_of is not None,
            warnings=warnings,
        )
    finally:
        cache.close()


def _layout(
    refs: Refs,
    topology: GitTopology,
    now: int,
    *,
    mainline: Branch,
    config: Config,
    asked: Sequence[str],
    every: bool,
    or_tags: bool,
) -> tuple[Layout, list[str]]:
    """Find the lines; return them, and what is asked for: what the user named, and with ``every`` all of them."""
    tags = read_tags(refs.tags, scheme=config.scheme, patterns=config.tags)
    candidates, ignored = find_candidates(refs, mainline, tags, configured=config.lines)
    if or_tags:
        tagged = {name for tag in refs.tags for name in (tag.name, tag.ref)}
        asked = [name for name in asked if name not in tagged or is_branch(name, refs, candidates)]
    wanted = [*asked, *(candidate.branch.name for candidate in candidates if every)]
    layout = build_layout(
        refs,
        topology,
        now,
        mainline=mainline,
        candidates=candidates,
        asked=wanted,
        ignored=ignored,
        configured=config.lines,
        tags=tags,
    )
    return layout, wanted


def _followed(
    git: Git, refs: Refs, mainline: Branch, config: Config, asked: Sequence[str]
) -> dict[str, tuple[Branch, str]]:
    """Return of the mainline and what may be lines the local branches that are merely behind the remote's.

    Each comes with the remote's, and with what is to be said. Who keeps a branch of a line to look at it seldom brings
    it up to date; what the project has is the remote's.
    """
    apart_from = elsewhere(refs, refs.branches)
    lines = {*_may_be_lines(refs, mainline, config, asked), mainline.ref} if apart_from else set()
    followed: dict[str, tuple[Branch, str]] = {}
    for branch, other in apart_from:
        if branch.ref not in lines:
            continue
        ours, theirs = apart(git, branch.tip, other.tip)
        if theirs and not ours:
            followed[branch.ref] = (other, told_behind(branch, other, theirs))
    return followed


def _may_be_lines(refs: Refs, mainline: Branch, config: Config, asked: Sequence[str]) -> set[str]:
    """Return the branches to look at as of an earlier moment, as full refs: candidates, and what was asked for."""
    tags = read_tags(refs.tags, scheme=config.scheme, patterns=config.tags)
    candidates, _ = find_candidates(refs, mainline, tags, configured=config.lines)
    named = (branch for branch in refs.branches if not {branch.name, branch.short, branch.ref}.isdisjoint(asked))
    return {*(candidate.branch.ref for candidate in candidates), *(branch.ref for branch in named)}


def _newest(layout: Layout) -> Line | None:
    """Return the newest line that was looked at: the first, else the first that has not ended."""
    first = layout.lines[:1]
    if first and first[0].fork_point is not None:
        return first[0]
    return next((line for line in layout.lines if line.status is not Status.ENDED), None)


def _planned(layout: Layout, asked: Sequence[str]) -> tuple[Line, ...]:
    if not asked:
        return tuple(line for line in layout.lines if line.status is not Status.ENDED)
    return tuple(line for line in layout.lines if not line.names.isdisjoint(asked))


def _warnings(repository: Repository, refs: Refs) -> tuple[str, ...]:
    said: list[str] = []
    if repository.shallow:
        said.append(
            "this clone is shallow: its history is cut, and what lies below is unknown; "
            "`git fetch --unshallow --tags` completes it"
        )
    if not refs.tags:
        said.append(
            "there are no tags, so no releases are known; if the project has some, `git fetch --tags` brings them"
        )
    if refs.damaged:
        named = ", ".join(refs.damaged[:_NAMED]) + (" …" if len(refs.damaged) > _NAMED else "")
        said.append(f"refs that lead nowhere were left out: {named}; `git fsck` tells more")
    return tuple(said)
