"""Who wrote commits, and who writes the next one."""

from __future__ import annotations

from collections.abc import Sequence

from relkit.errors import UsageError
from relkit.git.process import GitError
from relkit.git.repository import Repository
from relkit.model.backport import Authorship
from relkit.model.commit import Person
from relkit.model.ids import CommitId

_FORMAT = "%H%x00%an%x00%ae%x00%ad%x00"


def read_authorship(repository: Repository, commits: Sequence[CommitId]) -> dict[CommitId, Authorship]:
    """Return who wrote commits and when, as the commits say; those that cannot be read are left out."""
    asked = "".join(f"{commit}\n" for commit in dict.fromkeys(commits)).encode()
    if not asked:
        return {}
    # What is to be ignored must be said before the ids are read.
    words = ("log", "--no-walk=unsorted", "--ignore-missing", "--stdin", "--encoding=UTF-8", "--date=raw")
    said = repository.git.run(*words, f"--format={_FORMAT}", stdin=asked)
    fields = said.decode("utf-8", "surrogateescape").replace("\0\n", "\0").split("\0")[:-1]
    found: dict[CommitId, Authorship] = {}
    for commit, name, email, date in zip(*[iter(fields)] * 4, strict=True):
        when, _, zone = date.partition(" ")  # empty where the commit's own date is broken
        found[CommitId(commit)] = Authorship(
            person=Person(name=name, email=email), when=int(when or 0), offset=minutes_of(zone)
        )
    return found


def minutes_of(zone: str) -> int:
    """Return the minutes east of UTC that git's "+0530" means."""
    minutes = int(zone[1:3] or 0) * 60 + int(zone[3:5] or 0)
    return -minutes if zone.startswith("-") else minutes


def zone_of(offset: int) -> str:
    """Return minutes east of UTC as git writes them: "+0530"."""
    hours, minutes = divmod(abs(offset), 60)
    return f"{'-' if offset < 0 else '+'}{hours:02}{minutes:02}"


def committer_line(repository: Repository) -> str:
    """Return the user as git would write them into a commit: name, address, seconds since 1970, zone.

    Raises UsageError where git knows none.
    """
    try:
        repository.git.run("var", "GIT_AUTHOR_IDENT")  # commits have both
        return repository.git.text("var", "GIT_COMMITTER_IDENT")
    except GitError as error:
        raise UsageError(
            "nothing can be committed: git does not know who you are",
            'git config user.name "Your Name" && git config user.email you@example.org',
        ) from error


def committer(repository: Repository) -> str:
    """Return the user's name and address as git would write them. Raises UsageError where git knows none."""
    return committer_line(repository).rpartition(">")[0] + ">"
