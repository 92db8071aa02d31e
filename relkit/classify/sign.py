"""Signs: what one signal saw in a change, and what that says about its kind."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from relkit.model.evidence import Kind

Votes = Mapping[Kind, float]
"""Log-odds towards kinds; a kind that is not named gets 0."""

PRIOR = "prior"
"""Code of the evidence that stands for how common the kinds are, before anything else is known."""

SHOWN = 100
"""Longest quotation of a message or path in evidence, in characters."""

# Controls and surrogates could rewrite a terminal, format characters (bidirectional overrides) what stands beside them.
_UNSHOWN = frozenset({"Cc", "Cs", "Cf", "Co", "Cn"})


class Rank(IntEnum):
    """Which declaration decides when a change makes several: the highest."""

    VOTE = 0
    PREFIX = 10
    PATHS = 20
    BUMP = 30
    REVERT = 40
    FRAGMENT = 50
    ADVISORY = 55
    RELEASE = 60
    MERGE = 70


@dataclass(frozen=True, kw_only=True, slots=True)
class Sign:
    """What one signal saw.

    ``votes`` move the estimate, and so do the ``features`` that the trained model has weights for: each is named as
    evidence shows it, after ``detail``. A sign of a rank above ``VOTE`` declares: the change itself says what it is,
    with the kinds in ``declares``, the one that matters most first. ``certainty`` is how often such a declaration
    holds.
    """

    signal: str
    detail: str
    votes: Votes = field(default_factory=dict)
    rank: Rank = Rank.VOTE
    declares: tuple[Kind, ...] = ()
    certainty: float = 0.97
    features: tuple[str, ...] = ()


_ABOUT = ("no", "1", "2 to 3", "4 to 7", "8 to 15", "16 to 31", "32 to 63", "64 to 127", "128 to 255", "256 or more")


def about(number: int) -> str:
    """Return a number in words as features name it: 1, then twice as wide each time."""
    return _ABOUT[min(number.bit_length(), len(_ABOUT) - 1)]


def quoted(text: str) -> str:
    """Return text as evidence may show it: one line, printable, at most ``SHOWN`` characters."""
    clean = text[: 2 * SHOWN]
    if not clean.isprintable():
        clean = "".join(_shown(character) for character in clean)
    clean = " ".join(clean.split())
    return clean if len(clean) <= SHOWN else clean[: SHOWN - 1] + "\N{HORIZONTAL ELLIPSIS}"


def _shown(character: str) -> str:
    if character.isspace():
        return " "
    return "\N{REPLACEMENT CHARACTER}" if unicodedata.category(character) in _UNSHOWN else character
