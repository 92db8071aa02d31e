"""The three-way merge of trees as far as no content and no rename decides: file by file, without git.

What git's own merge (ort) does with a path follows from the three versions of that path alone, unless renames come
in. It looks for renames among the paths that a side deleted and those that it added, so that a rename can matter only

- where the pick both adds and deletes paths (it may have renamed),
- where the pick changes, deletes or adds a path that the line lacks, or also added (the line may have renamed),
- where the pick adds a path to a folder that the line lacks (the line may have renamed the folder: a folder counts as
  renamed only when it is gone).

All of these are left to git (``LeftToGit``), and so is whatever is neither a file nor simple. Where the line left alone
what the pick changed, the pick's version is taken; where both changed a regular file, its content has to be merged.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from relkit.git.objects import EMPTY_TREE, Objects, RawTree
from relkit.git.predict.merges import TreeMerge
from relkit.model.ids import TreeId

Version = tuple[bytes, bytes]
"""Mode (octal digits) and 20-byte id of what stands at a path."""

_FOLDER = b"40000"
_REGULAR = frozenset((b"100644", b"100755"))
# git rewrites other spellings of modes (100664, 040000) when it writes a tree anew.
_CANONICAL = _REGULAR | {_FOLDER, b"120000", b"160000"}
_EMPTY: RawTree = {}


class LeftToGit(Exception):  # noqa: N818 - a way out of a recursion, and no error
    """A rename, a folder in a file's way or an odd kind of entry may decide: only git's own merge can tell."""


class MissingError(Exception):
    """An object that the answer depends on is missing; the message names it."""


@dataclass(frozen=True, slots=True)
class ContentMerge:
    """A regular file that both sides changed: 20-byte ids of its three versions."""

    base: bytes
    ours: bytes
    theirs: bytes


@dataclass(frozen=True, slots=True)
class Pending:
    """A path whose content is still to be merged; its mode is known."""

    mode: bytes
    content: ContentMerge


Edits = dict[bytes, "Version | Pending | Edits | None"]
"""What to do to a tree: by name a new version, None to delete, or the edits of a folder."""


@dataclass(slots=True)
class Pick:
    """What a pick does to the line: the edits of its tree, and the contents among them that have to be merged."""

    edits: Edits = field(default_factory=dict)
    contents: dict[bytes, ContentMerge] = field(default_factory=dict)


def compare(objects: Objects, question: TreeMerge) -> Pick:
    """Find out what the pick does, path by path. Raises LeftToGit and MissingError."""
    return _Comparison(objects).run(question)


class _Comparison:
    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._pick = Pick()
        self._added = self._deleted = False

    def run(self, question: TreeMerge) -> Pick:
        base, ours, theirs = (
            self._tree(bytes.fromhex(tree)) for tree in (question.base, question.ours, question.theirs)
        )
        self._pick.edits = self._folder(b"", base, ours, theirs)
        return self._pick

    def _tree(self, name: bytes) -> RawTree:
        found = self._objects.tree(name)
        if found is None:
            raise MissingError(f"tree {name.hex()} is missing")
        return found

    def _folder(self, path: bytes, base: RawTree, ours: RawTree, theirs: RawTree) -> Edits:
        edits: Edits = {}
        for name, old in base.items():
            new = theirs.get(name)
            if new != old:
                self._entry(path + name, name, (old, ours.get(name), new), edits)
        for name in theirs.keys() - base.keys():
            self._entry(path + name, name, (None, ours.get(name), theirs[name]), edits)
        return edits

    def _entry(
        self, path: bytes, name: bytes, versions: tuple[Version | None, Version | None, Version | None], edits: Edits
    ) -> None:
        base, ours, theirs = versions
        folders = [version is not None and version[0] == _FOLDER for version in versions]
        if any(folders):
            if base is None and ours is None and theirs is not None:
                self._count(added=True)
                edits[name] = theirs
                return
            if any(not folder and version is not None for folder, version in zip(folders, versions, strict=True)):
                raise LeftToGit
            if ours is None:
                raise LeftToGit
            below = self._folder(path + b"/", *(self._tree(version[1]) if version else _EMPTY for version in versions))
            if ours == base:
                edits[name] = theirs
            elif below:
                edits[name] = below
            return
        edit = self._file(path, base, ours, theirs)
        if edit != ours:
            edits[name] = edit

    def _file(
        self, path: bytes, base: Version | None, ours: Version | None, theirs: Version | None
    ) -> Version | Pending | None:
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
        return self._both(path, base, ours, theirs)

    def _both(self, path: bytes, base: Version, ours: Version, theirs: Version) -> Version | Pending:
        """Merge a mode and a content that both sides changed, each for itself as ort does."""
        if not {base[0], ours[0], theirs[0]} <= _REGULAR:
            raise LeftToGit
        mode = theirs[0] if ours[0] == base[0] else ours[0]
        if ours[1] in (base[1], theirs[1]):
            return mode, theirs[1]
        if theirs[1] == base[1]:
            return mode, ours[1]
        content = ContentMerge(base[1], ours[1], theirs[1])
        self._pick.contents[path] = content
        return Pending(mode, content)

    def _count(self, *, added: bool = False, deleted: bool = False) -> None:
        self._added |= added
        self._deleted |= deleted
        if self._added and self._deleted:
            raise LeftToGit


def apply(objects: Objects, tree: TreeId, pick: Pick, merged: Mapping[ContentMerge, bytes]) -> TreeId:
    """Return the id of the tree with the pick's edits, its contents as merged; nothing is written.

    Raises LeftToGit where git would write an unchanged entry anew in another form, and MissingError.
    """
    return TreeId(_edited(objects, bytes.fromhex(tree), pick.edits, merged.__getitem__).hex())


def _edited(objects: Objects, tree: bytes, edits: Edits, merged: Callable[[ContentMerge], bytes]) -> bytes:
    found = objects.tree(tree)
    if found is None:
        raise MissingError(f"tree {tree.hex()} is missing")
    entries = dict(found)
    in_order = True
    for name, edit in edits.items():
        if edit is None:
            del entries[name]
            continue
        in_order = in_order and name in entries
        if isinstance(edit, dict):
            below = _edited(objects, entries[name][1], edit, merged)
            if below == _EMPTY_ID:
                del entries[name]
            else:
                entries[name] = (_FOLDER, below)
        elif isinstance(edit, Pending):
            entries[name] = (edit.mode, merged(edit.content))
        else:
            entries[name] = edit
    if not {mode for mode, _ in entries.values()} <= _CANONICAL:
        raise LeftToGit
    items = list(entries.items())
    if not in_order:  # git sorts folders as if their names ended in a slash
        items.sort(key=lambda item: item[0] + b"/" if item[1][0] == _FOLDER else item[0])
    stored = b"".join([b"%s %s\0%s" % (mode, name, entry) for name, (mode, entry) in items])
    return hashlib.sha1(b"tree %d\0%s" % (len(stored), stored), usedforsecurity=False).digest()


_EMPTY_ID = bytes.fromhex(EMPTY_TREE)
