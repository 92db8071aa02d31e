"""The order of versions."""

from __future__ import annotations

from typing import Any, Protocol

from packaging import version as pep440

from relkit.model.version import Scheme, Version


class Comparable(Protocol):
    """Something that sorts; keys of one scheme are equal exactly when the versions are."""

    def __lt__(self, other: Any, /) -> bool:
        """Tell whether this comes first."""

    def __hash__(self) -> int:
        """Equal keys have equal hashes."""


def sort_key(version: Version) -> Comparable:
    """Return a key by which versions of one scheme sort: PEP 440's order, or SemVer's precedence (semver.org, 11).

    Trailing zeros count for nothing ("28.0.0.0rc2" equals "28.0.0rc2"), and neither does a local part.
    """
    return _semver_key(version) if version.scheme is Scheme.SEMVER else _pep440_key(version)


def _pep440_key(version: Version) -> Comparable:
    epoch, mark, _ = version.text.partition("!")
    parts = [f"{epoch}!" if mark else "", ".".join(map(str, version.release))]
    if version.pre:
        parts.append(f"{version.pre[0]}{version.pre[1]}")
    if version.post is not None:
        parts.append(f".post{version.post}")
    if version.dev is not None:
        parts.append(f".dev{version.dev}")
    return pep440.Version("".join(parts))


def _semver_key(version: Version) -> Comparable:
    import semver

    try:
        core = semver.Version.parse(version.text)
    except ValueError:  # an earlier era, written as PEP 440
        major, minor, patch = (*version.release, 0, 0)[:3]
        prerelease = _as_semver(version)
        core = semver.Version(major, minor, patch, prerelease)
    return core.replace(build=None), version.release[3:], -1 if version.post is None else version.post


def _as_semver(version: Version) -> str | None:
    if version.dev is not None and version.pre is None:
        return f"dev.{version.dev}"
    if version.pre is None:
        return None
    words = {"a": "alpha", "b": "beta"}
    return f"{words.get(version.pre[0], version.pre[0])}.{version.pre[1]}"
