"""Commits as git has them, and changes: the steps of a line as a maintainer sees them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from relkit.model.edit import Edit
from relkit.model.ids import BlobId, CommitId

MERGED_REQUEST = re.compile(r"Merge (?:pull|merge) request #\d+\b|Merged in \S+ \(pull request #\d+\)|Merge PR #\d+\b")
"""The subject with which a forge merges a request: its title stands in the body."""

_TRAILER = re.compile(r"[A-Z][A-Za-z]*(?:-[A-Za-z]+)+: ")
_SUBMODULE = 0o160000
_MERGED_QUOTED = re.compile(r"Merge (?:changes? )?[\"'](?P<title>.+?)[\"'](?: into \S+)?$")


class FileStatus(StrEnum):
    """What a commit did to one path, in git's letters (renames are an addition and a deletion)."""

    ADDED = "A"
    MODIFIED = "M"
    DELETED = "D"
    TYPE_CHANGED = "T"


@dataclass(frozen=True, kw_only=True, slots=True)
class FileChange:
    """One path of a commit's difference to its first parent.

    Modes are git's (0o100644, 0o100755, 0o120000 link, 0o160000 submodule; 0 where there is no file).
    A path that is not UTF-8 holds surrogate escapes.
    """

    path: str
    status: FileStatus
    old_mode: int
    new_mode: int
    old: BlobId | None
    new: BlobId | None

    @property
    def is_submodule(self) -> bool:
        """Whether it is a commit of another repository, before or after: there is no blob to read then."""
        return _SUBMODULE in (self.old_mode, self.new_mode)


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Author or committer, as the commit writes it."""

    name: str
    email: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Commit:
    """A commit's immutable facts; times are seconds since 1970, UTC.

    ``files`` is the difference to the only parent (of a root commit: to nothing). A merge's own difference is not
    read with the history, and neither is that of a commit whose trees are missing: ``files`` is then None.
    """

    id: CommitId
    parents: tuple[CommitId, ...]
    author: Person
    authored: int
    committer: Person
    committed: int
    message: str
    files: tuple[FileChange, ...] | None

    @property
    def subject(self) -> str:
        """The message's first line."""
        return self.message.partition("\n")[0].strip()

    @property
    def body(self) -> str:
        """The message without its first line."""
        return self.message.partition("\n")[2].strip()

    @property
    def is_merge(self) -> bool:
        """Whether the commit has more than one parent."""
        return len(self.parents) > 1

    @property
    def title(self) -> str:
        """What the commit says it does: the subject, or for a forge's merge the title of what was merged.

        GitHub and GitLab write that title as the first line of the body, Gerrit quotes it in the subject. A picked
        merge (`cherry-pick -m 1`) is no merge any more, and keeps the message.
        """
        subject = self.subject
        if MERGED_REQUEST.match(subject):
            said = next((line.strip() for line in self.body.split("\n") if line.strip()), subject)
            return subject if said.startswith("(") or _TRAILER.match(said) else said
        quoted = _MERGED_QUOTED.match(subject) if self.is_merge else None
        return quoted["title"] if quoted else subject


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One step of a line's first-parent history: a plain commit, or a merge with the commits that it brought.

    ``brought`` is in history order, oldest first, and empty for a plain commit. ``files`` is what the step does to the
    line: the commit's own difference, or for a merge the paths of all that it brought, each once, from the first
    version to the last.
    """

    commit: Commit
    brought: tuple[Commit, ...]
    files: tuple[FileChange, ...]

    @property
    def id(self) -> CommitId:
        """The id of the step's own commit."""
        return self.commit.id

    @property
    def commits(self) -> tuple[Commit, ...]:
        """All commits of the change: what was brought, oldest first, then the step itself."""
        return (*self.brought, self.commit)

    @property
    def title(self) -> str:
        """What the change says it does; a merge of one commit with a mute title takes that commit's."""
        title = self.commit.title
        if self.commit.is_merge and title == self.commit.subject and len(self.brought) == 1:
            return self.brought[0].subject
        return title

    @property
    def is_whole(self) -> bool:
        """Whether the paths of all its commits could be read."""
        return all(commit.files is not None for commit in self.commits if not commit.is_merge)

    @property
    def landed(self) -> int:
        """When it came to its line: the committer's time of the step, in seconds since 1970."""
        return self.commit.committed


class Contents(Protocol):
    """What a deciding room may read lazily of a repository's blobs."""

    def read(self, blob: BlobId) -> bytes | None:
        """Return a blob's bytes, or None where it is missing."""

    def size(self, blob: BlobId) -> int | None:
        """Return a blob's size in bytes without reading it, or None where it is missing."""

    def edit(self, file: FileChange) -> Edit | None:
        """Return a file's changed lines; None where they cannot be read: missing, binary, a submodule, too large."""
