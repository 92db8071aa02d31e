from __future__ import annotations

from pathlib import Path

from relkit.git.refs import read_refs
from relkit.git.repository import open_repository
from tests.builders import RepoBuilder


def test_branches_tags_and_head(builder: RepoBuilder) -> None:
    first = builder.commit("One", {"a": "1"}, when=1_700_000_000)
    builder.branch("feature/-x")
    builder.branch("2.x", remote="origin")
    second = builder.commit("Two", {"a": "2"}, when=1_700_000_500)
    builder.tag("light", at=first, annotated=False)
    builder.tag("heavy", at=first, when=1_700_009_000)
    refs = read_refs(open_repository(builder.path))
    assert (refs.head, refs.head_commit) == ("refs/heads/main", second)
    assert {(branch.name, branch.short, branch.remote, branch.tip) for branch in refs.branches} == {
        ("main", "main", None, second),
        ("feature/-x", "feature/-x", None, first),
        ("origin/2.x", "2.x", "origin", first),
    }
    assert {(tag.name, tag.commit, tag.date, tag.committed) for tag in refs.tags} == {
        ("light", first, 1_700_000_000, 1_700_000_000),
        ("heavy", first, 1_700_009_000, 1_700_000_000),
    }
    assert refs.damaged == ()


def test_a_remotes_default_branch(builder: RepoBuilder) -> None:
    builder.commit("One")
    builder.branch("trunk", remote="origin")
    Path(builder.git_dir, "refs/remotes/origin/HEAD").write_text("ref: refs/remotes/origin/trunk\n")
    refs = read_refs(open_repository(builder.path))
    assert refs.defaults == ("refs/remotes/origin/trunk",)
    assert {branch.name for branch in refs.branches} == {"main", "origin/trunk"}


def test_tags_of_trees_and_blobs_are_no_tags_of_ours(builder: RepoBuilder) -> None:
    builder.commit("One", {"a": "1"})
    git = open_repository(builder.path).git
    git.run("tag", "a-tree", "main^{tree}")
    git.run("tag", "-a", "-m", "x", "a-blob", "main:a")
    assert read_refs(open_repository(builder.path)).tags == ()


def test_refs_that_lead_nowhere_are_named_and_the_rest_is_read(builder: RepoBuilder) -> None:
    builder.commit("One", {"a": "1"})
    gone = builder.commit("Gone", {"b": "1"}, branch="gone", parents=[])
    builder.tag("v9", at=gone)
    builder.tag("v1", at="main")
    Path(builder.git_dir, "objects", gone[:2], gone[2:]).unlink()
    Path(builder.git_dir, "refs/heads/nowhere").write_text("f" * 40 + "\n")
    Path(builder.git_dir, "refs/heads/garbage").write_text("not an id\n")
    refs = read_refs(open_repository(builder.path))
    assert [branch.name for branch in refs.branches] == ["main"]
    assert [tag.name for tag in refs.tags] == ["v1"]
    assert set(refs.damaged) >= {"refs/heads/gone", "refs/heads/nowhere", "refs/heads/garbage", "refs/tags/v9"}


def test_detached_and_unborn_heads(builder: RepoBuilder) -> None:
    assert read_refs(open_repository(builder.path)).head_commit is None
    commit = builder.commit("One")
    builder.detach()
    refs = read_refs(open_repository(builder.path))
    assert (refs.head, refs.head_commit) == (None, commit)
