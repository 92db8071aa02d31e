"""Where worktrees of relkit's own are put: made, found again when the repository has moved, taken away."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from relkit.errors import StoppedError, UsageError
from relkit.git.checkouts import git_dir_of
from relkit.git.repository import Repository
from relkit.git.user import Said, UserGit


def is_placed(repository: Repository, path: Path) -> bool:
    """Whether a worktree of this repository is at a path.

    Where the repository was moved or copied since, with the worktree in it, they are led to each other again: else git
    would find nothing, or the other copy's.
    """
    own = _own(repository, path)
    if own is None:
        return False
    link, back = path / ".git", own / "gitdir"
    try:
        if Path(_line(back)).parent.name != path.name:
            return False
        if not _is_same(git_dir_of(path), own):
            link.write_bytes(b"gitdir: " + os.fsencode(own) + b"\n")
        if not _is_same(Path(_line(back)), link):
            back.write_bytes(os.fsencode(link) + b"\n")
    except OSError:
        return False
    return True


def place(repository: Repository, path: Path, commit: str) -> None:
    """Make a worktree at a path, on no branch, with all files of a commit; one that was not finished is made anew.

    Raises UsageError where it cannot be made, and StoppedError where something stands there that relkit has not put
    there.
    """
    if is_placed(repository, path) or not _has_files(path):
        clear(repository, path)
    if path.exists():
        raise StoppedError(
            f"{path} is in the way: it is no worktree of this repository",
            "keep what you need of it, and delete it",
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"no worktree could be made at {path}: {error}", "make room, or see who may write") from error
    # Without a checkout no post-checkout hook runs: nobody switched branches. Forced twice, over what was begun before.
    said = _git(repository, "add", "--force", "--force", "--detach", "--no-checkout", os.fspath(path), commit)
    if said.status == 0:
        said = UserGit(folder=path).run("read-tree", "--reset", "-u", "HEAD")
    if said.status:
        clear(repository, path)
        raise UsageError(f"no worktree could be made at {path}", "make room, or see what git says", said.lines)


def is_whole(path: Path) -> bool:
    """Whether making a worktree was finished: git writes the index last."""
    return (git_dir_of(path) / "index").exists()


def clear(repository: Repository, path: Path) -> None:
    """Take away what is at a path, and git's knowledge of a worktree there; of others it keeps what it has."""
    # Renamed first: what is half deleted is never taken for somebody's.
    going = path.with_name(f".{path.name}.going")
    for folder in (going, path):
        if folder.is_symlink():
            folder.unlink()
        elif folder.exists():
            with suppress(OSError):
                folder.rename(going)
            _delete(going)
    if (repository.common_dir / "worktrees").exists():
        _git(repository, "remove", "--force", "--force", os.fspath(path))


def _git(repository: Repository, *words: str) -> Said:
    # From the user's own worktree: what its configuration says for it alone is taken over.
    return UserGit(folder=repository.git_dir).run(f"--git-dir={repository.git_dir}", "worktree", *words)


def _own(repository: Repository, path: Path) -> Path | None:
    """Return the folder in which the repository keeps what a worktree's ``.git`` leads to, None where there is none."""
    if not (path / ".git").is_file():
        return None
    own = repository.common_dir / "worktrees" / git_dir_of(path).name
    return own if (own / "HEAD").is_file() else None


def _line(file: Path) -> str:
    return os.fsdecode(file.read_bytes().rstrip(b"\n"))


def _is_same(one: Path, other: Path) -> bool:
    with suppress(OSError):
        return one.samefile(other)
    return False


def _has_files(path: Path) -> bool:
    return path.is_dir() and any(child.name != ".git" for child in path.iterdir())


def _delete(folder: Path) -> None:
    def again(function: Callable[[str], object], name: str, _: object) -> None:
        # A build may have taken away the right to write to its folders.
        with suppress(OSError):
            for one in (os.path.dirname(name), name):  # noqa: PTH120 - rmtree speaks in strings
                Path(one).chmod(stat.S_IRWXU)
            function(name)

    shutil.rmtree(folder, onerror=again)
