"""How many changes `relkit classify` judges in a second, beside `git log -p | git patch-id` on the same commits."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import pytest

from tests.benchmarks.bench_plan import clones, git, view
from tests.benchmarks.measure import Measured, measure, median, table

MOST = 2_000
"""Commits that are judged: the mainline's newest that are no merges."""


def with_input(command: str, names: Path) -> Measured:
    return measure(["sh", "-c", f"cat {shlex.quote(str(names))} | {command}"])


@pytest.mark.benchmark
@pytest.mark.real
def test_rates(real_repositories: Path, tmp_path: Path) -> None:
    relkit = shutil.which("relkit")
    assert relkit is not None, "install relkit into the environment that runs the benchmarks"
    rows: list[list[object]] = []
    for name, clone in clones(real_repositories):
        where = view(clone, tmp_path / name.replace("/", "+"))
        names = tmp_path / "names"
        names.write_text(git(where, "rev-list", "--no-merges", f"-{MOST}", "HEAD") + "\n")
        count = len(names.read_text().split())
        classify = f"{relkit} -C {where} classify --stdin --format json"
        few = with_input(f"head -1 | {classify}", names)  # refs, lines and what is learned of the project
        shutil.rmtree(where / "relkit" / "cache")
        nothing = with_input(f"head -1 | {classify} --ignore fragment --ignore prefix --ignore diff", names)
        words = with_input(f"{classify} --ignore fragment --ignore prefix --ignore diff", names)
        shutil.rmtree(where / "relkit" / "cache")
        with_input(f"head -1 | {classify} --ignore fragment --ignore prefix", names)
        cold = with_input(f"{classify} --ignore fragment --ignore prefix", names)
        warm = median(3, lambda: with_input(f"{classify} --ignore fragment --ignore prefix", names))  # noqa: B023
        start = median(3, lambda: with_input(f"head -1 | {classify} --ignore fragment --ignore prefix", names))  # noqa: B023
        log = f"git --git-dir={where} log -p --no-walk=unsorted --stdin | git patch-id"
        peer = with_input(log, names)
        rows.append(
            [
                name,
                count,
                few.cpu,
                count / max(words.cpu - nothing.cpu, 0.01),
                count / max(cold.cpu - start.cpu, 0.01),
                count / max(warm.cpu - start.cpu, 0.01),
                warm.cpu,
                peer.cpu,
                cold.cpu / peer.cpu,
            ]
        )
    columns = ["project", "changes", "first change s", "without differences /s", "with /s", "cached /s"]
    print(table([*columns, "cached s", "git patch-id s", "cold ratio"], rows))
    slow = [row[0] for row in rows if float(str(row[4])) < 150 or float(str(row[3])) < 1500]
    assert slow == []
