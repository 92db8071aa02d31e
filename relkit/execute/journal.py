"""The journal's files: ``<common git dir>/relkit/operations/<id>/journal.jsonl``, one step a line, only ever added to.

A line is a JSON object: ``at`` (seconds since 1970), ``step`` (the name of the step's type) and the step's fields. It
is on the disk before what it announces happens. A last line that is not whole was being written when the process was
killed: what it would have announced did not happen. A pick that was made of itself announces nothing: it may reach the
disk with the next step, and where the machine stops before that, the pick is made again.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import msgspec

from relkit.errors import RelkitError
from relkit.execute.lock import not_writable
from relkit.execute.places import operations_folder
from relkit.git.repository import Repository
from relkit.model.journal import Ended, Entry, Made, OperationId, Step, There, Undone

_STEPS: dict[str, type] = {kind.__name__.lower(): kind for kind in get_args(Step)}
_FILE = "journal.jsonl"
_OF_ITSELF = (Made, There)
_LAST = 16384  # bytes at the end of a journal: more than the step that ends an operation takes, unless it is very large
_ID = re.compile(r"\d{8}-\d{6}-[a-z0-9]{4}")
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that are taken for another


class Journal:
    """The journal of one operation, to be added to."""

    def __init__(self, repository: Repository, operation: OperationId) -> None:
        """Remember where it is."""
        self._repository = repository
        self.operation = operation
        self.folder = operations_folder(repository) / operation

    def write(self, step: Step) -> Entry:
        """Add a step, which stays whatever ends the process. Raises UsageError where it cannot be written."""
        entry = Entry(at=int(time.time()), step=step)
        line = _encoded(entry)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            is_new = not (self.folder / _FILE).exists()
            with (self.folder / _FILE).open("r+b" if not is_new else "xb") as file:
                _cut(file.fileno())
                file.seek(0, os.SEEK_END)
                file.write(line)
                file.flush()
                if not isinstance(step, _OF_ITSELF):
                    os.fsync(file.fileno())
            if is_new:
                _sync_folder(self.folder)
        except OSError as error:
            raise not_writable(self._repository, error) from error
        return entry

    def read(self) -> tuple[Entry, ...]:
        """Return the steps so far. Raises RelkitError where the file is damaged."""
        return read_entries(self._repository, self.operation)


def new_operation(repository: Repository) -> Journal:
    """Return the journal of an operation that begins now; nothing is written yet."""
    moment = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
    letters = "".join(secrets.choice(_LETTERS) for _ in range(4))
    return Journal(repository, OperationId(f"{moment}-{letters}"))


def operation_ids(repository: Repository) -> tuple[OperationId, ...]:
    """Return the operations that there are, the newest first."""
    try:
        folders = operations_folder(repository).iterdir()
        names = [folder.name for folder in folders if _has_begun(folder / _FILE)]
    except FileNotFoundError:
        return ()
    return tuple(OperationId(name) for name in sorted(names, reverse=True) if _ID.fullmatch(name))


def unended(repository: Repository) -> tuple[OperationId, ...]:
    """Return the operations whose last step does not end them, the newest first; no more of a journal is read."""
    folder = operations_folder(repository)
    return tuple(one for one in operation_ids(repository) if not _has_ended(folder / one / _FILE))


def read_entries(repository: Repository, operation: OperationId) -> tuple[Entry, ...]:
    """Return an operation's steps so far. Raises RelkitError where its file is damaged."""
    file = operations_folder(repository) / operation / _FILE
    try:
        content = file.read_bytes()
    except OSError as error:
        raise RelkitError(f"the journal of {operation} cannot be read: {error.strerror}: {file}") from error
    return tuple(_entries(content, file))


def _entries(content: bytes, file: Path) -> Iterator[Entry]:
    lines = content.split(b"\n")
    for number, line in enumerate(lines[:-1], 1):  # what follows the last line's end was being written
        try:
            yield _decoded(line)
        except (ValueError, KeyError, TypeError, msgspec.ValidationError) as error:
            raise RelkitError(
                f"{file}, line {number}: this is no step of an operation ({error})",
                f"a newer relkit wrote it, or it was damaged; once {file.parent} is moved away, relkit goes on "
                "without it, and what it backed up stays in refs/relkit/backup",
            ) from error


def _has_begun(file: Path) -> bool:
    """Whether a journal holds a whole step; one without announces nothing: who began it was killed at once."""
    try:
        with file.open("rb") as steps:
            return steps.readline().endswith(b"\n")
    except FileNotFoundError:
        return False


def _has_ended(file: Path) -> bool:
    with file.open("rb") as steps:
        steps.seek(max(0, steps.seek(0, os.SEEK_END) - _LAST))
        lines = steps.read().split(b"\n")
    try:
        return isinstance(_decoded(lines[-2]).step, Ended | Undone)
    except (IndexError, ValueError, KeyError, TypeError, msgspec.ValidationError):
        return False  # a very long step, or a damaged one: who reads all of them tells


def _encoded(entry: Entry) -> bytes:
    fields = msgspec.to_builtins(entry.step)
    # Names and messages may hold bytes that are no text; JSON's own escapes keep them.
    said = {"at": entry.at, "step": type(entry.step).__name__.lower(), **fields}
    return json.dumps(said, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"


def _decoded(line: bytes) -> Entry:
    said = json.loads(line)
    kind = _STEPS[said.pop("step")]
    return Entry(at=said.pop("at"), step=msgspec.convert(said, kind))


def _cut(handle: int) -> None:
    """Take away a last line that is not whole."""
    size = os.fstat(handle).st_size
    end = size
    while end and os.pread(handle, 1, end - 1) != b"\n":
        end -= 1
    if end < size:
        os.ftruncate(handle, end)


def _sync_folder(folder: Path) -> None:
    for one in (folder, folder.parent):
        handle = os.open(one, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
