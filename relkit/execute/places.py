"""Where relkit keeps what is its own in a repository."""

from __future__ import annotations

from pathlib import Path

from relkit.git.repository import Repository
from relkit.model.journal import OperationId


def own_folder(repository: Repository) -> Path:
    """Return the folder in which relkit keeps what is its own, of all work trees of a repository."""
    return repository.common_dir / "relkit"


def operations_folder(repository: Repository) -> Path:
    """Return the folder of the journals, one folder an operation."""
    return own_folder(repository) / "operations"


def worktree_path(repository: Repository, operation: OperationId, line: int) -> Path:
    """Return where the worktree for a line of an operation is, or would be."""
    return own_folder(repository) / "worktrees" / f"{operation}-{line}"
