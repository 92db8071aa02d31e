"""Merging the contents of files, as git's own merge does it, hundreds of files in one merge.

Where no rename can matter, git merges each file's content for itself. So the files of many picks are put side by side
into one tree, under made-up names, and merged at once in a store that holds nothing else. What a path's attributes say
about merging is asked of git first and written down for the made-up name.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from relkit.git.objects import Objects
from relkit.git.predict.merges import TreeMerge, merge_trees
from relkit.git.predict.scratch import Scratch
from relkit.git.predict.threeway import ContentMerge
from relkit.model.forecast import ConflictKind
from relkit.model.ids import BlobId, TreeId

_MODE = b"100644"
_BATCH = 400  # files in one merge
_BATCH_BYTES = 64 * 1024 * 1024  # their size, three versions together: they are copied into the temporary store
# The values of the attribute "merge" that git itself knows; others name a driver, which may ask for the real path.
_BUILT_IN = ("unspecified", "set", "unset", "text", "binary", "union")


@dataclass(frozen=True, slots=True)
class AttributedMerge:
    """A content to merge, and what the attribute "merge" says for its path ("unspecified" where nothing does)."""

    content: ContentMerge
    driver: str


@dataclass(frozen=True, slots=True)
class MergedContent:
    """The merged blob's 20-byte id, or in what way the content conflicts, or the missing blob's id.

    None of them when git could not say.
    """

    blob: bytes | None = None
    conflict: ConflictKind | None = None
    missing: BlobId | None = None


def drivers(scratch: Scratch, files: Mapping[bytes, bytes], paths: Sequence[bytes]) -> dict[bytes, str | None]:
    """Return what the attribute "merge" is for each path, by attribute files and the user's settings.

    None stands for a driver of the user's own.
    """
    work_tree = scratch.work_tree(files)
    stdin = b"".join(path + b"\0" for path in paths)
    said = scratch.git.run(*scratch.arguments(work_tree), "check-attr", "-z", "--stdin", "merge", stdin=stdin)
    fields = said.split(b"\0")
    values = {path: os.fsdecode(value) for path, value in zip(fields[0::3], fields[2::3], strict=False)}
    return {path: values.get(path) if values.get(path) in _BUILT_IN else None for path in paths}


def merge_contents(
    scratch: Scratch, objects: Objects, questions: Iterable[AttributedMerge]
) -> Iterator[tuple[AttributedMerge, MergedContent]]:
    """Answer each question once, in batches. ``scratch`` borrows nothing: every blob is copied into it."""
    batch: list[AttributedMerge] = []
    held = 0
    for question in dict.fromkeys(questions):
        copied = _copy(scratch, objects, question.content)
        if isinstance(copied, str):
            yield question, MergedContent(missing=copied)
            continue
        batch.append(question)
        held += copied
        if len(batch) >= _BATCH or held >= _BATCH_BYTES:
            yield from _merge(scratch, batch)
            batch, held = [], 0
    if batch:
        yield from _merge(scratch, batch)


def _copy(scratch: Scratch, objects: Objects, content: ContentMerge) -> int | BlobId:
    """Copy the three versions and return their size, or the name of the one that is missing."""
    size = 0
    for blob in (content.base, content.ours, content.theirs):
        if scratch.has(blob):
            continue
        name = BlobId(blob.hex())
        data = objects.read(name)
        if data is None:
            return name
        scratch.copy(blob, data)
        size += len(data)
    return size


def _merge(scratch: Scratch, batch: Sequence[AttributedMerge]) -> Iterator[tuple[AttributedMerge, MergedContent]]:
    names = [b"%08d" % number for number in range(len(batch))]
    sides = [
        TreeId(scratch.write(b"tree", _tree(zip(names, blobs, strict=True))).hex())
        for blobs in zip(*((one.content.base, one.content.ours, one.content.theirs) for one in batch), strict=True)
    ]
    lines = [_attribute(name, one.driver) for name, one in zip(names, batch, strict=True)]
    work_tree = scratch.work_tree({b".gitattributes": b"".join(lines)})
    question = TreeMerge(base=sides[0], ours=sides[1], theirs=sides[2])
    (merged,) = merge_trees(scratch, [question], work_tree)
    if merged.tree is None:
        yield from ((one, MergedContent()) for one in batch)
        return
    conflicts = {conflict.path: conflict.kind for conflict in merged.conflicts}
    stored = scratch.read(bytes.fromhex(merged.tree))
    for number, (name, one) in enumerate(zip(names, batch, strict=True)):
        kind = conflicts.get(name.decode())
        if kind is not None:
            yield one, MergedContent(conflict=kind)
        else:
            # Every entry is as long as the next: mode, blank, eight digits, NUL, 20 bytes.
            yield one, MergedContent(blob=stored[number * _ENTRY + _ENTRY - 20 : (number + 1) * _ENTRY])


_ENTRY = len(_MODE) + 1 + 8 + 1 + 20


def _tree(entries: Iterable[tuple[bytes, bytes]]) -> bytes:
    return b"".join(b"%s %s\0%s" % (_MODE, name, blob) for name, blob in entries)


def _attribute(name: bytes, driver: str) -> bytes:
    said = {"unspecified": "!merge", "set": "merge", "unset": "-merge"}.get(driver, f"merge={driver}")
    return b"/%s %s\n" % (name, said.encode())
