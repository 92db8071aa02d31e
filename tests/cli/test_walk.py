"""`relkit plan -i` at a real terminal."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.builders import DAY, RepoBuilder
from tests.commands import Command, fails, kept_decisions
from tests.terminal import CTRL_C, CTRL_D, ENTER, Session, finish, start

FIX, OTHER, ODD = "Fix the reading of tides", "Fix the writing of tides", "Think of stations"
WANTED, KIND = "Is it wanted on 1.2.x?", "What is it?"
PLAIN = {"PAGER": "cat", "NO_COLOR": "1"}


@pytest.fixture
def project(builder: RepoBuilder) -> RepoBuilder:
    """1.2.x lacks two fixes, and what "Think of stations" is, nobody knows."""
    builder.commit("Start", {"a.py": "a = 1\n", "b.py": "b = 1\n"})
    builder.branch("1.2.x")
    builder.commit("Release 1.2.0", {"VERSION": "1.2.0\n"}, branch="1.2.x")
    builder.tag("v1.2.0", at="1.2.x")
    builder.commit(ODD, {"e.py": "e = 1\n"}, when=builder.clock + DAY)
    builder.commit(FIX, {"a.py": "a = 2\n"})
    builder.commit(OTHER, {"b.py": "b = 2\n"})
    return builder


def walk(project: RepoBuilder, *arguments: str) -> Session:
    return Session(project.path, "plan", "-i", *arguments, environment=PLAIN)


def decisions(project: RepoBuilder) -> list[str]:
    return kept_decisions(project.path)


# --- the conversation -------------------------------------------------------------------------------------------------


def test_a_walk_from_the_first_question_to_what_it_changed(project: RepoBuilder) -> None:
    session = walk(project)
    session.wait(OTHER)
    session.answer(WANTED, "y")
    session.wait(FIX)
    session.answer(WANTED, "n")
    session.wait(ODD)
    session.answer(KIND, "e")
    session.wait("3 decisions are kept")
    session.wait("What your decisions changed:")
    session.wait("no longer missing")
    assert session.end() == 0
    assert "1.2.x" in session.seen
    assert FIX in session.seen
    assert len(decisions(project)) == 3
    assert "3 decisions of 1 person are taken into account" in session.seen


def test_evidence_the_diff_stat_and_progress_are_shown(project: RepoBuilder) -> None:
    session = walk(project)
    session.answer(WANTED, "l")
    for shown in ("3 questions left", "b.py", "estimated: fix", "message:", "missing on 1.2.x: applies"):
        assert shown in session.seen
    session.answer(WANTED, "q")
    assert session.end() == 0
    assert "Nothing was decided, 3 questions left" in session.seen
    assert "What your decisions changed" not in session.seen
    assert decisions(project) == []


def test_the_change_itself_can_be_viewed(project: RepoBuilder) -> None:
    session = walk(project)
    session.answer(WANTED, "v")
    session.wait("+b = 2")
    session.answer(WANTED, "q")
    assert session.end() == 0


def test_undo_takes_the_last_answer_back_and_asks_again(project: RepoBuilder) -> None:
    session = walk(project)
    session.answer(WANTED, "n")
    session.wait(FIX)
    session.answer(WANTED, "u")
    session.wait(f"taken back: {OTHER}")
    session.wait(OTHER)
    assert decisions(project) == []
    session.answer(WANTED, "q")
    assert session.end() == 0


def test_one_key_for_all_that_are_alike(project: RepoBuilder) -> None:
    session = walk(project)
    session.wait("all 2 like this")
    session.answer(WANTED, "a")
    session.wait(f"· {FIX}")
    session.answer("For all 2:", "n")
    session.wait(ODD)
    session.answer(KIND, "q")
    assert session.end() == 0
    assert len(decisions(project)) == 2


def test_back_from_all_to_the_one(project: RepoBuilder) -> None:
    session = walk(project)
    session.answer(WANTED, "a")
    session.answer("For all 2:", "b")
    session.answer(WANTED, "q")
    assert session.end() == 0
    assert decisions(project) == []


def test_a_kind_out_of_the_list(project: RepoBuilder) -> None:
    session = walk(project)
    session.answer(WANTED, "k")
    session.answer("Which kind?", "e")
    session.wait(FIX)
    session.answer(WANTED, "q")
    assert session.end() == 0
    (line,) = decisions(project)
    assert '"kind": "feature"' in line


def test_back_from_the_kinds_and_a_kind_that_keeps_the_question(project: RepoBuilder) -> None:
    session = walk(project)
    session.answer(WANTED, "k")
    session.answer("Which kind?", "\x1b" + ENTER + "b")
    session.answer(WANTED, "k")
    session.answer("Which kind?", "s")
    # It may be wanted all the more: asked again, as what it is now.
    session.wait("security ")
    session.wait(OTHER)
    session.wait("decided: security 100%")
    session.answer(WANTED, "n")
    session.wait(FIX)
    session.answer(WANTED, "q")
    assert session.end() == 0
    assert len(decisions(project)) == 2


def test_enter_takes_the_kind_that_is_shown(project: RepoBuilder) -> None:
    session = walk(project)
    session.answer(WANTED, "a")
    session.answer("For all 2:", "n")
    session.wait("as it says, fix")
    session.answer(KIND, "yn" + ENTER)
    session.answer(WANTED, "n")
    assert session.end() == 0
    assert sum('"kind": "fix"' in line for line in decisions(project)) == 1


def test_what_was_decided_can_be_decided_otherwise(project: RepoBuilder) -> None:
    session = walk(project)
    session.answer(WANTED, "n")
    session.answer(WANTED, "q")
    assert session.end() == 0
    again = walk(project, "--decided")
    again.wait("1.2.x: not wanted, says Test Person")
    again.answer(WANTED, "y")
    again.wait("now missing")
    assert again.end() == 0
    assert '"wanted": true' in decisions(project)[1]
    third = walk(project, "--decided")
    third.wait("1.2.x: wanted, says Test Person")
    third.answer(WANTED, "q")
    assert third.end() == 0


def test_nothing_was_decided_yet(project: RepoBuilder) -> None:
    session = walk(project, "--decided")
    assert session.end() == 0
    assert "Nothing was decided yet" in session.seen
    assert "What your decisions changed" not in session.seen


def test_lines_are_chosen_and_choosing_none_is_no_answer(builder: RepoBuilder) -> None:
    builder.commit("Start", {"a.py": "a = 1\n"})
    for series in ("1.1", "1.2"):
        builder.branch(f"{series}.x")
        builder.commit(f"Release {series}.0", {"VERSION": f"{series}.0\n"}, branch=f"{series}.x")
        builder.tag(f"v{series}.0", at=f"{series}.x")
        builder.commit(f"feat: the feature of {series}", {f"{series}.py": "f = 1\n"})
    builder.commit(FIX, {"a.py": "a = 2\n"}, when=builder.clock + DAY)
    session = walk(builder, "1.2.x", "1.1.x")
    both = "Is it wanted on 1.2.x and 1.1.x?"
    session.answer(both, "c")
    session.answer("On which?", ENTER)
    session.wait("Nothing was picked")
    session.answer(both, "c")
    session.answer("On which?", " " + ENTER)
    assert session.end() == 0
    on = {'"1.1"' in line: '"wanted": true' in line for line in decisions(builder)}
    assert on == {False: True, True: False}


def test_keys_that_mean_nothing_do_nothing(project: RepoBuilder) -> None:
    session = walk(project)
    session.answer(WANTED, "xyz!" + ENTER)
    session.wait(FIX)
    assert len(decisions(project)) == 1
    session.answer(WANTED, "q")
    assert session.end() == 0


def test_what_was_decided_is_not_asked_again(project: RepoBuilder) -> None:
    session = walk(project)
    session.answer(WANTED, "y")
    session.answer(WANTED, "q")
    assert session.end() == 0
    again = walk(project)
    again.wait("2 questions left")
    again.wait(FIX)
    again.answer(WANTED, "q")
    assert again.end() == 0


def test_without_doubt_nothing_is_asked(project: RepoBuilder) -> None:
    session = walk(project)
    session.answer(WANTED, "a")
    session.answer("For all 2:", "n")
    session.answer(KIND, "d")
    assert session.end() == 0
    again = walk(project)
    assert again.end() == 0
    assert "nothing to ask" in again.seen


def test_a_plan_for_a_program_stays_clean(project: RepoBuilder, tmp_path: Path) -> None:
    saved = tmp_path / "plan.json"
    session = walk(project, "-o", str(saved), "--format", "markdown")
    session.answer(WANTED, "n")
    session.answer(WANTED, "q")
    assert session.end() == 0
    assert f"The plan is saved in {saved}" in session.seen
    assert '"decisions"' in saved.read_text()


# --- hard input -------------------------------------------------------------------------------------------------------


def test_no_terminal(relkit: Command, project: RepoBuilder) -> None:
    fails(relkit(project.path, "plan", "-i"), "no terminal", "without -i")


def test_what_was_decided_is_asked_in_a_walk_only(relkit: Command, project: RepoBuilder) -> None:
    fails(relkit(project.path, "plan", "--decided"), "needs -i")


def test_the_past_is_not_decided_about(relkit: Command, project: RepoBuilder) -> None:
    fails(relkit(project.path, "plan", "-i", "--as-of", "v1.2.0"), "--as-of", "-i")


@pytest.mark.parametrize("keys", [CTRL_C, "k" + CTRL_C])
def test_ctrl_c_keeps_what_was_decided(project: RepoBuilder, keys: str) -> None:
    session = walk(project)
    session.answer(WANTED, "n")
    session.wait(FIX)
    for key in keys:
        session.answer("Which kind?" if key == CTRL_C and len(keys) > 1 else WANTED, key)
    assert session.end() == 130
    assert "1 decision is kept" in session.seen
    assert "Traceback" not in session.seen
    assert len(decisions(project)) == 1


def test_the_end_of_input_leaves_the_walk_with_a_plan(project: RepoBuilder) -> None:
    session = walk(project)
    session.answer(WANTED, "n")
    session.wait(FIX)
    session.answer(WANTED, CTRL_D)
    session.wait("What your decisions changed:")
    assert session.end() == 0
    assert len(decisions(project)) == 1


def test_a_terminal_that_dies_keeps_what_was_decided(project: RepoBuilder) -> None:
    session = walk(project)
    session.answer(WANTED, "n")
    session.wait(FIX)
    session.wait(WANTED)
    session.hang_up()
    assert len(decisions(project)) == 1


def test_a_termination_ends_the_walk(project: RepoBuilder) -> None:
    session = walk(project)
    session.answer(WANTED, "n")
    session.wait(FIX)
    session.wait(WANTED)
    os.kill(session.process, signal.SIGTERM)
    shown, status = finish(session.child)
    assert status == 128 + signal.SIGTERM
    assert "Traceback" not in shown
    assert len(decisions(project)) == 1


def test_nobody_without_a_name_is_asked_anything(project: RepoBuilder, tmp_path: Path) -> None:
    configuration = tmp_path / "gitconfig"
    configuration.write_text("[user]\n\tuseConfigOnly = true\n")
    environment = {**PLAIN, "GIT_CONFIG_GLOBAL": str(configuration)}
    session = Session(project.path, "plan", "-i", environment=environment)
    assert session.end() == 2
    assert "who you are" in session.seen
    assert "?" not in session.seen.replace("who you are?", "")


def test_a_read_only_repository_is_refused_before_the_first_question(project: RepoBuilder) -> None:
    if os.geteuid() == 0:
        pytest.skip("nothing is read-only to root")
    project.git_dir.chmod(0o555)
    try:
        session = walk(project)
        assert session.end() == 2
        assert "no permission to write" in session.seen
        assert WANTED not in session.seen
    finally:
        project.git_dir.chmod(0o755)


def test_a_lock_in_the_middle_is_told_and_asked_again(project: RepoBuilder) -> None:
    session = walk(project)
    session.wait(WANTED)
    lock = project.git_dir / "refs" / "notes" / "relkit.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    lock.touch()
    session.child.send("n")
    session.wait("cannot be written")
    session.wait(OTHER)
    lock.unlink()
    session.answer(WANTED, "n")
    session.wait(FIX)
    session.answer(WANTED, "q")
    assert session.end() == 0
    assert len(decisions(project)) == 1


def test_narrow_terminals_and_hostile_titles(project: RepoBuilder) -> None:
    project.commit("Fix \x1b[31mthe\x07 \u202etides " + "of the long sea " * 20, {"z\x1b[2J.py": "z = 1\n"})
    child = start("-C", str(project.path), "plan", "-i", columns=40, environment=PLAIN)
    child.expect_exact(WANTED)
    shown = child.before or ""
    child.send("q")
    rest, status = finish(child)
    assert status == 0
    assert "\x1b[31m" not in shown + rest
    assert "\x1b[2J" not in shown + rest
    assert "\u202e" not in shown + rest


def test_a_walk_through_the_demonstration(tmp_path: Path) -> None:
    session = Session(tmp_path, "plan", "--demo", "-i", environment=PLAIN)
    session.wait("questions left")
    session.child.send("q")
    assert session.end() == 0
    assert "deleted again" in session.seen
