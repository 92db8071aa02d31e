"""The world changes between two plans: the second, with a warm cache, says what one without a cache says."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from relkit.model.plan import Plan
from relkit.workflows.plan import make_plan
from tests.builders import RepoBuilder


def plan(where: Path) -> Plan:
    """Plan as of now, but at a fixed second."""
    return make_plan(where, as_of="1900000000")


def cached(where: Path) -> Path:
    return next((where / ".git" / "relkit" / "cache").glob("*.sqlite"))


def populate(repo: RepoBuilder) -> None:
    repo.commit("Start", {"a.py": "1\n2\n3\n"})
    repo.tag("v1.0.0")
    repo.branch("1.0.x")
    repo.commit("Fix one", {"b.py": "1"})
    repo.commit("Fix two", {"a.py": "1\n2\n3\nmain\n"})
    repo.commit("Fix on the line", {"a.py": "1\n2\n3\nline\n"}, branch="1.0.x")


def move_main(repo: RepoBuilder) -> None:
    repo.branch("main", at=repo.tip("1.0.x"))
    repo.commit("Fix three", {"e.py": "1"})


def merge_up(repo: RepoBuilder) -> None:
    repo.merge("1.0.x", into="main", files={"a.py": "both\n"})


def pick(repo: RepoBuilder) -> None:
    repo.cherry_pick(repo.commit("Fix four", {"f.py": "1"}), onto="1.0.x")
    repo.tag("v1.0.1", at="1.0.x")


def take_notes(repo: RepoBuilder) -> None:
    repo.commit("Configure", {"pyproject.toml": '[tool.towncrier]\ndirectory = "news"\n'})
    repo.commit("Tweak", {"news/1.bugfix": "x", "h.py": "1"})


def repack(repo: RepoBuilder) -> None:
    subprocess.run(["git", "-C", repo.path, "gc", "-q", "--prune=now"], check=True)


def change_attributes(repo: RepoBuilder) -> None:
    del repo
    folder = Path(os.environ["XDG_CONFIG_HOME"]) / "git"
    folder.mkdir(parents=True)
    (folder / "attributes").write_text("*.py merge=union\n")


def lose_chains(repo: RepoBuilder) -> None:
    with sqlite3.connect(cached(repo.path)) as connection:
        connection.execute("DELETE FROM facts WHERE producer = 'first-parents' AND length(value) < 100")
    connection.close()
    repo.commit("Fix five", {"g.py": "1"})


def damage_the_file(repo: RepoBuilder) -> None:
    file = cached(repo.path)
    content = bytearray(file.read_bytes())
    for page in range(1, len(content) // 4096):
        content[page * 4096 : page * 4096 + 64] = b"\xa5" * 64
    file.write_bytes(content)


@pytest.mark.parametrize(
    "change",
    [move_main, merge_up, pick, take_notes, repack, change_attributes, lose_chains, damage_the_file],
)
def test_warm_equals_cold(builder: RepoBuilder, change: Callable[[RepoBuilder], None]) -> None:
    populate(builder)
    plan(builder.path)
    change(builder)
    warm = plan(builder.path)
    again = plan(builder.path)
    shutil.rmtree(builder.path / ".git" / "relkit")
    assert warm == again == plan(builder.path)


def test_a_shallow_clone_that_was_completed(builder: RepoBuilder, tmp_path: Path) -> None:
    populate(builder)
    where = tmp_path / "clone"
    source = f"file://{builder.path}"
    subprocess.run(["git", "clone", "-q", "--depth", "1", "--no-single-branch", source, where], check=True)
    plan(where)
    subprocess.run(["git", "-C", where, "fetch", "-q", "--unshallow", "--tags"], check=True)
    warm = plan(where)
    shutil.rmtree(where / ".git" / "relkit")
    assert warm == plan(where)
    assert [len(one.state.missing) for one in warm.lines] == [0, 2]


def test_a_cache_that_somebody_writes_to_is_left_alone(builder: RepoBuilder, home: Path) -> None:
    populate(builder)
    wanted = plan(builder.path)
    connection = sqlite3.connect(cached(builder.path), isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    try:
        assert plan(builder.path) == wanted
    finally:
        connection.close()
    assert not (home / ".cache" / "relkit").exists()
