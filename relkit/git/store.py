"""Writing objects into a repository's store, so that it stays usable for all who share it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

from relkit.errors import RelkitError, UsageError
from relkit.git.objects import BLOB, COMMIT, TREE
from relkit.git.process import GitError
from relkit.git.repository import Repository

if TYPE_CHECKING:
    from pygit2 import Odb

KINDS: Mapping[int, str] = {COMMIT: "commit", TREE: "tree", BLOB: "blob"}
# libgit2 does not know who else may write here, nor how surely git is to write; git does.
_BY_GIT = r"^core\.(sharedrepository|fsync|fsyncmethod|fsyncobjectfiles)$"
_STORING = (
    "unable to write",
    "unable to create temporary file",
    "insufficient permission",
    "No space left",
    "Out of diskspace",
    "Read-only file system",
    "Disk quota exceeded",
    "loose object file",
)
_SILENT = "no error"  # what libgit2 says where a file cannot grow


def not_writable(repository: Repository, why: str) -> UsageError:
    """Return the error that says that a repository's objects cannot be written."""
    return UsageError(
        f"{repository.name} cannot be written to: {why}",
        f"no ref was moved; make room, or see to whom {repository.common_dir / 'objects'} belongs",
    )


def storing_failed(repository: Repository, lines: Sequence[str]) -> UsageError | None:
    """Return the error for what git says where it cannot write, None where it says something else."""
    said = next((line for line in lines if any(sign in line for sign in _STORING)), None)
    return None if said is None else not_writable(repository, said)


class Store:
    """The object store of a repository, to be written to; it is opened by the first use."""

    def __init__(self, repository: Repository) -> None:
        """Remember where it is."""
        self._repository = repository
        self._folder = repository.common_dir / "objects"
        self._known: set[str] = set()

    def has(self, name: str) -> bool:
        """Whether an object is there. One that may be led to by nothing is kept from being thrown away for a while."""
        if name in self._known:
            return True
        if name not in self._opened:
            return False
        self._known.add(name)
        with suppress(OSError):  # in a pack, or somebody else's
            os.utime(self._folder / name[:2] / name[2:])
        return True

    def write(self, kind: int, content: bytes) -> str:
        """Write an object and return its id. Raises UsageError where that cannot be, and leaves no part of it."""
        name = self._by_git(kind, content) if self._is_gits else self._by_libgit2(kind, content)
        self._known.add(name)
        return name

    def _by_libgit2(self, kind: int, content: bytes) -> str:
        import pygit2

        try:
            return str(self._opened.write(kind, content))
        except (pygit2.GitError, OSError) as error:
            said = str(error)
            raise not_writable(self._repository, "is there room?" if said == _SILENT else said) from error

    def _by_git(self, kind: int, content: bytes) -> str:
        try:
            return self._repository.git.text("hash-object", "-w", "--stdin", "-t", KINDS[kind], stdin=content)
        except GitError as error:
            raise not_writable(self._repository, error.first_line) from error

    @cached_property
    def _is_gits(self) -> bool:
        return bool(self._repository.git.text("config", "--get-regexp", _BY_GIT, ok=(0, 1)))

    @cached_property
    def promises(self) -> bool:
        """Whether objects may be absent because a remote has promised them: a partial clone."""
        return any(self._folder.glob("pack/*.promisor"))

    @cached_property
    def _opened(self) -> Odb:
        import pygit2  # 100 ms, see Objects

        try:
            return pygit2.Odb(os.fspath(self._folder))
        except (pygit2.GitError, OSError) as error:
            raise RelkitError(f"the object store {self._folder} cannot be opened: {error}") from error
