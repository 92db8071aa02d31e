"""The user's settings that have a say in merges."""

from __future__ import annotations

import hashlib

from relkit.git.process import Git
from relkit.git.repository import Repository


def fingerprint(repository: Repository) -> str:
    """Return a short text that changes when git's version or a setting changes that may decide a merge."""
    said = repository.git.run("config", "--list", "-z", ok=(0, 1)).split(b"\0")
    lines = [line for line in said if line.startswith((b"merge.", b"diff.", b"core."))]
    file = repository.common_dir / "info" / "attributes"
    own = file.read_bytes() if file.is_file() else b""
    return hashlib.sha256(b"\0".join([Git().run("version"), *lines, own])).hexdigest()[:12]
