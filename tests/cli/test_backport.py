"""`relkit backport`, `apply`, `log` and `undo`: what their options ask for, what goes together, how they exit."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.shell_completion import BashComplete
from click.testing import CliRunner

from relkit.cli.group import cli
from relkit.model.backport import NEWER_FIRST, Manner, Notes, When, Wish
from relkit.model.evidence import Kind
from relkit.model.journal import OperationId, Phase
from tests.backports import backport, left_out, made, operation, pick, progress, waiting_operation, work
from tests.builders import RepoBuilder
from tests.commands import Command, fails
from tests.fakes import Fakes

NEW = ("backport", "--to", "2.4.x", "HEAD")
PLAIN = Manner()


@pytest.fixture
def project(builder: RepoBuilder) -> Path:
    builder.tag("v1.0.0", at=builder.commit("Begin", {"a": "a"}))
    builder.branch("1.0.x")
    builder.commit("Fix b", {"b": "b"}, branch="1.0.x")
    builder.commit("Fix c", {"c": "c"})
    return builder.path


@pytest.fixture
def fakes(monkeypatch: pytest.MonkeyPatch) -> Fakes:
    stand_in = Fakes()
    for name, module in stand_in.modules().items():
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.setenv("COLUMNS", "250")
    return stand_in


# --- what is asked for ------------------------------------------------------------------------------------------------


def test_what_is_planned_by_default(relkit: Command, project: Path, fakes: Fakes) -> None:
    assert relkit(project, *NEW, "main~2..main").status == 0
    told = fakes.asked("plan_backport")
    assert told == {
        "where": project,
        "1": ("HEAD", "main~2..main"),
        "lines": ("2.4.x",),
        "missing": False,
        "kinds": (),
        "wish": Wish(),
    }


def test_everything_that_can_be_asked_for(relkit: Command, project: Path, fakes: Fakes) -> None:
    options = "--missing --kind fix --kind security --prerequisites --out-of-order --keep-closing --topic tides --clean"
    options += " --changelog leave --verify-each --no-verify -S --pr --label one --label two --to 2.3.x"
    assert relkit(project, "backport", "--to", "2.4.x", "--verify", "pytest -q", *options.split()).status == 0
    told = fakes.asked("plan_backport")
    assert told["lines"] == ("2.4.x", "2.3.x")
    assert told["kinds"] == (Kind.FIX, Kind.SECURITY)
    assert told["missing"] is True
    manner = Manner(
        hooks=False,
        sign=True,
        notes=Notes.LEAVE,
        clean_only=True,
        verify_when=When.EACH,
        push=True,
        request=True,
        labels=("one", "two"),
    )
    assert told["wish"] == Wish(manner=manner, prerequisites=True, out_of_order=True, closing=True, topic="tides")
    carried = fakes.asked("carry_out")["1"]
    assert {one.destination.verify for one in carried.lines} == {"pytest -q"}


@pytest.mark.parametrize(
    ("option", "manner"),
    [
        ("--no-sign", replace(PLAIN, sign=False)),
        ("--sign", replace(PLAIN, sign=True)),
        ("--push", replace(PLAIN, push=True)),
        ("--changelog=take", replace(PLAIN, notes=Notes.TAKE)),
    ],
)
def test_manners(relkit: Command, project: Path, fakes: Fakes, option: str, manner: Manner) -> None:
    assert relkit(project, *NEW, option).status == 0
    assert fakes.asked("plan_backport")["wish"] == Wish(manner=manner)


def test_what_was_typed_is_kept(relkit: Command, project: Path, fakes: Fakes) -> None:
    typed = ("HEAD", "--to", "2.4.x", "--no-sign", "--clean", "--label", "a b", "--pr", "--format", "json")
    assert relkit(project, "backport", *typed).status == 0
    words = fakes.asked("carry_out")["command"]
    options = ("--to", "2.4.x", "--clean", "--no-sign", "--pr", "--label", "a b")
    assert words == ("relkit", "-C", str(project), "backport", *options, "HEAD")


def test_a_dry_run_shows_and_does_nothing(relkit: Command, project: Path, fakes: Fakes) -> None:
    shown = relkit(project, *NEW, "--dry-run")
    assert shown.status == 0
    assert "5 cherry-picks to 2.4.x and 2.3.x; nothing is done yet" in shown.out
    assert f"relkit -C {project} backport --to 2.4.x HEAD  # carries this out" in shown.out
    assert fakes.asked("plan_backport")["wish"] == Wish(forecasts=True)
    assert json.loads(relkit(project, *NEW, "--dry-run", "--format", "json").out)["phase"] == "planned"
    assert "carry_out" not in [name for name, _ in fakes.calls]


def test_where_nothing_is_to_be_picked_nothing_is_begun(relkit: Command, project: Path, fakes: Fakes) -> None:
    fakes.planned = backport(work("2.4.x", left=(left_out("Fix c"),)))
    shown = relkit(project, *NEW)
    assert (shown.status, shown.err) == (0, "")
    assert "already there as 1234567890" in shown.out
    assert "# carries this out" not in shown.out
    assert [name for name, _ in fakes.calls] == ["plan_backport"]


# --- how it ends ------------------------------------------------------------------------------------------------------


def test_what_is_named_and_refused_needs_a_human(relkit: Command, project: Path, fakes: Fakes) -> None:
    refused = left_out("Fix d", "2.4.x, which is newer, lacks it", NEWER_FIRST)
    for picks in ((), (pick("Fix c"),)):
        fakes.planned = backport(work("2.3.x", *picks, left=(refused,)))
        shown = relkit(project, *NEW)
        assert (shown.status, "2.4.x, which is newer, lacks it" in shown.out) == (3, True)
        assert relkit(project, *NEW, "--dry-run").status == 0
        assert relkit(project, "backport", "--missing", "--to", "2.3.x").status == 0


def test_what_is_done_exits_with_0(relkit: Command, project: Path, fakes: Fakes) -> None:
    shown = relkit(project, *NEW)
    assert (shown.status, shown.err) == (0, "")
    assert "  done\n" in shown.out
    assert f"relkit -C {project} undo " in shown.out
    assert fakes.asked("carry_out")["where"] == project


def test_what_waits_exits_with_3_after_all_was_said(relkit: Command, project: Path, fakes: Fakes) -> None:
    fakes.operation = waiting_operation()
    shown = relkit(project, *NEW)
    assert (shown.status, shown.err) == (3, "")
    assert f"relkit -C {project} backport --continue" in shown.out
    shown = relkit(project, *NEW, "--format", "json")
    assert shown.status == 3
    assert json.loads(shown.out)["phase"] == "waiting"


def test_a_remote_that_refuses_needs_a_human(relkit: Command, project: Path, fakes: Fakes) -> None:
    whole = backport(work("2.4.x", pick("Fix c")))
    done = operation(whole, progress("2.4.x", made("Fix c")))
    fakes.operation = replace(done, refused=("origin moved meanwhile",))
    shown = relkit(project, *NEW, "--push")
    assert shown.status == 3
    assert "origin moved meanwhile" in shown.out


def test_an_interrupt_tells_what_stands_and_how_to_go_on(relkit: Command, project: Path, fakes: Fakes) -> None:
    fakes.interrupted = True
    fakes.operation = replace(waiting_operation(), phase=Phase.PICKING)
    for typed in (NEW, ("backport", "--continue"), ("backport", "--mergetool"), ("undo",)):
        shown = relkit(project, *typed, *(["--format", "json"] if "--mergetool" not in typed else []))
        assert (shown.status, shown.out) == (130, "")
        assert "unfinished: picking; 6 asked for: 1 picked" in shown.err
        assert "No branch has moved yet" in shown.err
        for option in ("--status", "--continue", "--abort"):
            assert f"relkit -C {project} backport {option} " in shown.err


def test_an_interrupt_before_anything_is_under_way_says_nothing(relkit: Command, project: Path, fakes: Fakes) -> None:
    fakes.interrupted = True
    shown = relkit(project, *NEW)
    assert (shown.status, shown.out, shown.err) == (130, "", "")


def test_a_real_interrupt(builder: RepoBuilder, project: Path) -> None:
    fix = builder.tip("main")
    command = [sys.executable, "-m", "relkit", "-C", str(project), "backport", fix, "--to", "1.0.x"]
    for name, value in (("user.name", "Test Person"), ("user.email", "test@example.org")):
        subprocess.run(["git", "-C", str(project), "config", name, value], check=True)
    # What verifies a pick interrupts who asked for that, as a person would meanwhile.
    done = subprocess.run(
        [*command, "--verify", "kill -INT $PPID; sleep 60"], capture_output=True, text=True, timeout=50, check=False
    )
    assert (done.returncode, done.stdout) == (130, "")
    assert "unfinished: picking; 1 asked for: 1 picked" in done.stderr
    again = subprocess.run([*command, "--verify", "true"], capture_output=True, text=True, check=False)
    assert again.returncode == 3  # it is under way
    gone_on = subprocess.run([*command[:6], "--abort"], capture_output=True, text=True, check=False)
    assert (gone_on.returncode, gone_on.stderr) == (0, "")


# --- going on ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("--continue", ("go_on", {"line": None, "notes": None, "hooks": None})),
        (
            "--continue --line 2.3.x --changelog take --no-verify",
            ("go_on", {"line": "2.3.x", "notes": Notes.TAKE, "hooks": False}),
        ),
        ("--skip", ("skip", {"line": None})),
        ("--skip --line 2.3.x", ("skip", {"line": "2.3.x"})),
        ("--abort", ("abort", {})),
        ("--mergetool", ("resolve", {"line": None, "tool": None})),
        ("--mergetool meld --line 2.3.x", ("resolve", {"line": "2.3.x", "tool": "meld"})),
        ("--line 2.3.x --mergetool", ("resolve", {"line": "2.3.x", "tool": None})),
        ("--mergetool --format json", ("resolve", {"line": None, "tool": None})),
        ("--status", ("pending", {})),
    ],
)
def test_actions(
    relkit: Command, project: Path, fakes: Fakes, typed: str, asked: tuple[str, dict[str, object]]
) -> None:
    name, told = asked
    fakes.operation = waiting_operation()
    shown = relkit(project, "backport", *typed.split())
    assert (shown.status, shown.err) == (0 if name in ("pending", "resolve") else 3, "")
    assert "2.3.x" in shown.out
    assert [called for called, _ in fakes.calls] == [name]
    called_with = dict(fakes.asked(name))
    assert ("describe" in called_with) == (name in ("go_on", "skip"))
    called_with.pop("describe", None)
    assert called_with == {"where": project, **told}


def test_what_goes_on_to_the_end_exits_with_0(relkit: Command, project: Path, fakes: Fakes) -> None:
    fakes.operation = replace(waiting_operation(), phase=Phase.DONE)
    assert relkit(project, "backport", "--continue").status == 0
    fakes.operation = replace(waiting_operation(), phase=Phase.ABORTED)
    shown = relkit(project, "backport", "--abort")
    assert shown.status == 0
    assert "given up" in shown.out


def test_the_status_where_nothing_is_under_way(relkit: Command, project: Path, fakes: Fakes) -> None:
    assert fakes.operation is None
    shown = relkit(project, "backport", "--status")
    assert (shown.status, shown.out) == (0, "No backport is under way.\n")
    assert json.loads(relkit(project, "backport", "--status", "--format", "json").out)["phase"] == "none"


# --- what does not go together ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("--to 2.4.x", "no CHANGE is named"),
        ("HEAD", "it is not said what is picked to"),
        ("--missing", "it is not said what is picked to"),
        ("--to 2.4.x --missing HEAD", "--missing picks what a line lacks, and a CHANGE is named too"),
        ("--to 2.4.x --kind fix HEAD", "--kind chooses among what a line lacks, and a CHANGE is named"),
        ("--to 2.4.x --kind fix", "no CHANGE is named"),
        ("--to 2.4.x HEAD --topic t --onto-branch", "--onto-branch makes none"),
        ("--to 2.4.x HEAD --pr --onto-branch", "--onto-branch moves the line itself"),
        ("--to 2.4.x HEAD --label t", "--label is for pull requests"),
        ("--to 2.4.x HEAD --line 2.4.x", "--line says which of the lines that wait is meant"),
        ("--to 2.4.x -i", "-i asks what to pick, and there is no terminal to ask at"),
        ("--continue --skip", "--continue and --skip are two ways to go on"),
        ("--skip --continue", "--continue and --skip are two ways to go on"),
        ("--mergetool --abort", "--abort and --mergetool are two ways to go on"),
        ("--continue HEAD", "--continue goes on as the backport was begun, and takes no CHANGE"),
        ("HEAD --continue", "--continue goes on as the backport was begun, and takes no CHANGE"),
        ("--continue --to 2.4.x", "--continue goes on as the backport was begun, and takes no --to"),
        ("--push --continue", "takes no --push"),
        ("--skip --no-sign", "takes no --sign"),
        ("--skip --changelog take", "takes no --changelog"),
        ("--abort --line 2.4.x", "--abort gives the whole backport up, and takes no --line"),
        ("--status --dry-run", "--status only shows the backport that waits, and takes no --dry-run"),
        ("--mergetool --no-verify", "--mergetool only resolves the conflict that waits, and takes no --no-verify"),
        ("--to 2.4.x --kind nonsense --missing", "nonsense"),
        ("--to 2.4.x --changelog maybe HEAD", "maybe"),
    ],
)
def test_what_does_not_go_together(relkit: Command, project: Path, fakes: Fakes, typed: str, said: str) -> None:
    failed = relkit(project, "backport", *typed.split())
    fails(failed, said)
    assert "hint: " in failed.err
    assert fakes.calls == []


# --- apply ------------------------------------------------------------------------------------------------------------


def saved(relkit: Command, project: Path) -> Path:
    file = project.parent / "plan.json"
    assert relkit(project, "plan", "-o", str(file)).status == 0
    return file


def test_a_saved_plan_is_carried_out(relkit: Command, project: Path, fakes: Fakes) -> None:
    saved(relkit, project)
    shown = relkit(project, "apply", "../plan.json", "1.0.x", "--topic", "tides", "--keep-closing", "--verify", "make")
    assert (shown.status, shown.err) == (0, "")
    told = fakes.asked("plan_from")
    assert told["where"] == project
    assert told["1"].repository == "project"
    assert (told["lines"], told["wish"]) == (("1.0.x",), Wish(topic="tides", closing=True))
    carried = fakes.asked("carry_out")
    assert carried["1"].lines[0].destination.verify == "make"
    assert carried["command"][3:] == (
        "apply", "--topic", "tides", "--keep-closing", "--verify", "make", "../plan.json", "1.0.x"
    )  # fmt: skip
    assert "nothing is done yet" in relkit(project, "apply", "../plan.json", "--dry-run").out


def test_a_plan_whose_branches_moved_is_refused(relkit: Command, builder: RepoBuilder, project: Path) -> None:
    saved(relkit, project)
    builder.commit("Fix d", {"d": "d"}, branch="1.0.x")
    refused = relkit(project, "apply", "../plan.json")
    fails(refused, "is out of date: 1 branch moved", "refs/heads/1.0.x has moved", "1 commit ahead", status=3)
    assert f"hint: `relkit -C {project} plan -o ../plan.json` makes a new one" in refused.err
    assert "relkit has changed nothing here yet" in relkit(project, "log").out


def test_what_cannot_be_applied(relkit: Command, project: Path, fakes: Fakes) -> None:
    fails(relkit(project, "apply"), "Missing argument 'PLAN'")
    fails(relkit(project, "apply", "nowhere.json"), "cannot be read")
    saved(relkit, project)
    fails(relkit(project, "apply", "../plan.json", "1.0.y"), "no line called 1.0.y", "did you mean 1.0.x?")
    fails(relkit(project, "apply", "../plan.json", "--label", "x"), "--label is for pull requests")
    assert fakes.calls == []


# --- log, undo --------------------------------------------------------------------------------------------------------


def test_the_log(relkit: Command, project: Path, fakes: Fakes) -> None:
    assert relkit(project, "log").out == "relkit has changed nothing here yet.\n"
    assert fakes.asked("operations")["most"] == 20
    first = replace(waiting_operation(), id=OperationId("20250614-101010-aaaa"), phase=Phase.UNDONE)
    fakes.known = (waiting_operation(), first)
    shown = relkit(project, "log")
    assert [line.split("  ")[0] for line in shown.out.splitlines()[:2]] == [one.id for one in fakes.known]
    assert len(json.loads(relkit(project, "log", "--format", "json").out)["operations"]) == 2
    assert len(json.loads(relkit(project, "log", "-n", "1", "--format", "json").out)["operations"]) == 1


def test_one_operation_of_the_log(relkit: Command, project: Path, fakes: Fakes) -> None:
    first = replace(waiting_operation(), id=OperationId("20250614-101010-aaaa"), phase=Phase.UNDONE)
    fakes.known = (waiting_operation(), first)
    shown = relkit(project, "log", "20250614")
    assert f"backport {first.id}  taken back" in shown.out
    assert "by Test Person <test@example.org>" in shown.out
    (told,) = json.loads(relkit(project, "log", first.id, "--format", "json").out)["operations"]
    assert told["operation"] == first.id
    fails(
        relkit(project, "log", "2025"), "2 operations begin with 2025", "the newest are 20250615-150640-k3f9, 2025061"
    )
    fails(relkit(project, "log", "2024"), "there is no operation 2024", "hint: the newest are ")
    fails(relkit(project, "log", "2025", "-n", "1"), "-n says how many")
    fakes.known = ()
    fails(relkit(project, "log", "2025"), "there is none yet")


def test_undo(relkit: Command, project: Path, fakes: Fakes) -> None:
    fakes.operation = replace(waiting_operation(), phase=Phase.UNDONE)
    shown = relkit(project, "undo")
    assert (shown.status, shown.err) == (0, "")
    assert "Every branch is again where it was before." in shown.out
    assert relkit(project, "undo", "20250615", "--format", "json").status == 0
    assert [told["1"] for _, told in fakes.calls] == [None, "20250615"]
    fakes.operation = replace(waiting_operation(), phase=Phase.UNDONE, refused=("origin moved meanwhile",))
    assert relkit(project, "undo").status == 0  # which was told when it was pushed


# --- around it --------------------------------------------------------------------------------------------------------


def test_lines_are_completed(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    environment = {
        "_RELKIT_COMPLETE": "bash_complete",
        "COMP_WORDS": "relkit backport --to 1",
        "COMP_CWORD": "3",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    completed = BashComplete(cli, {}, "relkit", "_RELKIT_COMPLETE").complete()
    assert "1.0.x" in completed


def test_the_help_of_each_tells_its_options() -> None:
    for verb, option in (("backport", "--mergetool [TOOL]"), ("apply", "--verify-each"), ("log", "-n, --number")):
        assert option in CliRunner().invoke(cli, [verb, "--help"]).output


@pytest.mark.parametrize(
    ("typed", "asked"),
    [("--push", {"request": False, "labels": ()}), ("--pr --label port", {"request": True, "labels": ("port",)})],
)
def test_what_was_made_is_published_by_itself(
    relkit: Command, fakes: Fakes, project: Path, typed: str, asked: dict[str, object]
) -> None:
    fakes.operation = waiting_operation()
    assert relkit(project, "backport", *typed.split()).status == 3
    told = fakes.asked("publish_later")
    assert {name: told[name] for name in asked} == asked
