"""Which branches are checked out where."""

from __future__ import annotations

import os
from pathlib import Path

from relkit.git.repository import Repository

_UNDER_WAY = ("rebase-merge/head-name", "rebase-apply/head-name", "rebase-merge/update-refs")
_BISECTED = "BISECT_START"


def checked_out(repository: Repository) -> dict[str, Path]:
    """Return the branches (full refs) that stand in some worktree, with that worktree.

    Those that are being rebased there, or from which a search with `git bisect` began, are among them: git comes back.
    """
    said = repository.git.run("worktree", "list", "--porcelain", "-z").decode("utf-8", "surrogateescape")
    found: dict[str, Path] = {}
    for number, entry in enumerate(said.split("\0\0")):
        fields = dict(field.partition(" ")[::2] for field in entry.strip("\0").split("\0"))
        if "worktree" not in fields or "bare" in fields:
            continue
        path = Path(fields["worktree"])
        if "branch" in fields:
            found[fields["branch"]] = path
        # The first is the repository's own, whose files may lie anywhere else: a submodule's, or --separate-git-dir.
        own = repository.common_dir if number == 0 else git_dir_of(path)
        found |= dict.fromkeys(_awaited(own), path)
    return found


def git_dir_of(worktree: Path) -> Path:
    """Return a worktree's own git folder: `.git`, or what the file of that name says."""
    git_dir = worktree / ".git"
    try:
        said = os.fsdecode(git_dir.read_bytes())
    except OSError:
        return git_dir
    return worktree / said.removeprefix("gitdir: ").rstrip("\n")


def _awaited(git_dir: Path) -> list[str]:
    """Return the branches that a rebase or a search under way will come back to."""
    lines = [line for name in _UNDER_WAY for line in _lines(git_dir / name)]
    lines += [f"refs/heads/{name}" for name in _lines(git_dir / _BISECTED)]
    return [line for line in lines if line.startswith("refs/heads/")]


def _lines(file: Path) -> list[str]:
    try:
        return [line.strip() for line in os.fsdecode(file.read_bytes()).split("\n")]
    except OSError:
        return []
