"""How long finding out what is where takes on real repositories, beside `git cherry` over the same lines."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.bench_plan import clones, git, history, view
from tests.benchmarks.measure import Measured, measure, median, table, total

LINES = 8
"""Of each project the newest lines, living or ended."""
COLD_AIM = 0.45
WARM_AIM = 0.05

BOOKS = """
import json, sys
from pathlib import Path
from relkit.model.progress import Silent
from relkit.workflows.histories import read_histories
from relkit.workflows.keeping import keep_books
from relkit.workflows.survey import survey
where, *asked = sys.argv[1:]
with survey(Path(where), asked=asked, as_of=None, every_line=not asked, progress=Silent()) as found:
    histories = read_histories(found, Silent()) if asked else None
    books = keep_books(found, histories, Silent()) if histories else {}
    told = {line.branch.ref: [line.branch.tip, len(books[line.name].links) if books else 0] for line in found.planned}
    print(json.dumps({"mainline": found.layout.mainline.branch.tip, "lines": told}))
"""


def books(where: Path, *lines: str) -> Measured:
    return measure([sys.executable, "-c", BOOKS, where, *lines])


def told(where: Path, *lines: str) -> dict[str, object]:
    command = [sys.executable, "-c", BOOKS, str(where), *lines]
    found: dict[str, object] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return found


@pytest.mark.benchmark
@pytest.mark.real
def test_books_beside_git_cherry(real_repositories: Path, tmp_path: Path) -> None:
    rows: list[list[object]] = []
    for name, clone in clones(real_repositories):
        where = view(clone, tmp_path / name.replace("/", "+"))
        known = told(where)["lines"]
        assert isinstance(known, dict)
        lines = [str(ref) for ref in known][:LINES]
        if not lines:
            continue
        answer = told(where, *lines)
        subprocess.run(["rm", "-rf", where / "relkit"], check=True)
        cold = books(where, *lines)
        warm = median(3, lambda where=where, lines=lines: books(where, *lines))  # type: ignore[misc]
        found = answer["lines"]
        assert isinstance(found, dict)
        mainline = str(answer["mainline"])
        command = ["git", f"--git-dir={where}", "cherry", mainline]
        cherry = total([measure([*command, tip]) for tip, _ in found.values()])
        same = sum(git(where, "cherry", mainline, tip).count("- ") for tip, _ in found.values())
        links = sum(number for _, number in found.values())
        rows.append(
            [
                *(name, len(lines), same, links, cherry.cpu, cold.cpu, warm.cpu),
                *(cold.cpu / cherry.cpu, warm.cpu / cherry.cpu, cherry.peak_mb, cold.peak_mb, warm.peak_mb),
            ]
        )
    columns = ["project", "lines", "by cherry", "links", "Σ cherry", "cold", "warm", "cold ratio", "warm ratio"]
    print(table([*columns, "cherry MB", "cold MB", "warm MB"], rows))
    assert all(float(str(row[3])) >= float(str(row[2])) for row in rows), "fewer links than `git cherry` finds"


@pytest.mark.benchmark
@pytest.mark.parametrize(("commits", "lines"), [(1_000, 1), (1_000, 20), (20_000, 1), (200_000, 1), (200_000, 20)])
def test_growth(tmp_path: Path, commits: int, lines: int) -> None:
    """Lines that left the mainline 500 commits ago, each with 30 picks: cost should follow lines, and not history."""
    where = tmp_path / "long.git"
    subprocess.run(["git", "init", "-q", "--bare", where], check=True)
    stream = history(commits) + b"".join(branch(commits, number) for number in range(1, lines + 1))
    subprocess.run(["git", "-C", where, "fast-import", "--quiet"], input=stream, check=True)
    names = [f"1.{number}.x" for number in range(1, lines + 1)]
    cold = books(where, *names)
    warm = books(where, *names)
    found = told(where, *names)["lines"]
    assert isinstance(found, dict)
    assert [number for _, number in found.values()] == [30] * lines
    header = ["commits", "lines", "cold CPU s", "cold MB", "warm CPU s", "warm MB"]
    print(table(header, [[commits, lines, cold.cpu, cold.peak_mb, warm.cpu, warm.peak_mb]]))


def branch(commits: int, number: int) -> bytes:
    """Return a `git fast-import` stream of a branch with 30 picks of the mainline's newest changes, author and all."""
    stream = bytearray()
    fork = commits - 500
    for pick in range(30):
        source = fork + 1 + pick * 15 + number % 15
        kind, content = ("Fix", "Add")[source % 2], [source if row == source % 20 else row for row in range(20)]
        message, body = f"{kind} number {source}".encode(), b"".join(b"%d\n" % row for row in content)
        stream += b"commit refs/heads/1.%d.x\n" % number
        stream += b"author A <a@example.org> %d +0000\n" % (1_500_000_000 + source * 600)
        stream += b"committer A <a@example.org> %d +0000\n" % (1_500_000_000 + commits * 600 + number * 100 + pick)
        stream += b"data %d\n%s\n" % (len(message), message)
        stream += b"from :%d\n" % fork if not pick else b""
        stream += b"M 100644 inline f%d\ndata %d\n%s\n" % (source % 500, len(body), body)
    return bytes(stream)
