"""The author and the message of a backport: those of its source, with a word on where it comes from."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from relkit.model.backport import Authorship
from relkit.model.commit import Change, Commit, Person
from relkit.model.ids import CommitId
from relkit.planner.closing import without_closing
from relkit.planner.convention import Convention, Source
from relkit.planner.trailers import block_start, cleaned

_MOST_LISTED = 50
"""Commits of a merge that its message lists."""
_CO_AUTHOR = re.compile(
    r"^Co-authored-by:[ \t]*(?P<name>[^<\n]*?)[ \t]*<(?P<email>[^>\n]+)>[ \t\r]*$", re.IGNORECASE | re.MULTILINE
)
_SIGNED_OFF = re.compile(r"^Signed-off-by:[ \t]*\S[^\n]*", re.IGNORECASE | re.MULTILINE)
_MUTE = re.compile(r"Merge (?:(?:remote-tracking )?branch|(?:pull|merge) request|PR|commit|tag)\b", re.IGNORECASE)
"""A merge's title that says what was merged, and not what it does."""
_SAYS_NOTHING = re.compile(r"See merge request |\(|[A-Za-z-]+: |# Conflicts")
_BOT = re.compile(r"\[bot\]|\bbot\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """How a backport will be committed; ``source`` is the commit that its message names.

    ``drops_closing``: lines that close issues were left out of the message.
    """

    author: Authorship
    message: str
    source: CommitId
    drops_closing: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Style:
    """How the messages of backports are made: the project's convention, and whether issues are closed again.

    ``names_merge``: of a merge that brought one commit the merge is named, where others name that commit.
    """

    convention: Convention
    mainline: str
    closing: bool = False
    names_merge: bool = False


def write(change: Change, authors: Mapping[CommitId, Authorship], style: Style, request: int | None = None) -> Written:
    """Return the author and the message of a backport of a change.

    They are the commit's; of a merge those of the only commit that it brought. A merge of several becomes one
    commit: under the title of the request stand the titles of what it brought, its author is who wrote most of
    that, the others are named as co-authors, and whoever signed any of it off has signed the whole. Who merged is
    no author. ``authors`` are those of all of the change's commits.
    """
    brought = [commit for commit in change.brought if not commit.is_merge]
    if len(brought) > 1:
        author, people = _authors(brought, authors)
        source, message = change.commit, _joined(change, brought, people)
    else:
        source = brought[0] if brought else change.commit
        author, message = authors[source.id], source.message
    whole = message = cleaned(message)
    if not style.closing:
        message = without_closing(whole)
    named = change.id if style.names_merge else source.id
    marked = style.convention.marked(message, Source(id=named, mainline=style.mainline, request=request))
    return Written(author=author, message=marked, source=named, drops_closing=message != whole)


def _authors(brought: Sequence[Commit], authors: Mapping[CommitId, Authorship]) -> tuple[Authorship, Sequence[Person]]:
    """Return who wrote most of what a merge brought, when they last did, and everybody else who did.

    That is by commits, then by files; of people before bots, and of equals who began.
    """
    by_person: dict[str, list[Commit]] = defaultdict(list)
    for commit in brought:
        by_person[commit.author.email.lower()].append(commit)
    most = max(by_person.values(), key=_share)
    last = authors[most[-1].id]
    # A name may be spelled in several ways, and none of them is another person.
    people = {commit.author.email.lower(): commit.author for commit in reversed(brought)}
    for commit in brought:
        for person in _co_authors(commit.message):
            people.setdefault(person.email.lower(), person)
    people.pop(last.person.email.lower(), None)
    order = {email: place for place, email in enumerate(by_person)}
    others = sorted(people.items(), key=lambda item: order.get(item[0], len(order)))
    return last, [person for _, person in others]


def _share(commits: Sequence[Commit]) -> tuple[bool, int, int]:
    author = commits[0].author
    is_person = not (_BOT.search(author.name) or _BOT.search(author.email))
    return is_person, len(commits), sum(len(commit.files or ()) for commit in commits)


def _co_authors(message: str) -> Iterable[Person]:
    return (Person(name=found["name"], email=found["email"]) for found in _CO_AUTHOR.finditer(message))


def _joined(change: Change, brought: Sequence[Commit], people: Sequence[Person]) -> str:
    """Return the message of a merge of several commits as that of one."""
    title, body = _said(change.commit, change.title)
    start = block_start(f"{title}\n\n{body}\n")
    text = f"{title}\n\n{body}\n"
    said, trailers = (text, "") if start is None else (text[:start], text[start:])
    named = {person.email.lower() for person in _co_authors(trailers)}
    thanks = [
        f"Co-authored-by: {person.name} <{person.email}>" for person in people if person.email.lower() not in named
    ]
    signed = [found.strip() for commit in brought for found in _SIGNED_OFF.findall(commit.message)]
    end = "\n".join(dict.fromkeys(line for line in (*trailers.strip().split("\n"), *thanks, *signed) if line))
    parts = (said.strip(), _listed(brought, title), end)
    return "\n\n".join(part for part in parts if part) + "\n"


def _said(commit: Commit, title: str) -> tuple[str, str]:
    """Return what a merge says it does, and the rest of what it says."""
    body = commit.body
    if title == commit.subject and _MUTE.match(title):
        first = body.partition("\n")[0].strip()
        if not first or _SAYS_NOTHING.match(first):
            return title, body
        title = first
    first, _, rest = body.partition("\n")
    return (title, rest.strip()) if first.strip() == title else (title, body)


def _listed(brought: Sequence[Commit], title: str) -> str:
    subjects = [subject for subject in dict.fromkeys(commit.subject for commit in brought) if subject != title]
    more = [f"* and {len(subjects) - _MOST_LISTED} more"] if len(subjects) > _MOST_LISTED else []
    return "\n".join([*(f"* {subject}" for subject in subjects[:_MOST_LISTED]), *more])
