"""Others' commands in a worktree, and what a person did there."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from relkit.errors import UsageError
from relkit.git.user import Said, UserGit
from tests.builders import RepoBuilder
from tests.lines import LATIN, MIDDLE, Project, git


@pytest.fixture
def project(builder: RepoBuilder) -> Project:
    return Project(builder)


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
from typing import Any
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
    assert worktree.snapshot({project.tip}) is None
    assert not worktree.pick(project.fix, 1)
    (worktree.path / LATIN).write_text("half\n")
    (worktree.path / "notes").write_text("mine\n")
    before = git(worktree.path, "status", "--porcelain")
    saved = worktree.snapshot({project.tip})
    assert saved is not None
    assert git(project.path, "show", f"{saved}:notes") == "mine\n"
    assert git(project.path, "show", f"{saved}:{LATIN}") == "half\n"
    assert "<<<<<<<" in git(project.path, "show", f"{saved}:a.py")
    assert git(worktree.path, "status", "--porcelain") == before
    worktree.remove()
    assert worktree.snapshot({project.tip}) is None


def test_a_snapshot_is_made_whatever_lies_about(project: Project) -> None:
    project.config(core__autocrlf="input", core__safecrlf="true")
    worktree = project.opened()
    git(worktree.path, "init", "-q", "made by a test")
    (worktree.path / "notes").write_bytes(b"one\r\ntwo\r\n")
    saved = worktree.snapshot({project.tip})
    assert saved is not None
    assert git(project.path, "show", f"{saved}:notes") == "one\ntwo\n"
    worktree.remove()


def test_a_snapshot_for_which_there_is_no_room(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    worktree = project.opened()
    (worktree.path / "notes").write_text("mine\n")
    run = UserGit.run

    def full(self: UserGit, *words: str, **more: Any) -> Said:
        if "add" in words:
            return Said(status=128, out=b"", err="error: file write error: No space left on device\n")
        return run(self, *words, **more)

    monkeypatch.setattr(UserGit, "run", full)
    with pytest.raises(UsageError, match="No space left"):
        worktree.snapshot({project.tip})
    assert (worktree.path / "notes").exists()
