from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from relkit.report.plan.document import document
from relkit.report.shapes import encode
from relkit.workflows.plan import make_plan
from tests.builders import RepoBuilder
from tests.terminal import finish, terminal

PAGER = """\
#!/bin/sh
echo "LESS=$LESS" >"$0.environment"
printf '<<paged>>\\n'
cat
printf '<<end>>\\n'
"""


@pytest.fixture
def project(builder: RepoBuilder) -> Path:
    """Return a project whose plan of 1.0.x has more than 24 lines."""
    builder.tag("v1.0.0", at=builder.commit("Begin", {"a": "a"}))
    builder.branch("1.0.x")
    for number in range(40):
        builder.commit(f"Fix number {number}", {"a": f"{number}"}, branch="1.0.x")
    return builder.path


@pytest.fixture
def pager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a pager that marks what it shows, and is the user's."""
    return script(tmp_path / "pager", PAGER, monkeypatch)


def script(path: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    path.write_text(text)
    path.chmod(0o755)
    monkeypatch.setenv("PAGER", str(path))
    monkeypatch.delenv("LESS", raising=False)
    return path


def test_what_is_longer_than_the_screen_is_paged(project: Path, pager: Path) -> None:
    with terminal("plan", "1.0.x", cwd=project) as child:
        shown, status = finish(child)
    assert shown.startswith("<<paged>>\n")
    assert shown.endswith("<<end>>\n")
    assert "Fix number 39" in shown
    assert "\x1b[" in shown  # colours survive
    assert status == 0
    assert Path(f"{pager}.environment").read_text() == "LESS=-FRX\n"


@pytest.mark.usefixtures("pager")
def test_the_users_own_settings_stay(project: Path, pager: Path) -> None:
    with terminal("plan", "1.0.x", cwd=project, environment={"LESS": "-i"}) as child:
        finish(child)
    assert Path(f"{pager}.environment").read_text() == "LESS=-i\n"


@pytest.mark.usefixtures("pager")
def test_markdown_is_paged_too_and_the_status_stays(project: Path) -> None:
    with terminal("plan", "1.0.x", "--format", "markdown", "--exit-code", cwd=project) as child:
        shown, status = finish(child)
    assert shown.startswith("<<paged>>\n# project")
    assert status == 1


@pytest.mark.usefixtures("pager")
@pytest.mark.parametrize(
    ("arguments", "environment"),
    [
        (["plan", "1.0.x", "--format", "json"], {}),
        (["--no-pager", "plan", "1.0.x"], {}),
        (["plan", "1.0.x"], {"PAGER": "cat"}),
        (["plan", "1.0.x"], {"PAGER": ""}),
        (["plan", "1.0.x"], {"RELKIT_PAGER": "cat"}),
        (["plan", "1.0.x"], {"RELKIT_PAGER": ""}),
        (["plan", "1.0.x"], {"TERM": "dumb"}),
        (["plan", "1.0.x"], {"TERM": None}),
        (["plan", "1.0.x"], {"PAGER": "no-such-pager --at all"}),
    ],
)
def test_what_is_not_paged(project: Path, arguments: list[str], environment: dict[str, str | None]) -> None:
    with terminal(*arguments, cwd=project, environment=environment) as child:
        shown, status = finish(child)
    assert "<<paged>>" not in shown
    assert "Fix number 39" in shown
    assert "Fix number 0" in shown
    assert status == 0


@pytest.mark.usefixtures("pager")
def test_a_screen_that_is_high_enough_needs_no_pager(project: Path) -> None:
    with terminal("plan", "1.0.x", cwd=project, rows=200) as child:
        shown, _ = finish(child)
    assert "<<paged>>" not in shown


@pytest.mark.usefixtures("pager")
def test_lines_that_the_terminal_breaks_count(builder: RepoBuilder) -> None:
    builder.commit("word " * 500)
    with terminal("plan", "main", "--format", "markdown", cwd=builder.path, columns=40, rows=24) as child:
        shown, _ = finish(child)
    assert shown.startswith("<<paged>>")


@pytest.mark.usefixtures("pager")
def test_a_pipe_is_no_screen(project: Path) -> None:
    command = [sys.executable, "-m", "relkit", "plan", "1.0.x"]
    said = subprocess.run(command, cwd=project, capture_output=True, text=True, check=True)
    assert said.stdout.startswith("project")


@pytest.mark.usefixtures("pager")
def test_relkit_has_a_pager_of_its_own(project: Path) -> None:
    with terminal("plan", "1.0.x", cwd=project, environment={"RELKIT_PAGER": "sed 's/^/| /' | cat"}) as child:
        shown, _ = finish(child)
    assert "| \x1b" in shown or "| project" in shown
    assert "<<paged>>" not in shown


def test_leaving_early_is_no_error(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script(tmp_path / "pager", "#!/bin/sh\nhead -n 1 >/dev/null\nexit 1\n", monkeypatch)
    with terminal("plan", "1.0.x", cwd=project) as child:
        shown, status = finish(child)
    assert (shown, status) == ("", 0)


def test_an_interrupt_is_the_pagers(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "trap 'echo interrupted' INT\ncat >/dev/null\necho ready\nread answer </dev/tty\n"
    script(tmp_path / "pager", f"#!/bin/sh\n{text}", monkeypatch)
    with terminal("plan", "1.0.x", cwd=project) as child:
        child.expect("ready")
        child.sendintr()
        child.expect("interrupted")
        child.sendline("go on")
        shown, status = finish(child)
    assert "Traceback" not in shown
    assert status == 0


def test_being_ended_ends_the_pager(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"#!/bin/sh\necho $$ >{tmp_path}/pid\ncat >/dev/null\necho ready\nexec sleep 60\n"
    script(tmp_path / "pager", text, monkeypatch)
    with terminal("plan", "1.0.x", cwd=project) as child:
        child.expect("ready")
        child.kill(signal.SIGTERM)
        shown, status = finish(child)
    assert "Traceback" not in shown
    assert status == 128 + signal.SIGTERM
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


@pytest.mark.usefixtures("pager")
def test_a_plan_that_is_out_of_date_is_paged_before_it_is_refused(project: Path, tmp_path: Path) -> None:
    made = make_plan(project, lines=["1.0.x"])
    told = json.loads(encode(document(made)))
    told["tips"]["refs/heads/gone"] = told["lines"][0]["tip"]
    (tmp_path / "plan.json").write_text(json.dumps(told))
    with terminal("plan", "--saved", str(tmp_path / "plan.json"), "1.0.x", cwd=project) as child:
        shown, status = finish(child)
    assert "refs/heads/gone is no longer there" in shown.partition("<<end>>\n")[2]
    assert status == 3


@pytest.mark.skipif(shutil.which("less") is None, reason="there is no less")
def test_less_is_the_pager_where_none_is_named(project: Path) -> None:
    with terminal("plan", "1.0.x", cwd=project, environment={"LESS": None, "PAGER": None}) as child:
        child.expect("\n:")
        child.send("q")
        shown, status = finish(child)
    assert "Fix number 0" not in shown
    assert status == 0


def test_without_less_nothing_is_paged(project: Path, tmp_path: Path) -> None:
    git = shutil.which("git")
    assert git is not None
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "git").symlink_to(git)
    with terminal("plan", "1.0.x", cwd=project, environment={"PATH": str(tmp_path / "bin"), "PAGER": None}) as child:
        shown, status = finish(child)
    assert "Fix number 0" in shown
    assert status == 0
