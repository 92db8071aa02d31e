"""One relkit at a time writes to a repository."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from relkit.errors import StoppedError, UsageError
from relkit.execute.places import own_folder
from relkit.git.repository import Repository

_LONGEST = 500  # bytes of what a lock says


@contextmanager
def exclusive(repository: Repository) -> Iterator[None]:
    """Keep other relkits from writing while the block runs.

    The kernel holds the lock and gives it back when the process ends, whatever ends it: none is ever left over. Raises
    StoppedError where another process has it, and UsageError where the repository cannot be written to.
    """
    file = own_folder(repository) / "lock"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise not_writable(repository, error) from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
                raise not_writable(repository, error) from error
            by = os.read(handle, _LONGEST).decode("utf-8", "replace").strip()
            raise StoppedError(
                f"another relkit is writing to {repository.name}{f' ({by})' if by else ''}",
                "wait until it has ended; `relkit backport --status` then tells what it left",
            ) from error
        os.ftruncate(handle, 0)
        os.write(handle, f"process {os.getpid()}\n".encode())
        yield
    finally:
        os.close(handle)


def not_writable(repository: Repository, error: OSError) -> UsageError:
    """Return the error that says why a repository cannot be written to."""
    return UsageError(
        f"{repository.name} cannot be written to: {error.strerror}: {error.filename or own_folder(repository)}",
        "nothing was changed; make room, or see to whom the folder belongs",
    )
