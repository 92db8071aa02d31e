"""Branches that stand in some worktree, or to which git there comes back."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from relkit.git.checkouts import checked_out
from relkit.git.repository import open_repository
from tests.builders import RepoBuilder


def git(where: Path, *arguments: str, check: bool = True) -> None:
    subprocess.run(["git", *arguments], cwd=where, capture_output=True, check=check)


@pytest.fixture
def project(builder: RepoBuilder) -> RepoBuilder:
    builder.commit("Start", {"a": "one\n"})
    for name in ("1.x", "2.x", "3.x", "4.x"):
        builder.branch(name)
    builder.commit("On main", {"a": "main\n"})
    builder.commit("Here", {"a": "here\n"}, branch="2.x")
    builder.commit("Good", {"b": "here\n"}, branch="3.x")
    return builder


def test_each_worktrees_branch(project: RepoBuilder, tmp_path: Path) -> None:
    git(project.path, "worktree", "add", str(tmp_path / "a\nb"), "1.x")
    git(project.path, "worktree", "add", "--detach", str(tmp_path / "detached"), "4.x")
    git(project.path, "worktree", "add", str(tmp_path / "gone"), "3.x")
    (tmp_path / "gone").rename(tmp_path / "elsewhere")
    expected = {
        "refs/heads/main": project.path,
        "refs/heads/1.x": tmp_path / "a\nb",
        "refs/heads/3.x": tmp_path / "gone",
    }
    assert checked_out(open_repository(project.path)) == expected
    assert checked_out(open_repository(tmp_path / "detached")) == expected


def test_branches_that_are_rebased_or_searched(project: RepoBuilder, tmp_path: Path) -> None:
    for name, branch in (("rebased", "2.x"), ("searched", "3.x")):
        git(project.path, "worktree", "add", str(tmp_path / name), branch)
    git(tmp_path / "rebased", "rebase", "main", check=False)
    git(tmp_path / "searched", "bisect", "start", "3.x", "4.x")
    found = checked_out(open_repository(project.path))
    assert found["refs/heads/2.x"] == tmp_path / "rebased"
    assert found["refs/heads/3.x"] == tmp_path / "searched"


def test_a_rebase_where_the_files_lie_apart_from_the_repository(project: RepoBuilder, tmp_path: Path) -> None:
    git(project.path, "checkout", "-f", "2.x")
    git(project.path, "init", "--separate-git-dir", str(tmp_path / "apart"))
    git(project.path, "rebase", "main", check=False)
    assert "refs/heads/2.x" in checked_out(open_repository(project.path))


def test_branches_that_a_rebase_moves_as_well(project: RepoBuilder, tmp_path: Path) -> None:
    project.branch("stacked", at="2.x")
    project.commit("On top", {"c": "c\n"}, branch="stacked")
    git(project.path, "worktree", "add", str(tmp_path / "rebased"), "stacked")
    git(tmp_path / "rebased", "rebase", "--update-refs", "main", check=False)
    found = checked_out(open_repository(project.path))
    assert {found["refs/heads/2.x"], found["refs/heads/stacked"]} == {tmp_path / "rebased"}


def test_a_bare_repository_has_none(bare: RepoBuilder, tmp_path: Path) -> None:
    bare.commit("Start", {"a": "one\n"})
    bare.branch("1.x")
    assert checked_out(open_repository(bare.path)) == {}
    git(bare.path, "worktree", "add", str(tmp_path / "linked"), "1.x")
    assert checked_out(open_repository(bare.path)) == {"refs/heads/1.x": tmp_path / "linked"}
