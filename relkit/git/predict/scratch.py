"""A temporary object store beside the user's: what is tried is written here, and is gone afterwards."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Lock
from typing import Self

from relkit.git.process import Git
from relkit.git.repository import Repository
from relkit.model.ids import CommitId, TreeId

# A merge's speed is decided by how fast it writes; nothing here outlives the process. Verbose enough to tell kinds.
_SETTINGS = ("core.looseCompression=0", "core.fsync=none", "merge.verbosity=2")
_PERSON = "relkit <relkit@localhost> 0 +0000"
_LOOSE_NAME = 38  # digits of a loose object's file name
_COPIED = 1024 * 1024  # bytes of a loose object above which it is linked and not copied
_IN_MEMORY = Path("/dev/shm")  # noqa: S108 - folders in it are made by tempfile, with safe names and modes
_ROOM = 512 * 1024 * 1024  # bytes that must be free there


class Scratch:
    """A folder with an object store that borrows the repository's objects, and work trees of attribute files.

    Used as a context manager; whatever ends the block, an interrupt too, the folder is removed.

    An alternate would not do: when git is about to write an object that an alternate holds, it renews the time of the
    file that holds it there instead, the user's pack. So the packs are linked here as *cruft packs*, whose objects git
    writes anew ("Documentation/technical/cruft-packs"), and the loose objects are copied.
    """

    def __init__(self, repository: Repository, *, lasting: bool = False) -> None:
        """Make the folder: in memory where the system offers that, else in its place for temporary files.

        With ``lasting`` what git writes stays as long as the scratch itself, and can be read and built on.
        """
        where = _IN_MEMORY if _has_room(_IN_MEMORY) and tempfile.gettempdir() == "/tmp" else None  # noqa: S108
        self._folder = tempfile.TemporaryDirectory(prefix="relkit-", dir=where)
        self._repository = repository
        self._written: set[str] = set()
        self._lock = Lock()
        self._work_trees: dict[frozenset[tuple[bytes, bytes]], Path] = {}
        self._root = Path(self._folder.name)
        self._objects = self._root / "objects"
        (self._objects / "info").mkdir(parents=True)
        (self._objects / "pack").mkdir()
        self._lasting = self._root / "written" if lasting else None
        if self._lasting:  # now, and not by the first of the threads that merge at the same time
            self._make_store(self._lasting)

    def __enter__(self) -> Self:
        """Borrow the repository's objects and return the scratch itself."""
        try:
            for store in _stores(self._repository.common_dir / "objects"):
                self._borrow(store)
        except BaseException:
            self._folder.cleanup()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Remove the folder."""
        self._folder.cleanup()

    @contextmanager
    def git(self) -> Iterator[Git]:
        """Lend the repository's git, which reads the borrowed objects and writes to a store that ends with the block.

        What a merge writes is as large as the files that it merges; a store for each process keeps that bounded.
        """
        with ExitStack() as stack:
            written = self._lasting or Path(
                stack.enter_context(tempfile.TemporaryDirectory(prefix="written-", dir=self._root))
            )
            if written != self._lasting:
                self._make_store(written)
            environment = {
                "GIT_OBJECT_DIRECTORY": str(written),
                "GIT_INDEX_FILE": str(written / "index"),
                # git before 2.45 knows no GIT_NO_LAZY_FETCH: where no transport is allowed, nothing is fetched.
                "GIT_ALLOW_PROTOCOL": "none",
            }
            yield Git(git_dir=self._repository.git_dir, environment=environment)

    def _make_store(self, folder: Path) -> None:
        """Make a store that has the borrowed objects too."""
        (folder / "info").mkdir(parents=True)
        (folder / "info" / "alternates").write_bytes(os.fsencode(self._objects) + b"\n")

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
        return CommitId(self.write(b"commit", "\n".join(lines).encode()))

    def write(self, kind: bytes, data: bytes) -> str:
        """Write an object of a kind (b"tree", b"commit") and return its id."""
        stored = b"%s %d\0%s" % (kind, len(data), data)
        name = hashlib.sha1(stored, usedforsecurity=False).hexdigest()
        with self._lock:
            if name not in self._written:
                file = self._objects / name[:2] / name[2:]
                file.parent.mkdir(exist_ok=True)
                if not file.exists():
                    file.write_bytes(zlib.compress(stored, 0))
                self._written.add(name)
        return name

    def read(self, name: str) -> bytes | None:
        """Return what git wrote under an id, its kind and size before it, or None; with ``lasting`` only."""
        if self._lasting is None:
            return None
        try:
            return zlib.decompress((self._lasting / name[:2] / name[2:]).read_bytes())
        except FileNotFoundError:
            return None

    def _borrow(self, store: Path) -> None:
        for index in store.glob("pack/*.idx"):
            pack, here = index.with_suffix(".pack"), self._objects / "pack" / index.name
            if pack.exists() and not here.exists():
                here.symlink_to(index)
                here.with_suffix(".pack").symlink_to(pack)
                here.with_suffix(".mtimes").touch()  # what makes it a cruft pack; git 2.37 and later
        for folder in store.glob("[0-9a-f][0-9a-f]"):
            own = self._objects / folder.name
            own.mkdir(exist_ok=True)
            for file in os.scandir(folder):
                # A repack of the user's may take a loose object away meanwhile, and leaves temporary files.
                with contextlib.suppress(FileNotFoundError):
                    if len(file.name) != _LOOSE_NAME:
                        continue
                    if file.stat().st_size <= _COPIED:
                        shutil.copyfile(file, own / file.name)
                    else:
                        (own / file.name).symlink_to(file.path)


def _has_room(folder: Path) -> bool:
    try:
        free = os.statvfs(folder)
    except OSError:
        return False
    return os.access(folder, os.W_OK | os.X_OK) and free.f_bavail * free.f_frsize >= _ROOM


def _stores(store: Path) -> Iterator[Path]:
    """Yield an object store and its alternates, theirs too, each once."""
    todo, seen = [store], set[Path]()
    while todo:
        folder = todo.pop().resolve()
        if folder in seen or not folder.is_dir():
            continue
        seen.add(folder)
        yield folder
        listed = folder / "info" / "alternates"
        lines = listed.read_bytes().splitlines() if listed.is_file() else []
        todo += [folder / os.fsdecode(line) for line in lines if line and not line.startswith(b"#")]
