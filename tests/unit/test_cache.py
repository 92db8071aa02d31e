from __future__ import annotations

import multiprocessing
import os
from pathlib import Path

import pytest

from relkit.cache import Cache, open_cache


def file_of(common_dir: Path) -> Path:
    return next((common_dir / "relkit" / "cache").glob("*.sqlite"))


def test_what_is_put_is_there_for_the_next_run(tmp_path: Path) -> None:
    first = open_cache(tmp_path)
    first.put("p", "1", {b"a": b"1", b"b": b"2"})
    first.close()
    assert open_cache(tmp_path).get("p", "1", [b"a", b"b", b"c"]) == {b"a": b"1", b"b": b"2"}


def test_another_version_sees_nothing_and_replaces(tmp_path: Path) -> None:
    cache = open_cache(tmp_path)
    cache.put("p", "1", {b"a": b"1"})
    assert cache.get("p", "2", [b"a"]) == {}
    cache.put("p", "2", {b"b": b"2"})
    assert cache.get("p", "1", [b"a"]) == {}


def test_more_keys_than_a_statement_takes(tmp_path: Path) -> None:
    cache = open_cache(tmp_path)
    facts = {n.to_bytes(4, "big"): b"x" for n in range(5000)}
    cache.put("p", "1", facts)
    assert cache.get("p", "1", facts) == facts


def test_a_deleted_or_damaged_file_only_costs_time(tmp_path: Path) -> None:
    cache = open_cache(tmp_path)
    cache.put("p", "1", {b"a": b"1"})
    cache.close()
    file_of(tmp_path).write_bytes(b"this is no database, but longer than a header of one" * 100)
    cache = open_cache(tmp_path)
    assert cache.get("p", "1", [b"a"]) == {}
    cache.put("p", "1", {b"a": b"1"})
    assert cache.get("p", "1", [b"a"]) == {b"a": b"1"}


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only to root")
def test_a_read_only_repository_is_cached_in_the_users_folder(tmp_path: Path, home: Path) -> None:
    repository = tmp_path / "project.git"
    repository.mkdir()
    repository.chmod(0o500)
    cache = open_cache(repository)
    cache.put("p", "1", {b"a": b"1"})
    cache.close()
    assert list(repository.iterdir()) == []
    assert list((home / ".cache" / "relkit").rglob("*.sqlite"))


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "relkit").write_text("in the way")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "relkit" / "deeper"))
    cache = open_cache(tmp_path)
    cache.put("p", "1", {b"a": b"1"})
    assert cache.get("p", "1", [b"a"]) == {}


def test_no_file_no_answer() -> None:
    cache = Cache(None)
    cache.put("p", "1", {b"a": b"1"})
    assert cache.get("p", "1", [b"a"]) == {}
    cache.close()


def write_many(common_dir: Path, worker: int) -> None:
    cache = open_cache(common_dir)
    for n in range(50):
        cache.put("p", "1", {f"{worker}-{n}".encode(): b"x" * 100})
        cache.get("p", "1", [b"0-0"])
    cache.close()


def test_several_processes_share_a_cache(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=write_many, args=(tmp_path, n)) for n in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    wanted = [f"{worker}-{n}".encode() for worker in range(3) for n in range(50)]
    assert len(open_cache(tmp_path).get("p", "1", wanted)) == len(wanted)
