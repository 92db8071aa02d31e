"""Conflict markers that were left over in what a worktree is about to commit."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from relkit.git.markers import LEAST, Versions, left_over
from relkit.git.objects import Objects
from relkit.git.repository import Repository
from relkit.git.user import UserGit
from relkit.model.ids import BlobId, CommitId

_FILES = (b"100644", b"100755")
_ATTRIBUTE = "conflict-marker-size"


@dataclass(frozen=True, kw_only=True, slots=True)
class Picked:
    """A pick that git made in a worktree, and the paths that conflicted then; git forgets both with `git reset`."""

    commit: CommitId
    conflicted: tuple[str, ...]

    def as_bytes(self) -> bytes:
        """Return it for a file."""
        return b"\0".join(os.fsencode(word) for word in (self.commit, *self.conflicted))

    @staticmethod
    def from_bytes(stored: bytes) -> Picked | None:
        """Return what was stored in a file, None where the pick was not finished."""
        commit, *conflicted = map(os.fsdecode, stored.split(b"\0"))
        return Picked(commit=CommitId(commit), conflicted=tuple(conflicted)) if commit else None


def left_over_markers(
    git: UserGit, repository: Repository, onto: CommitId, picked: Picked | None
) -> tuple[tuple[str, int], ...]:
    """Return the paths and lines (counted from 1) of the staged files' markers that no version before had."""
    staged = _staged(git, onto)
    sizes = _sizes(git, list(staged))
    resolved = _resolved(git)
    objects = Objects(repository)
    conflicted = {*(picked.conflicted if picked else ()), *resolved}
    found: list[tuple[str, int]] = []
    for path, blob in staged.items():
        before = _versions(objects, path, onto, picked, resolved.get(path, {}))
        content = objects.read(blob) or b""
        lines = left_over(content, before, conflicted=path in conflicted, size=sizes.get(path, LEAST))
        found += [(path, line) for line in lines]
    return tuple(found)


def _staged(git: UserGit, onto: CommitId) -> dict[str, BlobId]:
    """Return the files that differ from a commit in the index, with what they are there."""
    words = git.run("diff-index", "--cached", "--raw", "-z", "--no-abbrev", "--no-renames", onto).out.split(b"\0")
    entries = ((meta.split(b" "), os.fsdecode(path)) for meta, path in zip(words[::2], words[1::2], strict=False))
    return {path: BlobId(meta[3].decode()) for meta, path in entries if meta[1] in _FILES}


def _resolved(git: UserGit) -> dict[str, dict[str, BlobId]]:
    """Return the versions, by git's number for a side, of paths that were in conflict, as far as git still knows."""
    found: dict[str, dict[str, BlobId]] = {}
    for entry in git.run("ls-files", "--resolve-undo", "-z").paths:
        meta, _, path = entry.partition("\t")
        _, blob, side = meta.split(" ")
        found.setdefault(path, {})[side] = BlobId(blob)
    return found


def _sizes(git: UserGit, paths: Sequence[str]) -> dict[str, int]:
    """Return how many signs a marker has in the files that say so."""
    asked = b"".join(os.fsencode(path) + b"\0" for path in paths)
    words = git.run("check-attr", "-z", "--stdin", _ATTRIBUTE, stdin=asked).paths if paths else ()
    return {path: int(value) for path, value in zip(words[::3], words[2::3], strict=True) if value.isdigit()}


def _versions(
    objects: Objects, path: str, onto: CommitId, picked: Picked | None, sides: Mapping[str, BlobId]
) -> Versions:
    theirs = picked.commit if picked else None
    header = objects.commit(theirs) if theirs else None
    base = header.parents[0] if header and header.parents else None
    return Versions(
        base=_version(objects, path, base, sides.get("1")),
        ours=_version(objects, path, onto, sides.get("2")),
        theirs=_version(objects, path, theirs, sides.get("3")),
    )


def _version(objects: Objects, path: str, commit: CommitId | None, blob: BlobId | None) -> bytes:
    found = objects.read(blob) if blob else None
    if found is None and commit:
        found = objects.read_at(commit, path)
    return found or b""
