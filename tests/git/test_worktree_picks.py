"""Picks in a worktree as git makes them, and what is left to do about those that conflict."""

from __future__ import annotations

import pytest

from relkit.errors import StoppedError
from relkit.git.repository import open_repository
from relkit.git.rerere import borrow_rerere
from relkit.model.forecast import Conflict, ConflictKind, Sides
from relkit.model.ids import BlobId, TreeId
from tests.builders import Entry, Files, RepoBuilder
from tests.lines import LATIN, MIDDLE, Project, commit, git


@pytest.fixture
def project(builder: RepoBuilder) -> Project:
    return Project(builder)


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
