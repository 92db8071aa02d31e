"""Reading a few files of a commit with one git process: cheaper than opening the object store for them."""

from __future__ import annotations

from collections.abc import Iterable

from relkit.git.process import Git
from relkit.model.ids import CommitId


def read_files(git: Git, commit: CommitId, paths: Iterable[str]) -> dict[str, bytes]:
    """Return the contents of those paths (without line breaks in them) that are files of the commit's tree."""
    asked = list(paths)
    told = git.run("cat-file", "--batch", stdin="".join(f"{commit}:{path}\n" for path in asked).encode())
    found: dict[str, bytes] = {}
    for path in asked:
        header, _, rest = told.partition(b"\n")
        words = header.split(b" ")
        if words[-1] == b"missing" or len(words) != 3 or not words[2].isdigit():  # noqa: PLR2004 - id, type, size
            told = rest
            continue
        size = int(words[2])
        if words[1] == b"blob":
            found[path] = rest[:size]
        told = rest[size + 1 :]
    return found
