"""Commits in a worktree as git makes them: hooks, signing, and the message as it is told."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from relkit.errors import StoppedError, UsageError
from relkit.git.worktrees import Worktree
from relkit.model.backport import Authorship
from relkit.model.commit import Person
from tests.builders import Entry, RepoBuilder
from tests.conftest import NOW
from tests.lines import MESSAGE, Project, commit, git
from tests.signing import gpg_key, is_signed, with_ssh_key


@pytest.fixture
def project(builder: RepoBuilder) -> Project:
    return Project(builder)


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


_COMMIT = """
import sys
from pathlib import Path
from relkit.cli import signals
from relkit.git.repository import open_repository
from relkit.git.worktrees import Worktree
from tests.lines import commit
signals.install()
commit(Worktree(open_repository(Path(sys.argv[1])), Path(sys.argv[2])))
"""


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_git_commits_nothing_once_relkit_was_ended(project: Project, tmp_path: Path, by: signal.Signals) -> None:
    worktree, started = resolved(project), tmp_path / "started"
    project.hook("commit-msg", f"touch {started}; while [ -e {started} ]; do sleep 0.02; done; touch {tmp_path}/ended")
    words = [sys.executable, "-c", _COMMIT, str(project.path), str(worktree.path)]
    process = subprocess.Popen(words, cwd=Path(__file__).parents[2], stderr=subprocess.DEVNULL)
    until = time.monotonic() + 20
    while time.monotonic() < until and not started.exists():
        time.sleep(0.02)
    process.send_signal(by)
    process.wait(timeout=20)
    started.unlink()
    while time.monotonic() < until and not (tmp_path / "ended").exists():
        time.sleep(0.02)
    time.sleep(0.2)  # for a git that would go on
    assert worktree.head() == project.tip
    assert commit(worktree, hooks=False) == worktree.head()


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
