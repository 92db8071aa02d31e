"""Opening a repository: where it is, what kind, and whether relkit can read it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from relkit.errors import RepositoryError
from relkit.git.process import Git, GitError, check_version


@dataclass(frozen=True, kw_only=True, slots=True)
class Repository:
    """A repository that relkit can read.

    ``git_dir`` is the folder of this work tree's own state, ``common_dir`` the one that all its work trees share
    (objects, refs, relkit's cache). ``work_tree`` is None for a bare repository. ``shallow``: its history is cut.
    """

    git_dir: Path
    common_dir: Path
    work_tree: Path | None
    shallow: bool

    @property
    def git(self) -> Git:
        """git, bound to this repository."""
        return Git(git_dir=self.git_dir)

    @property
    def name(self) -> str:
        """A name for people: the folder's, without ``.git``."""
        folder = self.work_tree or self.common_dir
        if folder.name == ".git":
            folder = folder.parent
        return folder.name.removesuffix(".git") or str(folder)


def open_repository(where: Path) -> Repository:
    """Open the repository that ``where`` lies in: a work tree, a linked work tree or a bare repository.

    Raises RepositoryError, with what to do: not a repository, owned by somebody else, git missing or too old,
    an object format that relkit cannot read.
    """
    if not where.is_dir():
        raise RepositoryError(f"{where} is not a folder", "name a repository with -C, or try `relkit plan --demo`")
    check_version()
    try:
        # Words in the order asked; paths may hold line ends, and are asked apart.
        said = _rev_parse(where, "--show-object-format", "--is-shallow-repository", "--is-inside-work-tree")
    except GitError as error:
        raise _not_readable(where, error) from error
    object_format, shallow, inside = said.split("\n")
    if object_format != "sha1":
        raise RepositoryError(
            f"{where} is a {object_format.upper()} repository, which relkit cannot read yet",
            "its libraries (libgit2, GitPython) read SHA-1 repositories only; convert a copy, or wait for them",
        )
    return Repository(
        git_dir=Path(_rev_parse(where, "--absolute-git-dir")),
        common_dir=Path(_rev_parse(where, "--path-format=absolute", "--git-common-dir")),
        work_tree=Path(_rev_parse(where, "--show-toplevel")) if inside == "true" else None,
        shallow=shallow == "true",
    )


def _rev_parse(where: Path, *asked: str) -> str:
    return os.fsdecode(Git().run("rev-parse", *asked, cwd=where).removesuffix(b"\n"))


def _not_readable(where: Path, error: GitError) -> RepositoryError:
    if "dubious ownership" in error.said:
        command = next(
            (line.strip() for line in error.said.splitlines() if "safe.directory" in line),
            f"git config --global --add safe.directory {where}",
        )
        return RepositoryError(
            f"{where} belongs to another user, so git refuses to read it", f"if you trust it: {command}"
        )
    if "not a git repository" in error.said:
        return RepositoryError(
            f"{where} is not a git repository", "go to one, name one with -C, or try `relkit plan --demo`"
        )
    if "current working directory" in error.said:
        return RepositoryError("the folder that you are in is gone", "go to another: `cd` to your repository")
    return RepositoryError(f"git cannot read the repository at {where}: {error.said.strip()}")
