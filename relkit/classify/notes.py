"""Change notes: which paths hold them, in which format, and what they say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from relkit.classify.habits import Habits
from relkit.classify.kinds import NOTE_KINDS, note_kind
from relkit.classify.tables import any_of, word_set
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
_LIKELY = re.compile(r"news|change|release|unreleased|fragment|whats|history|version", re.IGNORECASE)
_TOWNCRIER_FOLDERS = word_set("""
    newsfragments newsfragment news news.d changelog changelog.d changes changes.d changelogs upcoming_changes fragments
    changelog_fragments release-notes.d releasenotes.d towncrier next_release
""")
_TOWNCRIER_TYPES = frozenset(NOTE_KINDS) - {"new", "add", "note", "notes"}
_CPYTHON = re.compile(r"(?:^|/)Misc/NEWS\.d/next/(?P<category>[^/]+)/[^/]+\.rst$")
_CPYTHON_KINDS = {
    "Security": Kind.SECURITY, "Tests": Kind.TEST, "Documentation": Kind.DOCS, "Build": Kind.BUILD,
}  # fmt: skip
# The folders of matplotlib.
_NEXT = re.compile(r"(?:^|/)(?:next_whats_new|next_api_changes/(?P<folder>\w+))/[^/]+\.rst$")
_BY_FORM = (
    (NoteForm.ANSIBLE, re.compile(r"(?:^|/)changelogs/fragments/[^/]+\.ya?ml$")),
    (NoteForm.RENO, re.compile(r"(?:^|/)releasenotes/notes/(?:.+/)?[^/]+\.ya?ml$")),
)
_BY_FOLDER = (
    (NoteForm.CHANGESET, re.compile(r"(?:^|/)\.changeset/(?!readme)[^/]+\.md$", re.IGNORECASE)),
    (
        NoteForm.UNRELEASED,
        re.compile(
            any_of(
                # GitLab, changie, Kong, Elastic, ownCloud · HashiCorp · scriv
                r"(?:^|/)(?:changelogs?|\.changes|\.changelog|changes)/(?:unreleased|next|fragments)/(?:.+/)?"
                r"(?!readme|_?template|changelog\.)[^/.][^/]*$",
                r"(?:^|/)\.changelog/\d+\.txt$",
                r"(?:^|/)changelog\.d/(?!readme|_?template|new_fragment)[^/]+\.(?:md|rst|ya?ml)$",
            ),
            re.IGNORECASE,
        ),
    ),
    (
        NoteForm.CHANGELOG,
        re.compile(
            any_of(
                r"(?:^|/)(?:change(?:s|log)|news|history|release[-_]?notes?|what'?s[-_]?new)(?:[-_.][\w.-]*)?$",
                r"(?:^|/)(?:releases?|release[-_]?notes?|whats_?new|changes|changelogs?|history)/(?:[\w./-]*/)?"
                r"v?\d+(?:\.\d+)+[\w.-]*$",
            ),
            re.IGNORECASE,
        ),
    ),
)
_LONGEST_PATH = 4096  # Linux has no longer ones, but a tree may
_PROSE = re.compile(r"^[^.]*$|\.(?:rst|md|txt|adoc|asciidoc|org|markdown|\d[\w-]*)$")


def note_path(path: str, habits: Habits) -> NotePath | None:
    """Return what change notes a path holds, or None."""
    for directory in habits.directories:
        if path.startswith(directory) and path[len(directory) :].startswith("/"):
            return _typed(path, habits) or _generic(path[-_LONGEST_PATH:])
    tail = path[-_LONGEST_PATH:]
    return _generic(tail) if _LIKELY.search(tail) else None


def _typed(path: str, habits: Habits) -> NotePath | None:
    """Read a fragment's type from its name, as towncrier does: issue, type, then perhaps a counter and an ending."""
    titles = dict(habits.types)
    for part in path.rpartition("/")[2].lower().split(".")[1:]:
        if part in titles:
            return NotePath(form=NoteForm.TOWNCRIER, kind=note_kind(part, titles[part]))
    return None


