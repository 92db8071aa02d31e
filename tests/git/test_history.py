from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from relkit.cache import Cache, open_cache
from relkit.git.history import read_commits, read_history, read_messages
from relkit.git.process import Git, GitError
from relkit.git.repository import open_repository
from relkit.model.commit import FileStatus
from tests.builders import Entry, RepoBuilder


def git(repo: RepoBuilder) -> Git:
    return open_repository(repo.path).git


def test_facts_of_a_commit(builder: RepoBuilder) -> None:
    builder.commit("Start", {"a.py": "a\n", "b.py": "b\n"})
    message = "Do much\n\nwith a body\n"
    files = {"a.py": "a2\n", "b.py": None, "c d/é.py": "c\n", "run": Entry(content="#!/bin/sh\n", mode=0o100755)}
    commit = builder.commit(message, files, authored=1_600_000_000, when=1_700_100_000)
    facts = read_commits(git(builder), Cache(None), [commit]).commits[commit]
    assert facts.message == message
    assert (facts.subject, facts.body) == ("Do much", "with a body")
    assert (facts.authored, facts.committed) == (1_600_000_000, 1_700_100_000)
    assert facts.author.email == "ada@example.org"
    assert facts.files is not None
    touched = {file.path: (file.status, file.old is None, file.new is None, file.new_mode) for file in facts.files}
    assert touched == {
        "a.py": (FileStatus.MODIFIED, False, False, 0o100644),
        "b.py": (FileStatus.DELETED, False, True, 0),
        "c d/é.py": (FileStatus.ADDED, True, False, 0o100644),
        "run": (FileStatus.ADDED, True, False, 0o100755),
    }


@pytest.mark.parametrize(
    ("raw", "encoding", "read"),
    [
        ("Größe behoben".encode("latin-1"), "ISO-8859-1", "Größe behoben"),
        ("Größe behoben".encode("latin-1"), None, "Gr��e behoben"),
        (b"bell \x07 and escape \x1b[31m\n\n\x01" + b"0" * 40, None, "bell \x07 and escape \x1b[31m"),
    ],
)
def test_messages_of_any_kind(builder: RepoBuilder, raw: bytes, encoding: str | None, read: str) -> None:
    commit = builder.commit(raw, {"a": "a"}, encoding=encoding)
    assert read_commits(git(builder), Cache(None), [commit]).commits[commit].subject == read


def test_messages_that_are_written_again_keep_each_byte(builder: RepoBuilder) -> None:
    odd = builder.commit("Fix gr\xfcn\n\nbody\n".encode("latin-1"))
    plain = builder.commit("Fix gr\xfcn")
    assert read_messages(git(builder), [odd, plain]) == {odd: "Fix gr\udcfcn\n\nbody\n", plain: "Fix gr\xfcn\n"}
    assert read_messages(git(builder), []) == {}


def test_root_merge_and_empty_commits(builder: RepoBuilder) -> None:
    root = builder.commit("Start", {"a.py": "a\n"})
    side = builder.commit("Side", {"b.py": "b\n"}, branch="side", parents=[root])
    builder.commit("Main", {"c.py": "c\n"})
    merge = builder.merge("side")
    empty = builder.commit("Nothing")
    commits = read_history(git(builder), Cache(None), [empty], []).commits
    assert next(iter(commits)) == empty
    assert set(commits) >= {root, side, merge, empty}
    assert [file.path for file in commits[root].files or ()] == ["a.py"]
    assert commits[merge].files is None
    assert commits[empty].files == ()


def test_children_come_before_their_parents_whatever_their_dates(builder: RepoBuilder) -> None:
    first = builder.commit("First", {"a": "1"}, when=1_700_500_000)
    second = builder.commit("Second", {"a": "2"}, when=1_700_000_000)
    third = builder.commit("Third", {"a": "3"}, when=1_700_400_000)
    assert list(read_history(git(builder), Cache(None), [third], []).commits) == [third, second, first]


def test_the_second_reading_comes_from_the_cache(builder: RepoBuilder) -> None:
    commit = builder.commit("Start", {"a.py": "a\n"})
    cache = open_cache(builder.git_dir)
    first = read_commits(git(builder), cache, [commit])
    # With the objects gone only the cache can answer.
    shutil.rmtree(builder.git_dir / "objects")
    (builder.git_dir / "objects").mkdir()
    assert read_commits(git(builder), cache, [commit]) == first
    cache.close()


def test_a_missing_tree_costs_its_commits_paths_and_is_named(builder: RepoBuilder) -> None:
    commits = [builder.commit(f"Change {n}", {"a.py": f"{n}\n"}) for n in range(5)]
    tree = open_repository(builder.path).git.text("rev-parse", f"{commits[2]}^{{tree}}")
    remove_object(builder, tree)
    cache = open_cache(builder.git_dir)
    history = read_history(git(builder), cache, [commits[4]], [])
    assert list(history.commits) == commits[::-1]
    assert [commit for commit, facts in history.commits.items() if facts.files is None] == [commits[3], commits[2]]
    assert len(history.warnings) == 2
    assert commits[2][:12] in history.warnings[1]
    # What could not be read is not kept: it may be there next time.
    assert read_history(git(builder), cache, [commits[4]], []).warnings == history.warnings
    cache.close()


def test_a_missing_commit_is_an_error_of_git(builder: RepoBuilder) -> None:
    first = builder.commit("First", {"a": "1"})
    second = builder.commit("Second", {"a": "2"})
    remove_object(builder, first)
    with pytest.raises(GitError):
        read_history(git(builder), Cache(None), [second], [])


def remove_object(repo: RepoBuilder, name: str) -> None:
    Path(repo.git_dir, "objects", name[:2], name[2:]).unlink()
