"""relkit in a real terminal: a pseudo-terminal with a size, keys to press and a screen to read."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pexpect

import relkit

SECONDS = 20
"""How long anything is waited for."""


@contextmanager
def terminal(
    *arguments: str,
    cwd: Path | None = None,
    rows: int = 24,
    columns: int = 80,
    environment: Mapping[str, str | None] | None = None,
) -> Iterator[pexpect.spawn[str]]:
    """Run relkit in a terminal of its own until the block ends; an environment's None takes a variable away."""
    # Its size is the terminal's own, and the package the one under test.
    own = {"COLUMNS": None, "LINES": None, "PYTHONPATH": str(Path(relkit.__file__).parents[1])}
    changed: dict[str, str | None] = {**own, **(environment or {})}
    kept = {name: value for name, value in os.environ.items() if name not in changed}
    child = pexpect.spawn(
        sys.executable,
        ["-m", "relkit", *arguments],
        cwd=cwd,
        env={**kept, **{name: value for name, value in changed.items() if value is not None}},
        dimensions=(rows, columns),
        encoding="utf-8",
        timeout=SECONDS,
    )
    try:
        yield child
    finally:
        child.close(force=True)


def finish(child: pexpect.spawn[str]) -> tuple[str, int | None]:
    """Wait for the end; return what was shown since, and the exit status."""
    child.expect(pexpect.EOF)
    shown = child.before or ""
    child.close()
    return shown.replace("\r\n", "\n"), child.exitstatus
