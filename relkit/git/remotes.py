"""The remotes of a repository, and what `git fetch` brings from them."""

from __future__ import annotations

from relkit.git.process import Git


def read_remotes(git: Git) -> tuple[str, ...]:
    """Return the names of the remotes."""
    return tuple(git.text("remote").splitlines())


def fetched(git: Git, remote: str) -> tuple[str, ...]:
    """Return the refspecs that `git fetch` follows for a remote."""
    return tuple(git.text("config", "--get-all", f"remote.{remote}.fetch", ok=(0, 1)).splitlines())


def fetch_also(git: Git, remote: str, refspec: str) -> None:
    """Let `git fetch` follow a refspec too, from now on."""
    git.run("config", "--add", f"remote.{remote}.fetch", refspec)
