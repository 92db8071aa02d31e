"""The tutorials' commands work, and say what the tutorials say they do."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

import relkit
from relkit.workflows.demo import make_demo

TUTORIALS = Path(__file__).parent.parent / "docs" / "tutorial"
FENCE = re.compile(r"^```(console|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MARK = "--- next command ---"


def blocks(tutorial: Path) -> list[tuple[str, str]]:
    return [(found[1], found[2]) for found in FENCE.finditer(tutorial.read_text())]


def squeezed(text: str) -> str:
    """Return text without its line breaks and columns: both depend on the width and on what else is in the table."""
    return " ".join(text.split())


@pytest.fixture
def shell(tmp_path: Path) -> Path:
    """Return a folder with a command `relkit`, that of the package under test, and a project."""
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin" / "relkit"
    command.write_text(
        f'#!/bin/sh\nPYTHONPATH="{Path(relkit.__file__).parent.parent}" exec {sys.executable} -m relkit "$@"\n'
    )
    command.chmod(0o755)
    make_demo(tmp_path, int(time.time())).rename(tmp_path / "project")
    return tmp_path


@pytest.mark.parametrize("tutorial", sorted(TUTORIALS.glob("*.md")), ids=lambda path: path.stem)
def test_a_tutorial_does_what_it_says(tutorial: Path, shell: Path) -> None:
    found = blocks(tutorial)
    commands = [text for kind, text in found if kind == "console"]
    done = subprocess.run(
        ["sh", "-e"],
        input=f"\necho '{MARK}'\n".join(commands),
        cwd=shell,
        env={**os.environ, "PATH": f"{shell / 'bin'}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    outputs = iter(done.stdout.split(MARK))
    output = ""
    for kind, text in found:
        if kind == "console":
            output = squeezed(next(outputs))
            continue
        for line in text.splitlines():
            assert squeezed(line) in output, f"the tutorial promises {line!r}"


def test_tutorials_have_commands() -> None:
    assert all(any(kind == "console" for kind, _ in blocks(tutorial)) for tutorial in TUTORIALS.glob("*.md"))
    assert list(TUTORIALS.glob("*.md"))
