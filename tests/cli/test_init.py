"""`relkit init` on repositories with a work tree; its questions at a real terminal."""

from __future__ import annotations

import subprocess
import tomllib
from pathlib import Path

import pytest

from relkit.cli.main import run
from tests.builders import DAY, RepoBuilder
from tests.commands import Command, Result, fails, fingerprint, populate
from tests.terminal import CTRL_C, CTRL_D, DOWN, ENTER, Session

PYPROJECT = "# The project.\n[project]\nname = 'example'   # for now\n\n[tool.black]\nline-length = 100\n"
BLOCK = """
[tool.relkit]
mainline = "main"
tags = "v{version}"
scheme = "pep440"

[tool.relkit.lines]
"[0-9]*.x" = { policy = "patch" }
"""
FILE = "Where shall the configuration go?"
DAY_OF_1_2 = "Until when is 1.2.x maintained?"
DAY_OF_1_1 = "Until when is 1.1.x maintained?"
NOTES = "also bring the decisions of others?"
WRITE = "Add this to pyproject.toml?"


@pytest.fixture
def project(builder: RepoBuilder) -> RepoBuilder:
    """Patch releases on 1.1.x and 1.2.x, committed with a pyproject.toml, and checked out."""
    populate(builder)
    builder.branch("1.1.x", at="main")
    for number in (2, 3):
        builder.commit(
            f"Release 1.2.{number}", {"VERSION": f"1.2.{number}\n"}, branch="1.2.x", when=builder.clock + DAY
        )
        builder.tag(f"v1.2.{number}", at="1.2.x")
    builder.commit("Describe", {"pyproject.toml": PYPROJECT})
    builder.checkout()
    return builder


@pytest.fixture
def clone(project: RepoBuilder, tmp_path: Path) -> Path:
    """An ordinary clone: the maintenance branches are the remote's, and there is a remote to fetch from."""
    subprocess.run(["git", "clone", "-q", project.path, tmp_path / "clone"], check=True)
    return tmp_path / "clone"


class Init:
    """Runs `relkit init`, which may write; all else stays as it is."""

    def __init__(self, capfd: pytest.CaptureFixture[str]) -> None:
        self._capfd = capfd

    def __call__(self, where: Path, *arguments: str, writes: str | None = None) -> Result:
        before = fingerprint(where)
        self._capfd.readouterr()
        status = run(["-C", str(where), "init", *arguments])
        out, err = self._capfd.readouterr()
        assert "Traceback" not in err
        after = fingerprint(where)
        assert {name for name in before | after if before.get(name) != after.get(name)} == (
            {writes} if writes else set()
        )
        return Result(status=status, out=out, err=err)


@pytest.fixture
def init(capfd: pytest.CaptureFixture[str]) -> Init:
    return Init(capfd)


# --- without questions ------------------------------------------------------------------------------------------------


def test_every_default_and_the_plan_says_the_same(init: Init, relkit: Command, project: RepoBuilder) -> None:
    before = relkit.plan(project.path, "--as-of", "main").plan
    result = init(project.path, "--yes", writes="pyproject.toml")
    assert result.status == 0
    assert (project.path / "pyproject.toml").read_text() == PYPROJECT + BLOCK
    assert f"pyproject.toml is extended. To undo: git -C {project.path} checkout -- pyproject.toml" in result.err
    assert "Next: relkit plan" in result.err
    assert "+ mainline" in result.out
    assert "5 of 5 tags; the newest is v1.2.3" in result.out
    after = relkit.plan(project.path, "--as-of", "main").plan
    for line in after["lines"][1:]:
        assert line.pop("policy") == "patch"
    for line in before["lines"][1:]:
        assert line.pop("policy") is None
    assert after == before


def test_the_second_run_has_nothing_to_do(init: Init, project: RepoBuilder) -> None:
    init(project.path, "--yes", writes="pyproject.toml")
    for arguments in ([], ["--yes"], ["--print"]):
        result = init(project.path, *arguments)
        assert result.status == 0
        assert "Nothing to do: pyproject.toml says all of this already" in result.err
    assert "as configured" in init(project.path).out


