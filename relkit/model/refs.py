"""What a repository's refs say, read once: branches, tags, HEAD."""

from __future__ import annotations

from dataclasses import dataclass

from relkit.model.ids import CommitId


@dataclass(frozen=True, kw_only=True, slots=True)
class Branch:
    """A local or remote-tracking branch.

    ``name`` is what the user types ("8.3.x", "origin/8.3.x"); ``short`` is without the remote; ``remote`` is None for
    a local branch. ``committed`` is the tip's commit time in seconds since 1970.
    """

    name: str
    ref: str
    short: str
    remote: str | None
    tip: CommitId
    committed: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Tag:
    """A tag that leads to a commit.

    ``date`` is the tagger's time, of a lightweight tag the commit's; ``committed`` is always the commit's. Both are
    seconds since 1970.
    """

    name: str
    ref: str
    commit: CommitId
    date: int
    committed: int


@dataclass(frozen=True, kw_only=True, slots=True)
class NotesRef:
    """A ref that holds decisions as git notes: this repository's own, or what was fetched from a remote."""

    ref: str
    commit: CommitId


@dataclass(frozen=True, kw_only=True, slots=True)
class Refs:
    """All refs at one moment.

    ``head`` is the ref that HEAD names (None when detached), ``head_commit`` its commit (None in an empty repository);
    ``defaults`` are the branches that the remotes call their default, as full refs ("refs/remotes/origin/main").
    ``damaged`` names the refs that lead nowhere. ``notes`` hold decisions, this repository's own first.
    """

    head: str | None
    head_commit: CommitId | None
    defaults: tuple[str, ...]
    branches: tuple[Branch, ...]
    tags: tuple[Tag, ...]
    damaged: tuple[str, ...] = ()
    notes: tuple[NotesRef, ...] = ()
