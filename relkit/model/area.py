"""Parts of a project, as a path belongs to one of them."""

from __future__ import annotations

from enum import StrEnum


class Area(StrEnum):
    """A part of a project."""

    SOURCE = "code"
    TEST = "test"
    DOCS = "docs"
    CI = "ci"
    BUILD = "build"
