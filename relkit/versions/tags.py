"""Reading a repository's tags: which are releases, era by era, and why the others are none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from relkit.model.refs import Tag
from relkit.model.version import Ignored, Release, Scheme, Version
from relkit.versions.eras import Era, find_eras
from relkit.versions.order import Comparable, sort_key
from relkit.versions.parse import parse
from relkit.versions.tag_names import TagName, is_semver_only, split_by, split_tag

_END = re.compile(r"(?:^|[-_./])(?:eol|eom|em|end|unmaintained)$", re.IGNORECASE)
_BRANCH = re.compile(r"(?:^|[^0-9])\d+(?:[._]\d+)*[._]x$", re.IGNORECASE)
_MARK = re.compile(r"(?i:branch-?point|base|start|root|fork|split)$")
_VARIANT = re.compile(r"(?P<version>\d+(?:\.\d+)+)[-_+.](?P<what>[A-Za-z].*)$")
_ODD = re.compile(r"[^A-Za-z]*v?", re.IGNORECASE)
_UNFINISHED = re.compile(r"(?:a|b|c|rc|alpha|beta|gamma|g|m|p|pre|dev|snapshot|x)(?![a-z])", re.IGNORECASE)
_MANY = 0.8
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


@dataclass(frozen=True, kw_only=True, slots=True)
class TagStyle:
    """How the project names a version's tag at present: "REL_" and "_" write 15.2 as "REL_15_2"."""

    prefix: str = ""
    separator: str = "."
    joint: str = ""
    suffix: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class TagReading:
    """What a repository's tags say.

    ``releases`` are in the order of their versions, one tag each; after a change from years to numbers (2015.1.4, then
    12.0.0) the years come first. ``openings`` are development versions
    ("9.2.0.dev0"), which open a line and are no releases. ``taken`` are all versions that any tag names, also an
    ignored one. ``style`` is the newest era's.
    """

    scheme: Scheme
    style: TagStyle
    releases: tuple[Release, ...]
    openings: tuple[Release, ...]
    taken: frozenset[str]
    ignored: tuple[Ignored, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Read:
    """A tag that names a version, and how."""

    tag: Tag
    name: TagName
    version: Version


def read_tags(tags: Sequence[Tag], *, scheme: Scheme | None = None, patterns: Sequence[str] = ()) -> TagReading:
    """Find the releases among a repository's tags.

    Tags are grouped by what stands before the version. Those without a package's name ("v1.2", "1.2", "rel_1_2")
    are the project's, or of an earlier era of it; those with one ("lxml-6.1", "api/v1.2") are when the others have
    stopped. Versions are read by PEP 440 unless the tags' prereleases are written as only SemVer's users do.
    ``scheme`` and ``patterns`` are configured ones: they decide in place of all that.
    """
    split = [(tag, split_tag(tag.name)) for tag in tags]
    ignored = {tag.name: _why_no_version(tag.name) for tag, name in split if name is None}
    named = [(tag, name) for tag, name in split if name is not None]
    eras = find_eras([Era(tag=tag, prefix=name.prefix, version=name.version) for tag, name in named])
    ignored.update({name: _variant(name) or reason for name, reason in eras.strangers.items()})
    own = [(tag, name) for tag, name in named if tag.name not in eras.strangers]
    if patterns:
        own = _like(tags, patterns, ignored)
    scheme = scheme or _scheme([name for _, name in own])
    read = [item for tag, name in _without_revisions(own, ignored) if (item := _parsed(tag, name, scheme))]
    for refuse in (_dates, _builds, _moving, _repeated):
        refused = refuse(read)
        ignored.update(refused)
        read = [item for item in read if item.tag.name not in refused]
    read.sort(key=lambda item: sort_key(item.version))
    read = _years_before_numbers(read)
    finished = [item for item in read if item.version.dev is None]
    return TagReading(
        scheme=scheme,
        style=_style(finished or read),
        releases=tuple(Release(version=item.version, tag=item.tag) for item in finished),
        openings=tuple(Release(version=item.version, tag=item.tag) for item in read if item.version.dev is not None),
        taken=frozenset(item.version.text for item in read) | _mentioned(tags, ignored),
        ignored=tuple(Ignored(name=name, reason=reason) for name, reason in sorted(ignored.items())),
    )


def tag_name(version: str, style: TagStyle) -> str:
    """Return the tag of a version (without prefix) in the project's present style."""
    numbers = re.match(r"[0-9.]*[0-9]", version)
    end = numbers.end() if numbers else 0
    tail = version[end:]
    if style.separator != "." and tail:
        tail = style.joint + (tail.upper() if style.prefix.isupper() else tail)
    return style.prefix + version[:end].replace(".", style.separator) + tail + style.suffix


def _like(tags: Sequence[Tag], patterns: Sequence[str], ignored: dict[str, str]) -> list[tuple[Tag, TagName]]:
    """Return the tags that are like a configured pattern, whatever else was thought of them; ignore the others."""
    like = [(tag, name) for tag in tags if (name := split_by(tag.name, patterns)) is not None]
    by_version = {name.version: tag.name for tag, name in like}
    for tag, _ in like:
        ignored.pop(tag.name, None)
    for other in {tag.name for tag in tags} - {tag.name for tag, _ in like} - ignored.keys():
        named = split_tag(other)
        twin = by_version.get(named.version) if named else None
        ignored[other] = f"the version of {twin} once more" if twin else "unlike the configured pattern"
    return like


def _parsed(tag: Tag, name: TagName, scheme: Scheme) -> _Read | None:
    version = parse(name.version, scheme) or parse(name.version, Scheme.SEMVER)
    return None if version is None else _Read(tag=tag, name=name, version=replace(version, scheme=scheme))


def _scheme(names: Sequence[TagName]) -> Scheme:
    """SemVer when most prereleases are written in its own way, else PEP 440, which reads nearly everything."""
    marked = [name for name in names if re.search(r"\d[._-]?[A-Za-z]", name.version)]
    written = sum(is_semver_only(name.version) for name in marked)
    return Scheme.SEMVER if written * 2 > len(marked) else Scheme.PEP440


def _style(read: Sequence[_Read]) -> TagStyle:
    if not read:
        return TagStyle()
    newest = max(read, key=lambda item: item.tag.date).name
    joint = next((item.name.joint for item in reversed(read) if item.version.is_prerelease), "")
    return TagStyle(prefix=newest.prefix, separator=newest.separator, joint=joint, suffix=newest.suffix)


def _without_revisions(own: Sequence[tuple[Tag, TagName]], ignored: dict[str, str]) -> Iterable[tuple[Tag, TagName]]:
    """Where release candidates are written as RPM writes them, "2.4.1.0-1" is 2.4.1.0; elsewhere a post-release."""
    if not any(name.rpm for _, name in own):
        yield from own
        return
    for tag, name in own:
        if name.revision is None:
            yield tag, name
        elif name.revision > 1:
            ignored[tag.name] = f"a packaging revision of {name.version.rpartition('-')[0]}"
        else:
            yield tag, replace(name, version=name.version.rpartition("-")[0])


def _dates(read: Sequence[_Read]) -> dict[str, str]:
    if _share(read, lambda item: len(item.version.release) > 1) < _MANY:
        return {}
    return {
        item.tag.name: "a date, not a version"
        for item in read
        if len(item.version.release) == 1 and 19_000_000 <= item.version.release[0] <= 21_000_000  # noqa: PLR2004
    }


def _builds(read: Sequence[_Read]) -> dict[str, str]:
    return {
        item.tag.name: f"a build of {item.version.text.partition('+')[0]}" for item in read if "+" in item.version.text
    }


def _moving(read: Sequence[_Read]) -> dict[str, str]:
    """Tags such as "v1" and "v1.2", which follow the newest release of a series."""
    finals = [item for item in read if item.version.is_final]
    usual = Counter(len(item.version.release) for item in finals).most_common(1)
    if not usual:
        return {}
    at: dict[str, list[tuple[int, ...]]] = {}
    for item in finals:
        at.setdefault(item.tag.commit, []).append(item.version.release)
    releases = {item.version.release for item in finals}
    majors = {release[0] for release in releases if len(release) > 1}
    moving = {}
    for item in finals:
        own = item.version.release
        written_out = any((*own, *([0] * more)) in releases for more in (1, 2))  # else "1.6" is itself a release
        follows = any(other[: len(own)] == own and any(other[len(own) :]) for other in at[item.tag.commit])
        short = len(own) == 1 and usual[0][0] > len(own) + 1 and own[0] in majors
        if short or (follows and written_out):
            moving[item.tag.name] = "moves along with the newest release of its series"
    return moving


def _repeated(read: Sequence[_Read]) -> dict[str, str]:
    """Several tags for one version: the one in the more common spelling stays, of equals the earliest."""
    spellings = Counter(item.name.prefix for item in read)
    by_version: dict[Comparable, list[_Read]] = {}
    for item in read:
        by_version.setdefault(sort_key(item.version), []).append(item)
    repeated = {}
    for items in by_version.values():
        first, *others = sorted(items, key=lambda item: (-spellings[item.name.prefix], item.tag.date, item.tag.name))
        repeated.update({other.tag.name: f"the version of {first.tag.name} once more" for other in others})
    return repeated


def _years_before_numbers(read: Sequence[_Read]) -> list[_Read]:
    """Put years before the numbers that followed them where a project went from 2015.1 to 12.0."""
    years = [item for item in read if _FIRST_YEAR <= item.version.release[0] <= _LAST_YEAR]
    small = [item for item in read if item.version.release[0] < _FIRST_YEAR]
    if not years or not small or _newest(small) <= _newest(years):
        return list(read)
    began = min(item.tag.committed for item in years)
    after = [item for item in small if item.tag.committed > began]
    followers = {item.tag.name for item in after}
    return [*(item for item in read if item.tag.name not in followers), *after]


def _newest(read: Sequence[_Read]) -> int:
    return max(item.tag.committed for item in read)


def _share(read: Sequence[_Read], holds: Callable[[_Read], bool]) -> float:
    return sum(map(holds, read)) / len(read) if read else 0.0


def _mentioned(tags: Sequence[Tag], ignored: Mapping[str, str]) -> frozenset[str]:
    """Versions that the names of ignored tags show to exist ("4v0.21.6", "2.9.11-riscv64"): not to be used again."""
    found: set[str] = set()
    for tag in tags:
        if tag.name not in ignored or _END.search(tag.name) or _MARK.search(tag.name):
            continue
        name = split_tag(tag.name)
        if variant := _VARIANT.search(tag.name):
            if not _UNFINISHED.match(variant["what"]):
                found.add(variant["version"])
        elif name is not None and "." in name.version and _ODD.fullmatch(name.prefix):
            found.add(name.version)
    return frozenset(found)


def _why_no_version(name: str) -> str:
    if _END.search(name):
        return "marks the end of a series"
    if _MARK.search(name):
        return "marks a point of the history"
    if _BRANCH.search(name):
        return "names a series, not a version"
    return _variant(name) or "names no version"


def _variant(name: str) -> str | None:
    found = _VARIANT.search(name)
    return f"a variant of {found['version']} ({found['what']})" if found else None
