"""Signals that end a process: they unwind it as Ctrl-C does, so that temporary files and child processes go too."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

_SIGNALS = (signal.SIGTERM, signal.SIGHUP)


class TerminatedError(KeyboardInterrupt):
    """The process was asked to end; a kind of interrupt, so that whatever cleans up after one does it here too."""

    def __init__(self, number: int) -> None:
        """Keep the signal's number."""
        super().__init__(number)
        self.number = number

    @property
    def exit_status(self) -> int:
        """What a shell reports of a process that the signal ended."""
        return 128 + self.number


def install() -> None:
    """Let the signals raise ``TerminatedError``; those that are ignored (as under nohup) stay so."""
    for number in _SIGNALS:
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _raise)


@contextmanager
def handed_to(take: Callable[[TerminatedError], bool]) -> Iterator[None]:
    """Give the signals to an event loop while it runs, which an exception out of nowhere would only confuse.

    ``take`` ends the loop with the error later, and returns False where it cannot: then it is raised at once.
    """

    def end(number: int, _: FrameType | None) -> None:
        error = TerminatedError(number)
        if not take(error):
            raise error

    ours = [number for number in _SIGNALS if signal.getsignal(number) is _raise]
    for number in ours:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, _raise)


def _raise(number: int, _: FrameType | None) -> NoReturn:
    raise TerminatedError(number)
