"""The files of one tree, read when they are needed, and what differs between two trees."""

from __future__ import annotations

import os
from collections.abc import Iterator

from relkit.git.objects import Objects, RawTree
from relkit.model.ids import BlobId, TreeId

_Entry = tuple[bytes, bytes]
_NOTHING: _Entry = (b"", b"")
_FOLDER = b"40000"
_FILES = (b"100644", b"100755", b"100664")
_EMPTY: RawTree = {}


class TreeFiles:
    """Implements ``relkit.pyapi.Sources`` over a tree; links and submodules are no files."""

    def __init__(self, objects: Objects, tree: TreeId) -> None:
        """Read from ``objects``."""
        self._objects = objects
        self._folders: dict[str, RawTree] = {"": objects.tree(tree) or _EMPTY}

    def read(self, path: str) -> bytes | None:
        """Return a file's content; None where there is no such file, or it cannot be read."""
        blob = self.key(path)
        return None if blob is None else self._objects.read(BlobId(blob))

    def key(self, path: str) -> str | None:
        """Return the id of a file's blob, None where there is no such file."""
        folder, _, name = path.rpartition("/")
        mode, blob = self._folder(folder).get(os.fsencode(name), _NOTHING)
        return blob.hex() if mode in _FILES else None

    def entries(self, folder: str) -> frozenset[str]:
        """Return the names in a folder ("" is the top), those of folders with a "/" after them; nothing if none."""
        return frozenset(
            os.fsdecode(name) + ("/" if mode == _FOLDER else "") for name, (mode, _) in self._folder(folder).items()
        )

    def _folder(self, path: str) -> RawTree:
        if path not in self._folders:
            above, _, name = path.rpartition("/")
            mode, tree = self._folder(above).get(os.fsencode(name), _NOTHING)
            self._folders[path] = (self._objects.tree(tree) or _EMPTY) if mode == _FOLDER else _EMPTY
        return self._folders[path]


def changed_paths(objects: Objects, old: TreeId, new: TreeId) -> Iterator[str]:
    """Yield the paths of what is no folder and differs between two trees; of one that cannot be read, none below it."""
    yield from _changed(objects, b"", bytes.fromhex(old), bytes.fromhex(new))


def _changed(objects: Objects, path: bytes, old: bytes | None, new: bytes | None) -> Iterator[str]:
    before, after = ((objects.tree(tree) if tree else None) or _EMPTY for tree in (old, new))
    for name in sorted(before.keys() | after.keys()):
        was, now = before.get(name, _NOTHING), after.get(name, _NOTHING)
        if was == now:
            continue
        if any(mode not in (b"", _FOLDER) for mode, _ in (was, now)):
            yield os.fsdecode(path + name)
        folders = [entry if mode == _FOLDER else None for mode, entry in (was, now)]
        if any(folders):
            yield from _changed(objects, path + name + b"/", *folders)
