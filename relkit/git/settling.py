"""Resolving one path of a conflict without a person: in the index, and from there into the file."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from relkit.git.user import Said
from relkit.model.forecast import Conflict, Sides
from relkit.model.ids import BlobId

_GONE = f"0 {'0' * 40}"
_PLAIN = "100644"


class Do(Protocol):
    """Runs git in the worktree, and raises where it fails."""

    def __call__(self, *words: str, stdin: bytes = b"") -> Said:
        """Return what git said."""


def settle(do: Do, folder: Path, conflict: Conflict, *, take: bool) -> None:
    """Resolve a path as the line has it, or with what the pick brings to it beside what the line has.

    ``folder`` is the worktree that ``do`` runs git in.
    """
    path, sides = conflict.path, conflict.sides
    blob = sides.ours
    if take and sides.theirs is not None:
        blob = sides.theirs if sides.ours is None else _united(do, sides)
    mode = _mode(do, path)
    entries = [f"{_GONE}\t{path}", *([] if blob is None else [f"{mode} {blob}\t{path}"])]
    # By way of the index: git then makes the file as its attributes and filters want it.
    do("update-index", "-z", "--index-info", stdin=b"".join(os.fsencode(entry) + b"\0" for entry in entries))
    if blob is None:
        with suppress(OSError):
            (folder / path).unlink()
    else:
        do("checkout-index", "-f", "-q", "-z", "--stdin", stdin=os.fsencode(path) + b"\0")


def _united(do: Do, sides: Sides) -> BlobId:
    """Return a file with what both sides have, one after the other where they differ."""
    with tempfile.TemporaryDirectory(prefix="relkit-union-") as folder:
        paths = [Path(folder) / name for name in ("ours", "base", "theirs")]
        for path, blob in zip(paths, (sides.ours, sides.base, sides.theirs), strict=True):
            path.write_bytes(b"" if blob is None else do("cat-file", "blob", blob).out)
        united = do("merge-file", "-p", "-q", "--union", *map(os.fspath, paths)).out
    return BlobId(do("hash-object", "-w", "--stdin", stdin=united).text)


def _mode(do: Do, path: str) -> str:
    """Return the mode of a path that is not merged: the line's, where it has one."""
    entries = do("--literal-pathspecs", "ls-files", "--unmerged", "-z", "--", path).paths
    modes = {entry.partition("\t")[0].split(" ")[2]: entry.partition(" ")[0] for entry in entries}
    return modes.get("2") or modes.get("3") or _PLAIN
