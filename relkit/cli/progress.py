"""Progress for people who watch: a bar on standard error, once something takes longer than a second."""

from __future__ import annotations

import os
import sys
import threading
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

DELAY = 1.0
"""Seconds of work before a bar appears."""


class Watched:
    """Shows the stage under way and how far it is, with a terminal; what it showed is gone at the end.

    Implements ``relkit.model.progress.Progress``. To be used as a context, so that the cursor comes back whatever
    happens.
    """

    def __init__(self, delay: float = DELAY) -> None:
        """Show nothing for ``delay`` seconds."""
        self._delay = delay
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None
        self._bar: Bar | None = None
        self._task: TaskID | None = None
        self._stage: tuple[str, int | None, int] | None = None

    def __enter__(self) -> Self:
        """Start the clock, where there is a terminal to show anything on."""
        if _is_watched():
            self._timer = threading.Timer(self._delay, self._appear)
            self._timer.daemon = True
            self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the bar away."""
        if self._timer is not None:
            self._timer.cancel()
        with self._lock:
            self._timer = None
            if self._bar is not None:
                self._bar.stop()
                self._bar = None

    def start(self, what: str, total: int | None = None) -> None:
        """Begin a stage, ending the one before; ``total`` is its number of steps when known."""
        with self._lock:
            self._stage = (what, total, 0)
            if self._bar is not None:
                self._show(self._bar)

    def advance(self, steps: int = 1) -> None:
        """Count steps of the stage as done."""
        with self._lock:
            if self._stage is None:
                return
            what, total, done = self._stage
            self._stage = (what, total, done + steps)
            if self._bar is not None and self._task is not None:
                self._bar.advance(self._task, steps)

    def _appear(self) -> None:
        from relkit.cli.bar import make_bar

        bar = make_bar()
        with self._lock:
            if self._timer is None:
                return  # the work ended just now
            self._bar = bar
            self._show(bar)
            bar.start()

    def _show(self, bar: Bar) -> None:
        if self._task is not None:
            bar.remove_task(self._task)
            self._task = None
        if self._stage is not None:
            what, total, done = self._stage
            self._task = bar.add_task(what, total=total, completed=done)


def _is_watched() -> bool:
    return sys.stderr.isatty() and os.environ.get("TERM") not in {"dumb", "unknown"}
