"""relkit in a real terminal: a pseudo-terminal with a size, keys to press and a screen to read."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pexpect

import relkit

ENTER = "\r"
DOWN = "\x1b[B"
CTRL_C = "\x03"
CTRL_D = "\x04"
SECONDS = 20
"""How long anything is waited for; a machine that runs other tests too may take its time."""


def start(
    *arguments: str,
    cwd: Path | None = None,
    rows: int = 24,
    columns: int = 80,
    environment: Mapping[str, str | None] | None = None,
) -> pexpect.spawn[str]:
    """Start relkit in a terminal of its own; an environment's None takes a variable away."""
    # The terminal's size is its own, the package the one under test; and nobody answers where the cursor is.
    own = {
        "COLUMNS": None,
        "LINES": None,
        "PROMPT_TOOLKIT_NO_CPR": "1",
        "PYTHONPATH": str(Path(relkit.__file__).parents[1]),
    }
    changed: dict[str, str | None] = {**own, **(environment or {})}
    kept = {name: value for name, value in os.environ.items() if name not in changed}
    return pexpect.spawn(
        sys.executable,
        ["-m", "relkit", *arguments],
        cwd=cwd,
        env={**kept, **{name: value for name, value in changed.items() if value is not None}},
        dimensions=(rows, columns),
        encoding="utf-8",
        timeout=SECONDS,
    )


@contextmanager
def terminal(
    *arguments: str,
    cwd: Path | None = None,
    rows: int = 24,
    columns: int = 80,
    environment: Mapping[str, str | None] | None = None,
) -> Iterator[pexpect.spawn[str]]:
    """Run relkit in a terminal of its own until the block ends."""
    child = start(*arguments, cwd=cwd, rows=rows, columns=columns, environment=environment)
    try:
        yield child
    finally:
        child.close(force=True)


_BAR = re.compile(r"\x1b\[\?25l.*?\x1b\[\?25h\r\x1b\[1A\x1b\[2K", re.DOTALL)


def finish(child: pexpect.spawn[str]) -> tuple[str, int | None]:
    """Wait for the end; return what was shown since, and the exit status; without bars, which slow machines show."""
    child.expect(pexpect.EOF)
    shown = child.before or ""
    child.close()
    return _BAR.sub("", shown.replace("\r\n", "\n")), child.exitstatus


class Session:
    """A relkit that is asked and answered, in a terminal of 50 rows and 120 columns."""

    def __init__(self, where: Path, *arguments: str, environment: Mapping[str, str | None] | None = None) -> None:
        """Start it in a folder."""
        self.child = start("-C", str(where), *arguments, rows=50, columns=120, environment=environment)
        self.seen = ""

    def answer(self, question: str, keys: str) -> None:
        """Wait until a question is asked, and press keys."""
        self.wait(question)
        self.child.send(keys)

    def wait(self, text: str) -> None:
        """Wait until a text is shown."""
        self.child.expect_exact(text)
        self.seen += f"{self.child.before}{text}"

    def end(self) -> int:
        """Wait until it ends, and return the exit status."""
        shown, status = finish(self.child)
        self.seen += shown
        assert status is not None, f"ended by signal {self.child.signalstatus}"
        return status

    @property
    def process(self) -> int:
        """The id of its process."""
        assert self.child.pid is not None
        return self.child.pid

    def hang_up(self) -> None:
        """Close its terminal, and see that it ends."""
        process = self.process
        self.child.close(force=False)
        for _ in range(100):
            try:
                os.kill(process, 0)
            except ProcessLookupError:
                return
            time.sleep(0.05)
        os.kill(process, signal.SIGKILL)
        raise AssertionError("relkit lived on without its terminal")
