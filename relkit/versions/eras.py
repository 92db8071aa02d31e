"""Which tags are the project's own: eras of spelling, and packages beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from relkit.model.refs import Tag

_PLAIN = re.compile(r"(?:(?:v|ver|version|r|rel|release|releases|stable|tag|tags)[-_./]?)?(?:v\.?)?", re.IGNORECASE)
"""What may stand before a version without naming a package."""
_HOLDS_VERSION = re.compile(r"\d[._]\d")
_YEAR = 365 * 86400
_ALIVE = 2 * _YEAR
_OVERLAP = 2
"""Tags of an era at its beginning among which the one before may still have some."""
_MOSTLY = 0.8
_FEW = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Era:
    """A tag with what stands before its version."""

    tag: Tag
    prefix: str
    version: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Eras:
    """The tags that are not the project's, by name, with the reason."""

    strangers: dict[str, str]


def find_eras(tags: Sequence[Era]) -> Eras:
    """Tell the project's own tags from milestones, variants and the tags of other packages.

    Plain tags, without a package's name, are the project's while they are alive (their newest is within two years of
    the repository's newest) and not mere strays; else the package with the most tags among those alive. Another group
    belongs too when it had stopped by the time that one began: an earlier era.
    """
    groups: dict[str, list[Era]] = {}
    strangers: dict[str, str] = {}
    for tag in tags:
        if _HOLDS_VERSION.search(tag.prefix):
            strangers[tag.tag.name] = "a version with something added"
        else:
            groups.setdefault(package(tag.prefix), []).append(tag)
    main = _main(groups)
    if main is None:
        return Eras(strangers=strangers)
    own = list(groups.pop(main))
    for name, group in sorted(groups.items(), key=lambda item: -_newest(item[1])):
        if _is_release_like(group) and _came_before(group, own):
            own.extend(group)
            continue
        strangers.update((tag.tag.name, _why_strange(name, group)) for tag in group)
    return Eras(strangers=strangers)


def package(prefix: str) -> str:
    """Return the package that a tag's prefix names, in lower case; "" where it names none."""
    if _PLAIN.fullmatch(prefix):
        return ""
    return re.sub(r"[-_/.@=]*(?:(?<![A-Za-z])v(?:er|ersion)?)?[-_/.@=]*$", "", prefix, flags=re.IGNORECASE).lower()


def _main(groups: dict[str, list[Era]]) -> str | None:
    eligible = {name: group for name, group in groups.items() if name == "" or _is_release_like(group)}
    if not eligible:
        return None
    newest = max(map(_newest, eligible.values()))
    alive = {name: group for name, group in eligible.items() if _newest(group) >= newest - _ALIVE}
    largest = max(alive, key=lambda name: (len(alive[name]), name))
    if "" in alive and (len(alive[""]) >= _FEW or len(alive[""]) >= len(alive[largest])):
        return ""
    return largest


def _newest(group: Sequence[Era]) -> int:
    return max(tag.tag.date for tag in group)


def _came_before(group: Sequence[Era], own: Sequence[Era]) -> bool:
    """Tell whether a group had (all but) stopped when the other began; packages side by side take turns."""
    begun = sorted(tag.tag.committed for tag in own)[:_OVERLAP][-1]
    return sum(tag.tag.committed <= begun for tag in group) >= _MOSTLY * len(group)


def _is_release_like(group: Sequence[Era]) -> bool:
    """Whether a group's versions have several components ("essex-1" … "essex-4" are milestones)."""
    return sum("." in tag.version for tag in group) * 2 > len(group)


def _why_strange(name: str, group: Sequence[Era]) -> str:
    if not _is_release_like(group):
        return f"a milestone or mark of “{name}”"
    if len(group) < _FEW:
        return "written unlike the project's other tags"
    return f"belongs to another package, {name}"