def test_only_what_is_lacking_is_added(init: Init, project: RepoBuilder) -> None:
    path = project.path / "pyproject.toml"
    path.write_text(f"[tool.relkit]\nmainline = 'main'  # of course\n\n{PYPROJECT}")
    result = init(project.path, "--yes", writes="pyproject.toml")
    assert "other changes that are not committed" in result.err
    added = 'tags = "v{version}"\nscheme = "pep440"\n'
    lines = '\n[tool.relkit.lines]\n"[0-9]*.x" = { policy = "patch" }\n'
    assert path.read_text() == f"[tool.relkit]\nmainline = 'main'  # of course\n{added}{lines}\n{PYPROJECT}"


@pytest.mark.parametrize("content", [None, "[tool.black\n"])
def test_without_a_usable_pyproject_relkit_toml_is_made(init: Init, project: RepoBuilder, content: str | None) -> None:
    path = project.path / "pyproject.toml"
    path.unlink()
    if content is not None:
        path.write_text(content)
    result = init(project.path, "--yes", writes="relkit.toml")
    assert f"relkit.toml is made. To undo: rm {project.path / 'relkit.toml'}" in result.err
    assert (project.path / "relkit.toml").read_text() == BLOCK.lstrip().replace("[tool.relkit]\n", "").replace(
        "tool.relkit.", ""
    )
    assert "Nothing to do: relkit.toml" in init(project.path, "--yes").err


def test_the_file_can_be_chosen(init: Init, project: RepoBuilder) -> None:
    init(project.path, "--yes", "--file", "relkit.toml", writes="relkit.toml")
    fails(init(project.path, "--yes", "--file", "pyproject.toml"), "relkit.toml already")
    (project.path / "relkit.toml").unlink()
    (project.path / "pyproject.toml").unlink()
    fails(init(project.path, "--yes", "--file", "pyproject.toml"), "no pyproject.toml")


def test_print_writes_nothing(init: Init, project: RepoBuilder) -> None:
    result = init(project.path, "--print")
    assert (result.status, result.out) == (0, BLOCK.lstrip())
    assert "nothing was written" in result.err
    assert init(project.path, "--print", "--file", "relkit.toml").out.startswith('mainline = "main"\n')
    fails(init(project.path, "--print", "--notes"), "no other option")


def test_line_ends_and_a_missing_last_one_are_kept(init: Init, project: RepoBuilder) -> None:
    old = b"\xef\xbb\xbf[project]\r\nname = 'x'"
    path = project.path / "pyproject.toml"
    path.write_bytes(old)
    path.chmod(0o640)
    init(project.path, "--yes", writes="pyproject.toml")
    assert path.read_bytes() == old + b"\r\n" + BLOCK.replace("\n", "\r\n").encode().removesuffix(b"\r\n")
    assert path.stat().st_mode & 0o777 == 0o640


def test_towncriers_folder_needs_no_key_and_another_is_found(init: Init, project: RepoBuilder) -> None:
    project.commit("Note", {"changelogs/fragments/1.yml": "bugfixes:\n- one\n"})
    assert 'changelog = "changelogs/fragments"' in init(project.path, "--print").out
    project.commit("Configure", {"towncrier.toml": "[tool.towncrier]\ndirectory = 'notes'\n"})
    assert "changelog" not in init(project.path, "--print").out


def test_from_a_folder_below_and_a_linked_work_tree(init: Init, project: RepoBuilder, tmp_path: Path) -> None:
    (project.path / "deep").mkdir()
    assert run(["-C", str(project.path / "deep"), "init", "--yes"]) == 0
    assert (project.path / "pyproject.toml").read_text() == PYPROJECT + BLOCK
    subprocess.run(["git", "-C", project.path, "worktree", "add", "-qb", "topic", tmp_path / "linked"], check=True)
    assert "checkout -- pyproject.toml" in init(tmp_path / "linked", "--yes", writes="pyproject.toml").err


# --- refusals ---------------------------------------------------------------------------------------------------------


def test_without_a_terminal_it_says_what_to_do(init: Init, project: RepoBuilder) -> None:
    fails(init(project.path), "no terminal", "relkit init --yes", "--print")


