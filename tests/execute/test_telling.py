"""What operations in real repositories know of themselves, for those who show them."""

from __future__ import annotations

from pathlib import Path

import pytest

from relkit.errors import StoppedError
from relkit.model.backport import Manner, Wish
from relkit.model.evidence import Kind
from relkit.model.journal import Phase
from relkit.workflows.backport import plan_backport
from relkit.workflows.carrying import carry_out, go_on, operations
from relkit.workflows.merged import find_merged
from tests.execute.test_backports import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path / "project")


def test_what_has_to_be_picked_first_has_a_kind(project: Project) -> None:
    waits = project.backport()
    (pick,) = (one for one in waits.lines[1].picks if one.prerequisites)
    (first,) = pick.prerequisites
    assert first.title == "Rework the second part"
    assert first.kind is Kind.REFACTOR


def test_the_order_of_the_commits_is_known(project: Project) -> None:
    waits = project.backport()
    assert waits.lines[1].made == (project.first, project.third)
    project.resolve(waits)
    done = go_on(project.path)
    assert done.lines[1].made == (project.first, project.third, project.second)


def test_a_conflict_is_merged_once_all_of_it_is_staged(project: Project) -> None:
    waits = project.backport()
    worktree = project.worktree(waits)
    assert find_merged(project.path, waits) == frozenset()
    merged = (worktree / "a.py").read_text()
    project.git("add", "a.py", where=worktree)
    assert "<<<<<<<" in merged
    assert find_merged(project.path, waits) == frozenset()
    project.resolve(waits)
    assert find_merged(project.path, waits) == {1}
    (worktree / "a.py").write_text("more\n")
    assert find_merged(project.path, waits) == frozenset()
    project.resolve(waits)
    project.git("commit", "-q", "--no-verify", "-m", "Resolved by hand", where=worktree)
    assert find_merged(project.path, waits) == {1}
    done = go_on(project.path)
    assert done.phase is Phase.DONE
    assert find_merged(project.path, done) == frozenset()


def test_files_that_are_not_merged_are_counted_and_named_once(project: Project) -> None:
    waits = project.backport()
    with pytest.raises(StoppedError, match="is not resolved: 1 file is not merged") as told:
        go_on(project.path)
    assert told.value.details == ("a.py",)
    (project.resolve(waits) / "a.py").write_text("more\n")
    with pytest.raises(StoppedError, match="is not resolved: 1 file is changed and not staged") as told:
        go_on(project.path)
    assert told.value.details == ("a.py",)


def test_where_no_forge_is_known_the_text_of_a_request_is_kept(project: Project, tmp_path: Path) -> None:
    project.git("clone", "-q", "--bare", str(project.path), str(tmp_path / "server.git"))
    project.git("remote", "add", "origin", f"file://{tmp_path / 'server.git'}")
    project.git("fetch", "-q", "origin")
    planned = plan_backport(
        project.path,
        (project.first,),
        lines=("1.3.x",),
        wish=Wish(topic="fixes", manner=Manner(push=True, request=True)),
    )
    done = carry_out(project.path, planned, command=("relkit",), describe=lambda *_: ("A title", "What it says\n"))
    (line,) = done.lines
    assert done.refused[0].startswith("origin is no forge that relkit knows: ask for backport/1.3/fixes to be merged")
    assert line.by_hand is None
    assert Path(line.written or "").read_text() == "What it says\n"
    assert operations(project.path) == (done,)
