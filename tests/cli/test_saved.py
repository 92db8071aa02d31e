from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from relkit.cli.main import run
from relkit.report.plan.document import document
from relkit.report.shapes import encode
from relkit.workflows.plan import make_plan
from tests.builders import RepoBuilder
from tests.commands import Command, fails


@pytest.fixture
def project(builder: RepoBuilder) -> RepoBuilder:
    builder.tag("v1.0.0", at=builder.commit("Begin", {"a": "a"}))
    builder.branch("1.0.x")
    builder.commit("Fix b", {"b": "b"}, branch="1.0.x")
    builder.commit("Fix c", {"c": "c"})
    return builder


@pytest.fixture
def file(project: RepoBuilder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file of the project's plan."""
    monkeypatch.setenv("COLUMNS", "250")  # no command is broken
    path = tmp_path / "plan.json"
    path.write_bytes(encode(document(make_plan(project.path))))
    return path


def above_commands(shown: str) -> list[str]:
    """Return what is shown between the moment of the plan and what to type next."""
    return re.split(r"\n(?:relkit|git) |\n## Next", shown)[0].splitlines()[3:]


def saved(project: RepoBuilder, *more: str) -> int:
    return run(["-C", str(project.path), "plan", "--saved", "../plan.json", *more])


@pytest.mark.usefixtures("file")
def test_a_saved_plan_is_shown_as_it_was_made(project: RepoBuilder, capsys: pytest.CaptureFixture[str]) -> None:
    for more in ([], ["1.0.x"], ["--format", "markdown"], ["1.0", "--format", "markdown"]):
        assert run(["-C", str(project.path), "plan", *more]) == 0
        made = capsys.readouterr().out
        assert saved(project, *more) == 0
        again = capsys.readouterr()
        assert again.err == ""
        assert above_commands(again.out) == above_commands(made)


def test_json_is_what_was_saved_byte_for_byte(
    project: RepoBuilder, file: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert saved(project, "--format", "json") == 0
    assert capsysbinary.readouterr().out == file.read_bytes()
    assert saved(project, "main", "--format", "json") == 0
    told = json.loads(capsysbinary.readouterr().out)
    assert [item["name"] for item in told["lines"]] == ["main"]


@pytest.mark.usefixtures("file")
def test_what_to_type_next_is_about_the_saved_plan(project: RepoBuilder, capsys: pytest.CaptureFixture[str]) -> None:
    assert saved(project) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert f"relkit -C {project.path} plan --saved ../plan.json 1.0.x" in said
    assert "save this plan" not in said
    assert saved(project, "1.0.x") == 0
    assert f"relkit -C {project.path} backport " in capsys.readouterr().out


def test_a_plan_whose_branches_moved(project: RepoBuilder, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    then = project.tip("1.0.x")
    project.commit("Fix d", {"d": "d"}, branch="1.0.x")
    assert saved(project, "1.0.x") == 3
    said = capsys.readouterr()
    assert said.out.startswith("project  2 lines, ")
    assert " backport " not in said.out  # it was forecast for another commit
    moved = f"from {then[:10]} to {project.tip('1.0.x')[:10]}: 1 commit ahead"
    assert said.err.splitlines() == [
        f"error: the plan in {file.parent}/project/../plan.json is out of date: 1 branch moved since it was made",
        f"  refs/heads/1.0.x has moved {moved}",
        f"hint: `relkit -C {project.path} plan -o ../plan.json` makes a new one",
    ]
    assert saved(project, "main", "--exit-code", "--format", "json") == 3  # the whole plan is, whatever is shown of it


@pytest.mark.usefixtures("file")
def test_the_exit_code_tells_of_a_proposal(project: RepoBuilder) -> None:
    assert saved(project, "--exit-code") == run(["-C", str(project.path), "plan", "--exit-code"])


@pytest.mark.usefixtures("file")
@pytest.mark.parametrize("more", [["--as-of", "v1.0.0"], ["--all"], ["--demo"], ["-o", "other.json"]])
def test_what_does_not_go_with_a_saved_plan(
    project: RepoBuilder, capsys: pytest.CaptureFixture[str], more: list[str]
) -> None:
    assert saved(project, *more) == 2
    said = capsys.readouterr()
    assert said.err.startswith(f"error: {more[0]} does not go with --saved: ")
    assert said.out == ""


@pytest.mark.usefixtures("file")
def test_a_line_that_the_plan_does_not_have(project: RepoBuilder, capsys: pytest.CaptureFixture[str]) -> None:
    assert saved(project, "1.0.y") == 2
    assert capsys.readouterr().err == "error: the plan has no line called 1.0.y\nhint: did you mean 1.0.x?\n"
    assert saved(project, "nothing-like-it") == 2
    assert capsys.readouterr().err.endswith("hint: its lines are main, 1.0.x\n")


@pytest.mark.usefixtures("file")
def test_a_plan_of_another_repository(bare: RepoBuilder, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bare.commit("Elsewhere")
    assert run(["-C", str(bare.path), "plan", "--saved", str(tmp_path / "plan.json")]) == 2
    said = capsys.readouterr()
    assert said.err.startswith("error: the plan is of another repository, called project: ")
    assert said.out == ""


@pytest.mark.parametrize("name", ["missing.json", ".", "cut.json"])
def test_a_file_that_holds_no_plan(
    tmp_path: Path, file: Path, project: RepoBuilder, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (tmp_path / "cut.json").write_bytes(file.read_bytes()[:-9])
    assert run(["-C", str(project.path), "plan", "--saved", str(tmp_path / name)]) == 2
    said = capsys.readouterr()
    assert said.err.startswith("error: ")
    assert "hint: " in said.err
    assert said.out == ""


def test_ids_that_end_in_a_line_end(relkit: Command, project: RepoBuilder, tmp_path: Path) -> None:
    saved = tmp_path / "plan.json"
    assert relkit(project.path, "plan", "-o", str(saved)).status == 0
    document = json.loads(saved.read_text())
    tips = document["tips"]
    for broken in ({ref: f"{tip}\n" for ref, tip in tips.items()}, {}):
        saved.write_text(json.dumps({**document, "tips": broken}))
        fails(relkit(project.path, "plan", "--saved", str(saved)), "tips")


def test_a_proposed_release_that_was_tagged_since(relkit: Command, project: RepoBuilder, tmp_path: Path) -> None:
    saved = tmp_path / "plan.json"
    assert relkit(project.path, "plan", "-o", str(saved)).status == 0
    lines = json.loads(saved.read_text())["lines"]
    name, version = next(
        (line["name"], line["proposal"]["version"]) for line in lines[1:] if line["proposal"]["action"] == "release"
    )
    project.tag(f"v{version}", at=name)
    fails(relkit(project.path, "plan", "--saved", str(saved)), "1 proposed release was tagged", status=3, out=True)
