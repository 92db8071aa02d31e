"""How long work tells how far it is."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Receives what is being done; implemented by the command line."""

    def start(self, what: str, total: int | None = None) -> None:
        """Begin a stage, ending the one before; ``total`` is its number of steps when known."""

    def advance(self, steps: int = 1) -> None:
        """Count steps of the stage as done."""


class Silent:
    """Progress that nobody watches."""

    def start(self, what: str, total: int | None = None) -> None:
        """Ignore the stage."""

    def advance(self, steps: int = 1) -> None:
        """Ignore the steps."""
