"""Worktrees of relkit's own: git works in them as the user's does, and nothing of the user's is touched."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from relkit.errors import StoppedError, UsageError
from relkit.git.repository import open_repository
from relkit.git.rerere import borrow_rerere
from relkit.git.worktrees import Worktree
from relkit.model.backport import Authorship
from relkit.model.commit import Person
from relkit.model.forecast import Conflict, ConflictKind, Sides
from relkit.model.ids import BlobId, CommitId, TreeId
from tests.builders import Entry, Files, RepoBuilder
from tests.commands import fingerprint
from tests.conftest import NOW
from tests.signing import gpg_key, is_signed, with_ssh_key

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


@pytest.fixture
def project(builder: RepoBuilder) -> Project:
    return Project(builder)


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


# --- making and taking away -------------------------------------------------------------------------------------------


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


# --- picking ----------------------------------------------------------------------------------------------------------


def test_a_pick_that_applies_is_staged_and_not_committed(project: Project) -> None:
    worktree = project.opened()
    assert worktree.pick(project.clean, 1)
    assert worktree.head() == project.tip
    assert not worktree.is_picking()
    assert (worktree.unmerged(), worktree.unstaged(), worktree.left_over_markers()) == ((), (), ())
    made = commit(worktree)
    assert git(project.path, "show", f"{made}:a.py") == f"ONE{MIDDLE}line\n"
    assert worktree.parents(made) == (project.tip,)


def test_a_pick_that_conflicts_is_left_so(project: Project) -> None:
    project.config(merge__conflictStyle="diff3", core__quotePath="true", core__autocrlf="input")
    worktree = project.opened()
    assert not worktree.pick(project.fix, 1)
    assert worktree.is_picking()
    assert sorted(worktree.unmerged()) == sorted(project.names)
    assert "|||||||" in (worktree.path / LATIN).read_text()
    with pytest.raises(StoppedError):
        worktree.tree()
    git(worktree.path, "add", "-A")
    found = worktree.left_over_markers()
    assert [line for path, line in found if path == LATIN] == [5, 7, 9, 11]
    assert {path for path, _ in found} == set(project.names)


def test_a_merge_is_picked_by_its_first_parent(project: Project) -> None:
    project.repo.commit("Side", {"side": "s\n"}, branch="side", parents=[project.clean])
    merge = project.repo.merge("side", "Merge side")
    worktree = project.opened()
    assert worktree.pick(merge, 2)
    assert git(project.path, "diff-tree", "--name-only", project.tip, worktree.tree()) == "side\n"


def test_a_pick_with_nothing_left(project: Project) -> None:
    worktree = project.opened()
    assert worktree.pick(project.clean, 1)
    tip = commit(worktree)
    assert worktree.pick(project.clean, 1) is False
    assert worktree.unmerged() == ()
    assert worktree.tree() == TreeId(git(project.path, "rev-parse", f"{tip}^{{tree}}").strip())


def test_a_pick_that_git_refuses(project: Project) -> None:
    worktree = project.opened()
    (worktree.path / "new file").write_text("in the way\n")
    with pytest.raises(StoppedError, match="could not pick") as told:
        worktree.pick(project.clean, 1)
    assert any("new file" in line for line in told.value.details)
    worktree.open(project.tip)
    assert (worktree.path / "new file").read_text() == "in the way\n"
    worktree.put(TreeId(git(project.path, "rev-parse", f"{project.tip}^{{tree}}").strip()), project.tip)
    assert worktree.pick(project.clean, 1)


def test_an_interrupted_pick_is_made_anew_and_a_finished_one_is_kept(project: Project) -> None:
    worktree = project.opened()
    (worktree._own / "relkit-pick").touch()
    (worktree.path / "a.py").write_text("half written by git\n")
    (worktree._own / "index.lock").touch()
    worktree.open(project.tip)
    assert worktree.is_clean()
    # git itself stopped in the middle: what it had written is nobody's work.
    (worktree.path / "new file").write_text("in the way\n")
    (worktree.path / "other").write_text("half written by git\n")
    with pytest.raises(StoppedError, match="could not pick"):
        worktree.pick(project.clean, 1)
    worktree.open(project.tip)
    assert worktree.is_clean()
    assert not worktree.pick(project.fix, 1)
    (worktree._own / "relkit-pick").write_bytes(b"")  # killed before it could tell
    (worktree.path / "a.py").write_text("a person's\n")
    worktree.open(project.tip)
    assert (worktree.path / "a.py").read_text() == "a person's\n"


def test_resolutions_are_remembered_for_the_next_line(project: Project) -> None:
    borrow_rerere(open_repository(project.path))
    worktree = project.opened()
    assert not worktree.pick(project.fix, 1)
    project.resolve(worktree)
    commit(worktree)
    worktree.remove()
    again = project.worktree("x-1")
    again.open(project.tip)
    assert not again.pick(project.fix, 1)
    assert (again.path / "a.py").read_text() == f"ONE{MIDDLE}fixed on the line\n"
    assert len(again.unmerged()) == 3


def test_without_a_conflict_nothing_is_remembered(project: Project) -> None:
    worktree = project.opened()
    assert worktree.pick(project.clean, 1)
    commit(worktree)
    assert not (project.common / "rr-cache").exists()


def test_submodules_and_links(project: Project) -> None:
    module = '[submodule "sub"]\n\tpath = sub\n\turl = ../sub\n'
    files: Files = {"sub": Entry(content="1" * 40, mode=0o160000), ".gitmodules": module}
    line = project.repo.commit("Sub", files, branch="1.x")
    project.config(submodule__recurse="true", submodule__sub__active="true", submodule__sub__url="../sub")
    worktree = project.opened(line)
    assert (worktree.path / "link").is_symlink()
    assert worktree.is_clean()
    assert worktree.pick(project.clean, 1)
    made = commit(worktree)
    assert "160000" in git(project.path, "ls-tree", made)
    assert worktree.unstaged() == ()


def test_line_ends_and_names_that_differ_in_case(project: Project) -> None:
    line = project.repo.commit(
        "Dos", {".gitattributes": "*.txt text eol=crlf\n", "d.txt": "one\n\n\ntwo\n", "Read.md": "r\n"}, branch="1.x"
    )
    project.repo.commit("Dos", {".gitattributes": "*.txt text eol=crlf\n", "d.txt": "one\n\n\ntwo\n", "Read.md": "r\n"})
    fix = project.repo.commit("Fix", {"d.txt": "ONE\n\n\ntwo\n", "Read.md": None, "README.md": "r\n"})
    project.config(core__autocrlf="true")
    worktree = project.opened(line)
    assert (worktree.path / "d.txt").read_bytes() == b"one\r\n\r\n\r\ntwo\r\n"
    assert worktree.pick(fix, 1)
    made = commit(worktree)
    assert git(project.path, "show", f"{made}:d.txt") == "ONE\n\n\ntwo\n"
    names = git(project.path, "ls-tree", "--name-only", made).split()
    assert "README.md" in names
    assert "Read.md" not in names
    assert worktree.is_clean()


# --- what is left to do -----------------------------------------------------------------------------------------------


def test_markers_survive_neither_add_nor_reset_nor_commit(project: Project) -> None:
    worktree = project.opened()
    assert not worktree.pick(project.fix, 1)
    project.resolve(worktree)
    assert worktree.left_over_markers() == ()
    # Only the line between the sides was left over, and git was told to forget the conflict.
    (worktree.path / LATIN).write_text(f"ONE{MIDDLE}line\n=======\nfixed\n")
    for words in (("add", "-A"), ("reset", "-q"), ("add", "-A")):
        git(worktree.path, *words)
    assert worktree.left_over_markers() == ((LATIN, 6),)
    git(worktree.path, "commit", "-q", "-m", "By hand")
    assert worktree.left_over_markers() == ()
    assert worktree.left_over_markers(onto=project.tip) == ((LATIN, 6),)


def test_markers_of_the_size_that_attributes_say(project: Project) -> None:
    line = project.repo.commit("Size", {".gitattributes": "*.py conflict-marker-size=20\n"}, branch="1.x")
    worktree = project.opened(line)
    assert not worktree.pick(project.fix, 1)
    git(worktree.path, "add", "-A")
    assert len([path for path, _ in worktree.left_over_markers() if path == "a.py"]) == 3


def test_what_is_not_staged(project: Project) -> None:
    worktree = project.opened()
    assert not worktree.pick(project.fix, 1)
    project.resolve(worktree)
    assert worktree.unstaged() == ()
    (worktree.path / LATIN).write_text("more\n")
    (worktree.path / "other").unlink()
    assert sorted(worktree.unstaged()) == sorted([LATIN, "other"])


def sides(project: Project, path: str) -> Sides:
    def blob(commit: str) -> BlobId | None:
        said = git(project.path, "rev-parse", "-q", "--verify", f"{commit}:{path}", check=False).strip()
        return BlobId(said) if said else None

    return Sides(base=blob(f"{project.fix}~1"), ours=blob(project.tip), theirs=blob(project.fix))


@pytest.mark.parametrize("take", [False, True])
def test_a_path_settled_without_a_person(project: Project, *, take: bool) -> None:
    worktree = project.opened()
    assert not worktree.pick(project.fix, 1)
    for path in project.names:
        conflict = Conflict(path=path, kind=ConflictKind.CONTENT, sides=sides(project, path))
        worktree.settle(conflict, take=take)
        first = "ONE" if take and path != "a.py" else "one"  # in a.py that was fixed before
        expected = f"{first}{MIDDLE}line\nfixed\n" if take else f"one{MIDDLE}line\n"
        assert (worktree.path / path).read_text() == expected
    assert (worktree.unmerged(), worktree.unstaged(), worktree.left_over_markers()) == ((), (), ())
    assert worktree.is_clean() != take


@pytest.mark.parametrize("take", [False, True])
def test_a_note_that_the_line_does_not_have(project: Project, *, take: bool) -> None:
    note, name = "changes/*.md", "changes/+1.md"
    attributes = "*.md text working-tree-encoding=UTF-16 eol=crlf\n"
    project.repo.commit("Notes", {note: "a\n", name: "old\n", ".gitattributes": attributes})
    project.fix = project.repo.commit("Change notes", {note: "b\n", name: "new\n"})
    project.tip = project.repo.commit("Notes", {name: "kept\n", ".gitattributes": attributes}, branch="1.x")
    worktree = project.opened()
    assert not worktree.pick(project.fix, 1)
    assert note in worktree.unmerged()
    for path in (note, name):
        kind = ConflictKind.MODIFY_DELETE
        worktree.settle(Conflict(path=path, kind=kind, sides=sides(project, path)), take=take)
    assert (worktree.unmerged(), worktree.unstaged()) == ((), ())
    tree = worktree.tree()
    assert git(project.path, "show", f"{tree}:{name}") == ("kept\nnew\n" if take else "kept\n")
    assert (worktree.path / note).exists() == take
    if take:
        assert (worktree.path / note).read_text("utf-16") == "b\n"


# --- committing -------------------------------------------------------------------------------------------------------


def resolved(project: Project) -> Worktree:
    worktree = project.opened()
    assert not worktree.pick(project.fix, 1)
    project.resolve(worktree)
    return worktree


@pytest.mark.parametrize("conflicted", [True, False])
def test_a_commit_is_as_told_whatever_the_user_has_set(project: Project, *, conflicted: bool) -> None:
    project.config(
        commit__template="/nowhere",
        commit__cleanup="scissors",
        commit__verbose="true",
        commit__status="true",
        core__commentChar=";",
        i18n__commitEncoding="latin1",
        i18n__logOutputEncoding="latin1",
        log__showSignature="true",
        format__signOff="true",
    )
    if conflicted:
        worktree = resolved(project)
    else:
        worktree = project.opened()
        assert worktree.pick(project.clean, 1)
    made = commit(worktree)
    header, _, message = git(project.path, "cat-file", "commit", made).partition("\n\n")
    assert message == MESSAGE
    assert header.splitlines()[1:] == [
        f"parent {project.tip}",
        "author Mia Lünd <mia@example.org> 1600000000 -0230",
        f"committer Test Person <test@example.org> {NOW} +0000",
    ]
    assert worktree.message(made) == MESSAGE
    assert worktree.head() == made
    assert worktree.is_clean()
    assert not worktree.is_picking()


@pytest.mark.parametrize("char", ["auto", "#"])
def test_odd_messages_and_authors(project: Project, char: str) -> None:
    project.config(core__commentChar=char)
    worktree = resolved(project)
    nobody = Authorship(person=Person(name="", email="sam@example.org"), when=1, offset=60)
    every = "".join(f"{sign}\n" for sign in "#;@!$%^&|:")
    made = worktree.commit(message=every, author=nobody, sign=None, hooks=True)
    assert git(project.path, "cat-file", "commit", made).endswith(f"\n\n{every}")
    assert git(project.path, "log", "-1", "--format=%an|%ae|%at", made) == "sam|sam@example.org|1\n"
    (worktree.path / "other").write_text("y\n")
    git(worktree.path, "add", "other")
    assert git(project.path, "log", "-1", "--format=%B", commit(worktree, message="")) == "\n"


def test_hooks_run_as_the_users_and_may_change_what_is_committed(project: Project, tmp_path: Path) -> None:
    order = f"echo $0 >> {tmp_path}/ran"
    project.hook("pre-commit", f"{order}; cat; echo formatted > other; git add other")
    project.hook("prepare-commit-msg", order)
    project.hook("commit-msg", f'{order}; echo "Checked-by: me" >> "$1"; echo $GIT_AUTHOR_NAME >> "$1"')
    project.hook("post-commit", f"{order}; exit 1")
    made = commit(resolved(project))
    assert git(project.path, "log", "-1", "--format=%B", made).endswith("end\nChecked-by: me\nMia Lünd\n\n")
    assert git(project.path, "show", f"{made}:other") == "formatted\n"
    ran = [Path(line).name for line in (tmp_path / "ran").read_text().splitlines()]
    assert ran == ["pre-commit", "prepare-commit-msg", "commit-msg", "post-commit"]


def test_hooks_see_the_users_letters(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    project.hook("commit-msg", f'exec {sys.executable} -c "import locale; locale.setlocale(locale.LC_ALL, str()); '
                 'raise SystemExit(locale.nl_langinfo(locale.CODESET))"')  # fmt: skip
    with pytest.raises(StoppedError) as told:
        commit(resolved(project))
    assert told.value.details == ("UTF-8",)


@pytest.mark.parametrize("name", ["pre-commit", "prepare-commit-msg", "commit-msg"])
def test_a_hook_that_says_no_is_named(project: Project, name: str) -> None:
    worktree = resolved(project)
    # One that runs git itself, whose own hooks are nobody's business.
    hook = project.hook(name, "git hook run --ignore-missing nothing; echo no ticket >&2; echo at all; exit 1")
    tree = worktree.tree()
    with pytest.raises(StoppedError, match=f"the hook {name} said no") as told:
        commit(worktree)
    assert set(told.value.details) >= {"no ticket", "at all"}
    assert (worktree.head(), worktree.tree(), worktree.is_picking()) == (project.tip, tree, True)
    assert not list(worktree._own.glob("*trace*"))
    made = commit(worktree, hooks=False)
    assert git(project.path, "log", "-1", "--format=%B", made).rstrip() == MESSAGE.rstrip()
    hook.unlink()


def test_hooks_of_the_lines_own_files(project: Project) -> None:
    project.config(core__hooksPath=".githooks")
    script = Entry(content='#!/bin/sh\necho "Line: yes" >> "$1"\n', mode=0o100755)
    line = project.repo.commit("Hooks", {".githooks/commit-msg": script}, branch="1.x")
    worktree = project.opened(line)
    assert worktree.pick(project.clean, 1)
    assert "Line: yes" in git(project.path, "log", "-1", "--format=%B", commit(worktree))


@pytest.mark.parametrize("sign", [None, True, False])
def test_signed_with_ssh(project: Project, tmp_path: Path, *, sign: bool | None) -> None:
    with_ssh_key(project.path, tmp_path)
    project.config(commit__gpgSign="false" if sign else "true")
    made = commit(resolved(project), sign=sign)
    assert is_signed(project.path, made) == (sign is not False)


def test_signed_with_gpg(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    with gpg_key(monkeypatch):
        assert is_signed(project.path, commit(resolved(project), sign=True))


def test_signing_that_fails_leaves_all_as_it_is(project: Project, tmp_path: Path) -> None:
    with_ssh_key(project.path, tmp_path)
    project.config(user__signingKey="/nowhere", commit__gpgSign="true")
    worktree = resolved(project)
    tree = worktree.tree()
    with pytest.raises(StoppedError, match=r"could not be signed \(ssh\)") as told:
        commit(worktree)
    assert told.value.details
    assert (worktree.head(), worktree.tree(), worktree.is_picking()) == (project.tip, tree, True)


def test_nobody_to_commit_as(project: Project, home: Path) -> None:
    worktree = resolved(project)
    (home / ".gitconfig").write_text("[user]\n\tuseConfigOnly = true\n")
    with pytest.raises(UsageError, match="who you are"):
        commit(worktree)


# --- others' commands -------------------------------------------------------------------------------------------------


def test_a_command_runs_here_and_what_it_says_is_kept(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worktree = project.opened()
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere/index")
    log = tmp_path / "log"
    assert worktree.run("git rev-parse HEAD; pwd; cat; echo oops >&2; exit 7", log) == 7
    assert log.read_text() == f"{project.tip}\n{worktree.path}\noops\n"
    with pytest.raises(UsageError, match="cannot be kept"):
        worktree.run("true", tmp_path / "nowhere" / "log")


_RUN = """
import sys
from pathlib import Path
from relkit.git.repository import open_repository
from relkit.git.worktrees import Worktree
Worktree(open_repository(Path(sys.argv[1])), Path(sys.argv[2])).run(sys.argv[3], Path(sys.argv[4]))
"""


def test_an_interrupted_command_ends_with_all_that_it_started(project: Project, tmp_path: Path) -> None:
    worktree, log = project.opened(), tmp_path / "log"
    command = "sleep 60 & echo $!; echo ready; wait"
    process = subprocess.Popen([sys.executable, "-c", _RUN, project.path, worktree.path, command, log])
    started = time.monotonic()
    while time.monotonic() < started + 20 and not (log.exists() and "ready" in log.read_text()):
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    process.wait(timeout=20)
    sleeper = int(log.read_text().split()[0])
    while time.monotonic() < started + 40 and _runs(sleeper):
        time.sleep(0.02)
    assert not _runs(sleeper)


def _runs(process: int) -> bool:
    done = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False)
    return bool(done.stdout.strip()) and not done.stdout.startswith("Z")


def test_the_users_mergetool(project: Project) -> None:
    project.config(
        merge__tool="mine",
        mergetool__mine__cmd='cp "$REMOTE" "$MERGED"',
        mergetool__mine__trustExitCode="true",
        mergetool__dead__cmd="kill -9 $$",
        mergetool__dead__trustExitCode="true",
        mergetool__prompt="false",
    )
    worktree = project.opened()
    assert not worktree.pick(project.fix, 1)
    assert worktree.mergetool("dead") != 0
    assert len(worktree.unmerged()) == 3
    assert worktree.mergetool(None) == 0
    assert worktree.unmerged() == ()
    assert (worktree.path / "a.py").read_text() == f"ONE{MIDDLE}fixed\n"


def test_a_snapshot_keeps_what_a_person_did(project: Project) -> None:
    worktree = project.opened()
    assert worktree.snapshot() is None
    assert not worktree.pick(project.fix, 1)
    (worktree.path / LATIN).write_text("half\n")
    (worktree.path / "notes").write_text("mine\n")
    before = git(worktree.path, "status", "--porcelain")
    saved = worktree.snapshot()
    assert saved is not None
    assert git(project.path, "show", f"{saved}:notes") == "mine\n"
    assert git(project.path, "show", f"{saved}:{LATIN}") == "half\n"
    assert "<<<<<<<" in git(project.path, "show", f"{saved}:a.py")
    assert git(worktree.path, "status", "--porcelain") == before
    worktree.remove()
    assert worktree.snapshot() is None
