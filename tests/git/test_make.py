"""Commits made of what a sandbox merged: exactly as told, whole, and seen by git as its own."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from relkit.errors import StoppedError, UsageError
from relkit.git.authors import read_authorship
from relkit.git.make import Maker, hooks_of_commits, signs
from relkit.git.objects import EMPTY_TREE
from relkit.git.predict import Sandbox
from relkit.git.repository import open_repository
from relkit.git.store import storing_failed
from relkit.model.backport import Authorship
from relkit.model.commit import Person
from relkit.model.ids import CommitId, TreeId
from tests.builders import Entry, Files, RepoBuilder
from tests.conftest import NOW
from tests.signing import gpg_key, is_signed, with_ssh_key

MIA = Authorship(person=Person(name="Mia Lünd", email="mia@example.org"), when=1_600_000_000, offset=-150)
MESSAGE = "Fix it\n\n# a comment? no: kept\n------------------------ >8 ------------------------\n\n\nend\n"


def git(where: Path, *arguments: str, check: bool = True) -> str:
    done = subprocess.run(["git", *arguments], cwd=where, capture_output=True, text=True, check=check)
    return done.stdout


class Case:
    """A fix on main that applies to a line, and what comes of picking it there."""

    def __init__(self, builder: RepoBuilder) -> None:
        self.builder = builder
        deep = {"a/b/c.py": "one\n\n\n\n\ntwo\n", "a/d.py": "d\n", "e": "e\n"}
        builder.commit("Start", deep)
        builder.branch("1.x")
        builder.commit("Only here", {"a/b/c.py": "one\n\n\n\n\nTWO\n"}, branch="1.x")
        self.fix = builder.commit("Fix", {"a/b/c.py": "ONE\n\n\n\n\ntwo\n", os.fsdecode(b"a/\xe9 x"): "new\n"})

    @contextmanager
    def picked(self) -> Iterator[tuple[Maker, TreeId]]:
        """Yield who makes commits, and the tree of the fix on the line."""
        repository = open_repository(self.builder.path)
        with Sandbox(repository) as sandbox:
            header = sandbox.objects.commit(self.builder.tip("1.x"))
            assert header is not None
            question = sandbox.question(self.fix, header.tree)
            assert not isinstance(question, str)
            tree = sandbox.merge([question])[question].tree
            assert tree is not None
            yield Maker(repository, sandbox), tree

    def make(self, message: str = MESSAGE, author: Authorship = MIA, *, sign: bool | None = None) -> CommitId:
        with self.picked() as (maker, tree):
            return maker.commit(tree=tree, parent=self.builder.tip("1.x"), author=author, message=message, sign=sign)


@pytest.fixture
def case(builder: RepoBuilder) -> Case:
    return Case(builder)


def loose(path: Path) -> list[str]:
    folder = path / ".git" / "objects"
    # What git began to write when it was stopped has a name that no object has, and is thrown away by `git gc`.
    return sorted(str(file.relative_to(folder)) for file in folder.glob("??/*") if not file.name.startswith("tmp_"))


def test_all_that_is_lacking_is_written_and_nothing_else(case: Case) -> None:
    before = loose(case.builder.path)
    commit = case.make()
    # The commit, two merged trees (a, a/b) and their top, one merged blob: the new file is there already.
    assert len(loose(case.builder.path)) == len(before) + 5
    assert git(case.builder.path, "fsck", "--strict", "--no-dangling") == ""
    git(case.builder.path, "branch", "result", commit)
    assert git(case.builder.path, "show", "result:a/b/c.py") == "ONE\n\n\n\n\nTWO\n"
    assert case.make() == commit


def test_a_commit_is_as_told(case: Case) -> None:
    commit = case.make()
    header, _, message = git(case.builder.path, "cat-file", "commit", commit).partition("\n\n")
    assert message == MESSAGE
    assert header.splitlines()[1:] == [
        f"parent {case.builder.tip('1.x')}",
        "author Mia Lünd <mia@example.org> 1600000000 -0230",
        f"committer Test Person <test@example.org> {NOW} +0000",
    ]
    repository = open_repository(case.builder.path)
    assert read_authorship(repository, [commit]) == {commit: MIA}


def test_the_committer_is_who_and_when_it_is(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GIT_COMMITTER_DATE")
    monkeypatch.setenv("GIT_COMMITTER_NAME", "Some One")
    said = git(case.builder.path, "log", "-1", "--format=%cn|%ce|%ct", case.make())
    name, email, when = said.strip().split("|")
    assert (name, email) == ("Some One", "test@example.org")
    assert int(when) > NOW


@pytest.mark.parametrize("name", ["", "Sammy Jr.", "A <b> c"])
def test_odd_names_of_authors(case: Case, name: str) -> None:
    author = Authorship(person=Person(name=name, email="sam@example.org"), when=1, offset=0)
    commit = case.make(author=author)
    shown = git(case.builder.path, "log", "-1", "--format=%an|%ae|%at", commit)
    assert shown == f"{name.replace('<', '').replace('>', '')}|sam@example.org|1\n"


def test_nothing_left_and_everything_new(case: Case) -> None:
    repository = open_repository(case.builder.path)
    with Sandbox(repository) as sandbox:
        maker = Maker(repository, sandbox)
        commit = maker.commit(
            tree=EMPTY_TREE, parent=case.builder.tip("1.x"), author=MIA, message="Remove all\n", sign=None
        )
    assert git(case.builder.path, "ls-tree", "-r", commit) == ""
    assert git(case.builder.path, "fsck", "--no-dangling") == ""


def test_links_submodules_and_modes_are_kept(builder: RepoBuilder) -> None:
    odd: Files = {
        "link": Entry(content="a", mode=0o120000),
        "sub": Entry(content="1" * 40, mode=0o160000),
        "run": Entry(content="#!/bin/sh\n", mode=0o100755),
        "a": "one\n\n\n\ntwo\n",
    }
    builder.commit("Start", odd)
    builder.branch("1.x")
    builder.commit("Only here", {"a": "one\n\n\n\nTWO\n"}, branch="1.x")
    case = Case.__new__(Case)
    case.builder = builder
    case.fix = builder.commit("Fix", {"a": "ONE\n\n\n\ntwo\n", "x/link": odd["link"], "x/sub": odd["sub"]})
    commit = case.make()
    modes = {line.split("\t")[1]: line[:6] for line in git(builder.path, "ls-tree", "-r", commit).splitlines()}
    assert modes == {
        "a": "100644",
        "link": "120000",
        "run": "100755",
        "sub": "160000",
        "x/link": "120000",
        "x/sub": "160000",
    }


@pytest.mark.parametrize("sign", [None, True])
def test_signed_with_ssh_as_configured_or_asked(case: Case, tmp_path: Path, *, sign: bool | None) -> None:
    with_ssh_key(case.builder.path, tmp_path)
    if sign is None:
        git(case.builder.path, "config", "commit.gpgSign", "true")
        assert signs(open_repository(case.builder.path))
    commit = case.make(sign=sign)
    assert is_signed(case.builder.path, commit)
    message = git(case.builder.path, "cat-file", "commit", commit)
    assert message.endswith(f"\n\n{MESSAGE}")
    assert "author Mia Lünd <mia@example.org> 1600000000 -0230\n" in message
    assert not is_signed(case.builder.path, case.make(sign=False))


def test_signed_with_gpg(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    with gpg_key(monkeypatch):
        assert is_signed(case.builder.path, case.make(sign=True))
        git(case.builder.path, "config", "user.signingKey", "nobody@example.org")
        with pytest.raises(StoppedError, match="openpgp") as told:
            case.make(sign=True)
        assert any("failed to sign" in line for line in told.value.details)


@pytest.mark.parametrize("settings", [{"user.signingKey": "/nowhere"}, {"gpg.ssh.program": "/nowhere/keygen"}, {}])
def test_signing_that_fails(case: Case, tmp_path: Path, settings: dict[str, str]) -> None:
    with_ssh_key(case.builder.path, tmp_path)
    if not settings:
        git(case.builder.path, "config", "--unset", "user.signingKey")
    for name, value in settings.items():
        git(case.builder.path, "config", name, value)
    with pytest.raises(StoppedError, match=r"could not be signed \(ssh\)") as told:
        case.make(sign=True)
    assert told.value.details
    assert told.value.hint is not None


@contextmanager
def small_files() -> Iterator[None]:
    """Let no file grow: what a full disk does to who writes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("shared", [False, True])
