"""Which branches are checked out where."""

from __future__ import annotations

from pathlib import Path

from relkit.git.repository import Repository

_UNDER_WAY = ("rebase-merge/head-name", "rebase-apply/head-name")


def checked_out(repository: Repository) -> dict[str, Path]:
    """Return the branches (full refs) that stand in some worktree, or are being rebased there, with that worktree."""
    said = repository.git.run("worktree", "list", "--porcelain", "-z").decode("utf-8", "surrogateescape")
    found: dict[str, Path] = {}
    for entry in said.split("\0\0"):
        fields = dict(field.partition(" ")[::2] for field in entry.strip("\0").split("\0"))
        if "worktree" not in fields or "bare" in fields:
            continue
        path = Path(fields["worktree"])
        if "branch" in fields:
            found[fields["branch"]] = path
        found |= dict.fromkeys(_being_rebased(_git_dir(path)), path)
    return found


def _git_dir(worktree: Path) -> Path:
    """Return a worktree's own git folder: `.git`, or what the file of that name says."""
    git_dir = worktree / ".git"
    try:
        said = git_dir.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return git_dir
    return worktree / said.removeprefix("gitdir: ").rstrip("\n")


def _being_rebased(git_dir: Path) -> list[str]:
    found = []
    for name in _UNDER_WAY:
        try:
            found.append((git_dir / name).read_text(encoding="utf-8", errors="surrogateescape").strip())
        except OSError:
            continue
    return [ref for ref in found if ref.startswith("refs/heads/")]
