"""What is known of a change and of a line before anybody decided whether the one goes to the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from relkit.model.area import Area
from relkit.model.commit import Change
from relkit.model.evidence import Verdict
from relkit.model.ids import BlobId


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """A change as it stands by itself: what is hidden is hidden in all of these.

    ``title`` and ``body`` are its words, ``areas`` counts its files by the part of the project that they belong to.
    """

    change: Change
    verdict: Verdict
    title: str
    body: str
    areas: Mapping[Area, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """A line as it was: when it was cut, when its first final release came, and when newer lines were cut.

    Times are seconds since 1970; nothing later than ``moment`` is known. ``files`` are the files that the line was
    cut with, None where they cannot be read.
    """

    name: str
    moment: int
    cut: int
    released: int | None
    newer: Sequence[int]
    files: Mapping[str, BlobId] | None
