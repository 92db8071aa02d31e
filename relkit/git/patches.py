"""Patches by their changed lines, for telling whether two commits do the same."""

from __future__ import annotations

import hashlib
from typing import Self

from relkit.cache import Cache
from relkit.model.commit import Commit, Contents, FileChange
from relkit.model.ids import BlobId, CommitId

_PATCHES = ("patch-key", "1")
_FEWEST_LINES = 2


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

    def __enter__(self) -> Self:
        """Use it."""
        return self

    def __exit__(self, *_: object) -> None:
        """Keep what was found out."""
        self._cache.put(*_PATCHES, self._fresh)

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
