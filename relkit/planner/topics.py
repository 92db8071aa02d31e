"""What the branches of a backport are called."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime

from relkit.errors import UsageError

_LEADS = ("backport", "backports", "cherry-picks")
"""Where the branches stand; the first, unless a branch of that very name is in the way."""
_WORDS = 5
_LONGEST = 40  # characters of a topic made of a title
_SCOPE = re.compile(r"^(?:\[[^\[\]]{1,40}\]|[\w./-]{1,30}(?:\([^()]{1,40}\))?!?:(?=\s))\s*")
"""What stands before a title: "[docs]", "BUG:", "fix(parser):"."""
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|/\.|\.lock(?:/|$)|\.(?:/|$)|^[./-]|/$")
"""What git allows in no branch's name (`git help check-ref-format`)."""


def topic_of(titles: Sequence[str], requests: Sequence[int | None], now: int) -> str:
    """Return what a backport of these changes is about: "fix-13206", "keep-the-parser-quiet", "fixes-2026-11-25".

    ``requests`` are the numbers that the changes were merged with, where they are known; ``now`` is in seconds.
    """
    if len(titles) != 1:
        return f"fixes-{datetime.fromtimestamp(now, UTC):%Y-%m-%d}"
    if requests[0] is not None:
        return f"fix-{requests[0]}"
    return slug(titles[0]) or "fix"


def slug(title: str) -> str:
    """Return the first words of a title as they can stand in a branch's name; empty where there are no such words."""
    plain = unicodedata.normalize("NFKD", _SCOPE.sub("", title)).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", ""))[:_WORDS]
    while len(words) > 1 and len("-".join(words)) > _LONGEST:
        words.pop()
    return "-".join(words)[:_LONGEST]


def check_topic(topic: str) -> str:
    """Return a topic that a person gave. Raises UsageError for one that git allows in no branch's name."""
    if not topic or _FORBIDDEN.search(topic):
        raise UsageError(f'"{topic}" cannot stand in a branch\'s name', "take letters, digits and dashes")
    return topic


def branch_name(series: str, topic: str, taken: Collection[str]) -> str:
    """Return a new branch for a line's backport: "backport/2.3/fix-13206", or the next that is not taken.

    ``taken`` are the branches that there are, local and remote ones, without the remote.
    """
    known = {name.casefold() for name in taken}
    return next(name for name in _names(series, topic, known) if _is_free(name, known))


def is_backport(branch: str, series: str, topic: str | None = None) -> bool:
    """Tell whether a branch was made for a line's backport: of a topic, of whatever topic where that is None."""
    lead = next((lead for lead in _LEADS if branch.startswith(f"{lead}/{series}/")), None)
    if lead is None or topic is None:
        return lead is not None
    of = branch.removeprefix(f"{lead}/{series}/")
    return of == topic or (of.startswith(f"{topic}-") and of.removeprefix(f"{topic}-").isdecimal())


def _names(series: str, topic: str, known: Collection[str]) -> Iterator[str]:
    open_leads = [lead for lead in _LEADS if not {lead, f"{lead}/{series}".casefold()} & set(known)]
    lead = open_leads[0] if open_leads else f"{_LEADS[0]}-{series.replace('/', '-')}"
    number = 1
    while True:
        yield f"{lead}/{series}/{topic}" + (f"-{number}" if number > 1 else "")
        number += 1


def _is_free(name: str, known: Collection[str]) -> bool:
    """Tell whether a branch can be made: git keeps no "a" beside "a/b", and some file systems no "A" beside "a"."""
    folded = name.casefold()
    parts = folded.split("/")
    above = {"/".join(parts[:end]) for end in range(1, len(parts) + 1)}
    return above.isdisjoint(known) and not any(other.startswith(f"{folded}/") for other in known)
