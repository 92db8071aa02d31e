"""Change notes: which paths hold them, in which format, and what they say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from relkit.classify.habits import Habits
from relkit.classify.kinds import NOTE_KINDS, note_kind
from relkit.model.evidence import Kind


class NoteForm(StrEnum):
    """A format of change notes."""

    TOWNCRIER = "towncrier"
    ANSIBLE = "antsibull-changelog"
    RENO = "reno"
    CPYTHON = "blurb"
    CHANGESET = "changesets"
    UNRELEASED = "unreleased"
    CHANGELOG = "changelog"


@dataclass(frozen=True, kw_only=True, slots=True)
class NotePath:
    """A path that holds change notes: its form, and the kind where the path itself says it."""

    form: NoteForm
    kind: Kind | None = None

    @property
    def is_fragment(self) -> bool:
        """Whether the file is one change's own note, and not a changelog of many."""
        return self.form is not NoteForm.CHANGELOG


# Most paths hold no notes; one search tells.
_LIKELY = re.compile(r"news|change|release|unreleased|fragment|whats|history|\.changes|version", re.IGNORECASE)
_FOLDERS = frozenset(
    "newsfragments newsfragment news news.d changelog changelog.d changes changes.d changelogs upcoming_changes fragments changelog_fragments release-notes.d releasenotes.d towncrier next_release".split()
)
_CPYTHON = re.compile(r"(?:^|/)Misc/NEWS\.d/next/(?P<category>[^/]+)/[^/]+\.rst$")
_CPYTHON_KINDS = {"Security": Kind.SECURITY, "Tests": Kind.TEST, "Documentation": Kind.DOCS, "Build": Kind.BUILD}
_ANSIBLE = re.compile(r"(?:^|/)changelogs/fragments/[^/]+\.ya?ml$")
_RENO = re.compile(r"(?:^|/)releasenotes/notes/(?:.+/)?[^/]+\.ya?ml$")
_CHANGESET = re.compile(r"(?:^|/)\.changeset/(?!README)[^/]+\.md$", re.IGNORECASE)
_UNRELEASED = re.compile(
    r"(?:^|/)(?:changelogs?|\.changes|\.?changelog|changes)/(?:unreleased|next|fragments)/(?:.+/)?[^/.][^/]*$|(?:^|/)\.changelog/\d+\.txt$|(?:^|/)changelog\.d/[^/]+\.(?:md|rst|ya?ml)$",
    re.IGNORECASE,
)
_MATPLOTLIB = re.compile(r"(?:^|/)(?:next_whats_new|next_api_changes/(?P<folder>\w+))/[^/]+\.rst$")
_CHANGELOG = re.compile(
    r"(?:^|/)(?:change(?:s|log)|news|history|release[-_]?notes?|what'?s[-_]?new|changes-?[\d.]+)(?:[-_.][\w.-]*)?$"
    r"|(?:^|/)(?:releases?|release[-_]?notes?|whats_?new|changes|changelogs?|history)/(?:[\w./-]*/)?v?\d+(?:\.\d+)+[\w.-]*$",
    re.IGNORECASE,
)
_PROSE = re.compile(r"^[^.]*$|\.(?:rst|md|txt|adoc|asciidoc|org|markdown|\d[\w-]*)$")
_KNOWN_TYPES = frozenset(word for word in NOTE_KINDS if word not in ("new", "add", "note", "notes", "c", "future_"))


def note_path(path: str, habits: Habits) -> NotePath | None:
    """Return what change notes a path holds, or None."""
    if habits.directories and path.startswith(habits.directories):
        return _configured(path, habits) or _generic(path)
    return _generic(path) if _LIKELY.search(path) else None


def _configured(path: str, habits: Habits) -> NotePath | None:
    if not any(path.startswith(f"{directory}/") for directory in habits.directories):
        return None
    name = path.rpartition("/")[2].lower()
    types = dict(habits.types)
    for part in name.split(".")[1:]:
        if part in types:
            return NotePath(form=NoteForm.TOWNCRIER, kind=note_kind(part, types[part]))
    return None


