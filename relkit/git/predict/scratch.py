"""A temporary object store beside the user's: what is tried is written here, and is gone afterwards."""

from __future__ import annotations

import hashlib
import os
import tempfile
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Self

from relkit.git.process import Git
from relkit.git.repository import Repository
from relkit.model.ids import CommitId, TreeId

# A merge's speed is decided by how fast it writes; nothing here outlives the process.
_SETTINGS = ("core.looseCompression=0", "core.fsync=none", "core.fsyncObjectFiles=false", "core.commitGraph=false")
_PERSON = "relkit <relkit@localhost> 0 +0000"


class Scratch:
    """A folder with an object store of its own, and work trees of attribute files.

    Used as a context manager; whatever ends the block, an interrupt too, the folder is removed. With ``borrow`` the
    store also reads the repository's objects. git then marks those of them that it would have written again as
    recently used (their files' times); without, git does not even open the repository's store.
    """

    def __init__(self, repository: Repository, *, borrow: bool) -> None:
        """Make the folder, in the system's place for temporary ones."""
        self._folder = tempfile.TemporaryDirectory(prefix="relkit-")
        self._repository = repository
        self._written: set[bytes] = set()
        self._work_trees: dict[frozenset[tuple[bytes, bytes]], Path] = {}
        self._root = Path(self._folder.name)
        self._objects = self._root / "objects"
        (self._objects / "info").mkdir(parents=True)
        if borrow:
            alternate = os.fsencode(repository.common_dir / "objects")
            (self._objects / "info" / "alternates").write_bytes(alternate + b"\n")

    def __enter__(self) -> Self:
        """Return the scratch itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove the folder."""
        self._folder.cleanup()

    @property
    def git(self) -> Git:
        """Git with the repository's configuration, reading and writing objects here."""
        return Git(
            git_dir=self._repository.git_dir,
            environment={
                "GIT_OBJECT_DIRECTORY": str(self._objects),
                "GIT_INDEX_FILE": str(self._root / "index"),
                # git before 2.45 knows no GIT_NO_LAZY_FETCH: where no transport is allowed, nothing is fetched.
                "GIT_ALLOW_PROTOCOL": "none",
                "GIT_MERGE_VERBOSITY": "2",  # what it says tells the kinds of conflicts
            },
        )

    def arguments(self, work_tree: Path) -> tuple[str, ...]:
        """Return the words that precede a git command: quick settings, and the work tree whose attributes hold."""
        settings = [word for setting in _SETTINGS for word in ("-c", setting)]
        return (*settings, f"--work-tree={work_tree}", "-C", str(work_tree))

    def work_tree(self, files: Mapping[bytes, bytes]) -> Path:
        """Return a work tree that holds exactly ``files`` (path to bytes, paths already vetted)."""
        key = frozenset(files.items())
        if key not in self._work_trees:
            folder = self._root / f"tree-{len(self._work_trees)}"
            folder.mkdir()
            for path, data in files.items():
                file = folder / os.fsdecode(path)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(data)
            self._work_trees[key] = folder
        return self._work_trees[key]

    def commit(self, tree: TreeId, parents: Iterable[CommitId] = ()) -> CommitId:
        """Write a commit of a tree that exists; the same question gives the same commit."""
        lines = [f"tree {tree}", *(f"parent {parent}" for parent in parents)]
        lines += [f"author {_PERSON}", f"committer {_PERSON}", "", ""]
        return CommitId(self.write(b"commit", "\n".join(lines).encode()).hex())

    def write(self, kind: bytes, data: bytes) -> bytes:
        """Write an object unless it has been written, and return its 20-byte id."""
        stored = b"%s %d\0%s" % (kind, len(data), data)
        name = hashlib.sha1(stored, usedforsecurity=False).digest()
        if name not in self._written:
            self._store(name, stored)
        return name

    def has(self, name: bytes) -> bool:
        """Say whether relkit has written an object here, by its 20-byte id."""
        return name in self._written

    def copy(self, blob: bytes, data: bytes) -> None:
        """Write a blob whose 20-byte id is known."""
        if blob not in self._written:
            self._store(blob, b"blob %d\0%s" % (len(data), data))

    def read(self, name: bytes) -> bytes:
        """Return the content of an object that has been written here, by its 20-byte id."""
        text = name.hex()
        stored = zlib.decompress((self._objects / text[:2] / text[2:]).read_bytes())
        return stored.partition(b"\0")[2]

    def _store(self, name: bytes, stored: bytes) -> None:
        text = name.hex()
        file = self._objects / text[:2] / text[2:]
        packed = zlib.compress(stored, 0)
        try:
            file.write_bytes(packed)
        except FileNotFoundError:
            file.parent.mkdir()
            file.write_bytes(packed)
        self._written.add(name)