def test_a_bare_repository(init: Init, project: RepoBuilder, tmp_path: Path) -> None:
    subprocess.run(["git", "clone", "-q", "--bare", project.path, tmp_path / "bare.git"], check=True)
    fails(init(tmp_path / "bare.git", "--yes"), "bare repository", "relkit init --print")
    assert init(tmp_path / "bare.git", "--print").out == BLOCK.lstrip()


def test_a_maintenance_branch_is_checked_out(init: Init, project: RepoBuilder) -> None:
    project.checkout("1.2.x")
    fails(init(project.path, "--yes"), "read from the mainline, main", "--print")


def test_a_broken_configuration_is_told_and_left(init: Init, project: RepoBuilder) -> None:
    (project.path / "relkit.toml").write_text("mainlin = 'x'\n")
    fails(init(project.path, "--yes"), "relkit.toml has 1 fault", "did you mean mainline?")


def test_a_table_that_cannot_be_completed(init: Init, project: RepoBuilder) -> None:
    (project.path / "pyproject.toml").write_text("tool = { black = {} }\n")
    fails(init(project.path, "--yes", writes=None), "without disturbing", "--file relkit.toml", out=True)
    assert init(project.path, "--yes", "--file", "relkit.toml", writes="relkit.toml").status == 0


def test_a_read_only_file(init: Init, project: RepoBuilder) -> None:
    (project.path / "pyproject.toml").chmod(0o444)
    fails(init(project.path, "--yes"), "pyproject.toml is read-only", "chmod u+w", out=True)


def test_a_link_is_followed_and_stays_one(init: Init, project: RepoBuilder) -> None:
    target = project.path / "shared.toml"
    target.write_text(PYPROJECT)
    path = project.path / "pyproject.toml"
    path.unlink()
    path.symlink_to(target)
    init(project.path, "--yes", writes="shared.toml")
    assert path.is_symlink()
    assert target.read_text() == PYPROJECT + BLOCK


def test_a_link_out_of_the_work_tree_is_refused(init: Init, project: RepoBuilder, tmp_path: Path) -> None:
    target = tmp_path / "shared.toml"
    target.write_text(PYPROJECT)
    path = project.path / "pyproject.toml"
    path.unlink()
    path.symlink_to(target)
    fails(init(project.path, "--yes"), "outside the work tree", "--print", out=True)
    assert target.read_text() == PYPROJECT


def test_undo_works_wherever_it_is_typed(init: Init, project: RepoBuilder) -> None:
    below = project.path / "sub"
    below.mkdir()
    (below / "pyproject.toml").write_text("# somebody's work\n")
    result = init(project.path, "--yes", writes="pyproject.toml")
    undo = result.err.partition("To undo: ")[2].splitlines()[0]
    subprocess.run(undo, shell=True, cwd=below, check=True)  # noqa: S602 # as a person would paste it
    assert (project.path / "pyproject.toml").read_text() == PYPROJECT
    assert (below / "pyproject.toml").read_text() == "# somebody's work\n"


def test_what_would_act_on_a_terminal_is_escaped(init: Init, builder: RepoBuilder) -> None:
    builder.commit("Start", {"a": "1"}, branch="ma\x9b31min\u202e")
    (builder.git_dir / "HEAD").write_bytes("ref: refs/heads/ma\x9b31min\u202e\n".encode())
    shown = init(builder.path, "--print").out
    assert "\x9b" not in shown
    assert "\u202e" not in shown
    assert tomllib.loads(shown)["mainline"] == "ma\x9b31min\u202e"


def test_an_empty_repository(init: Init, builder: RepoBuilder) -> None:
    fails(init(builder.path, "--yes"), "no commits yet")


def test_a_project_without_releases(init: Init, builder: RepoBuilder) -> None:
    builder.commit("Start", {"a": "1"})
    builder.checkout()
    init(builder.path, "--yes", writes="relkit.toml")
    assert (builder.path / "relkit.toml").read_text() == 'mainline = "main"\n'


# --- decisions --------------------------------------------------------------------------------------------------------


def fetches(where: Path) -> list[str]:
    said = subprocess.run(
        ["git", "-C", where, "config", "--get-all", "remote.origin.fetch"], capture_output=True, text=True, check=True
    )
    return said.stdout.splitlines()


