"""The user's settings that have a say in merges."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from relkit.git.process import Git
from relkit.git.repository import Repository

_SYSTEM = Path("/etc/gitattributes")


def fingerprint(repository: Repository) -> str:
    """Return a short text that changes when git's version or a setting changes that may decide a merge."""
    said = repository.git.run("config", "--list", "-z", ok=(0, 1)).split(b"\0")
    lines = [line for line in said if line.startswith((b"merge.", b"diff.", b"core."))]
    named = next(
        (line.partition(b"\n")[2] for line in reversed(said) if line.startswith(b"core.attributesfile\n")), None
    )
    home = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
    users = Path(os.fsdecode(named) if named else f"{home}/git/attributes").expanduser()
    files = (repository.common_dir / "info" / "attributes", users, _SYSTEM)
    attributes = [file.read_bytes() if file.is_file() else b"" for file in files]
    return hashlib.sha256(b"\0".join([Git().run("version"), *lines, *attributes])).hexdigest()[:12]


def renormalizes(repository: Repository) -> bool:
    """Tell whether merges convert line ends, and all else that attributes say of contents, before they compare."""
    said = repository.git.run("config", "--type=bool", "--get", "merge.renormalize", ok=(0, 1, 128))  # 128: no boolean
    return said.strip() == b"true"
