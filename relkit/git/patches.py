"""Patches by their changed lines, for telling whether two commits do the same, and how much two have in common."""

from __future__ import annotations

import hashlib
import re
import struct
import zlib
from collections import Counter
from collections.abc import Sequence
from typing import Self

from relkit.cache import Cache
from relkit.model.commit import Commit, Contents, FileChange
from relkit.model.history import ChangedLines
from relkit.model.ids import BlobId, CommitId

_PATCHES = ("patch-key", "1")
_LINES = ("changed-lines", "2")

PATCHES_VERSION = f"{_PATCHES[1]}.{_LINES[1]}"
"""Which comparison of patches this is: differs when that of any two may come out otherwise."""

_FEWEST_LINES = 2
_WEIGHED = struct.Struct(">if")
_NOTHING = BlobId("0" * 40)
_MOST_FILES = 60  # of a difference that are compared line by line
_MOST_LINES = 4000  # of a file
_FULL_LINE = 30  # letters and digits of a line that says as much as a line can
_FEWEST_LETTERS = 3
_SILENT = re.compile(rb"[^\w\x80-\xff]+")


class BlobPatches:
    """Implements ``relkit.model.history.Patches`` over a repository's blobs; each pair of blobs is compared once.

    Keys are kept in the cache when the block that uses them ends.
    """

    def __init__(self, contents: Contents, cache: Cache) -> None:
        """Read blobs from ``contents``, unless ``cache`` knows a commit's key."""
        self._contents = contents
        self._cache = cache
        self._fresh: dict[bytes, bytes] = {}
        self._lines: dict[tuple[BlobId | None, BlobId | None], bytes | None] = {}
        self._keys: dict[CommitId, bytes | None] = {}
        self._asked: dict[int, tuple[Sequence[FileChange], ChangedLines]] = {}
        self._changed_lines: dict[bytes, ChangedLines] = {}
        self._fresh_lines: dict[bytes, bytes] = {}

    def __enter__(self) -> Self:
        """Use it."""
        return self

    def __exit__(self, *_: object) -> None:
        """Keep what was found out."""
        self._cache.put(*_PATCHES, self._fresh)
        self._cache.put(*_LINES, self._fresh_lines)

    def key(self, commit: Commit) -> bytes | None:
        """Return a hash over paths, removed and added lines, or None where they cannot be told."""
        if commit.id not in self._keys:
            name = bytes.fromhex(commit.id)
            kept = self._cache.get(*_PATCHES, (name,)).get(name)
            key = kept if kept is not None else self._key(commit)
            if kept is None and key is not None:  # what cannot be read may be there next time
                self._fresh[name] = key
            self._keys[commit.id] = key
        return self._keys[commit.id] or None

    def lines(self, files: Sequence[FileChange]) -> ChangedLines:
        """Return the lines that a difference removes and adds, of the files that can be read."""
        asked = self._asked.get(id(files))
        if asked is not None:
            return asked[1]
        found = self._find_lines(files)
        self._asked[id(files)] = (files, found)  # what is kept keeps its id
        return found

    def _find_lines(self, files: Sequence[FileChange]) -> ChangedLines:
        pairs = [(file.old or _NOTHING) + (file.new or _NOTHING) for file in files]
        name = hashlib.sha1("".join(pairs).encode(), usedforsecurity=False).digest()
        if name not in self._changed_lines:
            kept = self._cache.get(*_LINES, (name,)).get(name)
            if kept is None:
                kept, whole = self._weigh(files)
                if whole:  # what cannot be read may be there next time
                    self._fresh_lines[name] = kept
            weights = dict(_WEIGHED.iter_unpack(kept))
            self._changed_lines[name] = ChangedLines(weights=weights, total=sum(weights.values()))
        return self._changed_lines[name]

    def _weigh(self, files: Sequence[FileChange]) -> tuple[bytes, bool]:
        """Weigh the lines of a difference, as they are kept; and tell whether all its blobs could be looked at."""
        weights: Counter[int] = Counter()
        whole = True
        for file in files[:_MOST_FILES]:
            edit = self._contents.edit(file)
            if edit is None:
                blobs = () if file.is_submodule else (file.old, file.new)
                whole &= all(self._contents.size(blob) is not None for blob in blobs if blob)
                continue
            for line in edit.lines[:_MOST_LINES]:
                if (says := len(_SILENT.sub(b"", line))) >= _FEWEST_LETTERS:
                    said = zlib.crc32(b" ".join(line[1:].split())) >> 1
                    weights[said if line.startswith(b"+") else ~said] += min(says, _FULL_LINE)
        return b"".join(_WEIGHED.pack(line, says / _FULL_LINE) for line, says in weights.items()), whole

    def _key(self, commit: Commit) -> bytes | None:
        """Compute a key: empty for too little to know a patch by, None where something cannot be read."""
        whole = hashlib.sha1(usedforsecurity=False)
        count = 0
        for file in commit.files or ():
            lines = self._changed(file)
            if lines is None:
                return None
            count += lines.count(b"\n")
            whole.update(b"\0".join((file.path.encode("utf-8", "surrogateescape"), lines, b"")))
        return whole.digest() if count >= _FEWEST_LINES else b""

    def _changed(self, file: FileChange) -> bytes | None:
        pair = (file.old, file.new)
        if pair not in self._lines:
            edit = self._contents.edit(file)
            self._lines[pair] = None if edit is None else b"".join(edit.lines)
        return self._lines[pair]
