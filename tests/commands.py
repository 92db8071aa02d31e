"""Running relkit on real repositories, for tests of its commands."""

from __future__ import annotations

import hashlib
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from relkit.cli.main import run
from tests.builders import DAY, RepoBuilder


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """What a run of the command left."""

    status: int
    out: str
    err: str

    @property
    def plan(self) -> Any:
        """The JSON document."""
        return json.loads(self.out)

    def line(self, name: str) -> Any:
        """One line of the plan."""
        return next(line for line in self.plan["lines"] if line["name"] == name)


class Command:
    """Runs relkit on a repository, and sees that it changes nothing there but its own cache."""

    def __init__(self, capfd: pytest.CaptureFixture[str]) -> None:
        self._capfd = capfd

    def __call__(self, where: Path, *arguments: str) -> Result:
        before = fingerprint(where)
        self._capfd.readouterr()
        status = run(["-C", str(where), *arguments])
        out, err = self._capfd.readouterr()
        assert fingerprint(where) == before
        assert "Traceback" not in err
        return Result(status=status, out=out, err=err)

    def plan(self, where: Path, *arguments: str) -> Result:
        """Plan with JSON on standard output, successfully."""
        result = self(where, "plan", "--format", "json", *arguments)
        assert result.status == 0, result.err
        assert result.plan["schema"] == "relkit/plan/1"
        return result


def fingerprint(where: Path) -> dict[str, str]:
    """Hash every file below a folder but relkit's own cache."""
    if not where.exists():
        return {}
    return {
        str(path.relative_to(where)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(where.rglob("*"))
        if path.is_file() and not path.is_symlink() and "relkit/cache" not in path.as_posix()
    }


def populate(repo: RepoBuilder) -> None:
    repo.commit("Start", {"a.py": "one\n\n\n\n\n\n\n\ntwo\n", "README.md": "Project\n"})
    repo.tag("v1.1.0")
    repo.commit("Add a feature", {"b.py": "b = 1\n"})
    repo.branch("1.2.x")
    repo.commit("Release 1.2.0", {"VERSION": "1.2.0\n"}, branch="1.2.x")
    repo.tag("v1.2.0", at="1.2.x")
    repo.commit("Fix the first thing", {"a.py": "uno\n\n\n\n\n\n\n\ntwo\n"})
    repo.cherry_pick(repo.tip(), onto="1.2.x", when=repo.clock + 20 * DAY)
    repo.commit("Release 1.2.1", {"VERSION": "1.2.1\n"}, branch="1.2.x")
    repo.tag("v1.2.1", at="1.2.x")
    repo.commit("Fix the second thing", {"a.py": "uno\n\n\n\n\n\n\n\ndue\n"}, when=repo.clock + 40 * DAY)
    repo.cherry_pick(repo.tip(), onto="1.2.x")
    repo.commit("Fix the third thing (#7)", {"c.py": "c = 1\n"})


def fails(result: Result, *words: str, status: int = 2, out: bool = False) -> None:
    """See that a command failed with these words on standard error; with ``out`` it had shown something before."""
    assert result.status == status
    assert out == bool(result.out)
    assert result.err.startswith("error: ")
    for word in words:
        assert word in result.err


def kept_decisions(where: Path) -> list[str]:
    """Return all decisions of a repository, each the line of a note that it is."""
    listed = subprocess.run(
        ["git", "notes", "--ref=relkit", "list"], cwd=where, capture_output=True, text=True, check=False
    )
    blobs = [line.split()[0] for line in listed.stdout.splitlines()]
    shown = [
        subprocess.run(["git", "cat-file", "-p", blob], cwd=where, capture_output=True, text=True, check=True)
        for blob in blobs
    ]
    return sorted(line for note in shown for line in note.stdout.splitlines())
