from __future__ import annotations

import json
import os
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from relkit.cli.main import run
from relkit.model.plan import Action, Plan
from tests.builders import RepoBuilder
from tests.plans import line, plan, planned, usual_plan


class Planner:
    """Takes the place of the workflow: keeps what it was asked, and answers with a plan of literals."""

    def __init__(self) -> None:
        self.asked: dict[str, Any] = {}
        self.answer: Plan | BaseException = usual_plan()

    def __call__(self, where: Path, **asked: Any) -> Plan:
        self.asked = {"where": where, **asked}
        asked["progress"].start("planning", 3)
        asked["progress"].advance()
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer


@pytest.fixture
def planner(monkeypatch: pytest.MonkeyPatch) -> Planner:
    made = Planner()
    monkeypatch.setattr("relkit.workflows.plan.make_plan", made)
    return made


def test_options_reach_the_planner(planner: Planner) -> None:
    assert run(["-C", "a", "-C", "b", "plan", "2.4.x", "--as-of", "2025-01-01", "--all", "--format", "json"]) == 0
    assert planner.asked["where"] == Path("a/b")
    assert planner.asked["lines"] == ("2.4.x",)
    assert planner.asked["as_of"] == "2025-01-01"
    assert planner.asked["every_line"] is True


def test_without_options(planner: Planner) -> None:
    assert run(["plan"]) == 0
    assert planner.asked["where"] == Path()
    assert (planner.asked["lines"], planner.asked["as_of"], planner.asked["every_line"]) == ((), None, False)


def test_a_line_may_begin_with_a_dash(planner: Planner) -> None:
    assert run(["plan", "--format", "json", "--", "-odd", "--all"]) == 0
    assert planner.asked["lines"] == ("-odd", "--all")


@pytest.mark.usefixtures("planner")
def test_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plan"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("tidewater  4 lines, ")
    assert said.err == ""
    assert "\x1b" not in said.out
    assert max(map(len, said.out.splitlines())) <= 100  # COLUMNS


@pytest.mark.usefixtures("planner")
def test_what_to_type_next_says_how_it_was_typed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-C", "my dir", "plan", "--as-of", "v2"]) == 0
    assert "relkit -C 'my dir' plan --as-of v2 2.4.x " in capsys.readouterr().out


