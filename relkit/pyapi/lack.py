"""The nouns of a cherry-pick that applies and would not work: what is asked about, and what is lacking."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

LACKS_VERSION = "2"
"""Raised when what is found lacking changes; what was kept is of one version only."""


class Sources(Protocol):
    """The files of one tree, read when they are needed."""

    def read(self, path: str) -> bytes | None:
        """Return a file's content; None where there is no such file, or it cannot be read."""

    def key(self, path: str) -> str | None:
        """Return what stands for a file's content, the same for the same content in every tree; None if no file."""

    def entries(self, folder: str) -> frozenset[str]:
        """Return the names in a folder ("" is the top), those of folders with a "/" after them; nothing if none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PickedFile:
    """A file that the pick changes or adds.

    ``path`` is its path on the line after the pick, ``before`` its content there before it (None: it is new);
    ``mainline_path`` is its path on the mainline, where that is another.
    """

    path: str
    before: bytes | None
    mainline_path: str | None = None


class LackKind(StrEnum):
    """What is lacking."""

    NAME = "undefined name"
    IMPORT = "import"
    ATTRIBUTE = "attribute"
    ARGUMENT = "argument"
    FIXTURE = "fixture"


@dataclass(frozen=True, kw_only=True, slots=True)
class Lack:
    """Something that a picked file uses on a line (1-based) and that its tree lacks; ``text`` is a sentence for people.

    ``origin`` and ``origin_line`` say where the mainline defines it, where that is known: whose commit brought it.
    """

    path: str
    line: int
    kind: LackKind
    name: str
    text: str
    origin: str | None = None
    origin_line: int | None = None
