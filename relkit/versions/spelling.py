"""How a project spells its versions, learned from its releases: the next one should look as if they had written it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from relkit.model.version import Release, Scheme, Version

_RECENT = 40
"""Releases, newest first by date, that habits are learned from: older ones may be of another era."""
_MOSTLY = 0.75
_FEW = 3
PATCH = 2
"""The index of the component that patch releases usually move."""
_PRERELEASE = re.compile(r"(?<=\d)(?P<before>[._-]?)(?P<word>[A-Za-z]+)(?P<between>[._-]?)(?P<number>\d*)$")


class Calendar(StrEnum):
    """What of a version is a date: the year alone ("24.1", "24.2"), year and month, or year, month and day."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"


_COMPONENTS = {Calendar.YEAR: 1, Calendar.MONTH: 2, Calendar.DAY: 3}


@dataclass(frozen=True, kw_only=True, slots=True)
class Prerelease:
    """How a prerelease is marked: "rc1" is ("", "rc", ""), "-beta.1" is ("-", "beta", "."). ``first`` is its number."""

    before: str = ""
    word: str = "rc"
    between: str = ""
    first: int = 1

    def written(self, number: int) -> str:
        """Return the mark with a number."""
        return f"{self.before}{self.word}{self.between}{number}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Spelling:
    """A project's habits in writing versions.

    ``minor_length`` and ``patch_length`` are how many components the first release of a series and its patch releases
    have ("24.1" and "24.1.1": 2 and 3); ``pre_extra`` how many more a prerelease has than its final release
    (OpenStack's "33.0.0.0rc1" before "33.0.0": 1). ``patch_index`` is the component that a patch release moves.
    ``prerelease`` and ``patch_prerelease`` are how the prereleases of a series and of a patch release begin.
    ``first_minor`` is the number that a series begins with after a new year; ``padded``: months are written "04".
    """

    minor_length: int = 3
    patch_length: int = 3
    pre_extra: int = 0
    patch_index: int = PATCH
    prerelease: Prerelease = Prerelease()
    patch_prerelease: Prerelease = Prerelease()
    calendar: Calendar | None = None
    first_minor: int = 0
    padded: bool = False


def learn_spelling(releases: Sequence[Release], scheme: Scheme = Scheme.PEP440) -> Spelling:
    """Learn the habits from a repository's releases (any order); without releases, the defaults of the scheme."""
    recent = sorted(releases, key=lambda release: release.tag.date)[-_RECENT:]
    finals = [release for release in recent if release.version.is_final]
    prereleases = [release.version for release in recent if release.version.is_prerelease]
    default = Prerelease(before="-", between=".") if scheme is Scheme.SEMVER else Prerelease()
    patch_mark = _mark([version for version in prereleases if any(version.release[PATCH:])])
    mark = _mark([version for version in prereleases if not any(version.release[PATCH:])]) or patch_mark or default
    if patch_mark is None:
        patch_mark = replace(mark, word="rc") if mark.word in {"a", "b", "alpha", "beta"} else mark
    if not finals:
        length = len(prereleases[-1].release) if prereleases else 3
        return Spelling(minor_length=length, patch_length=max(length, 3), prerelease=mark, patch_prerelease=patch_mark)
    versions = [release.version for release in finals]
    minors = [version for version in versions if not any(version.release[PATCH:])]
    patches = [version for version in versions if any(version.release[PATCH:])]
    minor_length = len((minors or versions)[-1].release)
    patch_length = len(patches[-1].release) if patches else max(minor_length, 2)
    return Spelling(
        minor_length=minor_length,
        patch_length=patch_length,
        pre_extra=_pre_extra(versions, prereleases, minor_length),
        patch_index=_patch_index(versions),
        prerelease=mark,
        patch_prerelease=patch_mark,
        calendar=_calendar(finals),
        first_minor=_first_minor(minors),
        padded=any(re.search(r"\.0\d", version.text) for version in versions),
    )


def mark_of(version: Version) -> Prerelease | None:
    """Return how a version marks that it is a prerelease, with its own number as ``first``."""
    found = _PRERELEASE.search(version.text) if version.is_prerelease else None
    if found is None or version.pre is None:
        return None
    return Prerelease(before=found["before"], word=found["word"], between=found["between"], first=version.pre[1])


def _mark(prereleases: Sequence[Version]) -> Prerelease | None:
    """Return the mark that the newest series of prereleases began with (aiohttp: b0, then b1, rc0)."""
    if not prereleases:
        return None
    newest = prereleases[-1].release
    began = next(version for version in prereleases if version.release == newest)
    return mark_of(began)


def _pre_extra(finals: Sequence[Version], prereleases: Sequence[Version], minor_length: int) -> int:
    lengths = {_without_zeros(version.release): len(version.release) for version in finals}
    for version in reversed(prereleases):
        known = lengths.get(_without_zeros(version.release))
        if known is not None:
            return max(len(version.release) - known, 0)
    if prereleases and not any(prereleases[-1].release[PATCH:]):
        return max(len(prereleases[-1].release) - minor_length, 0)
    return 0


def _patch_index(finals: Sequence[Version]) -> int:
    """Find the component that most often moves between neighbours of one series."""
    moved: Counter[int] = Counter()
    for one, other in pairwise(sorted({_padded(version.release) for version in finals})):
        index = next((i for i, (a, b) in enumerate(zip(one, other, strict=True)) if a != b), 0)
        if index >= PATCH:
            moved[index] += 1
    return moved.most_common(1)[0][0] if moved else PATCH


def _calendar(finals: Sequence[Release]) -> Calendar | None:
    """Tell what of the versions is a date by comparing them with the days on which they were tagged."""
    series = [release for release in finals if not any(release.version.release[PATCH:])]
    days = [release for release in finals if len(release.version.release) >= _COMPONENTS[Calendar.DAY]]
    if len(days) >= _FEW and _share(days, _COMPONENTS[Calendar.DAY]) >= _MOSTLY:
        return Calendar.DAY
    if len(series) < _FEW or _share(series, _COMPONENTS[Calendar.YEAR]) < _MOSTLY:
        return None
    return Calendar.MONTH if _share(series, _COMPONENTS[Calendar.MONTH]) >= _MOSTLY else Calendar.YEAR


def _share(releases: Sequence[Release], components: int) -> float:
    return sum(_is_dated(release, components) for release in releases) / len(releases)


def _is_dated(release: Release, components: int) -> bool:
    """Tell whether the first numbers are the day of the tag; a month may be over by the time of the tag."""
    numbers = release.version.release[:components]
    slack = 31 if components == _COMPONENTS[Calendar.MONTH] else 3
    days = (datetime.fromtimestamp(release.tag.date, UTC) - timedelta(days=past) for past in range(slack))
    dates = ((day.year, day.month, day.day)[:components] for day in days)
    return any(numbers in (date, (date[0] % 100, *date[1:])) for date in dates)


def _first_minor(minors: Sequence[Version]) -> int:
    numbers = [version.release[1] for version in minors if len(version.release) > 1]
    return 1 if numbers and min(numbers) >= 1 else 0


def _without_zeros(release: tuple[int, ...]) -> tuple[int, ...]:
    while release and release[-1] == 0:
        release = release[:-1]
    return release


def _padded(release: tuple[int, ...]) -> tuple[int, ...]:
    return (*release, 0, 0, 0, 0, 0)[:5]
