"""Facts that are computed once: bytes by key, producer and version, in one SQLite file.

The file may be deleted at any time; that only costs time. Several processes may use it at once: SQLite's own locks
keep it whole, and who finds it locked goes on without it. A producer's version is raised when its answers change;
what an older version wrote is then no longer seen, and is deleted at the next write.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

_FILE = "facts-1.sqlite"
_WAIT = 2.0  # seconds for another process's write
_CHUNK = 900  # SQLite's traditional limit of 999 parameters in a statement
_SCHEMA = """
CREATE TABLE IF NOT EXISTS facts (
    producer TEXT NOT NULL, version TEXT NOT NULL, key BLOB NOT NULL, value BLOB NOT NULL,
    PRIMARY KEY (producer, key)) WITHOUT ROWID
"""

_T = TypeVar("_T")


class Cache:
    """Bytes by (producer, version, key). Without a file every look-up misses and nothing is kept."""

    def __init__(self, connection: sqlite3.Connection | None, file: Path | None = None) -> None:
        """Use an open connection to ``file``, or none."""
        self._connection = connection
        self._file = file
        self._stale: set[tuple[str, str]] = set()

    def get(self, producer: str, version: str, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """Return the values that are there; a damaged or locked file counts as empty."""
        if self._connection is None:
            return {}
        wanted = list(keys)
        found: dict[bytes, bytes] = {}
        try:
            for start in range(0, len(wanted), _CHUNK):
                chunk = wanted[start : start + _CHUNK]
                marks = ",".join("?" * len(chunk))
                rows = self._connection.execute(
                    f"SELECT key, value FROM facts WHERE producer = ? AND version = ? AND key IN ({marks})",  # noqa: S608 - marks are question marks
                    (producer, version, *chunk),
                )
                found.update(rows)
        except sqlite3.OperationalError:
            pass  # locked: what is known has to be found out once more
        except sqlite3.Error:
            self._discard()
        return found

    def put(self, producer: str, version: str, facts: Mapping[bytes, bytes]) -> bool:
        """Keep values, all or none, and tell whether they were; what cannot be written is forgotten."""
        if self._connection is None or not facts:
            return False
        try:
            with self._connection:
                if (producer, version) not in self._stale:
                    self._connection.execute(
                        "DELETE FROM facts WHERE producer = ? AND version <> ?", (producer, version)
                    )
                    self._stale.add((producer, version))
                self._connection.executemany(
                    "INSERT OR REPLACE INTO facts VALUES (?, ?, ?, ?)",
                    [(producer, version, key, value) for key, value in facts.items()],
                )
        except sqlite3.OperationalError:
            return False  # locked, read-only or full: another run will keep it
        except sqlite3.Error:
            self._discard()
            return False
        return True

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _discard(self) -> None:
        """Delete a damaged file: the next run makes it anew."""
        with contextlib.suppress(sqlite3.Error):
            self.close()
        if self._file is not None:
            _delete(self._file)


def open_cache(common_dir: Path) -> Cache:
    """Open the cache of a repository: in its common git directory, else in the user's cache folder, else none."""
    for folder in (common_dir / "relkit" / "cache", _user_folder(common_dir)):
        try:
            connection = _connect(folder)
        except sqlite3.OperationalError as error:
            if "locked" in str(error):  # somebody writes for long: the folder is right, only not now
                return Cache(None)
            continue
        except OSError:
            continue
        return Cache(connection, folder / _FILE)
    return Cache(None)


def _user_folder(common_dir: Path) -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    name = hashlib.sha256(os.fsencode(common_dir)).hexdigest()[:16]
    return Path(base) / "relkit" / name


def _connect(folder: Path) -> sqlite3.Connection:
    folder.mkdir(parents=True, exist_ok=True)
    try:
        return _open(folder / _FILE)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:  # not SQLite, or damaged: nothing in it is worth keeping
        _delete(folder / _FILE)
        return _open(folder / _FILE)


def _delete(file: Path) -> None:
    for name in (file.name, f"{file.name}-wal", f"{file.name}-shm"):
        with contextlib.suppress(OSError):
            (file.parent / name).unlink()


def _open(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=_WAIT)
    # A lost cache is no loss: the journal stays in memory and nothing waits for the disk; a file that a crash
    # damaged is found out by the next reader and made anew.
    for pragma in ("journal_mode = WAL", "synchronous = OFF"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute(_SCHEMA)
    connection.execute("INSERT OR IGNORE INTO facts VALUES ('probe', '1', x'', x'')")
    connection.commit()
    return connection


def keys(parts: Sequence[str]) -> bytes:
    """Make one key of several ids."""
    return b"".join(bytes.fromhex(part) for part in parts)


def pack(value: object) -> bytes:
    """Return a value made of plain nouns as bytes; its texts may hold surrogate escapes, as paths do."""
    return json.dumps(msgspec.to_builtins(value)).encode()  # ASCII: UTF-8 has no surrogates


def unpack(value: bytes, kind: type[_T]) -> _T:
    """Return what ``pack`` was given."""
    return msgspec.convert(json.loads(value), type=kind)
