"""Worktrees of relkit's own: made whole, found again, taken away; and nothing of the user's is touched."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from relkit.errors import StoppedError, UsageError
from relkit.git.repository import open_repository
from relkit.git.worktrees import Worktree
from relkit.model.ids import CommitId, TreeId
from tests.builders import RepoBuilder
from tests.commands import fingerprint
from tests.lines import LATIN, MIDDLE, Project, commit, dirty, git, untouched


@pytest.fixture
def project(builder: RepoBuilder) -> Project:
    return Project(builder)


def test_nothing_of_the_users_is_touched(project: Project) -> None:
    dirty(project)
    with untouched(project):
        worktree = project.opened()
        assert worktree.head() == project.tip
        assert git(worktree.path, "status", "--porcelain", "--ignored") == ""
        assert not worktree.pick(project.fix, 1)
        project.resolve(worktree)
        commit(worktree)
        worktree.put(worktree.tree(), project.tip)
        worktree.run("echo x > made; exit 3", project.common / "relkit" / "log")
        worktree.remove()
        assert not worktree.path.exists()
        assert not worktree.exists


def test_hooks_of_switching_do_not_run(project: Project, tmp_path: Path) -> None:
    for name in ("post-checkout", "post-merge", "post-index-change", "post-commit", "prepare-commit-msg"):
        project.hook(name, f"echo {name} >> {tmp_path}/ran; exit 1")
    worktree = project.opened()
    assert worktree.pick(project.clean, 1)
    assert (tmp_path / "ran").read_text().replace("post-index-change\n", "") == ""
    worktree.remove()


def test_the_whole_tree_is_there_where_the_users_is_sparse(project: Project) -> None:
    git(project.path, "reset", "-q", "--hard")
    git(project.path, "sparse-checkout", "set", "--no-cone", "other")
    assert not (project.path / "a.py").exists()
    worktree = project.opened()
    assert {path.name for path in worktree.path.iterdir()} >= {"a.py", "deep", LATIN, "other"}
    assert not worktree.pick(project.fix, 1)
    project.resolve(worktree)  # by git as the user types it, which adds nothing outside of a sparse checkout
    assert worktree.unmerged() == ()
    commit(worktree)
    assert worktree.is_clean()
    assert not (project.path / "a.py").exists()


def test_configuration_of_one_worktree_holds_here_too(project: Project) -> None:
    git(project.path, "config", "extensions.worktreeConfig", "true")
    git(project.path, "config", "--worktree", "user.email", "here@example.org")
    git(project.path, "config", "--worktree", "core.sparseCheckout", "true")
    (project.common / "info").mkdir(exist_ok=True)
    (project.common / "info" / "sparse-checkout").write_text("/other\n")
    worktree = project.opened()
    assert (worktree.path / "a.py").exists()
    assert not worktree.pick(project.fix, 1)
    project.resolve(worktree)
    assert git(project.path, "log", "-1", "--format=%ce", commit(worktree)) == "here@example.org\n"


def test_a_bare_repository(bare: RepoBuilder) -> None:
    project = Project(bare)
    worktree = project.opened()
    assert not worktree.pick(project.fix, 1)
    project.resolve(worktree)
    assert git(project.path, "log", "-1", "--format=%an", commit(worktree)) == "Mia Lünd\n"
    worktree.remove()
    assert git(project.path, "worktree", "list").count("\n") == 1


def test_from_a_linked_worktree(project: Project, tmp_path: Path) -> None:
    git(project.path, "worktree", "add", "-q", "--detach", str(tmp_path / "linked"))
    linked = open_repository(tmp_path / "linked")
    worktree = Worktree(linked, linked.common_dir / "relkit" / "worktrees" / "x-0")
    worktree.open(project.tip)
    assert worktree.exists
    assert Worktree(open_repository(project.path), worktree.path).exists
    worktree.remove()
    assert git(project.path, "worktree", "list").count("\n") == 2


def test_others_worktrees_are_not_forgotten(project: Project, tmp_path: Path) -> None:
    git(project.path, "worktree", "add", "-q", "--detach", str(tmp_path / "on a stick"))
    (tmp_path / "on a stick").rename(tmp_path / "away")
    project.opened().remove()
    assert "on a stick" in git(project.path, "worktree", "list")


def test_what_is_there_is_found_again_as_it_is(project: Project) -> None:
    worktree = project.opened()
    assert not worktree.pick(project.fix, 1)
    (worktree.path / "a.py").write_text("half\n")
    project.opened(project.clean)
    assert (worktree.path / "a.py").read_text() == "half\n"
    assert len(worktree.unmerged()) == 3
    assert worktree.head() == project.tip


def test_a_worktree_whose_making_was_interrupted_is_made_anew(project: Project) -> None:
    worktree = project.worktree()
    git(project.path, "worktree", "add", "-q", "--detach", "--no-checkout", str(worktree.path), project.tip)
    git(project.path, "worktree", "lock", "--reason", "initializing", str(worktree.path))
    (worktree.path / "a.py").write_text("half\n")
    worktree.open(project.tip)
    assert worktree.is_clean()
    for leave in (".git", None):
        for child in worktree.path.iterdir():
            if child.name != leave:
                shutil.rmtree(child) if child.is_dir() else child.unlink()
        (worktree._own / "index").unlink(missing_ok=True)
        worktree.open(project.tip)
        assert worktree.is_clean()
        assert (worktree.path / "a.py").read_text() == f"one{MIDDLE}line\n"


def test_what_is_half_deleted_is_no_obstacle(project: Project) -> None:
    worktree = project.opened()
    (worktree.path / "cache").mkdir()
    (worktree.path / "cache" / "x").touch()
    (worktree.path / "cache").chmod(0o500)
    worktree.path.rename(worktree.path.with_name(".x-0.going"))
    worktree.remove()
    worktree.open(project.tip)
    worktree.remove()
    assert list(worktree.path.parent.iterdir()) == []
    assert git(project.path, "worktree", "list").count("\n") == 1


def test_what_relkit_did_not_put_there_stays(project: Project) -> None:
    worktree = project.worktree()
    worktree.path.mkdir(parents=True)
    (worktree.path / "notes").write_text("a person's\n")
    with pytest.raises(StoppedError, match="in the way"):
        worktree.open(project.tip)
    assert (worktree.path / "notes").read_text() == "a person's\n"


def test_a_worktree_that_is_no_longer_one_never_leads_to_the_users(project: Project) -> None:
    """git looks for a repository around a folder, and the folder is within the user's own."""
    dirty(project)
    worktree = project.opened()

    def theirs() -> dict[str, str]:
        return {name: text for name, text in fingerprint(project.path).items() if "relkit" not in name}

    before = theirs()
    for gone in (worktree.path / ".git", worktree.path):
        gone.rename(worktree.path.parent / "elsewhere")
        acts: list[Callable[[], object]] = [
            worktree.head,
            worktree.unstaged,
            lambda: worktree.back_to(project.clean),
            lambda: worktree.put(TreeId("x"), project.clean),
            lambda: worktree.pick(project.clean, 1),
            lambda: commit(worktree),
        ]
        for act in acts:
            with pytest.raises(StoppedError):
                act()
        (worktree.path.parent / "elsewhere").rename(gone)
    assert theirs() == before


