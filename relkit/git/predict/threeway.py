"""The three-way merge of trees as far as no content and no rename decides: file by file, without git.

What git's own merge (ort) does with a path follows from the three versions of that path alone, unless renames come
in. It looks for renames among the paths that a side deleted and those that it added, so that a rename can matter only

- where the pick both adds and deletes paths (it may have renamed),
- where the pick changes, deletes or adds a path that the line lacks, or also added (the line may have renamed),
- where the pick adds a path to a folder that the line lacks (the line may have renamed the folder: a folder counts as
  renamed only when it is gone).

All of these are left to git (``LeftToGit``), and so is a content that both sides changed. Where the line left alone
what the pick changed, the pick's version is taken.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from relkit.git.objects import EMPTY_TREE, Objects, RawTree
from relkit.git.predict.merges import TreeMerge
from relkit.model.ids import TreeId

Version = tuple[bytes, bytes]
"""Mode (octal digits) and 20-byte id of what stands at a path."""

Keep = Callable[[bytes, bytes], None]
"""Is given a tree's id (20 bytes) and the tree as git stores it."""

_FOLDER = b"40000"
_REGULAR = frozenset((b"100644", b"100755"))
# git rewrites other spellings of modes (100664, 040000) when it writes a tree anew.
_CANONICAL = _REGULAR | {_FOLDER, b"120000", b"160000"}
_EMPTY: RawTree = {}
_EMPTY_ID = bytes.fromhex(EMPTY_TREE)


class LeftToGit(Exception):  # noqa: N818 - a way out of a recursion, and no error
    """Only git's own merge can tell.

    ``touched`` are the paths that the pick changes, adds or deletes (a new folder as one path), where nothing but their
    contents is left to be merged. It is None where a rename, a folder in a file's way or an odd entry may matter.
    """

    def __init__(self, touched: frozenset[bytes] | None = None) -> None:
        """Keep the paths."""
        super().__init__()
        self.touched = touched


class MissingError(Exception):
    """An object that the answer depends on is missing; the message names it."""


def merge_files(objects: Objects, question: TreeMerge, keep: Keep | None = None) -> TreeId:
    """Return the id of the tree that git would make of the pick; it is computed and not written.

    ``keep`` is given the trees that are new, and may be given some that are no part of the result. Raises LeftToGit
    and MissingError.
    """
    if question.base == question.ours:
        return question.theirs
    if question.base == question.theirs:
        return question.ours
    merge = _Merge(objects, keep or _forget)
    tree = merge.folder(b"", *(bytes.fromhex(tree) for tree in (question.base, question.ours, question.theirs)))
    if merge.contents:
        raise LeftToGit(frozenset(merge.touched))
    return TreeId(tree.hex())


class _Merge:
    def __init__(self, objects: Objects, keep: Keep) -> None:
        self._objects = objects
        self._keep = keep
        self._added = self._deleted = False
        self.contents = False
        self.touched: list[bytes] = []

    def folder(self, path: bytes, base: bytes | None, ours: bytes, theirs: bytes | None) -> bytes:
        """Merge a folder that the line has, and return the resulting tree's id. ``path`` ends in a slash."""
        old, here, new = (self._tree(name) for name in (base, ours, theirs))
        edits: dict[bytes, Version | None] = {}
        for name, version in old.items():
            picked = new.get(name)
            if picked != version:
                edits[name] = self._entry(path + name, version, here.get(name), picked)
        for name in new.keys() - old.keys():
            edits[name] = self._entry(path + name, None, here.get(name), new[name])
        if base == ours:
            return theirs or _EMPTY_ID
        return _EMPTY_ID if self.contents else _edited(here, edits, self._keep)

    def _tree(self, name: bytes | None) -> RawTree:
        found = _EMPTY if name is None else self._objects.tree(name)
        if found is None:
            raise MissingError(f"tree {(name or b'').hex()} is missing")
        return found

    def _entry(self, path: bytes, base: Version | None, ours: Version | None, theirs: Version | None) -> Version | None:
        versions = [version for version in (base, ours, theirs) if version is not None]
        if not any(mode == _FOLDER for mode, _ in versions):
            self.touched.append(path)
            return self._file(base, ours, theirs)
        if base is None and ours is None:
            self.touched.append(path)
            self._count(added=True)
            return theirs
        if ours is None or any(mode != _FOLDER for mode, _ in versions):
            raise LeftToGit
        below = self.folder(path + b"/", base[1] if base else None, ours[1], theirs[1] if theirs else None)
        return None if below == _EMPTY_ID else (_FOLDER, below)

    def _file(self, base: Version | None, ours: Version | None, theirs: Version | None) -> Version | None:
        if base is None:
            if ours is not None:
                raise LeftToGit
            self._count(added=True)
            return theirs
        if ours is None:
            raise LeftToGit
        if theirs is None:
            if ours != base:
                raise LeftToGit
            self._count(deleted=True)
            return None
        if ours == base:
            return theirs
        if ours == theirs:
            return ours
        return self._both(base, ours, theirs)

    def _both(self, base: Version, ours: Version, theirs: Version) -> Version:
        """Merge a file that both sides changed: its mode and its content each for itself, as ort does."""
        if not {base[0], ours[0], theirs[0]} <= _REGULAR:
            raise LeftToGit
        mode = theirs[0] if ours[0] == base[0] else ours[0]
        if ours[1] in (base[1], theirs[1]):
            return mode, theirs[1]
        self.contents |= theirs[1] != base[1]
        return mode, ours[1]

    def _count(self, *, added: bool = False, deleted: bool = False) -> None:
        self._added |= added
        self._deleted |= deleted
        if self._added and self._deleted:
            raise LeftToGit


def _forget(_: bytes, __: bytes) -> None:
    """Keep nothing."""


def _edited(tree: RawTree, edits: dict[bytes, Version | None], keep: Keep) -> bytes:
    """Return the id of a tree with some entries changed, added or (None) taken away."""
    entries = dict(tree)
    entries.update((name, version) for name, version in edits.items() if version is not None)
    if len(entries) > len(tree):  # git sorts folders as if their names ended in a slash
        key = {name: name + b"/" if mode == _FOLDER else name for name, (mode, _) in entries.items()}
        entries = {name: entries[name] for name in sorted(entries, key=key.__getitem__)}
    for name, version in edits.items():
        if version is None:
            entries.pop(name, None)
    if not {mode for mode, _ in entries.values()} <= _CANONICAL:
        raise LeftToGit
    stored = b"".join([b"%s %s\0%s" % (mode, name, entry) for name, (mode, entry) in entries.items()])
    name = hashlib.sha1(b"tree %d\0%s" % (len(stored), stored), usedforsecurity=False).digest()
    keep(name, stored)
    return name
