"""git's memory of how conflicts were resolved, used without switching it on for the user's own merges.

git remembers resolutions in a repository as soon as its folder `rr-cache` is there. Where the user has none, and does
not say that they want one, relkit keeps that folder among its own things, and puts it in its place only while a
conflict of its own waits.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from relkit.errors import UsageError
from relkit.git.repository import Repository

_FOLDER = "rr-cache"


def borrow_rerere(repository: Repository) -> None:
    """Let git remember resolutions, and know those of relkit's earlier conflicts.

    Where the user has a memory of their own, or said whether they want one, it is theirs that counts.
    """
    theirs, own = repository.common_dir / _FOLDER, _own(repository)
    if _is_settled(repository) or theirs.exists():
        return
    try:
        own.mkdir(parents=True, exist_ok=True)
        _lent(repository).touch()
        own.rename(theirs)
    except OSError as error:
        raise UsageError(
            f"{repository.name} cannot be written to: {error}", "make room, or see to whom its folder belongs"
        ) from error


def return_rerere(repository: Repository) -> None:
    """Let git's memory be as it was; what it learned meanwhile is kept for the next conflict.

    Where the user said meanwhile that they want one, it stays theirs.
    """
    if not _lent(repository).exists():
        return
    theirs, own = repository.common_dir / _FOLDER, _own(repository)
    if theirs.is_dir() and not _is_settled(repository):
        _move(theirs, own)
    _lent(repository).unlink()


def _move(here: Path, there: Path) -> None:
    """Move a folder, into one that may be there since a run was killed; what is in both is newer in the first."""
    with suppress(OSError):
        there.rmdir()
    if not there.exists():
        here.rename(there)
        return
    for child in here.iterdir():
        shutil.rmtree(there / child.name, ignore_errors=True)
        child.rename(there / child.name)
    here.rmdir()


def _own(repository: Repository) -> Path:
    return repository.common_dir / "relkit" / _FOLDER


def _lent(repository: Repository) -> Path:
    return repository.common_dir / "relkit" / f"{_FOLDER}.lent"


def _is_settled(repository: Repository) -> bool:
    """Whether the user said whether they want it."""
    return bool(repository.git.text("config", "--get", "rerere.enabled", ok=(0, 1)))
