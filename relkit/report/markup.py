"""Text from repositories in Markdown: nothing in it is markup."""

from __future__ import annotations

import re

from relkit.report.safe import isolated, visible

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>|~&$]|^(?:[#+=-]+|\d+[.)])(?=\s|$)")
_MENTION = re.compile(r"@(?=\w)")


def escaped(text: str) -> str:
    """Return text in which nothing is markup: no link, table cell or tag comes from a commit's title.

    Nor does a title notify whom it mentions: forges look for names after the markup is gone, and an invisible space
    parts name and sign. What is written from right to left keeps to its place.
    """
    marked = _SPECIAL.sub(_escape, visible(text))
    return isolated(_MENTION.sub("@&#8203;", marked))


def _escape(found: re.Match[str]) -> str:
    mark = found.group()
    return f"{mark[:-1]}\\{mark[-1]}"


def code(text: str) -> str:
    """Return text as code, in as many backticks as it needs."""
    shown = visible(text)
    fence = "`" * (max(map(len, re.findall("`+", shown)), default=0) + 1)
    pad = " " if "`" in shown else ""
    return f"{fence}{pad}{shown}{pad}{fence}"
