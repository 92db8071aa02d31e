"""Measuring whole commands: what a user waits for, and what the machine pays."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """The cost of a command: seconds of CPU (its own and its children's), seconds waited, and the largest process."""

    cpu: float
    wall: float
    peak_mb: float


def measure(
    command: Sequence[str | Path],
    *,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
    ok: tuple[int, ...] = (0,),
) -> Measured:
    """Run a command with its output thrown away. Raises CalledProcessError for a status that is not in ``ok``."""
    begin = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=cwd, env={**os.environ, **(environment or {})}, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL
    )
    # wait4 and not getrusage(RUSAGE_CHILDREN), whose peak is that of all children so far.
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in ok:
        raise subprocess.CalledProcessError(process.returncode, [str(word) for word in command])
    return Measured(cpu=usage.ru_utime + usage.ru_stime, wall=wall, peak_mb=usage.ru_maxrss / 1024)


def median(times: int, run: Callable[[], Measured]) -> Measured:
    """Measure several times and return the median of each figure."""
    runs = [run() for _ in range(times)]
    return Measured(
        cpu=statistics.median(measured.cpu for measured in runs),
        wall=statistics.median(measured.wall for measured in runs),
        peak_mb=statistics.median(measured.peak_mb for measured in runs),
    )


def total(parts: Sequence[Measured]) -> Measured:
    """Return the cost of several commands, one after the other: times added, the largest peak."""
    return Measured(
        cpu=sum(part.cpu for part in parts),
        wall=sum(part.wall for part in parts),
        peak_mb=max((part.peak_mb for part in parts), default=0.0),
    )


def table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a Markdown table; fractions get three digits after the point."""
    texts = [[f"{cell:.3f}" if isinstance(cell, float) else str(cell) for cell in row] for row in rows]
    lines = [header, ["---"] * len(header), *texts]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
