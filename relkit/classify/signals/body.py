"""The words of a message's body, its footers, and the subjects of what a merge brought."""

from __future__ import annotations

import re
from collections.abc import Iterator

from relkit.classify.case import Case
from relkit.classify.sign import Sign, about
from relkit.classify.signals.bump import is_bump
from relkit.classify.signals.words import WORD

_MOST_WORDS = 200
_MOST_BROUGHT = 12
_FOOTER = re.compile(r"^([A-Z][A-Za-z-]+): ", re.MULTILINE)
_CLOSES = re.compile(r"\b(?:fix(?:es|ed)?|close[sd]?|resolve[sd]?):?\s+(?:[\w./-]*#|gh-|https?://\S+/issues/)\d+")
_PEOPLE = re.compile(r"^[A-Z][A-Za-z-]+: [^\n]*@[^\n]*$", re.MULTILINE)
_TICKET = re.compile(r"#\d+")
_BULLET = re.compile(r"^[ \t]*[*-] ", re.MULTILINE)


def body(case: Case) -> Iterator[Sign]:
    """See the words of the body, how long it is, which footers it has, and whether it closes a ticket."""
    if is_bump(case):
        return  # it quotes the release notes of another project
    lowered = _PEOPLE.sub("", case.body).lower()
    words = WORD.findall(lowered)[:_MOST_WORDS]
    features = [f'body "{word}"' for word in dict.fromkeys(words)]
    features.append(f"body of {about(len(words))} words")
    features += [f"footer {name.lower()}" for name in dict.fromkeys(_FOOTER.findall(case.body)[:10])]
    if _CLOSES.search(lowered):
        features.append("body closes a ticket")
    if _TICKET.search(lowered):
        features.append("body names a ticket")
    if _BULLET.search(case.body):
        features.append("body is a list")
    yield Sign(signal="message", detail="", features=tuple(features))


def brought(case: Case) -> Iterator[Sign]:
    """See how many commits a merge brought, and the words of their subjects."""
    if not case.change.brought:
        return
    features = [f"merges {about(len(case.change.brought))} commits"]
    subjects = (commit.subject.lower() for commit in case.change.brought[:_MOST_BROUGHT] if not commit.is_merge)
    words = dict.fromkeys(word for subject in subjects for word in WORD.findall(subject)[:20])
    yield Sign(signal="merge", detail="", features=(*features, *(f'merged "{word}"' for word in words)))
