"""Reading a version: PEP 440 through ``packaging``, SemVer through ``semver``."""

from __future__ import annotations

import re

from packaging import version as pep440

from relkit.model.version import Scheme, Version

_SEMVER_DEVELOPMENT = re.compile(r"(?:dev|snapshot|nightly|canary)(?:[.-]?(\d+))?", re.IGNORECASE)
_SEMVER_PRERELEASE = re.compile(r"([A-Za-z]*)[.-]?(\d+)?")


def parse(text: str, scheme: Scheme) -> Version | None:
    """Read a version without its tag's prefix, or return None where it is none.

    PEP 440 is read as leniently as ``packaging`` does ("1.2.0-beta.1", "2013.1.rc1", "4.3post1"). With SemVer, what
    is no semantic version ("1.2", "1.2.0rc1": an earlier era of the project) is read as PEP 440 and ordered among
    the others. A local part ("+cu118") or build metadata stays in the text and counts for nothing.
    """
    if scheme is Scheme.SEMVER:
        return _parse_semver(text) or _parse_pep440(text, scheme)
    return _parse_pep440(text, scheme)


def _parse_pep440(text: str, scheme: Scheme) -> Version | None:
    try:
        read = pep440.Version(text)
    except pep440.InvalidVersion:
        return None
    return Version(
        text=text.strip().removeprefix("v"),
        scheme=scheme,
        release=read.release,
        pre=read.pre,
        post=read.post,
        dev=read.dev,
    )


def _parse_semver(text: str) -> Version | None:
    import semver  # 17 ms, and most projects never need it

    try:
        read = semver.Version.parse(text)
    except ValueError:
        return None
    pre, dev = _semver_prerelease(read.prerelease)
    release = (read.major, read.minor, read.patch)
    return Version(text=text, scheme=Scheme.SEMVER, release=release, pre=pre, dev=dev)


def _semver_prerelease(text: str | None) -> tuple[tuple[str, int] | None, int | None]:
    if text is None:
        return None, None
    if development := _SEMVER_DEVELOPMENT.match(text):
        return None, int(development[1] or 0)
    word, number = next(iter(_SEMVER_PRERELEASE.findall(text)))  # both may be empty, so there is always a match
    return (word.lower(), int(number or 0)), None
