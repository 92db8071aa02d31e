"""What a message says about where its change comes from, in all the conventions that projects use.

Conventions: git's own `-x` trailer; the kernel's "commit … upstream." and "[ Upstream commit … ]"; OpenJDK's
"Backport-of:"; the bots patchback, Meeseeks, Mergify, backport-action and sorenlouv/backport; Kubernetes' automated
cherry-picks; Gerrit's Change-Id; numbers that squash merges append to the title.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from relkit.model.commit import Change, Commit

TELLING = 4
"""Words of a title that says something: which commit it is."""

_SHA = r"(?P<sha>[0-9a-f]{8,40})\b"
_LONG_ID = re.compile(r"[0-9a-f]{8}", re.IGNORECASE)
_SOURCES = tuple(
    re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    for pattern in (
        rf"\((?:manually )?(?:cherry[- ]?picked|back-?ported|adapted) from (?:commit )?{_SHA}",
        rf"^[ \t]*(?:cherry[- ]?picked|back-?port(?:ed|s)?(?: \w+){{0,3}}) (?:of|from):? (?:commit )?{_SHA}",
        rf"^[ \t]*(?:Backport-of|Cherry-picked-from|Upstream-commit|Origin-commit):[ \t]*{_SHA}",
        rf"^[ \t]*commit {_SHA} upstream\b",
        rf"^[ \t]*\[ ?upstream commit {_SHA} ?\]",
        rf"\bas merged into \S{{1,200}} \({_SHA}\)",
        rf"\[PR #\d+/{_SHA} backport\]",
        rf"\ABackport {_SHA}",
        rf"patchback/backports/\S{{1,200}}?/{_SHA}/pr-\d+",
    )
)
_NUMBER = r"(?:PR |pull request |pr-)?(?:#|GH-|!)(?P<number>\d{1,9})(?!\d)"
_REQUESTS = tuple(
    re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    for pattern in (
        rf"\bback-?ports?:? (?:of )?{_NUMBER}",
        rf"\bback-?ported (?:from|of) {_NUMBER}",
        r"\[PR #(?P<number>\d{1,9})(?!\d)/[0-9a-f]+ backport\]",
        rf"\((?:backport|bp|cherry[- ]?pick(?:ed)?)(?: from| of)? {_NUMBER}\)",
        rf"\bcherry[- ]?pick(?:ed|s)?(?: (?:of|from))? {_NUMBER}",
        r"\bauto-backport-of-pr-(?P<number>\d{1,9})(?!\d)-on-",
        r"\bpatchback/backports/\S{1,200}/pr-(?P<number>\d{1,9})(?!\d)",
        r"\bmergify/bp/\S{1,200}/pr-(?P<number>\d{1,9})(?!\d)",
        r"\bback-?port(?:ed)? (?:of|from) https?://\S{1,200}/(?:pull|pulls|merge_requests)/(?P<number>\d{1,9})(?!\d)",
        r"\bback-?port/\S{1,200}/pr-(?P<number>\d{1,9})(?!\d)",
    )
)
_COMBINED = (
    re.compile(
        r"^Merge pull request #\d+ from \S{1,200}?/back-?port(?P<numbers>(?:[-_/]\d{1,9}){1,50})\b", re.IGNORECASE
    ),
    re.compile(
        r"\bback-?port\b[^\n]{0,200}? (?:of|from) (?P<numbers>#\d{1,9}(?:(?:,? and |, ?| |/)#\d{1,9}){1,50})",
        re.IGNORECASE,
    ),
)
# Each of the patterns above matches within one line, and only where one of these words is in it, whatever its case.
_WORDS = ("pick", "backport", "back-port", "upstream", "adapted", "merged into", "origin-commit", "(bp ", "/bp/")
# Forges break the lines of what they squash at 72 columns, and no sentence with a whole id fits there.
_BROKEN = re.compile(r"\bas\smerged\sinto\s(?P<where>\S{1,200})\s\(", re.IGNORECASE)
_LISTED = re.compile(r"^[ \t]*[*-] (\S.{8,200})$", re.MULTILINE)
_MOST_LISTED = 50
_CHANGE_ID = re.compile(r"^Change-Id: (I[0-9a-f]{40})\s*$", re.MULTILINE)
_TITLE_NUMBERS = re.compile(r"\((?:#|GH-|gh-)(\d{1,9})\)")
_TRAILING_NUMBERS = re.compile(r"(?: ?\((?:#|GH-|gh-)\d{1,9}\))+$")
_MERGE_NUMBER = re.compile(
    r"Merge (?:pull|merge) request [#!](\d{1,9})\b|Merge PR #(\d{1,9})\b|\(pull request #(\d{1,9})\)"
)
_GITLAB_NUMBER = re.compile(r"^See merge request \S{0,200}!(\d{1,9})[ \t]*$", re.MULTILINE)
# `Reapply "…"` is what git 2.43 and later call the revert of a revert; its message still says which.
_REVERT_TITLE = re.compile(r"^(?:\[[^\]]*\]\s*)*(?:revert\b|reapply \")", re.IGNORECASE)
_REVERTED = re.compile(r"\breverts? (?:commit |changeset |merge )?([0-9a-f]{7,40})\b", re.IGNORECASE)
# Characters that are looked at: what programs write may have any number, and some patterns take more than their share.
_LONGEST_TITLE, LONGEST_MESSAGE = 400, 20_000
_BACKPORT_NOISE = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"^(?:\[[^\]]{1,60}\]\s*)+",
        r"^back-?port (?:PR |pull request )?#\d+(?: on branch \S+)?(?: to \S+)?\s*[:(]?\s*",
        r"^back-?port (?:to|for|into) \S+\s*:\s*",
        r"^back-?port[:/ ]+(?:v?\d[\w.]*[:/ ]+)?",
        r"^(?:stable-)?\d+(?:\.\d+)+(?:\.x)?:\s+",
        r"\s*\((?:backport|bp|cherry[- ]pick(?:ed)?(?: from| of)?) #\d+\)",
        r"\s*\((?:#|GH-|gh-)\d+\)",
        r"\s*\((?:for )?v?\d+(?:\.\d+)+(?:\.x)?\)$",
        r"\s*[-(]?\s*\(?back-?port(?:ed)?(?: to| of| for)? \S+\)?$",
    )
)


@dataclass(frozen=True, kw_only=True, slots=True)
class References:
    """Where a message says that its change comes from: commit ids (8 to 40 digits), request numbers, Change-Ids."""

    sources: tuple[str, ...]
    requests: tuple[int, ...]
    change_ids: tuple[str, ...]


def is_revert(commit: Commit) -> bool:
    """Whether the commit says that it takes another back."""
    return is_revert_title(commit.title)


@lru_cache(maxsize=1 << 16)
def is_revert_title(title: str) -> bool:
    """Whether a title says that its commit takes another back."""
    return bool(_REVERT_TITLE.match(title))


def references(commit: Commit) -> References:
    """Read a commit's explicit references; a revert quotes its victim's, so it has none but its trailers."""
    return _read(commit.message, commit.title)


@lru_cache(maxsize=1 << 15)  # lines have much of their history in common
def _read(message: str, title: str) -> References:
    message = message[:LONGEST_MESSAGE].replace("\r\n", "\n")
    title = title[-_LONGEST_TITLE:]
    if "merged" in message:  # few have that, and to look for where it is takes longer
        message = _BROKEN.sub(r"as merged into \g<where> (", message)
    said = _telling_lines(message)
    sources = []
    if _LONG_ID.search(said):
        sources = [match["sha"].lower() for pattern in _SOURCES for match in pattern.finditer(said)]
    requests: list[int] = []
    if not is_revert_title(title):
        requests = [int(match["number"]) for pattern in _REQUESTS for match in pattern.finditer(said)]
        for pattern in _COMBINED:
            requests += [int(n) for match in pattern.finditer(said) for n in re.findall(r"\d+", match["numbers"])]
        # A squash merge appends its own number: all but the last are the source's. One alone may be either, and
        # counts where nothing else is named.
        numbers = [int(number) for number in _TITLE_NUMBERS.findall(title)]
        requests += numbers[:-1] or ([] if requests else numbers)
    return References(
        sources=tuple(dict.fromkeys(sources)),
        requests=tuple(dict.fromkeys(requests)),
        change_ids=change_ids(message),
    )


def _telling_lines(message: str) -> str:
    """Return the first line and those that may name something; most messages have none, and the patterns are many."""
    lowered = message.lower()
    if not any(word in lowered for word in _WORDS):
        return ""
    first, *others = message.split("\n")
    return "\n".join([first, *(line for line in others if any(word in line.lower() for word in _WORDS))])


def quoted_titles(commit: Commit) -> tuple[str, ...]:
    """Return the plain titles that a message lists in its body, of those that say something."""
    said = _LISTED.findall(commit.message[:LONGEST_MESSAGE].partition("\n")[2])
    titles = map(plain_title, said[:_MOST_LISTED])
    return tuple(dict.fromkeys(title for title in titles if len(title.split()) >= TELLING))


def change_ids(message: str) -> tuple[str, ...]:
    """Return Gerrit's Change-Ids of a message."""
    return tuple(dict.fromkeys(_CHANGE_ID.findall(message))) if "Change-Id" in message else ()


