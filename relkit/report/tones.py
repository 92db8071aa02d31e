"""What a piece of text means; colours follow from it and never carry the meaning alone."""

from __future__ import annotations

from enum import StrEnum


class Tone(StrEnum):
    """A meaning that can be coloured."""

    PLAIN = "plain"
    STRONG = "strong"
    QUIET = "quiet"
    GOOD = "good"
    ATTENTION = "attention"
    BAD = "bad"
