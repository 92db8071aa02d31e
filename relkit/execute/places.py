"""Where relkit keeps what is its own in a repository."""

from __future__ import annotations

from pathlib import Path

from relkit.git.repository import Repository
from relkit.model.journal import OperationId

_OWN = "relkit"
_WORKTREES = "worktrees"


def own_folder(repository: Repository) -> Path:
    """Return the folder in which relkit keeps what is its own, of all work trees of a repository."""
    return repository.common_dir / _OWN


def operations_folder(repository: Repository) -> Path:
    """Return the folder of the journals, one folder an operation."""
    return own_folder(repository) / "operations"


def home_of(folder: Path) -> Path | None:
    """Return where the repository is that has a worktree of relkit's own which a folder lies in, None for any other."""
    for one in (folder, *folder.parents):
        if one.parts[-3:-1] == (_OWN, _WORKTREES) and (one / ".git").is_file():
            common = one.parents[2]
            return common.parent if common.name == ".git" else common
    return None


def worktree_path(repository: Repository, operation: OperationId, line: int) -> Path:
    """Return where the worktree for a line of an operation is, or would be."""
    return own_folder(repository) / _WORKTREES / f"{operation}-{line}"