def test_a_repository_that_is_moved_or_copied_with_a_conflict_open(project: Project, tmp_path: Path) -> None:
    worktree = project.opened()
    assert not worktree.pick(project.fix, 1)
    (worktree.path / "a.py").write_text("half\n")
    shutil.copytree(project.path, tmp_path / "copy", symlinks=True)
    copy = Project.__new__(Project)
    copy.path, copy.names = tmp_path / "copy", project.names
    theirs = copy.worktree()
    theirs.open(project.tip)
    assert (theirs.path / "a.py").read_text() == "half\n"
    copy.resolve(theirs)
    made = commit(theirs)
    assert worktree.head() == project.tip
    assert len(worktree.unmerged()) == 3
    project.path.rename(tmp_path / "moved")
    project.path = tmp_path / "moved"
    moved = project.worktree()
    assert moved.exists
    assert len(moved.unmerged()) == 3
    project.resolve(moved)
    assert git(moved.path, "rev-parse", f"{commit(moved)}^{{tree}}") == git(
        theirs.path, "rev-parse", f"{made}^{{tree}}"
    )


def test_no_room_for_a_worktree(project: Project) -> None:
    (project.common / "relkit").mkdir()
    (project.common / "relkit" / "worktrees").write_text("in the way")
    with pytest.raises(UsageError, match="no worktree could be made"):
        project.worktree().open(project.tip)
    (project.common / "relkit" / "worktrees").unlink()
    with pytest.raises(UsageError, match="no worktree could be made") as told:
        project.worktree().open(CommitId("1" * 40))
    assert told.value.details
    assert not project.worktree().path.exists()


def test_a_filter_that_fails(project: Project) -> None:
    project.repo.commit("Filter", {".gitattributes": "a.py filter=broken\n"}, branch="1.x")
    git(project.path, "config", "filter.broken.smudge", "exit 1")
    git(project.path, "config", "filter.broken.required", "true")
    with pytest.raises(UsageError, match="no worktree could be made"):
        project.opened(project.repo.tip("1.x"))
    assert not project.worktree().path.exists()