def test_a_pipe_is_wide_enough_for_most_titles(
    planner: Planner, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS")
    planner.answer = plan(planned(line("main", mainline=True), Action.NONE), warnings=("a warning " * 30,))
    assert run(["plan"]) == 0
    assert 110 < max(map(len, capsys.readouterr().out.splitlines())) <= 120


@pytest.mark.usefixtures("planner")
def test_json(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["plan", "2.4.x", "--format", "json"]) == 0
    said = capsysbinary.readouterr()
    assert json.loads(said.out)["schema"] == "relkit/plan/1"
    assert said.err == b""


@pytest.mark.usefixtures("planner")
def test_markdown(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plan", "--format", "markdown"]) == 0
    assert capsys.readouterr().out.startswith("# tidewater: release plan\n")


@pytest.mark.parametrize(
    ("action", "status"), [(Action.RELEASE, 1), (Action.PRERELEASE, 1), (Action.WAIT, 0), (Action.NONE, 0)]
)
def test_exit_code_tells_whether_there_is_something_to_do(planner: Planner, action: Action, status: int) -> None:
    planner.answer = plan(planned(line("main", mainline=True), action, "1.0.0"))
    assert run(["plan", "--exit-code"]) == status
    assert run(["plan"]) == 0


@pytest.mark.usefixtures("planner")
def test_a_saved_plan(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    assert run(["plan", "-o", str(file)]) == 0
    assert json.loads(file.read_text())["tips"]["refs/heads/2.4.x"]
    said = capsys.readouterr()
    assert said.out.startswith("tidewater")
    assert "save this plan" not in said.out
    said_next = f"`relkit apply {file}` picks what its lines lack; with --dry-run it only shows that"
    assert said.err == f"The plan is saved in {file}, as JSON\n{said_next}\n"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.usefixtures("planner")
def test_what_carries_a_saved_plan_out_is_said_as_it_is_typed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = tmp_path / "my dir"
    folder.mkdir()
    for name, typed in (("plan.json", "plan.json"), ("-a b", "-- '-a b'")):
        assert run(["-C", str(folder), "plan", f"--output={name}", "--format", "json"]) == 0
        said = capsys.readouterr()
        assert f"`relkit -C '{folder}' apply {typed}` picks" in said.err
        assert json.loads(said.out)["schema"] == "relkit/plan/1"


def test_a_plan_with_nothing_to_carry_is_not_applied(
    planner: Planner, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    lacks_nothing = plan(planned(line("main", mainline=True), Action.NONE), planned(line("2.4.x"), Action.NONE))
    for answer in (lacks_nothing, replace(usual_plan(), as_of=True)):
        planner.answer = answer
        assert run(["plan", "-o", str(tmp_path / "plan.json")]) == 0
        assert "apply" not in capsys.readouterr().err


@pytest.mark.usefixtures("planner")
def test_a_plan_is_saved_where_the_command_works(tmp_path: Path) -> None:
    assert run(["-C", str(tmp_path), "plan", "-o", "plan.json"]) == 0
    assert (tmp_path / "plan.json").exists()


@pytest.mark.parametrize("name", ["", "-", "missing/plan.json"])
def test_a_plan_that_cannot_be_saved_is_not_made(
    planner: Planner, capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str
) -> None:
    assert run(["plan", "-o", str(tmp_path / name)]) == 2
    said = capsys.readouterr()
    assert said.err.startswith("error: ")
    assert said.out == ""
    assert planner.asked == {}


def test_a_folder_that_nobody_may_write_to(
    planner: Planner, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)  # the tests may be root, who may do anything
    assert run(["plan", "-o", str(tmp_path / "plan.json")]) == 2
    assert "no permission to write" in capsys.readouterr().err
    assert planner.asked == {}


@pytest.mark.usefixtures("planner")
def test_an_interrupt_while_saving_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "plan.json"
    file.write_text("old")

    def interrupted(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    assert run(["plan", "-o", str(file)]) == 130
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.usefixtures("planner")
def test_a_saved_file_keeps_its_permissions_and_its_link(tmp_path: Path) -> None:
    file, link = tmp_path / "kept.json", tmp_path / "plan.json"
    file.write_text("old")
    file.chmod(0o640)
    link.symlink_to(file)
    assert run(["plan", "-o", str(link)]) == 0
    assert link.is_symlink()
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert file.read_text().startswith("{")


@pytest.mark.usefixtures("planner")
def test_a_new_file_has_the_permissions_of_new_files(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        assert run(["plan", "-o", str(tmp_path / "plan.json")]) == 0
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "plan.json").stat().st_mode) == 0o640


@pytest.mark.usefixtures("planner")
def test_a_device_is_written_to() -> None:
    assert run(["plan", "-o", os.devnull]) == 0
    assert not Path(os.devnull).is_file()


def test_the_demonstration(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert run(["plan", "--demo"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("tidewater  3 lines, ")
    assert "relkit plan --demo 2.4.x" in said.out
    assert said.err.startswith("This was a demonstration")
    assert list(tmp_path.iterdir()) == []


def test_the_demonstration_of_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plan", "--demo", "2.4.x", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [item["name"] for item in told["lines"]] == ["main", "2.4.x"]


def test_a_demonstration_that_fails_leaves_nothing(
    planner: Planner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    planner.answer = KeyboardInterrupt()
    assert run(["plan", "--demo"]) == 130
    assert list(tmp_path.iterdir()) == []


def test_lines_are_completed(
    builder: RepoBuilder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    builder.commit("Start", {"a": "a"})
    builder.branch("2.4.x")
    builder.branch("2.3.x", remote="origin")
    monkeypatch.setenv("_RELKIT_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", f"relkit -C {builder.path} plan ")
    monkeypatch.setenv("COMP_CWORD", "4")
    assert run([]) == 0
    assert capsys.readouterr().out.split() == ["plain,2.4.x", "plain,main", "plain,origin/2.3.x"]


def test_nothing_is_completed_outside_of_a_repository(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("_RELKIT_COMPLETE", "zsh_complete")
    monkeypatch.setenv("COMP_WORDS", f"relkit -C {tmp_path} plan 2")
    monkeypatch.setenv("COMP_CWORD", "4")
    assert run([]) == 0
    said = capsys.readouterr()
    assert said.out.strip() == said.err == ""
