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


def fetched_from(git: Git, remote: str) -> str | None:
    """Return the URL that a remote is fetched from, ``url.<base>.insteadOf`` applied; None where there is none."""
    return _url(git, remote)


def pushed_to(git: Git, remote: str) -> str | None:
    """Return the URL that a remote is pushed to, the first of several, rewritten likewise; None where there is none."""
    return _url(git, "--push", remote)


def _url(git: Git, *words: str) -> str | None:
    # git says 2 where there is no such remote, before 2.42 128.
    lines = git.text("remote", "get-url", *words, ok=(0, 2, 128)).splitlines()
    return lines[0] if lines else None
