"""`relkit backport -i` at a real terminal; what would be carried out is only noted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.builders import RepoBuilder
from tests.fakes import in_a_process_of_its_own
from tests.terminal import CTRL_C, DOWN, ENTER, Session

NEWER, OLDER, SURE = "What to 2.4.x?", "What to 2.3.x?", "cherry-picks to 2.4.x and 2.3.x?"


class Choosing:
    """A session in which picks are chosen."""

    def __init__(self, where: Path, folder: Path) -> None:
        self._where = where
        self._file, self._environment = in_a_process_of_its_own(folder)

    def start(self, *more: str) -> Session:
        plain: dict[str, str | None] = {"PAGER": "cat", "NO_COLOR": "1"}
        words = ("backport", "--to", "2.4.x", "--to", "2.3.x", "-i", *more)
        return Session(self._where, *words, environment={**self._environment, **plain})

    @property
    def carried_out(self) -> Any:
        """What was to be carried out, None where nothing was."""
        return json.loads(self._file.read_text()) if self._file.exists() else None


@pytest.fixture
def choosing(builder: RepoBuilder, tmp_path: Path) -> Choosing:
    builder.commit("Begin", {"a": "a"})
    folder = tmp_path / "fakes"
    folder.mkdir()
    return Choosing(builder.path, folder)


def test_what_applies_is_chosen_unless_one_says_otherwise(choosing: Choosing) -> None:
    session = choosing.start()
    session.wait("needs 1 earlier change first")  # all that is known stands above the questions
    session.answer(NEWER, ENTER)
    session.answer(OLDER, ENTER)
    session.answer(f"Make 3 {SURE}", "y")
    assert session.end() == 0
    assert choosing.carried_out["picks"] == {
        "2.4.x": ["Fix the parser", "Fix the header"],
        "2.3.x": ["Fix the parser"],
    }
    assert "conflicts, only changelog" in session.seen
    assert "(space picks, a all or none, Enter ends)" in session.seen
    assert session.seen.partition(NEWER)[0].count("Fix the parser") == 0  # it applies: that stands in the list
    assert "6 asked for: 3 picked, 3 left out" in session.seen
    assert "not chosen" in session.seen


def test_others_are_chosen_with_the_space_bar(choosing: Choosing) -> None:
    session = choosing.start()
    session.answer(NEWER, " " + ENTER)
    session.answer(OLDER, DOWN + DOWN + " " + ENTER)
    session.answer(f"Make 3 {SURE}", ENTER)
    assert session.end() == 0
    assert choosing.carried_out["picks"] == {
        "2.4.x": ["Fix the header"],
        "2.3.x": ["Fix the parser", "Fix the writer"],
    }


def test_no_means_that_nothing_is_done(choosing: Choosing) -> None:
    session = choosing.start()
    session.answer(NEWER, ENTER)
    session.answer(OLDER, ENTER)
    session.answer(SURE, "n")
    assert session.end() == 0
    assert "Nothing was done." in session.seen
    assert choosing.carried_out is None


def test_nothing_chosen_is_not_asked_about_again(choosing: Choosing) -> None:
    session = choosing.start()
    session.answer(NEWER, " " + DOWN + " " + ENTER)
    session.answer(OLDER, " " + ENTER)
    assert session.end() == 0
    assert "Nothing was done." in session.seen
    assert "Make " not in session.seen
    assert choosing.carried_out is None


def test_leaving_does_nothing(choosing: Choosing) -> None:
    session = choosing.start()
    session.answer(NEWER, ENTER)
    session.answer(OLDER, CTRL_C)
    assert session.end() == 130
    assert choosing.carried_out is None


def test_a_terminal_that_goes_away_does_nothing(choosing: Choosing) -> None:
    session = choosing.start()
    session.answer(NEWER, ENTER)
    session.wait(OLDER)
    session.hang_up()
    assert choosing.carried_out is None


def test_a_dry_run_shows_what_was_chosen(choosing: Choosing) -> None:
    session = choosing.start("--dry-run")
    session.answer(NEWER, ENTER)
    session.answer(OLDER, " " + ENTER)
    assert session.end() == 0
    assert "2 cherry-picks to 2.4.x; nothing is done yet" in session.seen
    assert "carries this out" not in session.seen
    assert choosing.carried_out is None
