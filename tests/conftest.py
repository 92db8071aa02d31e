"""One environment for every test: an empty home, no system configuration, fixed dates, no network."""

from __future__ import annotations

import os
import socket
import tempfile
import time
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from tests.builders import RepoBuilder

NOW = 1_750_000_000
"""The moment at which tests that need one take place: 2025-06-15 15:06:40 UTC, in seconds since 1970."""

_GIT_CONFIG = """\
[user]
    name = Test Person
    email = test@example.org
[init]
    defaultBranch = main
[protocol]
    allow = never
[protocol "file"]
    allow = always
[maintenance]
    auto = false
"""

# What a developer's shell or a CI service sets and relkit, git or a terminal library reads.
_DROPPED = (
    "CI",
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "FORCE_COLOR",
    "GITHUB_ACTIONS",
    "GITHUB_OUTPUT",
    "GITHUB_STEP_SUMMARY",
    "LANGUAGE",
    "LESS",
    "NO_COLOR",
    "NO_NETWORK",
    "PAGER",
    "RELKIT_PAGER",
    "SOURCE_DATE_EPOCH",
    "TTY_COMPATIBLE",
    "TTY_INTERACTIVE",
)

_session = tempfile.TemporaryDirectory(prefix="relkit-tests-")


def pytest_configure(config: pytest.Config) -> None:
    """Prepare the environment before anything is imported or run: libgit2 looks for its configuration only once."""
    del config
    for name in [name for name in os.environ if name in _DROPPED or name.startswith(("GIT_", "RELKIT_FAULT"))]:
        del os.environ[name]
    os.environ.update(_environment(Path(_session.name)))
    time.tzset()
    # No example database: the tests leave nothing behind in the source tree, and run the same everywhere.
    hypothesis.settings.register_profile("relkit", database=None, deadline=None, derandomize=True)
    hypothesis.settings.load_profile("relkit")
    socket.socket.connect = _refuse_network(socket.socket.connect)  # type: ignore[method-assign]
    socket.socket.connect_ex = _refuse_network(socket.socket.connect_ex)  # type: ignore[method-assign]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the session's home."""
    del config
    _session.cleanup()


def _environment(folder: Path) -> dict[str, str]:
    home = folder / "home"
    home.mkdir()
    configuration = home / ".gitconfig"
    configuration.write_text(_GIT_CONFIG)
    return {
        "COLUMNS": "100",
        "GIT_AUTHOR_DATE": f"@{NOW} +0000",
        "GIT_COMMITTER_DATE": f"@{NOW} +0000",
        "GIT_CEILING_DIRECTORIES": tempfile.gettempdir(),
        "GIT_CONFIG_GLOBAL": str(configuration),
        "GIT_CONFIG_NOSYSTEM": "1",
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "LINES": "50",
        "TERM": "xterm",
        "TZ": "UTC",
        "XDG_CACHE_HOME": str(home / ".cache"),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_DATA_HOME": str(home / ".local" / "share"),
        "XDG_STATE_HOME": str(home / ".local" / "state"),
    }


def _refuse_network(connect: Any) -> Any:
    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family != socket.AF_UNIX:
            raise OSError(f"tests stay offline, and this one wants {address!r}")
        return connect(self, address)

    return guarded


@pytest.fixture(autouse=True)
def _own_home(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Give each test a home of its own, and the environment as it was at the start."""
    for name, value in _environment(tmp_path_factory.mktemp("environment")).items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def home() -> Path:
    """Return the test's home folder; only a ``.gitconfig`` is in it."""
    return Path(os.environ["HOME"])


@pytest.fixture
def now() -> int:
    """Return the moment at which the test takes place, in seconds since 1970."""
    return NOW


@pytest.fixture
def builder(tmp_path: Path) -> RepoBuilder:
    """Return a builder for an empty repository with a work tree (nothing is checked out) in ``tmp_path/project``."""
    return RepoBuilder(tmp_path / "project")


@pytest.fixture
def bare(tmp_path: Path) -> RepoBuilder:
    """Return a builder for an empty bare repository in ``tmp_path/project.git``."""
    return RepoBuilder(tmp_path / "project.git", bare=True)


@pytest.fixture
def real_repositories() -> Path:
    """Return the folder of real bare clones that ``RELKIT_REAL_REPOSITORIES`` names, or skip."""
    where = os.environ.get("RELKIT_REAL_REPOSITORIES")
    if not where or not Path(where).is_dir():
        pytest.skip("RELKIT_REAL_REPOSITORIES names no folder of bare clones")
    return Path(where)
