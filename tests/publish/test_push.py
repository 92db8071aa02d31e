"""Pushing to real remotes: folders and a git daemon, with others who push at the same time."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from relkit.git.repository import Repository, open_repository
from relkit.model.ids import CommitId
from relkit.model.journal import RefUpdate
from relkit.publish.push import push
from relkit.publish.refusals import PushRefused, Refusal
from tests.builders import RepoBuilder

LINE = "refs/heads/1.x"
NEW = "refs/heads/backport/1.x/fix"


class Remote:
    """A bare repository that is pushed to, and how it is reached."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.url = path.as_uri()
        subprocess.run(["git", "init", "-q", "--bare", str(path)], check=True)

    def git(self, *words: str) -> str:
        done = subprocess.run(
            ["git", f"--git-dir={self.path}", *words], check=True, capture_output=True, text=True, encoding="utf-8"
        )
        return done.stdout.strip()

    def at(self, ref: str) -> str | None:
        return self.git("for-each-ref", "--format=%(objectname)", ref) or None

    def hook(self, name: str, script: str) -> None:
        write_hook(self.path / "hooks" / name, script)


def write_hook(path: Path, script: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def configure(home: Path, key: str, value: str) -> None:
    subprocess.run(["git", "config", "--file", str(home / ".gitconfig"), key, value], check=True)


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    return Remote(tmp_path / "remote.git")


@pytest.fixture
def project(builder: RepoBuilder, remote: Remote) -> Repository:
    """A repository whose branch 1.x is on the remote, and has a commit more here."""
    builder.commit("Start", {"a": "a"})
    builder.branch("1.x")
    builder.repository.remotes.create("origin", remote.url)
    repository = open_repository(builder.path)
    push(repository, "origin", [RefUpdate(ref=LINE, old=None, new=builder.tip("1.x"))], hooks=True)
    builder.commit("Fix", {"a": "b"}, branch="1.x")
    return repository


@pytest.fixture
def fix(builder: RepoBuilder, project: Repository) -> RefUpdate:
    del project
    tip = builder.tip("1.x")
    before = builder.repository.revparse_single(f"{tip}^").id
    return RefUpdate(ref=LINE, old=CommitId(str(before)), new=tip)


def refused(repository: Repository, *updates: RefUpdate, remote: str = "origin", hooks: bool = True) -> PushRefused:
    with pytest.raises(PushRefused) as caught:
        push(repository, remote, updates, hooks=hooks)
    assert caught.value.hint
    return caught.value


def someone_pushes(builder: RepoBuilder, remote: Remote, onto: CommitId, name: str = "Else") -> CommitId:
    """Write a commit of somebody else's, there for the remote to take."""
    other = builder.commit(name, {"other": "x"}, branch=None, parents=[onto])
    subprocess.run(["git", "-C", str(builder.path), "push", "-q", remote.url, f"{other}:refs/heads/their"], check=True)
    return other


def test_a_branch_and_a_new_one(project: Repository, remote: Remote, fix: RefUpdate) -> None:
    push(project, "origin", [fix, RefUpdate(ref=NEW, old=None, new=fix.new)], hooks=True)
    assert remote.at(LINE) == remote.at(NEW) == fix.new


def test_what_is_there_is_not_pushed_again(project: Repository, remote: Remote, fix: RefUpdate, tmp_path: Path) -> None:
    push(project, "origin", [fix], hooks=True)
    write_hook(project.git_dir / "hooks" / "pre-push", f"touch {tmp_path}/ran; exit 1")
    push(project, "origin", [fix], hooks=True)
    push(project, "origin", [], hooks=True)
    assert not (tmp_path / "ran").exists()
    assert remote.at(LINE) == fix.new


def test_half_of_it_there(project: Repository, remote: Remote, fix: RefUpdate) -> None:
    push(project, "origin", [fix], hooks=True)
    push(project, "origin", [fix, RefUpdate(ref=NEW, old=None, new=fix.new)], hooks=True)
    assert remote.at(NEW) == fix.new


def test_somebody_pushed_before(project: Repository, remote: Remote, fix: RefUpdate, builder: RepoBuilder) -> None:
    assert fix.old is not None
    other = someone_pushes(builder, remote, fix.old)
    remote.git("update-ref", LINE, other)
    error = refused(project, fix, RefUpdate(ref=NEW, old=None, new=fix.new))
    assert error.refusal is Refusal.MOVED
    assert error.details == (f"{LINE} is at {other[:10]}; it was expected at {fix.old[:10]}",)
    assert (remote.at(LINE), remote.at(NEW)) == (other, None)


def test_somebody_made_the_branch(project: Repository, remote: Remote, fix: RefUpdate) -> None:
    assert fix.old is not None
    remote.git("update-ref", NEW, fix.old)
    error = refused(project, fix, RefUpdate(ref=NEW, old=None, new=fix.new))
    assert (error.refusal, remote.at(NEW), remote.at(LINE)) == (Refusal.MOVED, fix.old, fix.old)


def test_somebody_deleted_the_branch(project: Repository, remote: Remote, fix: RefUpdate) -> None:
    remote.git("update-ref", "-d", LINE)
    error = refused(project, fix)
    assert (error.refusal, remote.at(LINE)) == (Refusal.MOVED, None)
    assert "is not there" in error.details[0]


def test_somebody_pushes_in_between(project: Repository, remote: Remote, fix: RefUpdate, builder: RepoBuilder) -> None:
    assert fix.old is not None
    other = someone_pushes(builder, remote, fix.old)
    # After the remote has said what it has, and before anything is sent.
    write_hook(project.git_dir / "hooks" / "pre-push", f"git --git-dir={remote.path} update-ref {LINE} {other}")
    error = refused(project, fix, RefUpdate(ref=NEW, old=None, new=fix.new))
    assert error.refusal is Refusal.MOVED
    assert error.details[0] == f"{LINE} is at {other[:10]}; it was expected at {fix.old[:10]}"
    assert (remote.at(LINE), remote.at(NEW)) == (other, None)


def test_somebody_pushes_the_same_in_between(project: Repository, remote: Remote, fix: RefUpdate) -> None:
    subprocess.run(
        ["git", f"--git-dir={project.git_dir}", "push", "-q", remote.url, f"{fix.new}:refs/heads/their"], check=True
    )
    write_hook(project.git_dir / "hooks" / "pre-push", f"git --git-dir={remote.path} update-ref {LINE} {fix.new}")
    push(project, "origin", [fix], hooks=True)
    assert remote.at(LINE) == fix.new


def test_what_is_not_built_on_the_expected_is_not_forced(
    project: Repository, remote: Remote, fix: RefUpdate, builder: RepoBuilder
) -> None:
    other = builder.commit("Rewritten", {"a": "c"}, branch=None, parents=[])
    error = refused(project, RefUpdate(ref=LINE, old=fix.old, new=other))
    assert (error.refusal, remote.at(LINE)) == (Refusal.NOT_ON_TOP, fix.old)
    error = refused(project, RefUpdate(ref=LINE, old=CommitId("1" * 40), new=other))
    assert error.refusal is Refusal.NOT_ON_TOP
    error = refused(project, RefUpdate(ref=LINE, old=fix.old, new=None))
    assert (error.refusal, remote.at(LINE)) == (Refusal.NOT_ON_TOP, fix.old)


@pytest.mark.parametrize("hook", ["pre-receive", "update"])
def test_a_hook_of_the_remotes_declines(project: Repository, remote: Remote, fix: RefUpdate, hook: str) -> None:
    refuse = "echo 'Only on Mondays' >&2; exit 1"
    remote.hook(hook, f'case "$1" in *backport*) exit 0;; esac; {refuse}' if hook == "update" else refuse)
    error = refused(project, fix, RefUpdate(ref=NEW, old=None, new=fix.new))
    assert error.refusal is Refusal.DECLINED
    assert "Only on Mondays" in error.details
    assert (remote.at(LINE), remote.at(NEW)) == (fix.old, None)


def test_a_remote_without_atomic_pushes_tells_what_it_took(project: Repository, remote: Remote, fix: RefUpdate) -> None:
    remote.git("config", "receive.advertiseAtomic", "false")
    remote.hook("update", 'case "$1" in *backport*) exit 0;; esac; echo No >&2; exit 1')
    error = refused(project, fix, RefUpdate(ref=NEW, old=None, new=fix.new))
    assert error.refusal is Refusal.DECLINED
    assert f"{NEW} was pushed" in error.details
    assert (remote.at(LINE), remote.at(NEW)) == (fix.old, fix.new)
    (remote.path / "hooks" / "update").unlink()
    push(project, "origin", [fix, RefUpdate(ref=NEW, old=None, new=fix.new)], hooks=True)
    assert remote.at(LINE) == fix.new


def test_a_branch_that_is_checked_out_there(builder: RepoBuilder, tmp_path: Path) -> None:
    other = RepoBuilder(tmp_path / "other")
    commit = builder.commit("Start", {"a": "a"})
    later = builder.commit("Fix", {"a": "b"})
    builder.repository.remotes.create("origin", other.path.as_uri())
    repository = open_repository(builder.path)
    push(repository, "origin", [RefUpdate(ref="refs/heads/1.x", old=None, new=commit)], hooks=True)
    subprocess.run(["git", "-C", str(other.path), "symbolic-ref", "HEAD", "refs/heads/1.x"], check=True)
    error = refused(repository, RefUpdate(ref="refs/heads/1.x", old=commit, new=later))
    assert error.refusal is Refusal.DECLINED
    assert any("checked out" in line for line in error.details)


def test_ones_own_hook(project: Repository, remote: Remote, fix: RefUpdate) -> None:
    write_hook(project.git_dir / "hooks" / "pre-push", "cat >$GIT_DIR/said; echo 'Run the tests' >&2; exit 1")
    error = refused(project, fix)
    assert error.refusal is Refusal.OWN_HOOK
    assert "Run the tests" in error.details
    assert f"{fix.new} {LINE} {fix.old}" in (project.git_dir / "said").read_text()
    push(project, "origin", [fix], hooks=False)
    assert remote.at(LINE) == fix.new


def test_tags_are_not_pushed_along(
    project: Repository, remote: Remote, fix: RefUpdate, builder: RepoBuilder, home: Path
) -> None:
    builder.tag("v1.0", at="1.x")
    configure(home, "push.followTags", "true")
    push(project, "origin", [fix], hooks=True)
    assert remote.at("refs/tags") is None


def test_no_such_remote(project: Repository, fix: RefUpdate) -> None:
    error = refused(project, fix, remote="upstream")
    assert (error.refusal, error.hint) == (
        Refusal.UNKNOWN_REMOTE,
        "there are: origin; `git remote add upstream URL` adds it",
    )


def test_a_remote_that_is_gone(project: Repository, fix: RefUpdate, remote: Remote) -> None:
    shutil.rmtree(remote.path)
    assert refused(project, fix).refusal is Refusal.UNREACHABLE


def test_where_it_is_pushed_to_counts(project: Repository, fix: RefUpdate, tmp_path: Path, remote: Remote) -> None:
    fork = Remote(tmp_path / "fork.git")
    subprocess.run(["git", f"--git-dir={project.git_dir}", "push", "-q", fork.url, f"{fix.old}:{LINE}"], check=True)
    remote.git("update-ref", "-d", LINE)
    project.git.run("remote", "set-url", "--push", "origin", fork.url)
    push(project, "origin", [fix], hooks=True)
    assert (fork.at(LINE), remote.at(LINE)) == (fix.new, None)


def test_without_a_network(
    project: Repository, fix: RefUpdate, remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_NETWORK", "1")
    error = refused(project, fix)
    assert error.refusal is Refusal.OFFLINE
    assert "NO_NETWORK" in error.message
    assert remote.at(LINE) == fix.old


def test_what_may_not_be_written(project: Repository, fix: RefUpdate, remote: Remote) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write anything")
    folders = [folder for folder in (remote.path / "objects", *(remote.path / "objects").iterdir()) if folder.is_dir()]
    for folder in folders:
        folder.chmod(0o500)
    try:
        assert refused(project, fix).refusal is Refusal.PERMISSION
    finally:
        for folder in folders:
            folder.chmod(0o700)


# --- a real server ---------------------------------------------------------------------------------------------------


@pytest.fixture
def daemon(tmp_path: Path, remote: Remote, home: Path) -> Iterator[str]:
    """A git daemon on loopback that lets everybody push; its address for the remote."""
    programs = subprocess.run(["git", "--exec-path"], capture_output=True, text=True, check=True).stdout.strip()
    if not (Path(programs) / "git-daemon").exists():
        pytest.skip("git daemon is not installed")
    configure(home, "protocol.git.allow", "always")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [f"{programs}/git-daemon", "--listen=127.0.0.1", f"--port={port}", "--reuseaddr", "--export-all"]
    command += ["--enable=receive-pack", f"--base-path={tmp_path}", str(tmp_path)]
    address = f"git://127.0.0.1:{port}/{remote.path.name}"
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(200):
                done = subprocess.run(["git", "ls-remote", address], capture_output=True, check=False)
                if done.returncode == 0:
                    break
                time.sleep(0.05)
            else:
                pytest.skip("git daemon does not answer")
            yield address
        finally:
            process.terminate()


def test_over_a_daemon(project: Repository, remote: Remote, fix: RefUpdate, daemon: str, builder: RepoBuilder) -> None:
    project.git.run("remote", "set-url", "origin", daemon)
    push(project, "origin", [fix, RefUpdate(ref=NEW, old=None, new=fix.new)], hooks=True)
    assert remote.at(LINE) == remote.at(NEW) == fix.new
    assert fix.new is not None
    other = someone_pushes(builder, remote, fix.new)
    late = RefUpdate(ref=LINE, old=fix.new, new=builder.commit("Late", {"a": "late"}, branch="1.x"))
    write_hook(project.git_dir / "hooks" / "pre-push", f"git push -q --no-verify {daemon} {other}:{LINE}")
    error = refused(project, late)
    assert (error.refusal, remote.at(LINE)) == (Refusal.MOVED, other)
    assert other[:10] in error.details[0]


def test_a_daemon_that_declines(project: Repository, remote: Remote, fix: RefUpdate, daemon: str) -> None:
    project.git.run("remote", "set-url", "origin", daemon)
    remote.hook("pre-receive", "echo 'GH006: Protected branch update failed' >&2; exit 1")
    error = refused(project, fix)
    assert error.refusal is Refusal.DECLINED
    assert "GH006: Protected branch update failed" in error.details


def test_a_daemon_that_lets_nobody_push(project: Repository, remote: Remote, fix: RefUpdate, daemon: str) -> None:
    project.git.run("remote", "set-url", "origin", daemon)
    remote.git("config", "daemon.receivepack", "false")
    assert refused(project, fix).refusal is Refusal.PERMISSION
    assert remote.at(LINE) == fix.old


def test_a_daemon_that_is_gone(project: Repository, fix: RefUpdate, home: Path) -> None:
    configure(home, "protocol.git.allow", "always")
    with socket.socket() as probe:  # bound and not listening: nobody answers there
        probe.bind(("127.0.0.1", 0))
        project.git.run("remote", "set-url", "origin", f"git://127.0.0.1:{probe.getsockname()[1]}/x.git")
        assert refused(project, fix).refusal is Refusal.UNREACHABLE
