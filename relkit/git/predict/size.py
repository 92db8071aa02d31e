"""How large a change is, and which of the names that it defines another one uses."""

from __future__ import annotations

import re
from dataclasses import dataclass

from relkit.git.process import Git, GitError
from relkit.model.ids import CommitId

_LONGEST = 4_000_000  # bytes of a difference that are looked into
_DIFFERENCE = (
    "show", "--format=", "--unified=0", "--no-ext-diff", "--no-textconv", "--no-renames", "--no-color",
    "--src-prefix=a/", "--dst-prefix=b/", "--root", "--diff-merges=first-parent",
)  # fmt: skip
# What defines a name in the languages that are common beside Python; a bare assignment only where it is at the margin.
_DEFINED = re.compile(
    rb"^(?:\s*(?:async\s+)?(?:def|class|func|fn|function|interface|struct)\s+(\w{3,})"
    rb"|([A-Za-z_]\w{2,})\s*(?::[^=]+)?=(?!=))"
)
_WORD = re.compile(rb"[A-Za-z_]\w{2,}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Size:
    """Files of a change and its lines, added and removed; None where they cannot be read.

    ``defines`` are the names that it newly defines, ``uses`` all words of what it adds.
    """

    files: int = 0
    added: int | None = None
    removed: int | None = None
    defines: frozenset[str] = frozenset()
    uses: frozenset[str] = frozenset()


def size_of(git: Git, commit: CommitId) -> Size:
    """Return how large a commit is, a merge by its difference to its first parent."""
    try:
        said = git.run(*_DIFFERENCE, commit, "--")
    except GitError:
        return Size()
    files, added, removed = 0, list[bytes](), list[bytes]()
    in_hunk = False
    for line in said.split(b"\n"):
        if line.startswith(b"diff --git "):
            files, in_hunk = files + 1, False
        elif line.startswith(b"@@ "):
            in_hunk = True
        elif in_hunk and line[:1] in (b"+", b"-"):
            (added if line[:1] == b"+" else removed).append(line[1:])
    return Size(
        files=files,
        added=len(added),
        removed=len(removed),
        defines=_defined(added) - _defined(removed),
        uses=frozenset(word.decode() for word in _WORD.findall(b"\n".join(added)[:_LONGEST])),
    )


def _defined(lines: list[bytes]) -> frozenset[str]:
    found = (_DEFINED.match(line) for line in lines)
    return frozenset((match[1] or match[2]).decode() for match in found if match)
