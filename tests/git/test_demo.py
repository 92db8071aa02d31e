"""The demonstration's repository: valid, quick to make, and as its story promises."""

from __future__ import annotations

import re
import subprocess
import time
from pathlib import Path

import pytest

from relkit.git.demo import new_repository
from relkit.git.process import GitError
from relkit.model.commit import Person
from relkit.workflows.demo import make_demo

ADA = Person(name="Ada Brandt", email="ada@example.org")
DAY = 86_400


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_demo(tmp_path_factory.mktemp("demo"), 1_750_000_000)


def git(demo: Path, *arguments: str, ok: tuple[int, ...] = (0,)) -> str:
    done = subprocess.run(["git", *arguments], cwd=demo, capture_output=True, check=False)
    assert done.returncode in ok, done.stderr.decode()
    return done.stdout.decode().strip()


def find(demo: Path, branch: str, number: int) -> str:
    return git(demo, "log", "--first-parent", "--format=%H", f"--grep=#{number}\\b", "-E", "-1", branch)


def test_git_finds_no_fault(demo: Path) -> None:
    assert git(demo, "fsck", "--strict", "--full") == ""
    assert git(demo, "status", "--porcelain") == ""
    assert git(demo, "symbolic-ref", "--short", "HEAD") == "main"
    assert (demo / "tidewater" / "harmonics.py").is_file()


def test_branches_and_tags(demo: Path) -> None:
    branches = git(demo, "for-each-ref", "--format=%(refname)", "refs/heads", "refs/relkit").splitlines()
    assert [name.removeprefix("refs/heads/") for name in branches] == [
        "2.2.x",
        "2.3.x",
        "2.4.x",
        "dependabot/github_actions/actions/checkout-6",
        "main",
        "tide-animation",
    ]
    tags = git(demo, "tag", "--sort=creatordate").splitlines()
    assert tags == [
        *("v2.2.0", "v2.2.1", "v2.2.2", "v2.3.0rc1", "v2.3.0", "v2.2.3", "v2.3.1", "v2.3.2", "v2.2.4", "2.2-eol"),
        *("v2.3.3", "v2.4.0rc1", "v2.4.0", "v2.4.1", "v2.3.4", "v2.4.2", "survey-data"),
    ]
    assert 40 <= int(git(demo, "rev-list", "--count", "--all")) <= 90


def test_trailers_name_commits_of_main(demo: Path) -> None:
    body = git(demo, "log", "--format=%B", "main..2.4.x", "main..2.3.x", "main..2.2.x", "--branches=2.*", "^main")
    sources = re.findall(r"\(cherry picked from commit ([0-9a-f]{40})\)", body)
    assert len(sources) > 10
    for source in sources:
        git(demo, "merge-base", "--is-ancestor", source, "main")


@pytest.mark.parametrize(
    ("number", "branch", "conflicts"),
    [
        (107, "2.3.x", []),
        (116, "2.3.x", []),
        (120, "2.3.x", []),
        (120, "2.4.x", []),
        (90, "2.3.x", ["tidewater/cache.py"]),
    ],
)
def test_what_lacks_applies_or_conflicts(demo: Path, number: int, branch: str, conflicts: list[str]) -> None:
    assert find(demo, branch, number) == ""
    commit = find(demo, "main", number)
    base = git(demo, "commit-tree", f"{branch}^{{tree}}", "-p", f"{commit}^", "-m", "base")
    said = git(demo, "merge-tree", "--write-tree", "--name-only", "--no-messages", base, commit, ok=(0, 1)).splitlines()
    assert said[1:] == conflicts


@pytest.mark.parametrize(("number", "branch"), [(101, "2.3.x"), (101, "2.4.x"), (107, "2.4.x"), (116, "2.4.x")])
def test_what_waits_is_unreleased(demo: Path, number: int, branch: str) -> None:
    last = git(demo, "describe", "--abbrev=0", "--match=v*", branch)
    assert git(demo, "log", "--format=%s", f"--grep=#{number}\\b", "-E", f"{last}..{branch}")


def test_backports_keep_their_author(demo: Path) -> None:
    for number, branch in ((101, "2.3.x"), (107, "2.4.x")):
        source, backport = find(demo, "main", number), find(demo, branch, number)
        author = git(demo, "show", "-s", "--format=%an %ae %at", source)
        assert git(demo, "show", "-s", "--format=%an %ae %at", backport) == author


def test_fragments_become_changelog(demo: Path) -> None:
    assert "- A table begins at local midnight. (#107)" not in git(demo, "show", "2.4.x:CHANGES.md")
    assert "newsfragments/107.bugfix.md" in git(demo, "ls-tree", "-r", "--name-only", "2.4.x")
    assert "- The cache no longer mixes stations of one name up. (#90)" in git(demo, "show", "2.4.x:CHANGES.md")
    assert "newsfragments/90." not in git(demo, "ls-tree", "-r", "--name-only", "2.4.x")
    assert 'version = "2.4.2"' in git(demo, "show", "2.4.x:pyproject.toml")


def test_dates_lead_up_to_now(demo: Path) -> None:
    newest = int(git(demo, "log", "-1", "--format=%ct", "--branches", "--date-order"))
    assert 1_750_000_000 - DAY < newest < 1_750_000_000
    times = [int(line) for line in git(demo, "log", "--first-parent", "--format=%ct", "main").splitlines()]
    assert times == sorted(times, reverse=True)


def test_a_moment_makes_the_same_commits(demo: Path, tmp_path: Path) -> None:
    again = make_demo(tmp_path, 1_750_000_000)
    later = make_demo(tmp_path / "later", 1_750_000_001)
    assert git(again, "for-each-ref") == git(demo, "for-each-ref")
    assert git(later, "rev-parse", "main") != git(demo, "rev-parse", "main")


def test_it_takes_no_time(tmp_path: Path) -> None:
    begin = time.perf_counter()
    make_demo(tmp_path, 1_750_000_000)
    assert time.perf_counter() - begin < 0.5


def test_a_users_configuration_does_not_reach_it(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hooks = tmp_path / "template" / "hooks"
    hooks.mkdir(parents=True)
    (hooks / "post-checkout").write_text("#!/bin/sh\nexit 1\n")
    (hooks / "post-checkout").chmod(0o755)
    with (home / ".gitconfig").open("a") as configuration:
        configuration.write(
            f"[init]\n  templateDir = {hooks.parent}\n  defaultObjectFormat = sha256\n"
            "[core]\n  autocrlf = true\n[commit]\n  gpgSign = true\n[tag]\n  gpgSign = true\n"
        )
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    folder = make_demo(tmp_path, 1_750_000_000)
    monkeypatch.undo()
    assert git(folder, "fsck", "--strict") == ""
    assert git(folder, "rev-parse", "--show-object-format") == "sha1"
    assert not (folder / ".git" / "hooks").exists()
    assert not (tmp_path / "elsewhere").exists()
    assert not (tmp_path / "index").exists()


def test_a_stream_that_git_refuses_is_named(tmp_path: Path) -> None:
    with pytest.raises(GitError, match="fast-import"), new_repository(tmp_path / "bad") as stream:
        stream.commit(
            parents=[],
            author=Person(name="<", email="<"),
            authored=0,
            committer=ADA,
            committed=0,
            message="Begin\n",
            files={},
        )


def test_a_story_that_breaks_off_leaves_no_process(tmp_path: Path) -> None:
    with pytest.raises(KeyError), new_repository(tmp_path / "broken"):
        raise KeyError
    assert not list((tmp_path / "broken" / ".git").glob("refs/heads/*"))
