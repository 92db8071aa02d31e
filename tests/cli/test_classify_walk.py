"""`relkit classify -i` at a real terminal."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from relkit.report.words import count
from tests.builders import RepoBuilder
from tests.commands import Command, fails, kept_decisions
from tests.terminal import CTRL_C, CTRL_D, ENTER, Session, finish

KIND = "What is it?"
ODD, STRANGE, OTHER = "tides: Consider names", "tides: Think of stations", "Rename the harbour"
PLAIN = {"PAGER": "cat", "NO_COLOR": "1"}


@pytest.fixture
def project(builder: RepoBuilder) -> RepoBuilder:
    """Two changes declare what they are; of three nobody knows, and two of these are about the tides."""
    builder.commit("Start", {"a.py": "a = 1\n"})
    builder.tag("v1.0.0")
    builder.commit("fix: read the last line", {"a.py": "a = 2\n"})
    builder.commit("docs: tell of tides", {"docs/tides.md": "tides\n"})
    builder.commit(OTHER, {"a.py": "a = 3\n", "b.py": "b = 1\n"})
    builder.commit(STRANGE, {"c.py": "c = 1\n"})
    builder.commit(ODD, {"d.py": "d = 1\n"})
    return builder


def walk(project: RepoBuilder, *arguments: str) -> Session:
    return Session(project.path, "classify", "-i", *arguments, environment=PLAIN)


def classified(relkit: Command, project: RepoBuilder, *arguments: str) -> dict[str, Any]:
    """Return the changes by their titles."""
    result = relkit(project.path, "classify", "--format", "json", *arguments)
    assert result.status == 0, result.err
    return {change["title"]: change for change in json.loads(result.out)["changes"]}


def decide_everything(project: RepoBuilder) -> None:
    session = walk(project)
    for _ in range(3):
        session.answer(KIND, "d")
    assert session.end() == 0


# --- the conversation -------------------------------------------------------------------------------------------------


def test_a_walk_from_the_first_question_to_what_it_changed(relkit: Command, project: RepoBuilder) -> None:
    before = classified(relkit, project)
    doubtful = [title for title in (ODD, STRANGE, OTHER) if before[title]["decided_by"] == "model"]
    assert len(doubtful) == 3
    first, *others = sorted(doubtful, key=lambda title: before[title]["confidence"])
    session = walk(project)
    session.wait("Not asked about: 2 that declare their kind")
    session.wait(" · 3 questions left")
    session.wait(first)
    session.answer(KIND, "t")
    for left in range(len(others), 0, -1):
        session.wait(f" · {count(left, 'question')} left")
        session.answer(KIND, "t")
    session.wait("3 decisions are kept.")
    session.wait("What you decided:")
    session.wait(" → test")
    session.wait("How many there are of each kind:")
    session.wait("test")
    session.wait("0 → 3")
    assert session.end() == 0
    after = classified(relkit, project)
    assert {(after[title]["kind"], after[title]["decided_by"]) for title in doubtful} == {("test", "human")}
    assert len(kept_decisions(project.path)) == 3


def test_evidence_the_diff_stat_and_the_change_are_shown(project: RepoBuilder) -> None:
    session = walk(project)
    session.answer(KIND, "v")
    for shown in ("its kind is doubtful", ".py", "estimated: ", "what speaks for"):
        assert shown in session.seen
    session.wait("diff --git")
    session.answer(KIND, "q")
    assert session.end() == 0
    assert "Nothing was decided, 3 questions left" in session.seen
    assert "What you decided" not in session.seen
    assert kept_decisions(project.path) == []


def test_undo_takes_the_last_answer_back_and_asks_again(project: RepoBuilder) -> None:
    session = walk(project)
    session.answer(KIND, "d")
    session.wait(" · 2 questions left")
    session.answer(KIND, "u")
    session.wait("taken back: ")
    session.wait(" · 3 questions left")
    assert kept_decisions(project.path) == []
    session.answer(KIND, "q")
    assert session.end() == 0


def test_one_answer_for_all_that_are_alike_and_undo_of_all(project: RepoBuilder) -> None:
    session = walk(project)
    session.wait("all 2 like this")
    session.answer(KIND, "a")
    session.answer("For all 2:", "b")
    assert f"· {ODD}" in session.seen
    assert f"· {STRANGE}" in session.seen
    session.answer(KIND, "a")
    session.answer("For all 2:", "e")
    session.wait(OTHER)
    assert sum('"kind": "feature"' in line for line in kept_decisions(project.path)) == 2
    session.answer(KIND, "u")
    session.wait(" · 3 questions left")
    assert f"taken back: {ODD}" in session.seen
    assert f"taken back: {STRANGE}" in session.seen
    assert kept_decisions(project.path) == []
    session.answer(KIND, "q")
    assert session.end() == 0


def test_what_was_left_is_taken_up_again(relkit: Command, project: RepoBuilder) -> None:
    session = walk(project, "v1.0.0..main")
    session.answer(KIND, "l")
    session.answer(KIND, "s")
    session.answer(KIND, "q")
    assert session.end() == 0
    assert f"1 decision is kept, 2 questions left: `relkit -C {project.path} classify -i v1.0.0..main`" in session.seen
    assert [change["kind"] for change in classified(relkit, project).values()].count("security") == 1
    again = walk(project, "v1.0.0..main")
    again.wait("1 that somebody decided")
    again.wait(" · 2 questions left")
    again.answer(KIND, CTRL_D)
    assert again.end() == 0


def test_without_doubt_nothing_is_asked(project: RepoBuilder) -> None:
    decide_everything(project)
    session = walk(project)
    assert session.end() == 0
    assert "No kind is in doubt" in session.seen
    assert "2 that declare their kind; --all asks about them too; 3 that somebody decided" in session.seen


def test_what_changes_declare_is_asked_about_when_all_is(relkit: Command, project: RepoBuilder) -> None:
    session = walk(project, "--all", "main~3")
    session.wait("the change declares its kind")
    session.answer(KIND, ENTER)
    assert session.end() == 0
    assert "as many as before" in session.seen
    assert classified(relkit, project)["docs: tell of tides"]["decided_by"] == "human"


def test_what_was_decided_can_be_decided_otherwise(relkit: Command, project: RepoBuilder) -> None:
    assert walk(project, "--decided").end() == 0
    decide_everything(project)
    session = walk(project, "--decided")
    session.wait(" · 3 questions left · decided already")
    session.answer(KIND, "f")
    session.answer(KIND, "q")
    assert session.end() == 0
    kinds = [change["kind"] for change in classified(relkit, project).values()]
    assert kinds.count("fix") == 2
    assert len(kept_decisions(project.path)) == 4


def test_a_threshold_of_the_projects_own(project: RepoBuilder) -> None:
    project.commit("Configure", {"pyproject.toml": "[tool.relkit.thresholds]\nlikely = 0\n"})
    session = walk(project)
    assert session.end() == 0
    assert "4 whose kind is likely (0% or more)" in session.seen


def test_a_document_for_a_program_follows_the_walk(project: RepoBuilder) -> None:
    session = walk(project, "--format", "json")
    session.answer(KIND, "d")
    session.answer(KIND, "q")
    assert session.end() == 0
    assert '"schema": "relkit/classify/1"' in session.seen
    assert session.seen.count('"decided_by": "human"') == 1
    assert session.seen.index('"schema"') < session.seen.index("What you decided:")


# --- hard input -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-i"], ["no terminal", "without -i"]),
        (["-i", "--format", "json"], ["no terminal"]),
        (["-i", "--as-of", "v1.0.0"], ["--as-of", "-i"]),
        (["-i", "--stdin"], ["--stdin", "-i", "RANGE"]),
        (["-i", "--ignore", "paths"], ["--ignore", "-i"]),
        (["-i", "--to", "1.0.x"], ["--to", "-i", "leave one of them out"]),
        (["-i", "--explain"], ["--explain", "-i", "leave one of them out"]),
        (["-i", "--all", "--decided"], ["--all", "--decided"]),
        (["--all"], ["needs -i"]),
        (["--decided"], ["needs -i", "relkit classify -i --decided"]),
    ],
)
def test_what_makes_no_sense_together(
    relkit: Command, project: RepoBuilder, arguments: list[str], words: list[str]
) -> None:
    fails(relkit(project.path, "classify", *arguments), *words)


def test_an_unknown_range_is_told_of_before_anything_is_asked(project: RepoBuilder) -> None:
    session = walk(project, "v9..main")
    assert session.end() == 2
    assert "v9..main" in session.seen


def test_ctrl_c_keeps_what_was_decided(project: RepoBuilder) -> None:
    session = walk(project)
    session.answer(KIND, "d")
    session.wait(" · 2 questions left")
    session.answer(KIND, CTRL_C)
    assert session.end() == 130
    assert "1 decision is kept, 2 questions left" in session.seen
    assert "Traceback" not in session.seen
    assert len(kept_decisions(project.path)) == 1


def test_a_terminal_that_dies_keeps_what_was_decided(project: RepoBuilder) -> None:
    session = walk(project)
    session.answer(KIND, "d")
    session.wait(" · 2 questions left")
    session.wait(KIND)
    session.hang_up()
    assert len(kept_decisions(project.path)) == 1


def test_a_termination_ends_the_walk(project: RepoBuilder) -> None:
    session = walk(project)
    session.answer(KIND, "d")
    session.wait(" · 2 questions left")
    session.wait(KIND)
    os.kill(session.process, signal.SIGTERM)
    shown, status = finish(session.child)
    assert status == 128 + signal.SIGTERM
    assert "Traceback" not in shown
    assert len(kept_decisions(project.path)) == 1


def test_nobody_without_a_name_is_asked_anything(project: RepoBuilder, tmp_path: Path) -> None:
    configuration = tmp_path / "gitconfig"
    configuration.write_text("[user]\n\tuseConfigOnly = true\n")
    environment = {**PLAIN, "GIT_CONFIG_GLOBAL": str(configuration)}
    session = Session(project.path, "classify", "-i", environment=environment)
    assert session.end() == 2
    assert "who you are" in session.seen
    assert KIND not in session.seen