@lru_cache(maxsize=1 << 14)
def _generic(path: str) -> NotePath | None:
    """Judge a path by the conventions that need no configuration; also for history from before the configuration."""
    if found := _CPYTHON.search(path):
        return NotePath(form=NoteForm.CPYTHON, kind=_CPYTHON_KINDS.get(found["category"]))
    if found := _NEXT.search(path):
        return NotePath(form=NoteForm.TOWNCRIER, kind=note_kind(found["folder"] or "feature"))
    for form, pattern in _BY_FORM:
        if pattern.search(path):
            return NotePath(form=form)
    *folders, name = path.lower().split("/")
    if not _TOWNCRIER_FOLDERS.isdisjoint(folders):
        for part in name.split(".")[1:]:
            if part in _TOWNCRIER_TYPES:
                return NotePath(form=NoteForm.TOWNCRIER, kind=NOTE_KINDS[part])
    for form, pattern in _BY_FOLDER:
        if pattern.search(path) and (form is not NoteForm.CHANGELOG or _PROSE.search(name)):
            return NotePath(form=form)
    return None


_LONGEST_NOTE = 65_536
_SECTION = re.compile(r"^[\"']?([A-Za-z][\w -]{0,40}?)[\"']?[ \t]*:(?P<rest>[^\n]*)$", re.MULTILINE)
_EMPTY = frozenset({"[]", "{}", "null", "~"})
_FIELD = re.compile(
    r"^[ \t-]*[\"']?(?:type|kind|category|section)[\"']?[ \t]*:[ \t]*[\"']?([A-Za-z][\w -]{1,40})",
    re.MULTILINE | re.IGNORECASE,
)
_HASHICORP = re.compile(r"```release-note:([\w-]+)")
_HIDDEN = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_HEADING = re.compile(
    r"^(?:#{2,4}[ \t]+([A-Za-z][A-Za-z ]{2,30})|([A-Z][A-Za-z ]{2,30})\n[-=~^]{3,})[ \t]*$", re.MULTILINE
)
_LEAD = re.compile(r"\A\W*(bugfix|enhancement|change|security|fix|feature|removal|deprecation)\b", re.IGNORECASE)
_BUMP = re.compile(r"^[ \t]*[\"']?[@\w./-]+[\"']?[ \t]*:[ \t]*(major|minor|patch)\b", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*(?:\.\. .*|#(?!#).*)$", re.MULTILINE)


def sections_of(form: NoteForm, content: bytes) -> tuple[str, ...]:
    """Return the sections or types that a note names in its contents, in their order, lower case, each once."""
    text = content[:_LONGEST_NOTE].decode("utf-8", "replace").replace("\r\n", "\n")
    names: list[str] = []
    if form in (NoteForm.RENO, NoteForm.ANSIBLE):
        # Top-level keys of a YAML mapping: entries are indented or begin with a dash, so no YAML parser is needed.
        names = [found[1] for found in _SECTION.finditer(text) if found["rest"].strip() not in _EMPTY]
    elif form is NoteForm.CHANGESET:
        names = _BUMP.findall(text.partition("\n---")[0])
    elif form is NoteForm.UNRELEASED:
        names = _FIELD.findall(text) or _HASHICORP.findall(text) or _headings(text)
    return tuple(dict.fromkeys(name.strip().lower() for name in names))


def _headings(text: str) -> list[str]:
    visible = _HIDDEN.sub("", text)
    return ["".join(found) for found in _HEADING.findall(visible)] or _LEAD.findall(visible)


def wording_of(content: bytes) -> str:
    """Return the first words of a note without comments: what CPython's notes say in place of a type."""
    return " ".join(_COMMENT.sub("", content[:4096].decode("utf-8", "replace")).split())[:300]
