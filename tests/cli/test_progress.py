from __future__ import annotations

import os
import pty
import subprocess
import sys
import threading

import pytest

from relkit.cli.progress import Watched
from relkit.model.progress import Progress

SCRIPT = """
import sys, time
from relkit.cli.progress import Watched
delay, lasts = float(sys.argv[1]), float(sys.argv[2])
appears = sys.argv[3] == "True"
with Watched(delay) as progress:
    progress.start("reading \\x1b[31mhistory", 1200)
    progress.advance(30)
    until = time.monotonic() + 20
    while appears and progress._bar is None and time.monotonic() < until:
        time.sleep(0.01)
    time.sleep(lasts)
    progress.start("judging [red]changes")
    progress.advance(7)
    time.sleep(lasts)
print("done")
"""


def in_a_terminal(delay: float, lasts: float, *, appears: bool = False, **environment: str) -> tuple[str, str]:
    """Return what went to standard output and to a terminal on standard error."""
    main, other = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(delay), str(lasts), str(appears)],
        stdout=subprocess.PIPE,
        stderr=other,
        env={**os.environ, **environment},
    )
    os.close(other)
    seen = bytearray()
    try:
        while read := os.read(main, 65536):
            seen += read
    except OSError:
        pass  # the other end is closed: Linux says it with EIO
    os.close(main)
    out, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    return out.decode(), seen.decode()


def test_a_bar_appears_and_goes_again() -> None:
    out, seen = in_a_terminal(0.05, 0.4, appears=True)
    assert out == "done\n"
    assert "30/1,200" in seen
    assert "reading \\x1b[31mhistory" in seen
    assert "judging [red]changes" in seen
    assert "\x1b[?25l" in seen  # the cursor goes …
    assert seen.rindex("\x1b[?25h") > seen.rindex("\x1b[?25l")  # … and comes back


def test_what_is_quick_shows_nothing() -> None:
    assert in_a_terminal(5, 0.01) == ("done\n", "")


@pytest.mark.parametrize("terminal", ["dumb", "unknown"])
def test_a_terminal_that_cannot_move_its_cursor(terminal: str) -> None:
    assert in_a_terminal(0.05, 0.2, TERM=terminal) == ("done\n", "")


def test_without_a_terminal_there_is_no_bar(capfd: pytest.CaptureFixture[str]) -> None:
    progress: Progress
    with Watched(0) as progress:
        progress.start("reading", 2)
        progress.advance()
        assert threading.active_count() == 1
    assert capfd.readouterr() == ("", "")


def test_advancing_before_a_stage_does_no_harm() -> None:
    with Watched(0) as progress:
        progress.advance()