def own_request(change: Change) -> int | None:
    """Return the number of the request that the change was merged from, where its message says so."""
    return request_of(change.commit)


def request_of(commit: Commit) -> int | None:
    """Return the number of the request that a commit came from, where its message says so."""
    subject = " ".join(commit.subject[-2 * _LONGEST_TITLE :].split())[-_LONGEST_TITLE:]
    merged = _MERGE_NUMBER.search(subject)
    if merged:
        return int(next(number for number in merged.groups() if number))
    trailing = _TRAILING_NUMBERS.search(subject)
    if trailing:
        return int(_TITLE_NUMBERS.findall(trailing[0])[-1])
    gitlab = _GITLAB_NUMBER.search(commit.message[-LONGEST_MESSAGE:])
    return int(gitlab[1]) if gitlab else None


def reverted_ids(commit: Commit) -> tuple[str, ...]:
    """Return the ids that the commit says it reverts (7 to 40 digits)."""
    return tuple(dict.fromkeys(_REVERTED.findall(commit.message[:LONGEST_MESSAGE])))


@lru_cache(maxsize=1 << 16)  # every line's titles are compared with the same mainline's
def plain_title(title: str) -> str:
    """Return a title without what backporting and merging add to it, in lower case."""
    plain = " ".join(title[: 2 * _LONGEST_TITLE].split())[:_LONGEST_TITLE]
    for noise in _BACKPORT_NOISE:
        plain = noise.sub("", plain)
    return " ".join(plain.strip(" ()[]:.\"'").lower().split())
