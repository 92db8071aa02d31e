"""Titles of commits that are named by their ids only."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from relkit.cache import Cache, open_cache
from relkit.git import history
from relkit.git.repository import open_repository
from relkit.model.ids import CommitId


def read_titles(where: Path, commits: Sequence[CommitId]) -> dict[CommitId, str]:
    """Return the titles of those of the commits that the repository at ``where`` has. Raises RepositoryError."""
    if not commits:
        return {}
    repository = open_repository(where)
    cache = Cache(None) if repository.shallow else open_cache(repository.common_dir)
    try:
        return history.read_titles(repository.git, cache, commits)
    finally:
        cache.close()
