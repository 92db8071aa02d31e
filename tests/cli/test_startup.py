"""What is quick stays quick: nothing heavy is imported before it is needed."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = (
    "asyncio",
    "email",
    "git",
    "importlib.metadata",
    "msgspec",
    "packaging",
    "pygit2",
    "questionary",
    "rich",
    "semver",
    "sqlite3",
    "subprocess",
    "towncrier",
    "yaml",
)


@pytest.mark.parametrize(
    "arguments", [["--version"], ["--help"], ["plan", "--help"], ["init", "--help"], ["completion", "fish"], ["nope"]]
)
def test_nothing_heavy_is_imported(arguments: list[str]) -> None:
    script = (
        "import sys\n"
        "from relkit.cli.main import run\n"
        "run(sys.argv[1:])\n"
        f"print('loaded:', *[name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    said = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True)
    assert said.stderr.splitlines()[-1] == "loaded:"
