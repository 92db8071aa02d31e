"""The tests' own environment keeps what it promises."""

from __future__ import annotations

import socket
import subprocess
from pathlib import Path

import pytest


def test_home_is_the_tests_own(home: Path) -> None:
    assert [file.name for file in home.iterdir()] == [".gitconfig"]
    assert (
        subprocess.run(["git", "config", "user.email"], capture_output=True, check=True).stdout == b"test@example.org\n"
    )


def test_no_network() -> None:
    with socket.socket(socket.AF_INET) as tcp, pytest.raises(OSError, match="stay offline"):
        tcp.connect(("127.0.0.1", 9))


def test_unix_sockets_are_no_network(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind(str(tmp_path / "s"))
        server.listen()
        client.connect(str(tmp_path / "s"))


def test_git_stays_offline() -> None:
    said = subprocess.run(["git", "ls-remote", "https://example.org/x.git"], capture_output=True, check=False)
    assert said.returncode != 0
    assert b"not allowed" in said.stderr
