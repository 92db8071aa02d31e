"""Reading objects: commits' headers, trees and blobs, straight from the object store and without git's help.

Only the object store is opened, not the repository: no configuration is needed, no extension or owner stands in the
way (git itself has already agreed to read the repository), and alternates are followed. What is missing or damaged
is None; nothing is ever written.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from relkit.errors import RepositoryError
from relkit.git.edits import edit_between
from relkit.git.repository import Repository
from relkit.model.commit import FileChange
from relkit.model.edit import LARGEST, Edit
from relkit.model.ids import BlobId, CommitId, TreeId

EMPTY_TREE = TreeId("4b825dc642cb6eb9a060e54bf8d69288fbee4904")
"""The tree without entries: what a root commit starts from. Every repository has it, stored or not."""

_ENTRY = re.compile(rb"([0-7]+) ([^\0]+)\0(.{20})", re.DOTALL)
COMMIT, TREE, BLOB = 1, 2, 3  # naming them by libgit2's own enums costs 70 ms of import
"""The kinds of objects, by libgit2's numbers."""
_WINDOW = 16 * 1024 * 1024  # bytes
_WINDOWS = 8 * _WINDOW
_MAX_ENTRIES = 50_000  # of parsed trees, and of commits, kept in memory, some 200 bytes each


@dataclass(frozen=True, kw_only=True, slots=True)
class TreeEntry:
    """A name in a tree: git's mode (0o100644, 0o100755, 0o120000 link, 0o160000 submodule, 0o040000 folder), its id."""

    name: str
    mode: int
    id: str

    @property
    def is_file(self) -> bool:
        """Whether it is a regular file."""
        return stat.S_ISREG(self.mode)

    @property
    def is_folder(self) -> bool:
        """Whether it is a tree."""
        return stat.S_ISDIR(self.mode)


@dataclass(frozen=True, kw_only=True, slots=True)
class CommitHeader:
    """What a commit stands on: its tree and its parents."""

    tree: TreeId
    parents: tuple[CommitId, ...]


RawTree = Mapping[bytes, tuple[bytes, bytes]]
"""A tree as it is stored: name to mode (octal digits) and 20-byte id, in the tree's own order."""


class _Store:
    """An object store, opened; what cannot be read is None."""

    def __init__(self, folder: Path) -> None:
        import pygit2  # 100 ms, and a plan whose facts are all cached reads no object

        self._unreadable = (KeyError, ValueError, OSError, pygit2.GitError)
        # libgit2 computes the hash of all that it reads, which doubles the cost of reading; git does not either.
        pygit2.settings.enable_strict_hash_verification(False)
        # Packs are mapped a window at a time and not whole, or all of a large one would count as memory.
        pygit2.settings.mwindow_size = _WINDOW
        pygit2.settings.mwindow_mapped_limit = _WINDOWS
        try:
            self._odb = pygit2.Odb(os.fspath(folder))
        except self._unreadable as error:
            raise RepositoryError(f"the object store {folder} cannot be opened: {error}") from error

    def read(self, name: str) -> tuple[int, bytes] | None:
        try:
            kind, data = self._odb.read(name)
        except self._unreadable:
            return None
        return int(kind), data

    def header(self, name: str) -> tuple[int, int] | None:
        try:
            kind, size = self._odb.read_header(name)
        except self._unreadable:
            return None
        return int(kind), int(size)


