"""What relkit raises: a kind, a message, details and a hint. Only ``relkit.cli.main`` prints them and exits."""

from __future__ import annotations

EXIT_FINDINGS = 1
EXIT_USAGE = 2
EXIT_STOPPED = 3
EXIT_FAULT = 70
EXIT_INTERRUPTED = 130


class RelkitError(Exception):
    """Something the user can mend: what went wrong and where, and as a hint what to do next.

    ``details`` say more of what went wrong, one a line.
    """

    exit_status = EXIT_USAGE

    def __init__(self, message: str, hint: str | None = None, details: tuple[str, ...] = ()) -> None:
        """Keep the message, a full sentence without its full stop, the hint, if there is one, and the details."""
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.details = details


class UsageError(RelkitError):
    """The command, its options or the configuration are wrong (exit status 2)."""


class RepositoryError(RelkitError):
    """The repository cannot be read as asked (exit status 2)."""


class NoCommitsError(RepositoryError):
    """There is no commit in the repository (exit status 2)."""


class StoppedError(RelkitError):
    """relkit stopped for a human to decide (exit status 3)."""

    exit_status = EXIT_STOPPED
