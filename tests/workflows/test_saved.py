from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from relkit.errors import RepositoryError, UsageError
from relkit.model.plan import Moved
from relkit.report.plan.document import document
from relkit.report.plan.rebuild import plan_of
from relkit.workflows.plan import make_plan
from relkit.workflows.saved import moved_since
from tests.builders import RepoBuilder
from tests.plans import sha


@pytest.fixture
def project(builder: RepoBuilder) -> RepoBuilder:
    builder.tag("v1.0.0", at=builder.commit("Begin", {"a": "a"}))
    builder.branch("1.0.x")
    builder.commit("Add b", {"b": "b"})
    return builder


def test_nothing_moved(project: RepoBuilder) -> None:
    made = make_plan(project.path)
    assert moved_since(project.path, made) == ()
    project.branch("2.0.x")
    project.tag("v2.0.0")
    assert moved_since(project.path, made) == ()  # what is new is not its business


def test_branches_that_moved(project: RepoBuilder) -> None:
    made = make_plan(project.path)
    main, fix = project.tip(), project.tip("1.0.x")
    project.commit("Fix a", {"a": "A"})
    other = project.commit("Fix differently", {"a": "?"}, branch=None, parents=[fix])
    project.branch("1.0.x", at=project.commit("Fix on", {"a": "!"}, branch=None, parents=[other]))
    assert moved_since(project.path, made) == (
        Moved(ref="refs/heads/main", then=main, now=project.tip(), ahead=1, behind=0),
        Moved(ref="refs/heads/1.0.x", then=fix, now=project.tip("1.0.x"), ahead=2, behind=0),
    )


def test_a_branch_that_went_back_and_one_that_went(project: RepoBuilder) -> None:
    made = make_plan(project.path)
    main, fix = project.tip(), project.tip("1.0.x")
    project.branch("main", at=fix)
    project.repository.references.delete("refs/heads/1.0.x")
    assert moved_since(project.path, made) == (
        Moved(ref="refs/heads/main", then=main, now=fix, ahead=0, behind=1),
        Moved(ref="refs/heads/1.0.x", then=fix, now=None),
    )


def test_a_commit_that_this_clone_does_not_have(project: RepoBuilder) -> None:
    made = make_plan(project.path)
    elsewhere = replace(made, tips=tuple((ref, sha(ref)) for ref, _ in made.tips))
    assert [(item.ahead, item.behind) for item in moved_since(project.path, elsewhere)] == [(None, None)] * 2


def test_a_plan_of_another_repository(project: RepoBuilder, bare: RepoBuilder) -> None:
    made = make_plan(project.path)
    bare.commit("Elsewhere")
    with pytest.raises(UsageError, match="of another repository, called project: this one has none of its commits"):
        moved_since(bare.path, made)


def test_a_repository_without_commits(project: RepoBuilder, bare: RepoBuilder) -> None:
    with pytest.raises(UsageError, match="of another repository"):
        moved_since(bare.path, make_plan(project.path))


def test_no_repository(project: RepoBuilder, tmp_path: Path) -> None:
    with pytest.raises(RepositoryError):
        moved_since(tmp_path, make_plan(project.path))


def test_names_that_are_not_utf8_are_found_again(project: RepoBuilder) -> None:
    packed = project.git_dir / "packed-refs"
    packed.write_bytes(b"%b refs/heads/stable-caf\xe9/1.0\n" % project.tip("1.0.x").encode())
    made = make_plan(project.path, lines=["stable-caf\udce9/1.0"])
    assert any("\udce9" in ref for ref, _ in made.tips)
    assert moved_since(project.path, plan_of(document(made))) == ()
