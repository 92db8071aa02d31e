"""Which branches are maintenance branches, by their names and the project's tags."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from relkit.lines.configured import settings_of
from relkit.lines.names import SeriesName, is_unnamed, read_name, why_no_line
from relkit.lines.remotes import preferred
from relkit.model.refs import Branch, Refs
from relkit.model.settings import LineSettings
from relkit.model.version import Ignored, Release
from relkit.versions.tags import TagReading, read_tags

_DAY = 86400
_SIBLINGS = 2
_FULL = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A branch that may be a line, and the series that its name says (None where it says none: "stable")."""

    branch: Branch
    series: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Named:
    branch: Branch
    name: SeriesName


def find_candidates(
    refs: Refs, mainline: Branch, tags: TagReading | None = None, *, configured: Sequence[LineSettings] = ()
) -> tuple[tuple[Candidate, ...], tuple[Ignored, ...]]:
    """Find the maintenance branches, newest series first, and the branches left out, each with a reason.

    A name that says so ("maintenance/2.3.x", "stable-2.9") is believed unless the tags gainsay it; a mere number
    ("3.12", "v2", "lxml-6.0") when a release of that series was tagged while the branch lived, or when it goes on
    where branches of the same scheme stop. A "stable" that has kept up with the releases is a candidate without a
    series. A branch for each release ("release1.5.1", "release1.5.2") is no line.
    ``tags`` are read from ``refs`` unless they are at hand. What is ``configured`` outranks all that.
    """
    reading = tags or read_tags(refs.tags)
    ignored: dict[str, str] = {}
    named: list[_Named] = []
    unnamed: list[Candidate] = []
    said: list[_Named] = []
    for short, branch in preferred(refs).items():
        if short == mainline.short:
            continue
        name = read_name(short)
        wanted = settings_of(configured, branch).line
        if wanted is False:
            ignored[branch.name] = "left out by the configuration"
        elif wanted and name is not None:
            said.append(_Named(branch=branch, name=name))
        elif wanted or (is_unnamed(short) and _is_current(branch, reading.releases)):
            unnamed.append(Candidate(branch=branch, series=None))
        elif name is None:
            ignored[branch.name] = why_no_line(short) or "names no series"
        else:
            named.append(_Named(branch=branch, name=name))
    kept = _believed(named, reading, ignored)
    kept = [*_one_each(kept, ignored), *said]
    kept.sort(key=lambda item: _order(item.name), reverse=True)
    _other_remotes(refs, ignored)
    numbered = [Candidate(branch=item.branch, series=item.name.series) for item in kept]
    return (*unnamed, *numbered), tuple(Ignored(name=name, reason=reason) for name, reason in sorted(ignored.items()))


def _believed(named: Sequence[_Named], reading: TagReading, ignored: dict[str, str]) -> list[_Named]:
    depth = max((len(r.version.release) for r in reading.releases[-30:] if r.version.is_final), default=3)
    refused = {item.branch.name: reason for item in named if (reason := _why_not(item, reading, depth))}
    proven = [item for item in named if item.branch.name not in refused and _was_released(item, reading.releases)]
    siblings = Counter(map(_kind, proven))
    schemes = Counter(_kind(item) for item in named if item.branch.name not in refused)
    own_package = _packages(reading)
    kept = []
    for item in named:
        kind = _kind(item)
        if item.branch.name in refused:
            ignored[item.branch.name] = refused[item.branch.name]
        elif item.name.numbers is None:
            if sum(other.name.scheme.startswith(item.name.scheme) for other in named) >= _SIBLINGS or _is_mentioned(
                item, reading
            ):
                kept.append(item)
            else:
                ignored[item.branch.name] = "names no series"
        elif item.name.package and item.name.package not in own_package and siblings[kind] < _SIBLINGS:
            ignored[item.branch.name] = "names something else's version"
        elif item in proven or item.name.word or (siblings[kind] and siblings[kind] * 2 >= schemes[kind]):
            kept.append(item)
        else:
            ignored[item.branch.name] = f"no release of a series {item.name.series} was ever tagged on it"
    return kept


def _kind(item: _Named) -> tuple[str, int]:
    """Branches of one kind are named alike and have as many numbers ("1234" is not of the kind of "3.12")."""
    return item.name.scheme, len(item.name.numbers or ())


def _why_not(item: _Named, reading: TagReading, depth: int) -> str | None:
    numbers = item.name.numbers
    if numbers is None:
        return None
    if item.name.is_open:
        return None
    series = _of_series(numbers, reading.releases)
    finals = {release.version.release for release in series if release.version.is_final}
    if len(numbers) >= depth or (len(numbers) >= _FULL and finals == {numbers}):
        return "holds a single release"
    first = min((release.tag.committed for release in series), default=None)
    if first is not None and item.branch.committed + _DAY < first:
        return f"left before the first release of series {item.name.series}"
    return None


def _is_current(branch: Branch, releases: Sequence[Release]) -> bool:
    finals = [release.tag.committed for release in releases if release.version.is_final]
    return bool(finals) and branch.committed + _DAY >= max(finals)


def _was_released(item: _Named, releases: Sequence[Release]) -> bool:
    numbers = item.name.numbers
    if numbers is None:
        return False
    return any(r.tag.committed <= item.branch.committed + _DAY for r in _of_series(numbers, releases))


def _of_series(numbers: tuple[int, ...], releases: Sequence[Release]) -> list[Release]:
    return [r for r in releases if (*r.version.release, 0, 0, 0)[: len(numbers)] == numbers]


def _packages(reading: TagReading) -> set[str]:
    return {reading.style.prefix.rstrip("-_/@=.vV").lower()} - {""}


def _is_mentioned(item: _Named, reading: TagReading) -> bool:
    return any(tag.name.lower().startswith(f"{item.name.series.lower()}-") for tag in reading.ignored)


def _one_each(named: Sequence[_Named], ignored: dict[str, str]) -> list[_Named]:
    """Of two branches for one series the one that moved last stays."""
    newest: dict[str, _Named] = {}
    for item in sorted(named, key=lambda item: -item.branch.committed):
        other = newest.setdefault(item.name.series, item)
        if other is not item:
            ignored[item.branch.name] = f"series {item.name.series} is on {other.branch.name}"
    return list(newest.values())


def _order(name: SeriesName) -> tuple[int, tuple[float, ...], str]:
    """Sort numbers above words; an open "3.x" above "3.1"; code names by the alphabet, as most projects give them."""
    if name.numbers is None:
        return 0, (), name.series
    return 1, (*name.numbers, math.inf), name.series


def _other_remotes(refs: Refs, ignored: dict[str, str]) -> None:
    shorts = preferred(refs)
    strangers = Counter(branch.remote for branch in refs.branches if branch.remote and branch.short not in shorts)
    for remote, count in strangers.items():
        ignored[f"{remote}/*"] = f"{count} branches of a remote that is not the project's"
