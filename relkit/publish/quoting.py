"""Words of commands that people are to type, quoted for a POSIX shell so that they can be read."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence

_ACTS = re.compile(r'["$`\\!\n]')
"""What acts within double quotes; "!" does so in some shells at a prompt."""


def quoted(word: str) -> str:
    """Return a word as a shell reads it; one with an apostrophe in double quotes where nothing acts in them."""
    return f'"{word}"' if "'" in word and not _ACTS.search(word) else shlex.quote(word)


def typed(words: Sequence[str]) -> str:
    """Return a command as it is typed."""
    return " ".join(map(quoted, words))