@pytest.mark.parametrize("sign", [None, True])
def test_a_full_disk_leaves_nothing_half_written(
    case: Case, tmp_path: Path, *, shared: bool, sign: bool | None
) -> None:
    if sign:
        with_ssh_key(case.builder.path, tmp_path)
    if shared:
        git(case.builder.path, "config", "core.sharedRepository", "group")
    before = loose(case.builder.path)
    with case.picked() as (maker, tree):
        parent = case.builder.tip("1.x")
        with small_files(), pytest.raises(UsageError, match="cannot be written to") as told:
            maker.commit(tree=tree, parent=parent, author=MIA, message="Fix\n", sign=sign)
        assert told.value.hint is not None
        assert loose(case.builder.path) == before
        maker.commit(tree=tree, parent=parent, author=MIA, message="Fix\n", sign=sign)
    assert git(case.builder.path, "fsck", "--no-dangling") == ""


@pytest.mark.parametrize(
    ("line", "is_storing"),
    [
        ("error: insufficient permission for adding an object to repository database objects", True),
        ("fatal: sha1 file '/x/index.lock' write error. Out of diskspace", True),
        ("fatal: unable to write loose object file: No space left on device", True),
        ("error: unable to create temporary file: Read-only file system", True),
        ("fatal: failed to write commit object", False),
        ("error: gpg failed to sign the data", False),
    ],
)
def test_what_git_says_where_it_cannot_write(case: Case, line: str, *, is_storing: bool) -> None:
    error = storing_failed(open_repository(case.builder.path), ("hint: x", line))
    assert (error is not None) == is_storing


