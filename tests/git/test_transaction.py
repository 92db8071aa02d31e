"""Moving refs: all or none, never over somebody else's, and past what a killed run left."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from relkit.errors import UsageError
from relkit.git.repository import Repository, open_repository
from relkit.git.transaction import MovedError, move_refs, read_refs_at, read_refs_under
from relkit.model.ids import CommitId
from relkit.model.journal import RefUpdate
from tests.builders import RepoBuilder


def git(where: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=where, capture_output=True, text=True, check=True).stdout


def made(ref: str, new: CommitId) -> RefUpdate:
    return RefUpdate(ref=ref, old=None, new=new)


@pytest.fixture
def repository(builder: RepoBuilder) -> Repository:
    builder.commit("One")
    builder.branch("1.x")
    builder.commit("Two")
    return open_repository(builder.path)


@pytest.fixture
def one(repository: Repository, builder: RepoBuilder) -> CommitId:
    del repository
    return builder.tip("1.x")


@pytest.fixture
def two(repository: Repository, builder: RepoBuilder) -> CommitId:
    del repository
    return builder.tip("main")


def refs(repository: Repository) -> dict[str, CommitId]:
    return read_refs_under(repository, "refs/")


def test_refs_are_made_moved_and_deleted_together(repository: Repository, one: CommitId, two: CommitId) -> None:
    move_refs(repository, [made("refs/heads/new", one), made("refs/relkit/work/x/0", two)], "begin")
    move_refs(
        repository,
        [
            RefUpdate(ref="refs/heads/1.x", old=one, new=two),
            RefUpdate(ref="refs/heads/new", old=one, new=None),
            made("refs/relkit/backup/x/heads/1.x", one),
        ],
        "relkit backport: x",
    )
    assert read_refs_at(repository, ["refs/heads/1.x", "refs/heads/new", "refs/relkit/work/x/0"]) == {
        "refs/heads/1.x": two,
        "refs/relkit/work/x/0": two,
    }
    assert read_refs_at(repository, []) == {}
    assert "relkit backport: x" in git(repository.common_dir, "reflog", "show", "refs/heads/1.x")
    assert not (repository.common_dir / "logs" / "refs" / "relkit").exists()
    move_refs(repository, [], "nothing")


@pytest.mark.parametrize("packed", [False, True])
def test_none_moves_where_one_is_elsewhere(
    repository: Repository, one: CommitId, two: CommitId, *, packed: bool
) -> None:
    if packed:
        git(repository.common_dir, "pack-refs", "--all")
    before = refs(repository)
    good = made("refs/heads/new", one)
    for wrong in (
        RefUpdate(ref="refs/heads/1.x", old=two, new=one),
        made("refs/heads/1.x", two),
        RefUpdate(ref="refs/heads/1.x", old=two, new=None),
        RefUpdate(ref="refs/heads/gone", old=one, new=two),
    ):
        with pytest.raises(MovedError) as told:
            move_refs(repository, [good, wrong], "test")
        assert told.value.details == (f"{wrong.ref} is {before.get(wrong.ref, 'not there')}",)
        assert refs(repository) == before


@pytest.mark.parametrize("name", ["refs/heads/1.x/deeper", "refs/heads/a"])
def test_a_name_in_the_way_of_another(repository: Repository, builder: RepoBuilder, one: CommitId, name: str) -> None:
    builder.branch("a/b", at=one)
    before = refs(repository)
    with pytest.raises(MovedError, match="cannot be made"):
        move_refs(repository, [made("refs/heads/new", one), made(name, one)], "test")
    assert refs(repository) == before


def test_names_and_objects_that_git_refuses(repository: Repository, one: CommitId) -> None:
    before = refs(repository)
    for update in (made("refs/heads/a..b", one), made("refs/heads/new", CommitId("1" * 40))):
        with pytest.raises(UsageError, match="refs cannot be written"):
            move_refs(repository, [made("refs/heads/other", one), update], "test")
        assert refs(repository) == before


def test_no_identity_is_needed(repository: Repository, one: CommitId, home: Path) -> None:
    (home / ".gitconfig").write_text("[user]\n\tuseConfigOnly = true\n")
    move_refs(repository, [made("refs/heads/new", one)], "test")
    assert "refs/heads/new" in refs(repository)


def test_a_killed_runs_locks_are_removed(repository: Repository, one: CommitId, two: CommitId) -> None:
    """The transaction is killed by a hook when all refs are locked and none has moved."""
    hook = repository.common_dir / "hooks" / "reference-transaction"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text('#!/bin/sh\n[ "$1" = prepared ] && kill -9 $PPID\nexit 0\n')
    hook.chmod(0o755)
    updates = [RefUpdate(ref="refs/heads/1.x", old=one, new=two), made("refs/relkit/backup/x/heads/1.x", one)]
    before = refs(repository)
    with pytest.raises(UsageError):
        move_refs(repository, updates, "test")
    assert refs(repository) == before
    assert list(repository.common_dir.glob("refs/**/*.lock"))
    hook.unlink()
    move_refs(repository, updates, "test")
    assert refs(repository) == {**before, "refs/heads/1.x": two, "refs/relkit/backup/x/heads/1.x": one}
    assert not list(repository.common_dir.glob("refs/**/*.lock"))


@pytest.mark.parametrize("content", ["", "1" * 40 + "\n"])
def test_another_lock_is_named_and_stays(repository: Repository, one: CommitId, two: CommitId, content: str) -> None:
    lock = repository.common_dir / "refs" / "heads" / "1.x.lock"
    lock.write_text(content)
    before = refs(repository)
    with pytest.raises(UsageError, match="locked") as told:
        move_refs(repository, [RefUpdate(ref="refs/heads/1.x", old=one, new=two)], "test")
    assert told.value.details == (os.fspath(lock),)
    assert lock.read_text() == content
    assert refs(repository) == before


def test_packed_refs_that_are_locked(repository: Repository, one: CommitId) -> None:
    git(repository.common_dir, "config", "core.packedRefsTimeout", "0")
    git(repository.common_dir, "pack-refs", "--all")
    lock = repository.common_dir / "packed-refs.lock"
    lock.touch()
    with pytest.raises(UsageError, match="locked") as told:
        move_refs(repository, [RefUpdate(ref="refs/heads/1.x", old=one, new=None)], "test")
    assert told.value.details == (os.fspath(lock),)


def test_a_hook_of_the_users_that_refuses(repository: Repository, one: CommitId) -> None:
    hook = repository.common_dir / "hooks" / "reference-transaction"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    before = refs(repository)
    with pytest.raises(UsageError, match="refs cannot be written"):
        move_refs(repository, [made("refs/heads/new", one)], "test")
    assert refs(repository) == before


def test_names_in_other_encodings(repository: Repository, one: CommitId) -> None:
    name = os.fsdecode(b"refs/heads/caf\xe9")
    move_refs(repository, [made(name, one)], "test")
    assert read_refs_at(repository, [name]) == {name: one}


def test_what_a_ref_that_names_another_holds(repository: Repository, builder: RepoBuilder, two: CommitId) -> None:
    git(builder.path, "symbolic-ref", "refs/heads/alias", "refs/heads/main")
    assert read_refs_at(repository, ["refs/heads/alias"]) == {"refs/heads/alias": two}