@lru_cache(maxsize=1 << 14)
def _generic(path: str) -> NotePath | None:
    if found := _CPYTHON.search(path):
        return NotePath(form=NoteForm.CPYTHON, kind=_CPYTHON_KINDS.get(found["category"]))
    if _ANSIBLE.search(path):
        return NotePath(form=NoteForm.ANSIBLE)
    if _RENO.search(path):
        return NotePath(form=NoteForm.RENO)
    *folders, name = path.lower().split("/")
    if not _FOLDERS.isdisjoint(folders):
        for part in name.split(".")[1:]:
            if part in _KNOWN_TYPES:
                return NotePath(form=NoteForm.TOWNCRIER, kind=note_kind(part))
    if found := _MATPLOTLIB.search(path):
        return NotePath(form=NoteForm.TOWNCRIER, kind=note_kind(found["folder"] or "feature"))
    if _CHANGESET.search(path):
        return NotePath(form=NoteForm.CHANGESET)
    if _UNRELEASED.search(path) and not name.startswith(("readme", ".git", "template", "_template", "changelog.")):
        return NotePath(form=NoteForm.UNRELEASED)
    if _CHANGELOG.search(path) and _PROSE.search(name):
        return NotePath(form=NoteForm.CHANGELOG)
    return None


_SECTION = re.compile(r"^[\"']?([A-Za-z][\w -]{0,40}?)[\"']?[ \t]*:(?P<rest>[^\n]*)$", re.MULTILINE)
_TYPE_FIELD = re.compile(
    r"^[ \t-]*[\"']?(?:type|kind|category|section)[\"']?[ \t]*:[ \t]*[\"']?([A-Za-z][\w -]{1,40})",
    re.MULTILINE | re.IGNORECASE,
)
_RELEASE_NOTE = re.compile(r"```release-note:([\w-]+)")
_HEADING = re.compile(
    r"^(?:#{2,4}[ \t]+([A-Za-z][A-Za-z ]{2,30})|([A-Z][A-Za-z ]{2,30})\n[-=~^]{3,})[ \t]*$", re.MULTILINE
)
_LEAD_WORD = re.compile(r"\A\W*(bugfix|enhancement|change|security|fix|feature|removal|deprecation)\b", re.IGNORECASE)
_BUMP = re.compile(r"^[ \t]*[\"']?[@\w./-]+[\"']?[ \t]*:[ \t]*(major|minor|patch)\b", re.MULTILINE)
_COMMENT = re.compile(r"^\s*(?:\.\. .*|<!--.*?-->|#(?!#).*)$", re.MULTILINE)


def sections_of(form: NoteForm, content: bytes) -> tuple[str, ...]:
    """Return the sections or types that a note names in its contents, in their order, lower case, each once."""
    text = content[:65536].decode("utf-8", "replace").replace("\r\n", "\n")
    if form in (NoteForm.RENO, NoteForm.ANSIBLE):
        # Top-level keys of a YAML mapping; entries are indented or begin with a dash, so no YAML parser is needed.
        names = [
            found[1] for found in _SECTION.finditer(text) if found["rest"].strip() not in ("[]", "{}", "null", "~")
        ]
    elif form is NoteForm.CHANGESET:
        names = _BUMP.findall(text.partition("\n---")[0])
    elif form is NoteForm.UNRELEASED:
        names = _TYPE_FIELD.findall(text) or _RELEASE_NOTE.findall(text)
        if not names:
            visible = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
            names = ["".join(found) for found in _HEADING.findall(visible)] or _LEAD_WORD.findall(visible)
    else:
        names = []
    return tuple(dict.fromkeys(name.strip().lower() for name in names))


def wording_of(content: bytes) -> str:
    """Return the first words of a note without comments: what CPython's notes say in place of a type."""
    text = _COMMENT.sub("", content[:4096].decode("utf-8", "replace"))
    return " ".join(text.split())[:300]
