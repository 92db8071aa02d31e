"""What fifty picks cost with one `relkit backport`, and with `git cherry-pick -x` fifty times, in the same run.

The picks are the newest changes without a second parent that the newest maintenance branch lacks and that apply to it
one after the other. Both work in clones with a checkout of that branch, as a maintainer has one; relkit has looked at
the repository before. Both have to come to the same tree.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from relkit.git.refs import read_refs
from relkit.git.repository import open_repository
from relkit.model.refs import Branch
from tests.benchmarks.measure import Measured, measure, median, table, total

AIM = 0.2
"""The share of the fifty cherry-picks' time that relkit may take."""

PICKS = 50
ASKED = 200
"""Changes that are tried to find as many as apply."""

_RUNS = 3
_SERIES = re.compile(r"\d[\w.]*\d$|\.x$")


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """The same picks made by relkit, by a command for each, and by one `git cherry-pick` of all."""

    repository: str
    picks: int
    relkit: Measured
    each: Measured
    once: Measured

    @property
    def ratio(self) -> float:
        return self.relkit.wall / self.each.wall


@pytest.mark.benchmark
def test_fifty_picks(real_repositories: Path, tmp_path: Path) -> None:
    relkit = shutil.which("relkit")
    assert relkit is not None, "install relkit into the environment that runs the benchmarks"
    rows = [row for where in sorted(real_repositories.glob("*.git")) if (row := _measure(relkit, where, tmp_path))]
    header = ["repository", "picks", "relkit s", "CPU s", "cherry-picks s", "CPU s", "one cherry-pick s", "ratio"]
    print(
        table(
            header,
            [
                (r.repository, r.picks, r.relkit.wall, r.relkit.cpu, r.each.wall, r.each.cpu, r.once.wall, r.ratio)
                for r in rows
            ],
        )
    )
    assert rows, "nowhere do enough changes apply"
    assert all(row.ratio <= AIM for row in rows)


def _measure(relkit: str, where: Path, folder: Path) -> Row | None:
    branches = [branch for branch in read_refs(open_repository(where)).branches if _SERIES.search(branch.name)]
    if not branches:
        return None
    newest = max(branches, key=lambda branch: branch.committed)
    ours, gits = (_clone(where, folder / f"{where.stem}-{name}", newest) for name in ("relkit", "git"))
    backport = [relkit, "-C", str(ours), "backport", "--to", newest.name, "--out-of-order", "--format", "json"]
    lacked = git(ours, "rev-list", "--no-merges", f"-{ASKED}", "origin/HEAD", f"^{newest.tip}").split()
    picks = _made(ours, [*backport, "--clean", *lacked])[:PICKS]
    if len(picks) < PICKS:
        print(f"{where.stem} is left out: {len(picks)} of {len(lacked)} changes apply to {newest.name}")
        return None
    order = _made(ours, [*backport, *picks])
    each = total([_cherry_pick(gits, commit) for commit in order])
    tree = git(gits, "rev-parse", "HEAD^{tree}")
    git(gits, "reset", "-q", "--hard", newest.tip)
    once = _cherry_pick(gits, *order)

    def carry() -> Measured:
        cost = measure([*backport, *picks])
        assert git(ours, "rev-parse", f"{_branches(ours)[-1]}^{{tree}}") == tree, "relkit and git do not agree"
        _forget(ours)
        return cost

    return Row(repository=where.stem, picks=len(order), relkit=median(_RUNS, carry), each=each, once=once)


def _clone(where: Path, clone: Path, line: Branch) -> Path:
    """Return a clone with a line checked out, in which the files are older than the index: git need not read them."""
    subprocess.run(["git", "clone", "-q", "-s", "-n", str(where), str(clone)], check=True)
    git(clone, "config", "user.name", "Maintainer")
    git(clone, "config", "user.email", "maintainer@example.org")
    git(clone, "checkout", "-q", "-B", line.name, line.tip)
    index = clone / ".git" / "index"
    os.utime(index, (index.stat().st_atime, index.stat().st_mtime + 10))
    return clone


def _cherry_pick(clone: Path, *commits: str) -> Measured:
    return measure(["git", "-C", str(clone), "cherry-pick", "-x", *commits])


def _made(clone: Path, command: Sequence[str]) -> list[str]:
    """Carry changes to a line, forget the result, and return what was picked, in order."""
    said = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    _forget(clone)
    return [pick["id"] for pick in said["lines"][0]["picks"] if pick["state"] == "made"]


def _branches(clone: Path) -> list[str]:
    return git(clone, "for-each-ref", "--format=%(refname)", "refs/heads/backport").split()


def _forget(clone: Path) -> None:
    for branch in _branches(clone):
        git(clone, "update-ref", "-d", branch)


def git(clone: Path, *words: str) -> str:
    return subprocess.run(["git", "-C", str(clone), *words], check=True, capture_output=True, text=True).stdout.strip()