def test_decisions_are_fetched_when_told(init: Init, clone: Path, project: RepoBuilder) -> None:
    usual = fetches(clone)
    init(clone, "--yes", writes="pyproject.toml")
    assert fetches(clone) == usual
    result = init(clone, "--notes", writes=".git/config")
    assert fetches(clone) == [*usual, "+refs/notes/relkit*:refs/notes/origin/relkit*"]
    # A remote without decisions must not stop `git fetch`.
    subprocess.run(["git", "-C", clone, "fetch", "-q"], check=True)
    subprocess.run(["git", "-C", project.path, "notes", "--ref", "relkit", "add", "-m", "{}"], check=True)
    subprocess.run(["git", "-C", clone, "fetch", "-q"], check=True)
    shown = subprocess.run(
        ["git", "-C", clone, "notes", "--ref", "origin/relkit", "list"], capture_output=True, check=True
    )
    assert shown.stdout
    assert "already" in init(clone, "--notes", "origin").err
    undo = result.err.partition("To undo: ")[2].strip()
    subprocess.run(undo, shell=True, cwd=clone, check=True)  # noqa: S602 # as a person would paste it
    assert fetches(clone) == usual


def test_decisions_without_a_work_tree(init: Init, project: RepoBuilder, tmp_path: Path) -> None:
    subprocess.run(["git", "clone", "-q", "--bare", project.path, tmp_path / "bare.git"], check=True)
    result = init(tmp_path / "bare.git", "--notes", writes="config")
    assert result.status == 0
    assert "now also brings the decisions" in result.err


def test_a_remote_that_is_none(init: Init, clone: Path, project: RepoBuilder) -> None:
    fails(init(clone, "--notes", "orign"), "no remote called orign", "origin")
    fails(init(project.path, "--notes"), "no remote to fetch decisions from")


# --- questions --------------------------------------------------------------------------------------------------------


def test_enter_takes_every_default(clone: Path) -> None:
    session = Session(clone, "init")
    session.answer(FILE, ENTER)
    session.answer(DAY_OF_1_2, ENTER)
    session.answer(DAY_OF_1_1, ENTER)
    session.answer(NOTES, ENTER)
    session.answer(WRITE, ENTER)
    assert session.end() == 0
    assert (clone / "pyproject.toml").read_text() == PYPROJECT + BLOCK
    assert len(fetches(clone)) == 1
    assert "relkit plan" in session.seen


def test_every_answer_counts(clone: Path) -> None:
    session = Session(clone, "init")
    session.answer(FILE, DOWN + ENTER)
    session.answer(DAY_OF_1_2, f"soon{ENTER}")
    session.answer("a day to come is written like 2027-01-31", "\x7f" * 4 + f"2100-01-31{ENTER}")
    session.answer(DAY_OF_1_1, ENTER)
    session.answer(NOTES, "y")
    session.answer("Add this to relkit.toml?", "y")
    assert session.end() == 0
    assert (clone / "relkit.toml").read_text().endswith('"1.2.x" = { until = 2100-01-31 }\n')
    assert (clone / "pyproject.toml").read_text() == PYPROJECT
    assert len(fetches(clone)) == 2


def test_no_writes_nothing(clone: Path) -> None:
    before = fingerprint(clone)
    session = Session(clone, "init", "--file", "pyproject.toml")
    session.answer(DAY_OF_1_2, ENTER)
    session.answer(DAY_OF_1_1, ENTER)
    session.answer(NOTES, "y")
    session.answer(WRITE, "n")
    assert session.end() == 0
    assert "Nothing was written" in session.seen
    assert fingerprint(clone) == before


QUESTIONS = (FILE, DAY_OF_1_2, DAY_OF_1_1, NOTES, WRITE)


@pytest.mark.parametrize(("question", "keys"), [*((question, CTRL_C) for question in QUESTIONS), (DAY_OF_1_2, CTRL_D)])
def test_an_interrupt_at_any_question_leaves_everything(clone: Path, question: str, keys: str) -> None:
    before = fingerprint(clone)
    session = Session(clone, "init")
    for earlier in QUESTIONS[: QUESTIONS.index(question)]:
        session.answer(earlier, "y" if earlier is NOTES else ENTER)
    session.answer(question, keys)
    assert session.end() == 130
    assert "Traceback" not in session.seen
    assert fingerprint(clone) == before
