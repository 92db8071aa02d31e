"""Files and blobs by one git process: cheaper than opening the object store for a few; names of all."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from relkit.git.process import Git
from relkit.model.ids import BlobId, CommitId


def read_files(git: Git, commit: CommitId, paths: Iterable[str]) -> dict[str, bytes]:
    """Return the contents of those paths (without line breaks in them) that are files of the commit's tree."""
    asked = list(paths)
    contents = read_objects(git, [f"{commit}:{path}" for path in asked])
    return {path: content for path, content in zip(asked, contents, strict=True) if content is not None}


def read_objects(git: Git, names: Iterable[str]) -> list[bytes | None]:
    """Return the contents of blobs named in any way that git knows, in their order; None for what is no blob here."""
    asked = list(names)
    if not asked:
        return []
    told = git.run("cat-file", "--batch", stdin="".join(f"{name}\n" for name in asked).encode())
    found: list[bytes | None] = []
    at = 0
    for _ in asked:
        end = told.index(b"\n", at)
        words = told[at:end].split(b" ")
        at = end + 1
        if words[-1] in (b"missing", b"ambiguous") or len(words) != 3 or not words[2].isdigit():  # noqa: PLR2004 - id, type, size
            found.append(None)
            continue
        size = int(words[2])
        found.append(told[at : at + size] if words[1] == b"blob" else None)
        at += size + 1
    return found


def list_files(git: Git, commit: CommitId) -> tuple[str, ...]:
    """Return the paths of all files of a commit."""
    said = git.run("ls-tree", "-r", "-z", "--name-only", commit)
    return tuple(path.decode("utf-8", "surrogateescape") for path in said.split(b"\0") if path)


def list_blobs(git: Git, commit: CommitId) -> dict[str, BlobId]:
    """Return the blobs of all files of a commit by their paths."""
    entries = [entry.partition(b"\t") for entry in git.run("ls-tree", "-r", "-z", commit).split(b"\0") if entry]
    return {path.decode("utf-8", "surrogateescape"): BlobId(meta.split(b" ")[2].decode()) for meta, _, path in entries}


def is_unchanged(git: Git, work_tree: Path, name: str) -> bool:
    """Tell whether a file at the top of a work tree is as it was committed."""
    return not git.run("status", "--porcelain", "--ignored", "-z", "--", name, cwd=work_tree)
