"""What the benchmarks measure with is right about commands whose cost is known."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.benchmarks.measure import Measured, measure, median, table, total

BUSY = "import time\nend = time.process_time() + 0.2\nwhile time.process_time() < end: pass"
IDLE = "import time; time.sleep(0.2)"
BIG = "b'x' * (400 << 20)"


def test_busy_time_is_cpu_and_idle_time_is_not() -> None:
    busy = measure([sys.executable, "-c", BUSY])
    idle = measure([sys.executable, "-c", IDLE])
    assert busy.cpu >= 0.2
    assert idle.wall >= 0.2
    assert idle.cpu < busy.cpu


def test_a_childs_time_counts() -> None:
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {BUSY!r}])"
    assert measure([sys.executable, "-c", child]).cpu >= 0.2


def test_the_peak_is_the_commands_own() -> None:
    assert measure([sys.executable, "-c", BIG]).peak_mb > 400
    # A child begins as large as the process that measures, which runs other tests besides.
    assert measure([sys.executable, "-c", ""]).peak_mb < 400


def test_a_failure_is_no_measure() -> None:
    with pytest.raises(subprocess.CalledProcessError):
        measure([sys.executable, "-c", "raise SystemExit(3)"])
    measure([sys.executable, "-c", "raise SystemExit(3)"], ok=(3,))


def test_figures_are_joined() -> None:
    runs = [Measured(cpu=cpu, wall=2 * cpu, peak_mb=10 * cpu) for cpu in (3.0, 1.0, 2.0)]
    assert total(runs) == Measured(cpu=6.0, wall=12.0, peak_mb=30.0)
    waiting = iter(runs)
    assert median(3, lambda: next(waiting)) == Measured(cpu=2.0, wall=4.0, peak_mb=20.0)
    assert table(["a", "b"], [["x", 1.5]]) == "| a | b |\n| --- | --- |\n| x | 1.500 |"
