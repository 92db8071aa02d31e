"""Versions as projects write them, and the releases that tags stand for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from relkit.model.refs import Tag


class Scheme(StrEnum):
    """How a project's versions are ordered and spelled."""

    PEP440 = "pep440"
    SEMVER = "semver"


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    """A version, read once.

    ``text`` is the project's own spelling without the tag's prefix ("1.2.0rc1", "29.0.0.0rc1"); ``release`` its
    numbers ((29, 0, 0, 0)); ``pre`` the prerelease's letter and number (("rc", 1)), ``dev`` and ``post`` theirs.
    Order is the business of ``relkit.versions``.
    """

    text: str
    scheme: Scheme
    release: tuple[int, ...]
    pre: tuple[str, int] | None = None
    post: int | None = None
    dev: int | None = None

    @property
    def is_final(self) -> bool:
        """Whether it is no prerelease and no development version (a post-release is final)."""
        return self.pre is None and self.dev is None

    @property
    def is_prerelease(self) -> bool:
        """Whether it is an alpha, beta or release candidate (a development version opens a line and is no release)."""
        return self.pre is not None and self.dev is None


@dataclass(frozen=True, kw_only=True, slots=True)
class Release:
    """A version that was tagged."""

    version: Version
    tag: Tag


@dataclass(frozen=True, kw_only=True, slots=True)
class Ignored:
    """A branch or tag that relkit leaves out, and why."""

    name: str
    reason: str
