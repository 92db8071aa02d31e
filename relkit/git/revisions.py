"""Revisions as git users write them: names of commits, and ranges."""

from __future__ import annotations

import re
from collections.abc import Sequence

from relkit.git.process import Git, GitError
from relkit.model.ids import CommitId

_FOUND = re.compile(rb"([0-9a-f]{40}) commit \d+")
_RANGE = re.compile(r"\.\.|^\^|\^(?:@|-\d*)$")

_DIGITS = 10  # of an id, that a message names at least


def is_range(text: str) -> bool:
    """Tell whether a revision names several commits (``A..B``, ``A...B``, ``^A``, ``A^@``) and not one."""
    return bool(_RANGE.search(text))


def resolve(git: Git, names: Sequence[str]) -> list[CommitId | None]:
    """Return the commit that each name means, or None: a tag means the one it is on, and ``A^!`` means A."""
    # A name that holds a line end would be read as two, and no revision does.
    asked = ["" if "\n" in name or "\0" in name else name.removesuffix("^!") for name in names]
    wanted = [name for name in dict.fromkeys(asked) if name]
    found = dict(zip(wanted, _resolve(git, wanted), strict=True))
    return [found.get(name) for name in asked]


def _resolve(git: Git, names: Sequence[str]) -> list[CommitId | None]:
    if not names:
        return []
    stdin = "".join(f"{name}^{{commit}}\n" for name in names).encode("utf-8", "surrogateescape")
    try:
        said = git.run("cat-file", "--batch-check", stdin=stdin).splitlines()
    except GitError:
        said = []
    if len(said) != len(names):  # a damaged object ends git: those before and after it can still be told
        if len(names) == 1:
            return [None]
        half = len(names) // 2
        return [*_resolve(git, names[:half]), *_resolve(git, names[half:])]
    matches = (_FOUND.fullmatch(line) for line in said)
    return [CommitId(match[1].decode()) if match else None for match in matches]


def in_range(git: Git, revisions: Sequence[str]) -> list[CommitId]:
    """Return the commits of a range, children before their parents. Raises GitError where git knows no such range."""
    said = git.run("rev-list", "--topo-order", "--end-of-options", *revisions, "--")
    return [CommitId(commit) for commit in said.decode().split()]


def outside(git: Git, commits: Sequence[CommitId], base: CommitId) -> frozenset[CommitId]:
    """Return those of the commits that ``base`` does not reach."""
    stdin = "\n".join((*commits, f"^{base}", "--", "")).encode()
    reached = set(git.run("rev-list", "--stdin", stdin=stdin).decode().split())
    return frozenset(commit for commit in commits if commit in reached)


def is_undone(git: Git, commit: CommitId, tip: CommitId) -> bool:
    """Tell whether, by its messages, the history of ``tip`` since a commit took that back, and not that in turn."""
    words = ("--regexp-ignore-case", "--fixed-strings", f"--grep=reverts commit {commit[:_DIGITS]}")
    reverts = git.run("rev-list", *words, tip, f"^{commit}", "--").decode().split()
    return any(not is_undone(git, CommitId(revert), tip) for revert in reverts)