def test_a_store_that_may_not_be_written_to(case: Case) -> None:
    folder = case.builder.path / ".git" / "objects"
    folders = [folder, *(child for child in folder.iterdir() if child.is_dir())]
    with case.picked() as (maker, tree):
        for child in folders:
            child.chmod(0o555)
        try:
            if os.access(folder, os.W_OK):
                pytest.skip("nothing is forbidden to root")
            with pytest.raises(UsageError, match="cannot be written to"):
                maker.commit(tree=tree, parent=case.builder.tip("1.x"), author=MIA, message="Fix\n", sign=None)
        finally:
            for child in folders:
                child.chmod(0o755)


def test_a_store_that_is_shared_stays_so(case: Case) -> None:
    git(case.builder.path, "config", "core.sharedRepository", "0660")
    before = set(loose(case.builder.path))
    case.make()
    folder = case.builder.path / ".git" / "objects"
    new = [folder / name for name in loose(case.builder.path) if name not in before]
    assert len(new) == 5
    assert {file.stat().st_mode & 0o777 for file in new} == {0o440}


def test_objects_of_another_store_are_not_copied(case: Case, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--bare", "--shared", str(case.builder.path), "shared.git")
    repository = open_repository(tmp_path / "shared.git")
    with case.picked() as (_, tree), Sandbox(repository) as sandbox:
        header = sandbox.objects.commit(case.builder.tip("1.x"))
        assert header is not None
        question = sandbox.question(case.fix, header.tree)
        assert not isinstance(question, str)
        assert sandbox.merge([question])[question].tree == tree
        commit = Maker(repository, sandbox).commit(
            tree=tree, parent=case.builder.tip("1.x"), author=MIA, message="Fix\n", sign=None
        )
    files = [file for file in (tmp_path / "shared.git" / "objects").rglob("*") if len(file.name) == 38]
    assert len(files) == 5
    assert git(tmp_path / "shared.git", "log", "-1", "--format=%an", commit) == "Mia Lünd\n"


def test_a_file_that_a_remote_has_promised_is_not_fetched(case: Case, tmp_path: Path) -> None:
    git(case.builder.path, "config", "uploadpack.allowFilter", "true")
    url = case.builder.path.as_uri()
    git(tmp_path, "clone", "-q", "--bare", "--filter=blob:none", url, "partial.git")
    # The line's side and the pick's merge; the pick's new file is nowhere here.
    git(tmp_path / "partial.git", "show", "1.x:a/b/c.py")
    git(tmp_path / "partial.git", "show", "main:a/b/c.py")
    git(tmp_path / "partial.git", "show", "main~1:a/b/c.py")
    shutil.rmtree(case.builder.path / ".git")
    repository = open_repository(tmp_path / "partial.git")
    with Sandbox(repository) as sandbox:
        tip = CommitId(git(tmp_path / "partial.git", "rev-parse", "1.x").strip())
        header = sandbox.objects.commit(tip)
        assert header is not None
        question = sandbox.question(case.fix, header.tree)
        assert not isinstance(question, str)
        tree = sandbox.merge([question])[question].tree
        assert tree is not None
        commit = Maker(repository, sandbox).commit(tree=tree, parent=tip, author=MIA, message="Fix\n", sign=None)
    assert git(tmp_path / "partial.git", "show", f"{commit}:a/b/c.py") == "ONE\n\n\n\n\nTWO\n"


def test_hooks_that_a_commit_runs(case: Case, tmp_path: Path) -> None:
    path = case.builder.path

    def found() -> tuple[str, ...]:
        return hooks_of_commits(open_repository(path))

    def write(folder: Path, name: str, mode: int = 0o755) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("#!/bin/sh\n")
        (folder / name).chmod(mode)

    for sample in (path / ".git" / "hooks").glob("*"):
        sample.unlink()
    assert found() == ()
    write(path / ".git" / "hooks", "pre-commit", 0o644)
    write(path / ".git" / "hooks", "pre-push")
    assert found() == ()
    write(path / ".git" / "hooks", "commit-msg")
    assert found() == ("commit-msg",)
    write(tmp_path / "elsewhere", "post-commit")
    git(path, "config", "core.hooksPath", str(tmp_path / "elsewhere"))
    assert found() == ("post-commit",)
    git(path, "config", "core.hooksPath", os.devnull)
    assert found() == ()
    git(path, "config", "core.hooksPath", ".githooks")  # each worktree's own
    assert len(found()) == 4
    git(path, "config", "core.hooksPath", "~/hooks")
    write(Path(os.environ["HOME"]) / "hooks", "pre-commit")
    assert found() == ("pre-commit",)
