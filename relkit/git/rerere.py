"""git's memory of how conflicts were resolved, used without switching it on for the user's own merges.

git remembers resolutions in a repository as soon as its folder `rr-cache` is there. Where the user has none, and does
not say that they want one, relkit keeps that folder among its own things, and puts it in its place only while a
conflict of its own waits.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from relkit.git.repository import Repository

_FOLDER = "rr-cache"


def borrow_rerere(repository: Repository) -> None:
    """Let git remember resolutions, and know those of relkit's earlier conflicts."""
    theirs, own = repository.common_dir / _FOLDER, _own(repository)
    if _is_settled(repository) or theirs.exists():
        return
    own.mkdir(parents=True, exist_ok=True)
    _lent(repository).touch()
    own.rename(theirs)


def return_rerere(repository: Repository) -> None:
    """Let git's memory be as it was; what it learned meanwhile is kept for the next conflict."""
    if not _lent(repository).exists():
        return
    theirs, own = repository.common_dir / _FOLDER, _own(repository)
    if theirs.is_dir():
        with suppress(OSError):  # an empty one of ours is in the way
            own.rmdir()
        if not own.exists():
            theirs.rename(own)
    _lent(repository).unlink()


def _own(repository: Repository) -> Path:
    return repository.common_dir / "relkit" / _FOLDER


def _lent(repository: Repository) -> Path:
    return repository.common_dir / "relkit" / f"{_FOLDER}.lent"


def _is_settled(repository: Repository) -> bool:
    """Whether the user said whether they want it."""
    return bool(repository.git.text("config", "--get", "rerere.enabled", ok=(0, 1)))
