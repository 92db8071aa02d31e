"""Cases: a change as the signals look at it, prepared once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from relkit.classify.areas import area_of
from relkit.classify.habits import Habits
from relkit.classify.kinds import PREFIX_KINDS
from relkit.classify.notes import NotePath, note_path
from relkit.classify.titles import LONGEST_TITLE, Prefix, plain_title, split_prefix, unreverted
from relkit.model.area import Area
from relkit.model.commit import Change, Commit, Contents, FileChange
from relkit.model.edit import LARGEST, Edit

LONGEST_BODY = 20_000
"""Characters of a message that are looked at; what follows is a quoted log or diff."""

MOST_FILES = 20_000
"""Files of a change that are looked at; a change of more is an import, and its first files show that as well."""

MOST_EDITS = 40
"""Files of a change whose lines are compared."""

MOST_BYTES = 4 << 20
"""Bytes of both versions of these files, together."""

PREFIX_WORDS = frozenset(PREFIX_KINDS) | {"wip"}
_PASTED = re.compile(r"^(?:diff --git |---\n \S+ +\|)", re.MULTILINE)


@dataclass(frozen=True, kw_only=True, slots=True)
class NotedFile:
    """A file of the change that holds change notes."""

    file: FileChange
    note: NotePath


@dataclass(frozen=True, kw_only=True, slots=True)
class FileEdit:
    """A file of the change that holds no change notes, its area, and its changed lines."""

    file: FileChange
    area: Area
    edit: Edit


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A change, and what several signals need of it.

    ``title`` is the change's own; ``plain`` is without backport marks and numbers, and of a revert of a revert the
    title that came back; ``words`` is without the prefix as well; ``body`` the rest of the message. ``reverts`` counts
    the quoted reverts around the title. ``notes`` are the files that hold change notes, ``files`` the others, and
    ``areas`` counts these. ``edits`` are the changed lines of the first of the ``files``, and ``unread`` counts
    the others; both are empty where the difference is not looked at.
    """

    change: Change
    contents: Contents
    habits: Habits
    title: str
    plain: str
    reverts: int
    backport: bool
    prefix: Prefix | None
    words: str
    body: str
    notes: tuple[NotedFile, ...]
    files: tuple[FileChange, ...]
    areas: Mapping[Area, int]
    edits: tuple[FileEdit, ...]
    unread: int

    @property
    def fragments(self) -> tuple[NotedFile, ...]:
        """The files that are each one change's own note."""
        return tuple(noted for noted in self.notes if noted.note.is_fragment)

    def only(self, *areas: Area) -> bool:
        """Whether files were changed, and apart from change notes none outside of these areas."""
        return bool(self.areas) and all(area in areas for area in self.areas)


def prepare(change: Change, contents: Contents, habits: Habits, *, difference: bool = True) -> Case:
    """Look at a change once for all signals, at the lines of its files only with ``difference``."""
    title = change.title[:LONGEST_TITLE]
    plain, backport = plain_title(title)
    inner, reverts = unreverted(plain)
    if reverts and reverts % 2 == 0:
        plain = inner
    prefix, words = split_prefix(plain, PREFIX_WORDS)
    notes: list[NotedFile] = []
    files: list[FileChange] = []
    areas: Counter[Area] = Counter()
    for file in change.files[:MOST_FILES]:
        note = note_path(file.path, habits)
        if note is None:
            files.append(file)
            areas[area_of(file.path)] += 1
        else:
            notes.append(NotedFile(file=file, note=note))
    edits = tuple(_edits(files, contents)) if difference else ()
    return Case(
        change=change,
        contents=contents,
        habits=habits,
        title=title,
        plain=plain,
        reverts=reverts,
        backport=backport,
        prefix=prefix,
        words=words or plain,
        body=body_of(change.commit),
        notes=tuple(notes),
        files=tuple(files),
        areas=areas,
        edits=edits,
        unread=len(files) - len(edits) if difference else 0,
    )


def _edits(files: Sequence[FileChange], contents: Contents) -> Iterator[FileEdit]:
    left = MOST_BYTES
    for file in files[:MOST_EDITS]:
        if file.is_submodule:
            continue
        sizes = [contents.size(blob) or 0 for blob in (file.old, file.new) if blob is not None]
        if max(sizes, default=0) > LARGEST or sum(sizes) > left:
            continue
        left -= sum(sizes)
        edit = contents.edit(file)
        if edit is not None:
            yield FileEdit(file=file, area=area_of(file.path), edit=edit)


def body_of(commit: Commit) -> str:
    """Return what is looked at of a message's body: not its end where it is long, nor what was pasted into it."""
    body = commit.message[:LONGEST_BODY].partition("\n")[2]
    pasted = _PASTED.search(body)
    return body[: pasted.start()] if pasted else body
