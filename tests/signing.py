"""Keys to sign with, made for a test."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def with_ssh_key(repository: Path, folder: Path) -> Path:
    """Let commits of a repository be signed with a new ssh key, and be verified; return the key."""
    if shutil.which("ssh-keygen") is None:
        pytest.skip("ssh-keygen is not installed")
    key = folder / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    allowed = folder / "allowed"
    allowed.write_text(f"test@example.org {key.with_suffix('.pub').read_text()}")
    _configure(
        repository, {"gpg.format": "ssh", "user.signingKey": str(key), "gpg.ssh.allowedSignersFile": str(allowed)}
    )
    return key


@contextmanager
def gpg_key(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let commits be signed with a new gpg key, as long as the block runs."""
    if shutil.which("gpg") is None:
        pytest.skip("gpg is not installed")
    # gpg-agent listens on a socket here, whose path must be short.
    with tempfile.TemporaryDirectory(prefix="relkit-gpg-", ignore_cleanup_errors=True) as home:
        monkeypatch.setenv("GNUPGHOME", home)
        words = ["gpg", "--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", ""]
        made = subprocess.run(
            [*words, "--quick-generate-key", "Test Person <test@example.org>", "ed25519", "sign", "never"],
            capture_output=True,
            check=False,
        )
        if made.returncode:
            pytest.skip(f"gpg makes no key here: {made.stderr.decode(errors='replace')}")
        try:
            yield
        finally:
            subprocess.run(["gpgconf", "--kill", "gpg-agent"], env=dict(os.environ), check=False)


def is_signed(repository: Path, commit: str) -> bool:
    """Whether git finds a commit's signature good."""
    done = subprocess.run(["git", "verify-commit", commit], cwd=repository, capture_output=True, check=False)
    return done.returncode == 0


def _configure(repository: Path, settings: dict[str, str]) -> None:
    for name, value in settings.items():
        subprocess.run(["git", "config", name, value], cwd=repository, check=True)
