"""The log of a fault: all that is needed to find it, in a file; a terminal is no place for a traceback."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from relkit import __version__


def write_log(error: BaseException, arguments: Sequence[str]) -> Path | None:
    """Write what happened into a new file and return it; None where no folder takes one.

    The file lies in relkit's folder of the user's state (``$XDG_STATE_HOME``), else in the temporary folder, and only
    the user can read it.
    """
    text = "\n".join(_told(error, arguments))
    name = time.strftime("fault-%Y%m%d-%H%M%S-", time.gmtime())
    for folder in _folders():
        try:
            folder.mkdir(parents=True, exist_ok=True)
            handle, path = tempfile.mkstemp(prefix=name, suffix=".log", dir=folder)
            with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as log:
                log.write(text)
        except OSError:
            continue
        return Path(path)
    return None


def _folders() -> Iterator[Path]:
    state = os.environ.get("XDG_STATE_HOME", "")
    # The specification of XDG: a path that is not absolute is to be ignored.
    if os.path.isabs(state):  # noqa: PTH117 # an empty text is no path
        yield Path(state) / "relkit"
    else:
        home = os.path.expanduser("~")  # noqa: PTH111 # Path.expanduser raises without a home
        if os.path.isabs(home):  # noqa: PTH117
            yield Path(home) / ".local" / "state" / "relkit"
    yield Path(tempfile.gettempdir())


def _told(error: BaseException, arguments: Sequence[str]) -> Iterator[str]:
    yield f"relkit {__version__}, Python {platform.python_version()}, {platform.platform()}"
    yield f"arguments: {list(arguments)!r}"
    yield f"packages: {', '.join(f'{name} {_version(name)}' for name in ('click', 'msgspec', 'pygit2', 'rich'))}"
    yield f"encodings: {sys.getfilesystemencoding()}, {getattr(sys.stdout, 'encoding', None)}"
    yield ""
    yield "".join(traceback.format_exception(error))


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "(not installed)"
