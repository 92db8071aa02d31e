from __future__ import annotations

import pytest

from relkit.classify.judge import judge
from relkit.classify.tangled import flags
from relkit.model.concern import Concern, Flag
from tests.unit.classify.example import PLAIN, Blobs, change


def flagged(message: str, changed: str) -> tuple[Flag, ...]:
    made = change(message, changed)
    return flags(made, judge(made, Blobs(), PLAIN), PLAIN)


def test_a_prefix_that_all_else_contradicts() -> None:
    (flag,) = flagged("feat: fix a typo in the readme", "README.md\ndocs/index.rst")
    assert flag.concern is Concern.CONTRADICTION
    assert "feat:" in flag.detail
    assert "docs" in flag.detail


def test_notes_of_a_fix_and_of_a_feature_in_one_change() -> None:
    notes = "A changelog/1.bugfix.rst\nA changelog/2.feature.rst"
    (flag,) = flagged("Rework the reader", f"src/read.py\nlib/write.py\ntests/test_write.py\n{notes}")
    assert flag.concern is Concern.MIXED
    assert flag.groups == (("lib/write.py", "tests/test_write.py"), ("src/read.py",))


def test_parts_that_share_nothing_when_the_message_lists_several_things() -> None:
    files = "pkg/io/read.py\npkg/net/socket.py\ntests/test_read.py"
    (flag,) = flagged("Fix reading and rename the socket", files)
    assert flag.concern is Concern.UNRELATED
    assert flag.groups == (("pkg/io/read.py", "tests/test_read.py"), ("pkg/net/socket.py",))


@pytest.mark.parametrize(
    ("message", "files"),
    [
        ("Fix a crash", "src/core.py\ntests/test_core.py"),
        ("Fix a crash", "src/core.py\ntests/test_core.py\nA changelog/1.bugfix.rst"),
        ("fix: a crash when reading", "src/core.py\ntests/test_core.py"),
        ("Fix reading and writing", "pkg/io/read.py\npkg/io/write.py"),
        ("Fix reading and writing", "include/read.h\nsrc/read.c\nsrc/write.c"),
        ("Rename the socket", "pkg/io/read.py\npkg/net/socket.py"),
        ("", ""),
    ],
)
def test_what_is_of_one_piece_is_left_alone(message: str, files: str) -> None:
    assert flagged(message, files) == ()


@pytest.mark.parametrize("name", ["__init__.py", "utils.py", "base.py"])
def test_packages_are_not_of_one_piece_because_their_modules_go_by_one_name(name: str) -> None:
    (flag,) = flagged("Fix reading and rename the socket", f"pkg/io/{name}\npkg/net/{name}")
    assert flag.groups == ((f"pkg/io/{name}",), (f"pkg/net/{name}",))
