"""`relkit forecast`: how changes are named, what it answers, on real repositories."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from relkit.report.forecast.document import ForecastDocument
from tests.builders import RepoBuilder
from tests.commands import Command, fails

TEXT = "".join(f"line {number}\n" for number in range(1, 31))


@pytest.fixture
def relkit(capfd: pytest.CaptureFixture[str]) -> Command:
    return Command(capfd)


@pytest.fixture
def project(builder: RepoBuilder) -> RepoBuilder:
    """A line, and on the mainline since: a change of its file, a fix next to that, a fix elsewhere."""
    builder.commit("Start", {"a.py": TEXT, "b.py": TEXT})
    builder.tag("v1.0.0")
    builder.branch("1.0.x")
    builder.commit("Rework line 5", {"a.py": TEXT.replace("line 5\n", "five\n")})
    builder.tag("reworked", annotated=False)
    builder.commit("Fix line 5", {"a.py": TEXT.replace("line 5\n", "five, and right\n")})
    builder.tag("near", annotated=False)
    builder.commit("Fix b", {"b.py": TEXT.replace("line 5\n", "right\n")})
    builder.tag("far", annotated=False)
    return builder


def document(relkit: Command, where: Path, *arguments: str) -> Any:
    result = relkit(where, "forecast", "--format", "json", *arguments)
    assert result.status == 0, result.err
    made = json.loads(result.out)
    assert made["schema"] == "relkit/forecast/1"
    assert json.loads(msgspec.json.encode(msgspec.json.decode(result.out, type=ForecastDocument))) == made
    return made


def test_picks_to_a_line(project: RepoBuilder, relkit: Command) -> None:
    made = document(relkit, project.path, "far", "near", "--to", "1.0.x", "--independent")
    assert made["line"] == "1.0.x"
    assert made["picks"][0]["outcome"] == "clean"
    assert [pick["onto"] for pick in made["picks"]] == [project.tip("1.0.x")] * 2
    assert [conflict["path"] for conflict in made["picks"][1]["conflicts"]] == ["a.py"]


def test_picks_are_read_from_standard_input(
    project: RepoBuilder, relkit: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = b"far 1.0.x\nnowhere 1.0.x\n\nnear v1.0.0\n"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(asked)))
    made = document(relkit, project.path, "--stdin")
    assert made["line"] is None
    far, nowhere, near = made["picks"]
    assert (far["outcome"], far["id"], far["title"]) == ("clean", project.tip("refs/tags/far"), "Fix b")
    assert (nowhere["outcome"], nowhere["id"], nowhere["onto"]) == ("unknown", "nowhere", project.tip("1.0.x"))
    assert "nowhere: no commit of this repository" in nowhere["warnings"][0]
    assert near["id"] == project.tip("refs/tags/near")


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        ((), "no CHANGE is named", "relkit forecast CHANGE --to LINE"),
        (("far",), "not said what is picked to", "--onto COMMIT"),
        (("nowhere", "--to", "1.0.x"), "nowhere: no commit", "git rev-parse NAME"),
        (("--to", "1.0.x", "--", "--all"), "--all: no commit", "git rev-parse NAME"),
        (("far", "--onto", "nowhere"), "nowhere: no commit", "git rev-parse NAME"),
        (("far", "--to", "main"), "main is the mainline", "name a maintenance line"),
        (("far", "--onto", "1.0.x", "--as-of", "2024-01-01"), "no line is named", "--as-of MOMENT"),
        (("far", "--stdin"), "--stdin reads", "leave one of them out"),
    ],
)
def test_what_cannot_be_asked(
    project: RepoBuilder, relkit: Command, arguments: tuple[str, ...], message: str, hint: str
) -> None:
    fails(relkit(project.path, "forecast", *arguments), message, hint)


def test_a_line_of_standard_input_that_names_no_pick(
    project: RepoBuilder, relkit: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"far 1.0.x\nfar\n")))
    fails(relkit(project.path, "forecast", "--stdin"), "line 2 of standard input", "two commits a line")
