"""How long `relkit --version` and `relkit --help` take, beside an interpreter that does nothing."""

from __future__ import annotations

import shutil
import sys
from functools import partial

import pytest

from tests.benchmarks.measure import measure, median, table

AIM = 0.1
"""Seconds of CPU."""


@pytest.mark.benchmark
def test_startup() -> None:
    relkit = shutil.which("relkit")
    assert relkit is not None, "install relkit into the environment that runs the benchmarks"
    commands = {"python -c ''": [sys.executable, "-c", ""]}
    commands |= {f"relkit {option}": [relkit, option] for option in ("--version", "--help")}
    measured = {name: median(9, partial(measure, command)) for name, command in commands.items()}
    print(
        table(["command", "CPU s", "wall s", "peak MB"], [(n, m.cpu, m.wall, m.peak_mb) for n, m in measured.items()])
    )
    assert all(m.cpu <= AIM for m in measured.values())
