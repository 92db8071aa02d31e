"""How long `relkit plan` takes on real repositories, beside `git cherry` over the same lines; and how it grows."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.benchmarks.measure import Measured, measure, median, table, total

WARM_AIM = 0.5
"""Seconds of CPU for a plan after one new commit."""
MEMORY_AIM = 200.0
"""MB at the peak, for up to 11,000 commits in question."""


@pytest.fixture
def relkit() -> str:
    found = shutil.which("relkit")
    assert found is not None, "install relkit into the environment that runs the benchmarks"
    return found


def git(where: Path, *arguments: str) -> str:
    command = ["git", f"--git-dir={where}", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def view(clone: Path, where: Path) -> Path:
    """Make a repository of our own that borrows a clone's objects: cold, and free to get a new commit."""
    subprocess.run(["git", "init", "-q", "--bare", where], check=True)
    (where / "objects" / "info" / "alternates").write_text(f"{(clone / 'objects').resolve()}\n")
    refs = git(clone, "for-each-ref", "--format=%(objectname) %(refname)", "refs/heads", "refs/tags")
    (where / "packed-refs").write_text(refs + "\n")
    (where / "HEAD").write_text(f"ref: {git(clone, 'symbolic-ref', 'HEAD')}\n")
    return where


def clones(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.glob("*+*")):
        yield path.name.removesuffix(".git").replace("+", "/"), path if (path / "HEAD").exists() else path / "repo"


def add_commit(where: Path, mainline: str) -> None:
    """Put an empty commit on the mainline."""
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    tree, parent = f"{mainline}^{{tree}}", mainline
    commit = git(
        where, *identity, "commit-tree", "-p", parent, "-m", "Fix one more thing", git(where, "rev-parse", tree)
    )
    git(where, "update-ref", f"refs/heads/{mainline}", commit)


def plan(relkit: str, where: Path) -> Measured:
    return measure([relkit, "-C", where, "plan", "--format", "json"])


@pytest.mark.benchmark
@pytest.mark.real
def test_plan_beside_git_cherry(relkit: str, real_repositories: Path, tmp_path: Path) -> None:
    rows: list[list[object]] = []
    for name, clone in clones(real_repositories):
        where = view(clone, tmp_path / name.replace("/", "+"))
        document = json.loads(
            subprocess.run([relkit, "-C", where, "plan", "--format", "json"], check=True, capture_output=True).stdout
        )
        mainline, *lines = document["lines"]
        shutil.rmtree(where / "relkit")
        cold = plan(relkit, where)
        warm = median(3, lambda where=where: plan(relkit, where))  # type: ignore[misc]
        cherry = total(
            [measure(["git", f"--git-dir={where}", "cherry", mainline["tip"], line["tip"]]) for line in lines]
        )
        oldest = (
            lines[-1]["fork_point"] if lines else (mainline["last_release"] or {"commit": mainline["tip"]})["commit"]
        )
        tips = [line["tip"] for line in document["lines"]]
        commits = int(git(where, "rev-list", "--count", *tips, f"^{oldest}"))
        tried = sum(len(line["missing"]) for line in lines)
        add_commit(where, mainline["name"])
        fresh = plan(relkit, where)
        rows.append(
            [
                name,
                len(lines),
                commits,
                tried,
                cherry.cpu,
                cold.cpu,
                warm.cpu,
                fresh.cpu,
                cold.cpu / cherry.cpu if cherry.cpu else "-",
                warm.cpu / cherry.cpu if cherry.cpu else "-",
                cold.cpu / max(1, len(lines)),
                cold.cpu / commits * 10_000,
                cherry.peak_mb,
                cold.peak_mb,
                fresh.peak_mb,
            ]
        )
    columns = ["project", "lines", "commits", "forecasts", "Σ cherry", "cold", "warm", "one more commit"]
    columns += ["cold ratio", "warm ratio", "cold a line", "cold a 10,000 commits", "cherry MB", "cold MB", "warm MB"]
    print(table(columns, rows))
    slow = [row[0] for row in rows if row[0] == "numpy/numpy" and float(str(row[7])) > WARM_AIM]
    large = [row[0] for row in rows if float(str(row[13])) > MEMORY_AIM and int(str(row[2])) <= 11_000]
    assert (slow, large) == ([], [])


@pytest.mark.benchmark
@pytest.mark.parametrize("commits", [1_000, 10_000, 100_000])
def test_growth(relkit: str, tmp_path: Path, commits: int) -> None:
    """A generated history whose maintenance branch left the mainline 500 commits ago: cost should not follow length."""
    where = tmp_path / "long.git"
    subprocess.run(["git", "init", "-q", "--bare", where], check=True)
    subprocess.run(["git", "-C", where, "fast-import", "--quiet"], input=history(commits), check=True)
    cold = plan(relkit, where)
    warm = plan(relkit, where)
    header = ["commits", "cold CPU s", "cold wall s", "cold MB", "warm CPU s", "warm MB"]
    print(table(header, [[commits, cold.cpu, cold.wall, cold.peak_mb, warm.cpu, warm.peak_mb]]))
    assert warm.cpu <= max(cold.cpu, WARM_AIM)


def history(commits: int) -> bytes:
    """Return a `git fast-import` stream: fixes and features in turn, a branch 1.0.x and its tag near the end."""
    stream = bytearray()
    for number in range(1, commits + 1):
        message = f"{('Fix', 'Add')[number % 2]} number {number}".encode()
        body = b"".join(b"%d\n" % (number if row == number % 20 else row) for row in range(20))
        stream += b"commit refs/heads/main\nmark :%d\n" % number
        stream += b"committer A <a@example.org> %d +0000\n" % (1_500_000_000 + number * 600)
        stream += b"data %d\n%s\n" % (len(message), message)
        stream += b"M 100644 inline f%d\ndata %d\n%s\n" % (number % 500, len(body), body)
    stream += b"reset refs/heads/1.0.x\nfrom :%d\n\n" % (commits - 500)
    stream += b"reset refs/tags/v1.0.0\nfrom :%d\n\n" % (commits - 500)
    return bytes(stream)
