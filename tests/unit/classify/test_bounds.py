"""Hostile input: no message, path or line may hold the judgement up."""

from __future__ import annotations

import time

import pytest

from relkit.classify.hide import HIDEABLE, hide
from relkit.classify.judge import judge
from relkit.classify.notes import NoteForm, sections_of, wording_of
from relkit.classify.tangled import flags
from relkit.model.commit import Change
from tests.unit.classify.example import PLAIN, Blobs, change

LONG = 200_000
SECONDS = 3.0
"""Far more than needed: what looks again and again at the same bytes takes minutes."""


def judge_in_time(made: Change, blobs: Blobs) -> None:
    start = time.process_time()
    flags(made, judge(made, blobs, PLAIN), PLAIN)
    assert time.process_time() - start < SECONDS


@pytest.mark.parametrize(
    "line",
    [
        "don't " + "ab cd " * (LONG // 6),
        "x" * LONG,
        "a1_" * (LONG // 3),
        '"a b c ' * (LONG // 7),
        "\n" * LONG,
        " " * LONG,
    ],
    ids=["quote", "word", "words", "quotes", "blank lines", "spaces"],
)
@pytest.mark.parametrize("path", ["src/core.c", "tests/test_core.c", "docs/index.rst"])
def test_lines_of_the_difference(line: str, path: str) -> None:
    blobs = Blobs({f"old {path}": b"", path: line.encode()})
    judge_in_time(change("Touch it", path), blobs)


@pytest.mark.parametrize(
    "text", ["\n" * LONG, " \n" * LONG, "\t" * LONG, "a-" * LONG, "A-" * LONG, "revert" + "\n" * LONG, "<!--" * LONG]
)
def test_messages(text: str) -> None:
    judge_in_time(change(f"Touch the parser; and the reader\n\n{text}x"), Blobs())
    judge_in_time(change(f"Touch {text}x"), Blobs())


@pytest.mark.parametrize("text", ["a-" * LONG, "A-a" * LONG, "\n" * LONG, "a/" * LONG, "#1" * LONG])
def test_messages_that_something_is_hidden_of(text: str) -> None:
    start = time.process_time()
    hide(change(f"Touch it\n\n{text}!"), HIDEABLE - {"message"}, PLAIN)
    assert time.process_time() - start < SECONDS


@pytest.mark.parametrize("name", ["a." * LONG, "test_" * LONG, "changelog/" + "1." * LONG + "!", "a_tests" * LONG])
def test_paths(name: str) -> None:
    judge_in_time(change("Touch it", f"A src/{name}"), Blobs())


@pytest.mark.parametrize("text", ["<!--" * LONG, "\n" * LONG, " " * LONG, "a" * LONG, "A b " * LONG])
def test_notes(text: str) -> None:
    start = time.process_time()
    for form in NoteForm:
        sections_of(form, text.encode())
    wording_of(text.encode())
    assert time.process_time() - start < SECONDS
