"""How a project marks its backports: each form as it is recognised, and as it is written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from relkit.model.ids import CommitId
from relkit.planner.trailers import with_line

SHA = "{sha}"
"""What stands for the commit's id in a template."""
_MAINLINE = "{mainline}"
_REQUEST = "{request}"
_ID = r"[0-9a-f]{8,40}\b"
_LOOKED_AT = 20_000  # characters of a message


class Where(StrEnum):
    """Where in a message a marker stands: at its end, as git's own, or right after the title."""

    END = "end"
    BEGINNING = "beginning"


@dataclass(frozen=True, kw_only=True, slots=True)
class Convention:
    """A way to say where a backport comes from: one line, in which ``{sha}`` stands for the source's id.

    ``{mainline}`` is the branch that it comes from, and ``{request}`` the request that it was merged with there.
    """

    template: str
    where: Where = Where.END

    def marker(self, source: Source) -> str:
        """Return the line for one commit."""
        line = self.template.replace(SHA, source.id).replace(_MAINLINE, source.mainline)
        return line.replace(_REQUEST, "the change" if source.request is None else f"PR #{source.request}")

    def marked(self, message: str, source: Source) -> str:
        """Return a message that says where it comes from; one that says so already stays as it is."""
        line = self.marker(source)
        if line in message.split("\n"):
            return message
        if self.where is Where.END:
            return with_line(message, line)
        title, _, rest = message.partition("\n")
        said = rest.lstrip("\r\n")
        return f"{title}\n\n{line}\n" + (f"\n{said}" if said else "")


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """What a message says that its commit comes from, and the number of the request, where that is known."""

    id: CommitId
    mainline: str
    request: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Known:
    convention: Convention
    recognised: re.Pattern[str]


def _known(template: str, pattern: str, where: Where = Where.END) -> _Known:
    recognised = re.compile(rf"^[ \t]*{pattern}", re.MULTILINE | re.IGNORECASE)
    return _Known(convention=Convention(template=template, where=where), recognised=recognised)


GIT = Convention(template=f"(cherry picked from commit {SHA})")
"""git's own, of `cherry-pick -x`."""
_CATALOGUE = (
    _known(GIT.template, rf"\(cherry[- ]picked from commit {_ID}"),
    _known(f"(backported from commit {SHA})", rf"\(back-?ported from commit {_ID}"),
    _known(f"Backport-of: {SHA}", rf"Backport-of: {_ID}"),  # OpenJDK
    _known(f"Cherry-picked-from: {SHA}", rf"Cherry-picked-from: {_ID}"),
    _known(f"Upstream-commit: {SHA}", rf"Upstream-commit: {_ID}"),
    _known(f"Origin-commit: {SHA}", rf"Origin-commit: {_ID}"),
    _known(f"commit {SHA} upstream.", rf"commit {_ID} upstream\b", Where.BEGINNING),  # the kernel's stable trees
    _known(f"[ Upstream commit {SHA} ]", rf"\[ ?upstream commit {_ID} ?\]", Where.BEGINNING),  # and theirs, too
    _known(  # patchback
        f"This is a backport of {_REQUEST} as merged into {_MAINLINE} ({SHA}).",
        # In lines as the forge broke them when it squashed.
        rf"(?:\*\*)?This is a backport of [^\n]{{1,80}}?\s{{1,2}}as\s{{1,2}}merged"
        rf"\s{{1,2}}into\s{{1,2}}\S{{1,200}}\s{{1,2}}\({_ID}\)",
        Where.BEGINNING,
    ),
)
CONVENTIONS = tuple(known.convention for known in _CATALOGUE)
"""All that can be written without being configured."""


def is_marked(message: str) -> bool:
    """Tell whether a message says in any of these ways where its commit comes from."""
    return _recognised(message) is not None


def detect(messages: Iterable[str]) -> Convention:
    """Return how most of those backports are marked that are marked at all, from their messages; else git's own way.

    Of a message that holds several the first kind of the catalogue counts: bots say more around what git wrote.
    """
    counts = Counter(found for message in messages if (found := _recognised(message)) is not None)
    return max(CONVENTIONS, key=lambda convention: counts[convention])


def configured(template: str) -> Convention:
    """Return the convention of a template that the project's configuration gives."""
    return next((known for known in CONVENTIONS if known.template == template), Convention(template=template))


def _recognised(message: str) -> Convention | None:
    text = message[:_LOOKED_AT]
    return next((known.convention for known in _CATALOGUE if known.recognised.search(text)), None)
