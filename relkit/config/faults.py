"""What is wrong with a configuration: all of it at once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from relkit.errors import UsageError

_BARE = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """One fault: the path of the key, what is wrong with it, and what would be right."""

    path: tuple[str, ...]
    wrong: str
    right: str


class ConfigError(UsageError):
    """The configuration has faults, one a line of ``details``."""


def dotted(path: Sequence[str]) -> str:
    """Return a path as TOML writes it: parts that are no bare keys stand in quotes."""
    return ".".join(part if _BARE.fullmatch(part) else json.dumps(part, ensure_ascii=False) for part in path)


def nearest(word: str, known: Iterable[str]) -> str:
    """Return "; did you mean …?" with the known word that is nearest, or nothing."""
    near = get_close_matches(word.lower(), list(known), n=1)
    return f"; did you mean {near[0]}?" if near else ""


def one_of(words: Iterable[str]) -> str:
    """Return words as a choice: "a, b or c"."""
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else last
