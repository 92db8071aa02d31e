"""git's memory of how conflicts were resolved, used without switching it on for the user's own merges.

git remembers resolutions in a repository as soon as its folder `rr-cache` is there. Where the user has none, and does
not say that they want one, relkit keeps that folder among its own things, and puts it in its place only while a
conflict of its own waits. Conflicts of the user's own that begin meanwhile are remembered too, and keep it there until
they are done with: without it `git mergetool` says of them that nothing is to be merged.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from relkit.errors import UsageError
from relkit.git.repository import Repository

_FOLDER = "rr-cache"
_WAITING = "MERGE_RR"


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

    Where the user said meanwhile that they want one, it stays theirs. Where a conflict of theirs rests on it, it stays
    until the next time.
    """
    if not _lent(repository).exists() or _is_in_use(repository):
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


def _is_in_use(repository: Repository) -> bool:
    """Whether a conflict waits in some worktree that git began to remember."""
    common = repository.common_dir
    waiting = (common / _WAITING, *common.glob(f"worktrees/*/{_WAITING}"))
    return any(file.exists() and file.stat().st_size for file in waiting)


def _is_settled(repository: Repository) -> bool:
    """Whether the user said whether they want it."""
    return bool(repository.git.text("config", "--get", "rerere.enabled", ok=(0, 1)))
