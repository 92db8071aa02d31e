"""Hiding signals: taking them out of a change before anything looks at it, for honest measuring."""

from __future__ import annotations

import re
from dataclasses import replace

from relkit.classify.case import PREFIX_WORDS
from relkit.classify.habits import Habits
from relkit.classify.notes import note_path
from relkit.classify.titles import plain_title, split_prefix
from relkit.model.commit import MERGED_REQUEST, Change, Commit, FileChange

HIDEABLE = frozenset({"fragment", "prefix", "trailer", "reference", "paths", "message"})
"""What ``hide`` can take out.

Every form of change note, prefixes of titles, trailers, references to other commits and to tickets, all paths, all
words.
"""

_TRAILER = re.compile(
    r"^[A-Za-z][\w-]{0,60}(?:[ -][A-Za-z][\w-]{0,60})?: .*$"
    r"|^(?:blueprint|implements|fix(?:es|ed)|close[sd]?|resolve[sd]?)\b.*$",
    re.IGNORECASE | re.MULTILINE,
)

_REFERENCE_LINE = re.compile(
    r"^.*\b(?:cherry[ -]picked from|backported from|backport[ -]of|upstream commit)\b.*$"
    r"|^.*\bcommit [0-9a-f]{12,40} upstream\b.*$"
    r"|^(?:change-id|fixes|closes|(?:closes|partial|related)-bug|conflicts): .*$",
    re.IGNORECASE | re.MULTILINE,
)
_REFERENCE = re.compile(
    r"(?<!\w)(?:[\w.-]{1,60}/[\w.-]{1,60}|gh-?|pr ?)?#\d+\b|\bgh-\d+\b|\b[0-9a-f]{10,40}\b", re.IGNORECASE
)

_MERGED = "Merge pull request #0"


def hide(change: Change, hidden: frozenset[str], habits: Habits) -> Change:
    """Return the change without what is hidden: names of ``HIDEABLE``, others are left to their owners."""
    if hidden.isdisjoint(HIDEABLE):
        return change
    return Change(
        commit=_commit(change.commit, hidden, habits),
        brought=tuple(_commit(commit, hidden, habits) for commit in change.brought),
        files=_files(change.files, hidden, habits),
    )


def _files(files: tuple[FileChange, ...], hidden: frozenset[str], habits: Habits) -> tuple[FileChange, ...]:
    if "paths" in hidden:
        return ()
    return tuple(file for file in files if note_path(file.path, habits) is None) if "fragment" in hidden else files


def _commit(commit: Commit, hidden: frozenset[str], habits: Habits) -> Commit:
    if "message" in hidden:
        commit = replace(commit, message="")
    if "prefix" in hidden:
        commit = replace(commit, message=_without_prefixes(commit))
    if "trailer" in hidden:
        subject, newline, body = commit.message.partition("\n")
        commit = replace(commit, message=subject + newline + _TRAILER.sub("", body))
    if "reference" in hidden:
        commit = replace(commit, message=_without_references(commit))
    return replace(commit, files=None if commit.files is None else _files(commit.files, hidden, habits))


def _without_prefixes(commit: Commit) -> str:
    """Strip the prefix of the subject, of the title where a forge wrote that elsewhere, and of a merge's first line."""
    message, title = commit.message, commit.title
    if title != commit.subject:
        message = message.replace(title, _without_prefix(title), 1)
    subject, newline, body = message.partition("\n")
    if commit.is_merge:
        lead, line, rest = _first_line(body)
        body = lead + _without_prefix(line) + rest
    return _without_prefix(subject) + newline + body


def _without_references(commit: Commit) -> str:
    """Strip what names another commit, a request or a ticket, and from subject and title the marks of a backport.

    Of a forge's merge so much stays that it is still known where its title stands.
    """
    message, title = commit.message, commit.title
    merged = title != commit.subject and MERGED_REQUEST.match(commit.subject)
    if merged:
        message = message.replace(title, plain_title(title)[0], 1)
    subject, newline, body = message.partition("\n")
    plain = _MERGED if merged else _REFERENCE.sub("", plain_title(subject)[0])
    return plain + newline + _REFERENCE.sub("", _REFERENCE_LINE.sub("", body))


def _first_line(body: str) -> tuple[str, str, str]:
    text = body.lstrip()
    title, newline, rest = text.partition("\n")
    return body[: len(body) - len(text)], title, newline + rest


def _without_prefix(title: str) -> str:
    """Strip a prefix, also behind a backport mark, which is then kept, and one behind another."""
    plain, _ = plain_title(title)
    place = title.find(plain) if plain else -1
    if place < 0:
        return title
    rest = plain
    for _ in range(3):
        found, rest = split_prefix(rest, PREFIX_WORDS)
        if found is None:
            break
    return title[:place] + rest + title[place + len(plain) :]
