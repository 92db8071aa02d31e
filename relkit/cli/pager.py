"""Long results, a screen at a time: through the user's pager, as git shows its own."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sys
from collections.abc import Iterator

import click

from relkit.cli import streams

_OWN = {"LESS": "-FRX", "LV": "-c"}
"""What git tells pagers too, where the user says nothing: end when all fits, let colours through, leave the text."""
_NOT_RUN = (126, 127)
"""What a shell reports of a command that it could not run."""
_NONE = ("", "cat")
_FOR_A_SHELL = frozenset("|&;<>()$`\\\"'*?[#~=%")
"""Characters that mean something to a shell."""


def show(text: str) -> None:
    """Write a result to standard output, through a pager where that is a terminal and the text longer than it.

    ``RELKIT_PAGER`` outranks ``PAGER``; empty or "cat" means none, as does `relkit --no-pager`, and a terminal that is
    dumb. Leaving the pager early, or Ctrl-C in it, is no error. Raises OutputError as ``streams.write`` does.
    """
    command = _pager() if sys.stdout.isatty() else None
    if command is None or not _is_long(text) or not _run(command, text):
        streams.write(text)


def _pager() -> str | None:
    """Return the pager's command line; None where there is to be none."""
    context = click.get_current_context(silent=True)
    if context is not None and context.find_root().params.get("no_pager"):
        return None
    if os.environ.get("TERM", "dumb") in {"dumb", "unknown"}:
        return None
    wanted = os.environ.get("RELKIT_PAGER", os.environ.get("PAGER"))
    if wanted is None:
        return "less" if shutil.which("less") else None
    return None if wanted.strip() in _NONE else wanted


def _is_long(text: str) -> bool:
    """Tell whether the text and the prompt after it need more rows than there are."""
    from rich.cells import cell_len  # rich takes its time
    from rich.text import Text

    from relkit.cli.terminal import Terminal

    terminal = Terminal()
    lines = Text.from_ansi(text).plain.split("\n")
    rows = sum(max(-(-cell_len(line) // terminal.width), 1) for line in lines)
    return rows > terminal.height


def _run(command: str, text: str) -> bool:
    """Run the pager to its end; return False when there is no such command, and nothing was shown."""
    import subprocess  # seldom needed

    streams.flush()
    content = text.encode(sys.stdout.encoding or "utf-8", "backslashreplace")
    environment = {**_OWN, **os.environ}
    with _uninterrupted():
        # Through a shell only where it needs one, as git does: what is started directly can be ended.
        shell = not _FOR_A_SHELL.isdisjoint(command)
        try:
            words = command if shell else command.split()
            pager = subprocess.Popen(words, shell=shell, stdin=subprocess.PIPE, env=environment)
        except OSError:
            return False
        try:
            with contextlib.suppress(BrokenPipeError):  # who has seen enough leaves
                pager.communicate(content)
            return pager.wait() not in _NOT_RUN
        finally:
            pager.terminate()  # only still there when relkit was told to end
            pager.wait()


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Leave Ctrl-C to the pager, which has an answer of its own to it: less stops searching, and goes on."""
    # Not SIG_IGN, which the pager would inherit.
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