class Objects:
    """Reads the objects of one repository. Implements ``relkit.model.commit.Contents``.

    The object store is opened by the first reading, which raises RepositoryError when there is none. ``missing`` counts
    how often an object was asked for that is missing or damaged: what was made meanwhile may come out otherwise when
    it is there again.
    """

    def __init__(self, repository: Repository) -> None:
        """Remember where the object store is."""
        self._folder = repository.common_dir / "objects"
        self._opened: _Store | None = None
        self._commits: dict[CommitId, CommitHeader] = {}
        self._trees: dict[bytes, RawTree | None] = {}
        self._absent: set[bytes] = set()  # of the trees, those that are missing
        self._entries = 0
        self.missing = 0

    @property
    def _store(self) -> _Store:
        if self._opened is None:
            self._opened = _Store(self._folder)
        return self._opened

    def read(self, blob: BlobId) -> bytes | None:
        """Return a blob's bytes, or None where it is missing or damaged."""
        found = self._read(blob)
        return found[1] if found and found[0] == BLOB else None

    def content(self, name: str) -> bytes | None:
        """Return the bytes of an object of any kind, or None where it is missing or damaged."""
        found = self._read(name)
        return None if found is None else found[1]

    def size(self, blob: BlobId) -> int | None:
        """Return a blob's size in bytes without reading it, or None where it is missing or is no blob."""
        found = self._header(blob)
        self.missing += found is None
        return found[1] if found and found[0] == BLOB else None

    def edit(self, file: FileChange) -> Edit | None:
        """Return a file's changed lines; None where they cannot be read: missing, binary, a submodule, too large."""
        if file.is_submodule:
            return None
        before, after = self._side(file.old), self._side(file.new)
        return None if before is None or after is None else edit_between(before, after)

    def _side(self, blob: BlobId | None) -> bytes | None:
        if blob is None:
            return b""
        size = self.size(blob)
        return None if size is None or size > LARGEST else self.read(blob)

    def commit(self, commit: CommitId) -> CommitHeader | None:
        """Return a commit's tree and parents, or None where it is missing or is no commit."""
        if commit in self._commits:
            return self._commits[commit]
        found = self._read(commit)
        if found is None or found[0] != COMMIT:
            return None
        head = found[1].partition(b"\n\n")[0].decode("ascii", "replace").split("\n")
        # The header begins with the tree, then the parents, then the author.
        names = [line.partition(" ") for line in head]
        parents = tuple(CommitId(value) for key, _, value in names if key == "parent")
        if len(self._commits) >= _MAX_ENTRIES:
            self._commits.clear()
        header = self._commits[commit] = CommitHeader(tree=TreeId(names[0][2]), parents=parents)
        return header

    def tree(self, tree: str | bytes) -> RawTree | None:
        """Return a tree's entries by name, of a 40-digit or 20-byte id, or None where it is missing or is no tree."""
        key = bytes.fromhex(tree) if isinstance(tree, str) else tree
        if key in self._trees:
            self.missing += key in self._absent
            return self._trees[key]
        if self._entries >= _MAX_ENTRIES:
            self._trees.clear()
            self._absent.clear()
            self._entries = 0
        missing = self.missing
        parsed = self._trees[key] = self._parse(key)
        if self.missing > missing:
            self._absent.add(key)
        self._entries += len(parsed or ()) + 1
        return parsed

    def entry(self, commit: CommitId, path: str) -> TreeEntry | None:
        """Return what stands at a path of a commit; None where nothing does, or a tree on the way is missing."""
        header = self.commit(commit)
        return None if header is None else self.entry_in(header.tree, path)

    def entry_in(self, top: TreeId, path: str) -> TreeEntry | None:
        """Return what stands at a path of a tree; None where nothing does, or a tree on the way is missing."""
        tree = self.tree(top)
        *folders, name = os.fsencode(path.strip("/")).split(b"/")
        for folder in folders:
            if tree is None or folder not in tree:
                return None
            tree = self.tree(tree[folder][1])
        return _entry(name, tree[name]) if tree is not None and name in tree else None

    def folder(self, commit: CommitId, path: str = "") -> tuple[TreeEntry, ...] | None:
        """Return the entries of a folder of a commit ("": the top), in git's order; None where there is no folder."""
        if path.strip("/"):
            found = self.entry(commit, path)
            tree = self.tree(found.id) if found and found.is_folder else None
        else:
            header = self.commit(commit)
            tree = self.tree(header.tree) if header else None
        return None if tree is None else tuple(_entry(name, value) for name, value in tree.items())

    def read_at(self, commit: CommitId, path: str) -> bytes | None:
        """Return the bytes of the file (or link) at a path of a commit, None where there is none that can be read."""
        header = self.commit(commit)
        return None if header is None else self.read_in(header.tree, path)

    def read_in(self, top: TreeId, path: str) -> bytes | None:
        """Return the bytes of the file (or link) at a path of a tree, None where there is none that can be read."""
        found = self.entry_in(top, path)
        return None if found is None or found.is_folder else self.read(BlobId(found.id))

    def forget(self, tree: bytes) -> None:
        """Read a tree (20-byte id) anew when it is next asked for: it has come about since."""
        self._trees.pop(tree, None)
        self._absent.discard(tree)

    def _read(self, name: str) -> tuple[int, bytes] | None:
        found = self._store.read(name)
        self.missing += found is None
        return found

    def _header(self, name: str) -> tuple[int, int] | None:
        return self._store.header(name)

    def _parse(self, key: bytes) -> RawTree | None:
        name = key.hex()
        if name == EMPTY_TREE:
            return {}
        found = self._read(name)
        if found is None or found[0] != TREE:
            return None
        entries = _ENTRY.findall(found[1])
        parsed = {name: (mode, entry) for mode, name, entry in entries}
        return parsed if len(parsed) == len(entries) else None  # a name that stands twice: damaged


def _entry(name: bytes, value: tuple[bytes, bytes]) -> TreeEntry:
    return TreeEntry(name=os.fsdecode(name), mode=int(value[0], 8), id=value[1].hex())
