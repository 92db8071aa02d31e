"""What a repository tells of how its project releases, each with why it is believed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from relkit.classify.habits import read_habits
from relkit.classify.notes import note_path
from relkit.git.files import list_files
from relkit.lines.mainline import explain_mainline
from relkit.lines.names import alike
from relkit.model.found import Found
from relkit.model.line import Line, Policy, Status
from relkit.model.settings import LineSettings
from relkit.model.version import Scheme
from relkit.planner.habits import MINOR_ALLOWED, learn_habits
from relkit.versions import learn_spelling
from relkit.versions.tag_names import VERSION_MARK, split_tag
from relkit.workflows.survey import Survey

_TAUGHT = 3
"""Releases within a series from which on they have taught something."""
_ALIKE = 2
_MANY_PATTERNS = 6
"""Patterns of tags from which on none is worth writing down."""
_CONFIGURED = "as configured"


@dataclass(frozen=True, kw_only=True, slots=True)
class Findings:
    """All that was found, and of it what a configuration can say: keys with values, policies by pattern."""

    found: tuple[Found, ...]
    keys: Mapping[str, object]
    policies: Mapping[str, Policy]


def find_out(known: Survey) -> Findings:
    """Find out what a repository tells. What its configuration says already is not looked for again."""
    keys: dict[str, object] = {}
    found: list[Found] = []
    for item, key, value in (_mainline(known), _tags(known), _scheme(known), _changelog(known)):
        if value is not None and _is_text(value):
            keys[key] = value
        found.append(item)
    policies, why = _policies(known)
    found += [
        Found(what=f"lines {name}", value=_in_words(said), why=why, written=True) for name, said in policies.items()
    ]
    return Findings(found=(*found, *_lines(known.layout.lines)), keys=keys, policies=policies)


_Finding = tuple[Found, str, object]
"""What was found, its key, and the value to write (None: nothing)."""


def _mainline(known: Survey) -> _Finding:
    name = known.layout.mainline.branch.short
    if known.config.mainline is not None:
        return Found(what="mainline", value=name, why=_CONFIGURED), "mainline", None
    why = explain_mainline(known.refs)[1]
    return Found(what="mainline", value=name, why=why, written=True), "mainline", name


def _tags(known: Survey) -> _Finding:
    config, releases = known.config, (*known.layout.releases, *known.layout.openings)
    if config.tags:
        return Found(what="tags", value=", ".join(config.tags), why=_CONFIGURED), "tags", None
    newest: dict[str, int] = {}
    for release in releases:
        name = split_tag(release.tag.name)
        pattern = f"{name.prefix}{VERSION_MARK}" if name else ""
        newest[pattern] = max(newest.get(pattern, 0), release.tag.date)
    patterns = sorted(newest, key=lambda pattern: -newest[pattern])
    if not patterns or len(patterns) > _MANY_PATTERNS or not all(patterns):
        why = "written in too many ways" if patterns else "no tag names a version"
        return Found(what="tags", value="no pattern", why=why), "tags", None
    last = max(releases, key=lambda release: release.tag.date)
    why = f"{len(releases):,} of {len(known.refs.tags):,} tags; the newest is {last.tag.name}"
    value: object = patterns[0] if len(patterns) == 1 else patterns
    return Found(what="tags", value=", ".join(patterns), why=why, written=True), "tags", value


def _scheme(known: Survey) -> _Finding:
    scheme = known.layout.scheme
    if known.config.scheme is not None:
        return Found(what="scheme", value=scheme.value, why=_CONFIGURED), "scheme", None
    if not known.layout.releases:
        return Found(what="scheme", value=scheme.value, why="no release says otherwise"), "scheme", None
    prereleases = [release for release in known.layout.releases if release.version.is_prerelease]
    marked = max(prereleases, key=lambda release: release.tag.date, default=None)
    why = f"prereleases are written like {marked.version.text}" if marked else "no prerelease was ever made"
    if marked and scheme is Scheme.PEP440 and "-" in marked.version.text:
        why = "PEP 440 reads all versions"
    return Found(what="scheme", value=scheme.value, why=why, written=True), "scheme", scheme.value


def _changelog(known: Survey) -> _Finding:
    key = "changelog"
    if known.config.changelog is not None:
        return Found(what=key, value=known.config.changelog, why=_CONFIGURED), key, None
    habits = read_habits(known.files)
    if habits.directories:
        why = "towncrier's own configuration says so, which is enough"
        return Found(what=key, value=habits.directories[0], why=why), key, None
    folders: Counter[str] = Counter()
    for path in list_files(known.repository.git, known.layout.mainline.branch.tip):
        note = note_path(path, habits)
        if note is not None and note.is_fragment and "/" in path:
            folders[path.rpartition("/")[0]] += 1
    if not folders:
        return Found(what=key, value="none", why="no folder holds change notes"), key, None
    folder, number = folders.most_common(1)[0]
    why = f"{number:,} change {'note lies' if number == 1 else 'notes lie'} there"
    return Found(what=key, value=folder, why=why, written=True), key, folder


def _policies(known: Survey) -> tuple[Mapping[str, Policy], str]:
    """Return which releases lines that are named alike make, as the project's last ones taught, and how they did."""
    layout = known.layout
    spelling = learn_spelling(layout.releases, layout.scheme)
    habits = learn_habits(layout, spelling.patch_index)
    if known.config.lines or len(habits.moves) < _TAUGHT:
        return {}, ""
    policy = Policy.MINOR if habits.moves_minor >= MINOR_ALLOWED else Policy.PATCH
    large = sum(move.large for move in habits.moves)
    why = f"of the last {len(habits.moves)} releases within a series {large or 'none'} moved more than the last number"
    names = [line.branch.short for line in layout.lines]
    living = [line.branch.short for line in layout.lines if line.status is not Status.ENDED]
    patterns = dict.fromkeys(pattern for short in living if (pattern := alike(short)))
    return {
        pattern: policy
        for pattern in patterns
        if sum(fnmatchcase(name, pattern) for name in names) >= _ALIKE and _is_text(pattern)
    }, why


def _in_words(policy: Policy) -> str:
    return "patch releases only" if policy is Policy.PATCH else "minor releases too"


def _told(said: LineSettings) -> str:
    parts = ("a line" if said.line else "no line") if said.line is not None else None
    until = f"until {said.until}" if said.until else None
    policy = _in_words(said.policy) if said.policy else None
    return ", ".join(part for part in (parts, said.status, until, policy) if part) or "nothing"


def _lines(lines: Sequence[Line]) -> list[Found]:
    """Show how far lines are looked after. It is not written: it follows from releases, and changes with time."""
    shown = [
        Found(what=f"line {line.branch.short}", value=line.status.value, why=line.status_reason)
        for line in lines
        if line.status is not Status.ENDED
    ]
    ended = len(lines) - len(shown)
    if ended:
        newest = next(line for line in lines if line.status is Status.ENDED)
        rest = f"{ended:,} more lines" if ended > 1 else f"line {newest.branch.short}"
        why = f"the newest, {newest.branch.short}: {newest.status_reason}" if ended > 1 else newest.status_reason
        shown.append(Found(what=rest, value=Status.ENDED.value, why=why))
    return shown or [Found(what="lines", value="none", why="no maintenance branch was found")]


def _is_text(value: object) -> bool:
    """Tell whether a value can be written in UTF-8: names in git are bytes, and may be in any encoding."""
    try:
        repr(value).encode() if not isinstance(value, str) else value.encode()
    except UnicodeEncodeError:
        return False
    return True
