"""What a forecast costs beside `git cherry-pick -n` and `git merge-tree`, in CPU milliseconds a pick, in the same run.

The picks are what `relkit plan` asks about: the newest mainline changes that a maintenance branch lacks, onto the
branch's tip. The branches are those with the newest tips whose names look like a series. Every tenth pick is also
done for real, and has to come out as foretold.
"""

from __future__ import annotations

import os
import re
import resource
import statistics
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from relkit.git.objects import Objects
from relkit.git.predict import forecast
from relkit.git.predict.answer import Way, answer
from relkit.git.predict.merges import TreeMerge, merge_trees
from relkit.git.predict.picks import resolve
from relkit.git.predict.scratch import Scratch
from relkit.git.refs import read_refs
from relkit.git.repository import Repository, open_repository
from relkit.model.forecast import Outcome, PickRequest
from relkit.model.ids import CommitId
from relkit.model.progress import Silent
from tests.benchmarks.measure import table

AIMS = {Way.FILES: 0.2, Way.GIT: 0.5}
"""The share of a cherry-pick's CPU that a forecast may take."""

LINES = 3
PICKS = 100
"""Forecasts a line."""

_SERIES = re.compile(r"\d[\w.]*\d$|\.x$")


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """The picks of one repository that are answered one way: how many, mean milliseconds, and how many came true."""

    repository: str
    way: Way
    picks: int
    relkit: float
    merge_tree: float
    cherry_pick: float
    tried: int
    true: int

    @property
    def ratio(self) -> float:
        return self.relkit / self.cherry_pick


@pytest.mark.benchmark
def test_forecasts(real_repositories: Path, tmp_path: Path) -> None:
    rows = [row for where in sorted(real_repositories.glob("*.git")) for row in _measure(where, tmp_path)]
    header = ["repository", "way", "picks", "relkit ms", "merge-tree ms", "cherry-pick -n ms", "ratio", "came true"]
    print(
        table(
            header,
            [
                (
                    r.repository,
                    r.way.name,
                    r.picks,
                    r.relkit,
                    r.merge_tree,
                    r.cherry_pick,
                    r.ratio,
                    f"{r.true}/{r.tried}",
                )
                for r in rows
            ],
        )
    )
    assert rows, "no maintenance branches found"
    assert all(row.true == row.tried for row in rows)
    for way, aim in AIMS.items():
        assert statistics.median(row.ratio for row in rows if row.way is way) <= aim


def _measure(where: Path, folder: Path) -> list[Row]:
    repository = open_repository(where)
    objects = Objects(repository)
    asked = {request: resolve(objects, repository, request) for request in _requests(repository)}
    questions = {request: question for request, question in asked.items() if isinstance(question, TreeMerge)}
    ways = answer(objects, list(dict.fromkeys(questions.values())), Silent(), partial(Scratch, repository))
    clone = folder / where.stem
    subprocess.run(["git", "clone", "-q", "-s", "-n", str(where), str(clone)], check=True)
    if subprocess.run(["git", "-C", str(clone), "reset", "-q", "--hard"], check=False, capture_output=True).returncode:
        print(f"{where.stem} is left out: it lacks files, and cannot be checked out for a real cherry-pick")
        return []
    by_way = {way: [request for request, one in questions.items() if ways[one].way is way] for way in Way}
    return [
        _row(repository, clone, way, {request: questions[request] for request in requests})
        for way, requests in by_way.items()
        if requests
    ]


def _requests(repository: Repository) -> list[PickRequest]:
    refs = read_refs(repository)
    lines = sorted((b for b in refs.branches if _SERIES.search(b.name)), key=lambda b: b.committed)[-LINES:]
    found: list[PickRequest] = []
    for line in lines:
        said = repository.git.text("rev-list", "--first-parent", f"-{PICKS}", refs.head or "HEAD", f"^{line.tip}")
        found += [PickRequest(id=CommitId(commit), onto=line.tip) for commit in said.split()]
    return found


def _row(repository: Repository, clone: Path, way: Way, questions: dict[PickRequest, TreeMerge]) -> Row:
    count = len(questions)
    requests = list(questions)
    relkit = _cost(lambda: forecast(repository, requests)) / count
    merge_tree = _cost(lambda: _merge_tree(repository, list(questions.values()))) / count
    tried = requests[:: max(1, count // 10)]
    foretold = forecast(repository, tried)
    costs: list[float] = []
    true = 0
    for request, one in zip(tried, foretold, strict=True):
        cost, tree = _cherry_pick(clone, request)
        costs.append(cost)
        true += tree == (one.tree if one.outcome in (Outcome.CLEAN, Outcome.EMPTY) else None)
    return Row(
        repository=clone.name,
        way=way,
        picks=count,
        relkit=relkit,
        merge_tree=merge_tree,
        cherry_pick=statistics.fmean(costs),
        tried=len(tried),
        true=true,
    )


def _merge_tree(repository: Repository, questions: Sequence[TreeMerge]) -> None:
    with Scratch(repository) as scratch:
        list(merge_trees(scratch, questions, scratch.work_tree({})))


def _cherry_pick(clone: Path, request: PickRequest) -> tuple[float, str | None]:
    """Pick in a clean work tree and return milliseconds and the resulting tree, None where it conflicts."""

    def git(*words: str, ok: tuple[int, ...] = (0,)) -> str:
        done = subprocess.run(["git", "-C", str(clone), *words], check=False, capture_output=True, text=True)
        assert done.returncode in ok, done.stderr
        return done.stdout.strip()

    git("reset", "-q", "--hard")
    git("checkout", "-q", "-f", "--detach", request.onto)
    git("clean", "-qfdx")
    # Files as new as the index are read again by every command ("racy git"); a work tree that has rested has none.
    index = clone / ".git" / "index"
    os.utime(index, (index.stat().st_atime, index.stat().st_mtime + 10))
    merge = len(git("rev-list", "--parents", "-1", request.id).split()) > 2
    words = ["cherry-pick", "-n", *(["-m", "1"] if merge else []), request.id]
    cost = _cost(lambda: git(*words, ok=(0, 1)))
    return cost, None if git("ls-files", "-u") else git("write-tree")


def _cost(work: Callable[[], object]) -> float:
    """Return CPU milliseconds, those of child processes included."""

    def spent() -> float:
        usages = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
        return sum(usage.ru_utime + usage.ru_stime for usage in usages)

    before = spent()
    work()
    return 1000 * (spent() - before)
