"""Resolving one path of a conflict without a person: in the index, and from there into the file."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from relkit.errors import StoppedError
from relkit.git.user import Said, UserGit
from relkit.model.forecast import Conflict, Sides
from relkit.model.ids import BlobId

_GONE = f"0 {'0' * 40}"
_PLAIN = "100644"


def settle(git: UserGit, conflict: Conflict, *, take: bool) -> None:
    """Resolve a path as the line has it, or with what the pick brings to it beside what the line has."""
    path, sides = conflict.path, conflict.sides
    blob = sides.ours
    if take and sides.theirs is not None:
        blob = sides.theirs if sides.ours is None else _united(git, sides)
    mode = _mode(git, path)
    entries = [f"{_GONE}\t{path}", *([] if blob is None else [f"{mode} {blob}\t{path}"])]
    # By way of the index: git then makes the file as its attributes and filters want it.
    _do(git, "update-index", "-z", "--index-info", stdin=b"".join(os.fsencode(entry) + b"\0" for entry in entries))
    if blob is None:
        with suppress(OSError):
            (git.folder / path).unlink()
    else:
        _do(git, "checkout-index", "-f", "-q", "-z", "--stdin", stdin=os.fsencode(path) + b"\0")


def _united(git: UserGit, sides: Sides) -> BlobId:
    """Return a file with what both sides have, one after the other where they differ."""
    with tempfile.TemporaryDirectory(prefix="relkit-union-") as folder:
        paths = [Path(folder) / name for name in ("ours", "base", "theirs")]
        for path, blob in zip(paths, (sides.ours, sides.base, sides.theirs), strict=True):
            path.write_bytes(b"" if blob is None else _do(git, "cat-file", "blob", blob).out)
        united = _do(git, "merge-file", "-p", "-q", "--union", *map(os.fspath, paths)).out
    return BlobId(_do(git, "hash-object", "-w", "--stdin", stdin=united).text)


def _mode(git: UserGit, path: str) -> str:
    """Return the mode of a path that is not merged: the line's, where it has one."""
    entries = _do(git, "--literal-pathspecs", "ls-files", "--unmerged", "-z", "--", path).paths
    modes = {entry.partition("\t")[0].split(" ")[2]: entry.partition(" ")[0] for entry in entries}
    return modes.get("2") or modes.get("3") or _PLAIN


def _do(git: UserGit, *words: str, stdin: bytes = b"") -> Said:
    said = git.run(*words, stdin=stdin)
    if said.status:
        raise StoppedError(f"`git {words[0]}` failed in {git.folder}", "see what git says", said.lines)
    return said
