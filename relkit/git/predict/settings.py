"""The user's settings that have a say in merges."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from relkit.git.predict.attributes import speaks_of_merging
from relkit.git.process import Git
from relkit.git.repository import Repository

# Settings that make a content's merge depend on more than the attribute "merge" and the three contents.
_NOT_PLAIN = ("merge.default", "merge.renormalize", "merge.text.driver", "merge.union.driver", "merge.binary.driver")


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """What the repository is set to. ``plain``: contents may be merged apart from their paths.

    ``fingerprint`` changes when git's version or a setting changes that may decide a merge.
    """

    plain: bool
    fingerprint: str


def read_settings(repository: Repository) -> Settings:
    """Read git's configuration and the repository's own attribute file."""
    said = repository.git.run("config", "--list", "-z", ok=(0, 1)).split(b"\0")
    lines = [line for line in said if line.startswith((b"merge.", b"diff.", b"core."))]
    file = repository.common_dir / "info" / "attributes"
    own = file.read_bytes() if file.is_file() else b""
    digest = hashlib.sha256(b"\0".join([Git().run("version"), *lines, own]))
    names = {line.partition(b"\n")[0].decode("utf-8", "replace") for line in lines}
    return Settings(
        # The repository's own attributes outrank those of the work tree, which is where relkit says what holds.
        plain=not names.intersection(_NOT_PLAIN) and not speaks_of_merging(own),
        fingerprint=digest.hexdigest()[:12],
    )
