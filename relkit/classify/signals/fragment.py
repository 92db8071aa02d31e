"""Change notes that a change brings: fragments declare its kind, entries in a changelog only incline."""

from __future__ import annotations

import re
from collections.abc import Iterator

from relkit.classify.case import Case, NotedFile
from relkit.classify.kinds import IMPORTANCE, NEEDS_MINOR, note_kind
from relkit.classify.notes import NoteForm, sections_of, wording_of
from relkit.classify.sign import Rank, Sign, quoted
from relkit.classify.signals.words import word_votes
from relkit.classify.tables import word_set
from relkit.model.commit import FileStatus
from relkit.model.evidence import Kind

MOST_FRAGMENTS = 6
"""A change that adds more fragments than these carries other changes' notes (a forward-port, an undone release)."""

# Sections that a patch release should not bring although their kind alone would not say so: OpenStack's "upgrade"
# (operators must act) and NumPy's "change" and "compatibility".
_UPGRADES = word_set("upgrade upgrades api compatibility change changed minor major")
_READ = frozenset({NoteForm.ANSIBLE, NoteForm.RENO, NoteForm.CHANGESET, NoteForm.UNRELEASED})
_PATCH_NOTES = re.compile(r"(?:^|/)v?\d+\.\d+\.(?P<patch>\d+)[\w.-]*$")
_SERIES_NOTES = re.compile(r"(?:^|/)v?\d+\.\d+(?:\.0)?(?:[-.][a-z][\w.-]*)?$")


def fragment(case: Case) -> Iterator[Sign]:
    """See the change's own notes: one that is added declares the kind, one that is edited only inclines."""
    added = [noted for noted in case.fragments if noted.file.status is FileStatus.ADDED]
    if not case.files or len(added) > MOST_FRAGMENTS:
        return
    found: dict[Kind, str] = {}
    for noted in added:
        yield from _needs_minor(case, noted)
        for name, kind in _kinds(case, noted):
            if kind is not None:
                found.setdefault(kind, _detail("adds", noted, name))
        if noted.note.form is NoteForm.CPYTHON and noted.note.kind is None:
            yield _by_wording(case, noted)
    if found:
        yield _declaration(found)
    yield from _edited(case)


def _declaration(found: dict[Kind, str]) -> Sign:
    kinds = sorted(found, key=IMPORTANCE.index)
    if len(kinds) > 1 and Kind.OTHER in found:
        kinds.remove(Kind.OTHER)
    return Sign(
        signal="fragment",
        detail="; ".join(found[kind] for kind in kinds),
        rank=Rank.FRAGMENT,
        declares=tuple(kinds),
        certainty=0.98 if len(kinds) == 1 else 0.9,
    )


def _edited(case: Case) -> Iterator[Sign]:
    edited = [noted for noted in case.fragments if noted.file.status is FileStatus.MODIFIED]
    for noted in edited[:MOST_FRAGMENTS]:
        for name, kind in _kinds(case, noted):
            if kind is not None:
                yield Sign(signal="fragment", detail=_detail("edits", noted, name), votes={kind: 1.2})


def _needs_minor(case: Case, noted: NotedFile) -> Iterator[Sign]:
    parts = noted.file.path.rpartition("/")[2].lower().split(".")[1:]
    for name, kind in _kinds(case, noted):
        if kind in NEEDS_MINOR or name in _UPGRADES or (name is None and not _UPGRADES.isdisjoint(parts)):
            yield Sign(signal="minor-release", detail=_detail("adds", noted, name))


def _detail(verb: str, noted: NotedFile, name: str | None) -> str:
    path = quoted(noted.file.path)
    return f"{verb} {path}" if name is None else f"{verb} {path} ({quoted(name)})"


def _kinds(case: Case, noted: NotedFile) -> Iterator[tuple[str | None, Kind | None]]:
    """Yield the sections of a note with their kinds; the name is None where the path alone says it."""
    if noted.note.kind is not None:
        yield None, noted.note.kind
    if noted.note.form not in _READ or noted.file.new is None:
        return
    content = case.contents.read(noted.file.new)
    for name in sections_of(noted.note.form, content or b""):
        # A changeset's "patch" covers chores as well: it says no more than "not minor".
        mute = noted.note.form is NoteForm.CHANGESET and name == "patch"
        yield name, None if mute else note_kind(name)


def _by_wording(case: Case, noted: NotedFile) -> Sign:
    """Judge a note of CPython's: its category says where, its words say what, and that it is there rules out chores."""
    content = case.contents.read(noted.file.new) if noted.file.new else None
    votes = dict(word_votes(wording_of(content or b"")))
    for kind in (Kind.FIX, Kind.FEATURE):
        votes[kind] = votes.get(kind, 0.0) + 1.5
    return Sign(signal="fragment", detail=_detail("adds", noted, None), votes=votes)


def changelog(case: Case) -> Iterator[Sign]:
    """See a changelog's entry beside code: users will notice the change, and notes of a patch release hold fixes."""
    entries = [noted for noted in case.notes if not noted.note.is_fragment]
    if not entries or not case.files or len(entries) > MOST_FRAGMENTS:
        return
    path = entries[0].file.path
    patch = _PATCH_NOTES.search(path)
    if patch and int(patch["patch"][:9]) > 0:
        votes = {Kind.FIX: 1.8, Kind.FEATURE: 0.2}
    elif _SERIES_NOTES.search(path):
        votes = {Kind.FIX: 0.1, Kind.FEATURE: 1.2, Kind.DEPRECATION: 0.6, Kind.REMOVAL: 0.6}
    else:
        votes = {Kind.FIX: 0.7, Kind.FEATURE: 0.7, Kind.DEPRECATION: 0.3, Kind.REMOVAL: 0.3}
    yield Sign(signal="changelog", detail=f"edits {quoted(path)}", votes=votes)
