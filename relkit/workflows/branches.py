"""The branches of a repository, for a shell that completes their names: nothing but the refs is read."""

from __future__ import annotations

from pathlib import Path

from relkit.git.refs import read_refs
from relkit.git.repository import open_repository


def branch_names(where: Path) -> tuple[str, ...]:
    """Return the names of all branches, local ones first. Raises RepositoryError where there is no repository."""
    branches = sorted(read_refs(open_repository(where)).branches, key=lambda branch: branch.remote is not None)
    return tuple(branch.name for branch in branches)
