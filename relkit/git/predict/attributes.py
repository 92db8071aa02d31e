"""The attribute files of a tree: a merge in a checkout of ``onto`` goes by the ``.gitattributes`` found there.

git's `merge-tree` reads attributes from the work tree only, not from the trees that it merges (as of git 2.39; an
option to name a tree came later and does not reach merges). So the files are laid out in a work tree of their own.
"""

from __future__ import annotations

from collections.abc import Iterable

from relkit.git.objects import Objects, RawTree
from relkit.git.predict.threeway import MissingError
from relkit.model.ids import BlobId, TreeId

_NAME = b".gitattributes"
_LARGEST = 100 * 1024 * 1024  # git itself ignores larger ones
_FOLDER = b"40000"
_FILES = (b"100644", b"100755", b"100664")  # git does not follow links here
# The only attribute that merges go by (that do not renormalize), the macro that sets it, and the definition of more.
_TELLING = (b"merge", b"binary", b"[attr]")

AttributeFiles = tuple[tuple[bytes, bytes], ...]
"""Path and 20-byte blob id of attribute files."""


def speaks_of_merging(data: bytes) -> bool:
    """Say whether an attribute file may decide how something is merged."""
    return any(word in data for word in _TELLING)


class Attributes:
    """Finds the attribute files of trees; folders that trees share are searched once."""

    def __init__(self, objects: Objects, *, every: bool = False) -> None:
        """Remember where to read. With ``every`` any attribute may decide, as line ends do where merges renormalize."""
        self._objects = objects
        self._every = every
        self._below: dict[bytes, AttributeFiles] = {}
        self._contents: dict[bytes, bytes] = {}

    def of_tree(self, tree: TreeId) -> AttributeFiles:
        """Return the attribute files of a whole tree that may decide a merge.

        Raises MissingError when a part of the tree is missing: git before 2.45 takes that for an empty folder and
        merges on, and so no tree that is not whole may be given to it.
        """
        return tuple(file for file in self._search(bytes.fromhex(tree)) if self._may_decide(file[1]))

    def of_paths(self, tree: TreeId, paths: Iterable[bytes]) -> AttributeFiles:
        """Return the attribute files that may decide how some paths of a tree are merged. Raises MissingError."""
        folders = {path[:end] for path in paths for end in range(len(path)) if path[end : end + 1] == b"/"}
        found: list[tuple[bytes, bytes]] = []
        for folder in sorted({b"", *folders}):
            entries = self._folder(tree, folder)
            mode, blob = entries.get(_NAME, (b"", b""))
            if mode in _FILES and self._may_decide(blob):
                found.append((b"%s/%s" % (folder, _NAME) if folder else _NAME, blob))
        return tuple(found)

    def _folder(self, tree: TreeId, path: bytes) -> RawTree:
        entries = self._objects.tree(tree)
        for name in path.split(b"/") if path else ():
            mode, entry = (entries or {}).get(name, (b"", b""))
            entries = self._objects.tree(entry) if mode == _FOLDER else None
        return entries or {}

    def contents(self, files: AttributeFiles) -> dict[bytes, bytes]:
        """Return the files' bytes by path; names that git keeps out of work trees are left out."""
        odd = (b"", b".", b"..", b".git")
        return {path: self._content(blob) for path, blob in files if not any(part in odd for part in path.split(b"/"))}

    def _may_decide(self, blob: bytes) -> bool:
        content = self._content(blob)  # raises where it is missing
        return self._every or speaks_of_merging(content)

    def _content(self, blob: bytes) -> bytes:
        if blob not in self._contents:
            name = BlobId(blob.hex())
            size = self._objects.size(name)
            data = self._objects.read(name) if size is not None and size < _LARGEST else None
            if data is None and size is None:
                raise MissingError(f"blob {name}, a .gitattributes file, is missing")
            self._contents[blob] = data or b""
        return self._contents[blob]

    def _search(self, tree: bytes) -> AttributeFiles:
        found = self._below.get(tree)
        if found is None:
            entries = self._objects.tree(tree)
            if entries is None:
                raise MissingError(f"tree {tree.hex()} is missing")
            here: list[tuple[bytes, bytes]] = []
            for name, (mode, entry) in entries.items():
                if mode == _FOLDER:
                    here += [(b"%s/%s" % (name, path), blob) for path, blob in self._search(entry)]
                elif name == _NAME and mode in _FILES:
                    here.append((name, entry))
            found = self._below[tree] = tuple(here)
        return found
