"""Running a command of the user's in a worktree, what it says kept in a file."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

from relkit.errors import UsageError
from relkit.git.user import users_environment

_PATIENCE = 5  # seconds between asking a command to end and ending it


def run_logged(command: str, folder: Path, log: Path) -> int:
    """Run a shell command in a folder and return its exit status; what it says goes to a file.

    Whatever interrupts relkit also ends the command, with all that it started. Raises UsageError where the file cannot
    be written.
    """
    try:
        said = log.open("wb")
    except OSError as error:
        raise UsageError(f"what `{command}` says cannot be kept: {error}", "make room, or see who may write") from error
    with said:
        process = subprocess.Popen(
            command,
            shell=True,  # the command is the user's own, from the command line or the configuration
            cwd=folder,
            env=users_environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            return process.wait()
        except BaseException:
            _end(process)
            raise


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a command and all that it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=_PATIENCE)
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
