from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import click
import pytest

from relkit.cli.main import run
from relkit.errors import RelkitError, StoppedError


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> dict[str, BaseException]:
    """Let ``relkit plan`` raise what is put in here."""
    wanted: dict[str, BaseException] = {}

    def fail(*_: object, **__: object) -> None:
        raise wanted["error"]

    monkeypatch.setattr("relkit.workflows.plan.make_plan", fail)
    return wanted


def relkit(*arguments: str, code: str | None = None, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run relkit as a process of its own; ``code`` runs before it."""
    script = f"{textwrap.dedent(code or '')}\nimport relkit.cli.main\nrelkit.cli.main.main()"
    command = [sys.executable, "-c", script, *arguments]
    return subprocess.run(command, capture_output=True, env={**os.environ, **environment}, check=False, timeout=60)


def test_an_error_and_what_to_do(failing: dict[str, BaseException], capsys: pytest.CaptureFixture[str]) -> None:
    failing["error"] = RelkitError("there is no line 9.x", "there are: 2.4.x")
    assert run(["plan"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "error: there is no line 9.x\nhint: there are: 2.4.x\n"


def test_an_error_has_its_own_status(failing: dict[str, BaseException], capsys: pytest.CaptureFixture[str]) -> None:
    failing["error"] = StoppedError("a conflict")
    assert run(["plan"]) == 3
    assert capsys.readouterr().err == "error: a conflict\n"


def test_an_error_is_safe_to_show(failing: dict[str, BaseException], capsys: pytest.CaptureFixture[str]) -> None:
    failing["error"] = RelkitError("no line \x1b[31m\u202e", "try \x07 \udce9")
    assert run(["plan"]) == 2
    assert capsys.readouterr().err == "error: no line \\x1b[31m\\u202e\nhint: try \\x07 \\xe9\n"


@pytest.mark.parametrize(
    "arguments", [["plan", "--nope"], ["zzz"], ["plan", "--format", "xml"], ["-C"], ["completion"]]
)
def test_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("error: ")
    assert "--help` tells more" in said.err


def test_a_verb_that_was_meant(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plam"]) == 2
    assert capsys.readouterr().err == "error: there is no command 'plam'\nhint: did you mean `relkit plan`?\n"


def test_without_a_verb_there_is_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 2
    said = capsys.readouterr()
    assert "Usage: relkit" in said.err
    assert said.out == ""


def test_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    said = capsys.readouterr().out
    assert "What to release from which branch, and why." in said
    assert run(["plan", "-h"]) == 0
    assert "--as-of" in capsys.readouterr().out


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("relkit 0.")


@pytest.mark.parametrize("error", [KeyboardInterrupt(), click.Abort()])
def test_an_interrupt_is_quiet(
    failing: dict[str, BaseException], error: BaseException, capsys: pytest.CaptureFixture[str]
) -> None:
    failing["error"] = error
    assert run(["plan"]) == 130
    assert capsys.readouterr() == ("", "")


def test_a_fault_names_its_log(
    failing: dict[str, BaseException], capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    failing["error"] = ValueError("unexpected \x1b[31m")
    assert run(["plan", "--all"]) == 70
    said = capsys.readouterr()
    (log,) = (home / ".local" / "state" / "relkit").iterdir()
    assert str(log) in said.err
    assert "Traceback" not in said.err
    assert "\x1b" not in said.err
    text = log.read_text()
    assert "Traceback" in text
    assert "ValueError: unexpected" in text
    assert "['plan', '--all']" in text
    assert log.stat().st_mode & 0o077 == 0


def test_a_fault_without_a_place_for_its_log(
    failing: dict[str, BaseException],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(blocked))
    monkeypatch.setattr("tempfile.tempdir", str(blocked))
    failing["error"] = ValueError("unexpected")
    assert run(["plan"]) == 70
    assert "no log could be written" in capsys.readouterr().err


def test_a_fault_of_the_system_is_a_fault_too(failing: dict[str, BaseException]) -> None:
    failing["error"] = OSError(errno.EMFILE, "too many open files")
    assert run(["plan"]) == 70


def test_a_reader_that_goes_away() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "relkit", "plan", "--demo", "--format", "json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.close()
    _, err = process.communicate(timeout=60)
    assert process.returncode == 141
    assert err == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk() -> None:
    with Path("/dev/full").open("wb") as full:
        said = subprocess.run(
            [sys.executable, "-m", "relkit", "--version"], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert said.returncode == 2
    assert said.stderr.startswith(b"error: No space left on device")
    assert b"Traceback" not in said.stderr


def test_closed_streams() -> None:
    command = f"{sys.executable} -m relkit --version >&- 2>&-; echo $?"
    said = subprocess.run(["sh", "-c", command], capture_output=True, check=False)
    assert said.stdout == b"0\n"


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)])
def test_a_signal_unwinds(number: signal.Signals, status: int, tmp_path: Path) -> None:
    code = f"""
        import os, relkit.workflows.plan
        def wait(where, **_):
            assert where.is_dir()
            os.kill(os.getpid(), {int(number)})
            import time; time.sleep(60)
        relkit.workflows.plan.make_plan = wait
    """
    said = relkit("plan", "--demo", code=code, TMPDIR=str(tmp_path))
    assert (said.returncode, said.stdout, said.stderr) == (status, b"", b"")
    assert list(tmp_path.iterdir()) == []


def test_an_encoding_without_the_characters() -> None:
    said = relkit("plan", "--demo", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert said.returncode == 0
    assert said.stdout.isascii()
    assert b"2.4.x -> release" in said.stdout


def test_json_is_utf8_whatever_the_terminal_speaks() -> None:
    code = """
        import relkit.workflows.plan
        from tests.plans import judged, line, plan, planned
        made = plan(planned(line("main", mainline=True), "wait", unreleased=(judged("Fix café \\udce9"),)))
        relkit.workflows.plan.make_plan = lambda *_, **__: made
    """
    said = relkit(
        "plan", "--format", "json", code=code, PYTHONIOENCODING="latin-1", PYTHONPATH=os.pathsep.join(sys.path)
    )
    assert said.returncode == 0, said.stderr
    assert '"Fix café \\\\xe9"' in said.stdout.decode("utf-8")


def test_colours_follow_the_terminal_and_no_color() -> None:
    assert b"\x1b[" not in relkit("plan", "--demo").stdout
    assert b"\x1b[1;32m" in relkit("plan", "--demo", FORCE_COLOR="1").stdout
    assert b"\x1b[1;32m" in relkit("plan", "--demo", CLICOLOR_FORCE="1", CLICOLOR="0").stdout
    for off in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        assert b"\x1b[1;32m" not in relkit("plan", "--demo", FORCE_COLOR="1", **off).stdout
    assert b"\x1b[" not in relkit("plan", "--demo", FORCE_COLOR="0", CLICOLOR_FORCE="0").stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["completion", shell]) == 0
    said = capsys.readouterr().out
    assert "_RELKIT_COMPLETE" in said
    assert f"{shell}_complete" in said


def test_verbs_are_completed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_RELKIT_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "relkit p")
    monkeypatch.setenv("COMP_CWORD", "1")
    assert run([]) == 0
    assert capsys.readouterr().out == "plain,plan\n"


def test_a_bare_relkit_shows_its_help_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("Usage: relkit")
    assert "\n  plan " in err
