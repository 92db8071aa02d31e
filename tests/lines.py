"""A project with a line, a fix that applies to it and one that conflicts; and what of it is its user's."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from relkit.git.repository import open_repository
from relkit.git.worktrees import Worktree
from relkit.model.backport import Authorship
from relkit.model.commit import Person
from relkit.model.ids import CommitId
from tests.builders import Entry, RepoBuilder
from tests.commands import fingerprint

MIA = Authorship(person=Person(name="Mia Lünd", email="mia@example.org"), when=1_600_000_000, offset=-150)
MESSAGE = "Fix it\n\n# a comment? no: kept\n; kept\n\n\n# ------------------------ >8 ------------------------\nend\n"
MIDDLE = "\n\n\n\n"
LATIN = os.fsdecode(b"caf\xe9 one.txt")


def git(where: Path, *arguments: str, check: bool = True) -> str:
    done = subprocess.run(["git", *arguments], cwd=where, capture_output=True, check=check)
    return os.fsdecode(done.stdout)


class Project:
    """A line and two fixes: one applies to it, one conflicts in three files."""

    def __init__(self, repo: RepoBuilder) -> None:
        self.repo = repo
        self.path = repo.path
        self.names = ("a.py", "deep/[b].py", LATIN)
        start = dict.fromkeys(self.names, f"one{MIDDLE}two\n")
        repo.commit("Start", {**start, "other": "x\n", "link": Entry(content="a.py", mode=0o120000)})
        repo.branch("1.x")
        self.tip = repo.commit("Only here", dict.fromkeys(self.names, f"one{MIDDLE}line\n"), branch="1.x")
        self.clean = repo.commit("Fix at the top", {"a.py": f"ONE{MIDDLE}two\n", "new file": "new\n"})
        self.fix = repo.commit("Fix below", {**dict.fromkeys(self.names, f"ONE{MIDDLE}fixed\n")}, author="Bo <b@e.org>")

    @property
    def common(self) -> Path:
        return open_repository(self.path).common_dir

    def worktree(self, name: str = "x-0") -> Worktree:
        return Worktree(open_repository(self.path), self.common / "relkit" / "worktrees" / name)

    def opened(self, commit: CommitId | None = None) -> Worktree:
        worktree = self.worktree()
        worktree.open(commit or self.tip)
        return worktree

    def resolve(self, worktree: Worktree) -> None:
        for name in self.names:
            (worktree.path / name).write_text(f"ONE{MIDDLE}fixed on the line\n")
        git(worktree.path, "--literal-pathspecs", "add", "--", *self.names)

    def hook(self, name: str, text: str) -> Path:
        file = self.common / "hooks" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"#!/bin/sh\n{text}\n")
        file.chmod(0o755)
        return file

    def config(self, **settings: str) -> None:
        for name, value in settings.items():
            git(self.path, "config", name.replace("__", "."), value)


def commit(worktree: Worktree, *, message: str = MESSAGE, sign: bool | None = None, hooks: bool = True) -> CommitId:
    return worktree.commit(message=message, author=MIA, sign=sign, hooks=hooks)


def mine(project: Project) -> object:
    """Return all that is the user's: what git tells of it, and each file but relkit's own and objects."""
    told = [
        git(project.path, *words)
        for words in (
            ("status", "--porcelain", "--branch"),
            ("stash", "list"),
            ("diff",),
            ("diff", "--cached"),
            ("for-each-ref",),
            ("worktree", "list"),
        )
    ]
    files = {
        name: content
        for name, content in fingerprint(project.path).items()
        if not name.startswith((".git/objects", ".git/relkit", ".git/worktrees"))
    }
    return told, files


@contextmanager
def untouched(project: Project) -> Iterator[None]:
    before = mine(project)
    yield
    assert mine(project) == before
    assert git(project.path, "worktree", "prune", "--dry-run") == ""
    assert not list((project.common / "worktrees").glob("*"))


def dirty(project: Project) -> None:
    git(project.path, "reset", "-q", "--hard")
    (project.path / "other").write_text("stashed\n")
    git(project.path, "stash", "-q")
    (project.path / "other").write_text("staged\n")
    git(project.path, "add", "other")
    (project.path / "other").write_text("dirty\n")
    (project.path / "untracked").write_text("mine\n")
