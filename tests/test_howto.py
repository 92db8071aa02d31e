"""The weekly plan's commands work, at a terminal, and say what the page says they do."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pexpect
import pytest

import relkit
from relkit.workflows.demo import make_demo

PAGE = Path(__file__).parent.parent / "docs" / "how-to" / "weekly-plan.md"
BLOCK = re.compile(r"^```(console|text)\n(.*?)^```$(?:\n\n<!-- keys: (.*?) -->)?", re.MULTILINE | re.DOTALL)
CODES = re.compile(r"\x1b(?:\[[0-9;?]*[A-Za-z]|[=>])")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Return a clone of the demonstration, with a remote that takes what is pushed, and `relkit` on PATH beside it."""
    made = make_demo(tmp_path, int(time.time()))
    for words in (
        ["git", "clone", "-q", "--bare", str(made), str(tmp_path / "server.git")],
        ["git", "clone", "-q", str(tmp_path / "server.git"), str(tmp_path / "clone")],
    ):
        subprocess.run(words, check=True, capture_output=True)
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin" / "relkit"
    package = Path(relkit.__file__).parent.parent
    command.write_text(f'#!/bin/sh\nPYTHONPATH="{package}" exec {sys.executable} -m relkit "$@"\n')
    command.chmod(0o755)
    return tmp_path / "clone"


def run(commands: str, keys: list[str], clone: Path) -> str:
    """Run commands at a terminal, pressing one key at each question; return what was shown."""
    path = f"{clone.parent / 'bin'}:{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "PAGER": "cat", "PROMPT_TOOLKIT_NO_CPR": "1", "NO_COLOR": "1"}
    child: pexpect.spawn[str] = pexpect.spawn(
        "sh", ["-e", "-c", commands], cwd=clone, env=environment, encoding="utf-8", dimensions=(60, 120), timeout=30
    )
    shown = ""
    for key in keys:
        child.expect(r"\? [^\r\n]*\?")
        shown += (child.before or "") + str(child.after)
        child.send(key)
    child.expect(pexpect.EOF)
    shown += child.before or ""
    child.close()
    assert child.exitstatus == 0, shown
    return " ".join(CODES.sub("", shown).split())


def test_the_page_does_what_it_says(clone: Path) -> None:
    output = ""
    keys: list[str] = []
    for kind, text, pressed in BLOCK.findall(PAGE.read_text()):
        if kind == "console":
            keys = pressed.split()
            output = run(text, keys, clone)
            continue
        for line in text.splitlines():
            assert " ".join(line.split()) in output, f"the page promises {line!r}"
    assert "(exit status 3)" in PAGE.read_text()


def commit(clone: Path, title: str) -> str:
    """Return the short id of the newest commit of main whose message holds some words."""
    words = ["git", "rev-parse", "--short=10", f"main^{{/{title}}}"]
    return subprocess.run(words, cwd=clone, check=True, capture_output=True, text=True).stdout.strip()


def test_the_commands_about_backports_work(clone: Path) -> None:
    """Each command of the page runs, and what the page shows of its output is there; a commit of it is the one here."""
    words = ["git", "fetch", "-q", "--update-head-ok", "origin", "+refs/heads/*:refs/heads/*"]
    subprocess.run(words, cwd=clone, check=True, capture_output=True)
    ids = {"bedd1b037d": "lead out", "aa6e03a8e9": "another catalogue", "5ee67e0670": "Keep the cache"}
    output = ""
    commands = 0
    for kind, text, _ in BLOCK.findall((PAGE.parent / "backports.md").read_text()):
        if kind == "console":
            commands += len(text.splitlines())
            for shown, title in ids.items():
                text = text.replace(shown, commit(clone, title))  # noqa: PLW2901 # the page's ids are another day's
            output = run(text, [], clone)
            continue
        for line in text.splitlines():
            for shown, title in ids.items():
                line = line.replace(shown, commit(clone, title))  # noqa: PLW2901 # as above
            assert " ".join(line.split()) in output, f"the page promises {line!r}"
    assert commands > 8


def test_the_commands_about_kinds_work(clone: Path) -> None:
    """What walks at a terminal has tests of its own; a commit of the page is any commit here."""
    page = (PAGE.parent / "classify.md").read_text()
    blocks = [text for kind, text, _ in BLOCK.findall(page) if kind == "console"]
    commands = [line for text in blocks for line in text.splitlines() if not re.search(r" -i\b", line)]
    assert len(commands) > 8
    words = ["git", "fetch", "-q", "--update-head-ok", "origin", "+refs/heads/*:refs/heads/*"]
    subprocess.run(words, cwd=clone, check=True, capture_output=True)
    run("\n".join(commands).replace("4f13e96f23", "HEAD"), [], clone)


def test_the_page_about_carrying_fixes_works(clone: Path) -> None:
    for name, value in (("user.name", "Rel Ease"), ("user.email", "rel@example.org")):
        subprocess.run(["git", "config", name, value], cwd=clone, check=True)
    environment = {**os.environ, "PATH": f"{clone.parent / 'bin'}:{os.environ['PATH']}", "NO_COLOR": "1"}
    output = ""
    for kind, text, _ in BLOCK.findall((PAGE.parent / "carry-fixes.md").read_text()):
        if kind == "console":
            ran = subprocess.run(
                ["sh", "-c", text], cwd=clone, env=environment, capture_output=True, text=True, check=False
            )
            assert ran.returncode in (0, 3), ran.stderr
            output = " ".join((ran.stdout + ran.stderr).split())
        else:
            for line in text.splitlines():
                assert " ".join(line.split()) in output
    heads = subprocess.run(
        ["git", "branch", "--list", "backport/*"], cwd=clone, capture_output=True, text=True, check=True
    )
    assert heads.stdout == ""
