"""Which releases belong to which line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from relkit.lines.candidates import Candidate
from relkit.model.ids import CommitId
from relkit.model.version import Release

Numbers = tuple[int, ...]
SERIES_DEPTH = 2
"""How many numbers make a series where no branch says so: "2.3" of "2.3.1"."""


def numbers_of(series: str | None) -> Numbers | None:
    """Return a series as numbers, None of a code name."""
    if series is None or not series[:1].isdigit():
        return None
    return tuple(map(int, series.split(".")))


def belongs(release: Release, numbers: Numbers) -> bool:
    """Tell whether a release's version is of the series with these numbers."""
    return (*release.version.release, 0, 0, 0, 0)[: len(numbers)] == numbers


def are_related(candidates: Sequence[Candidate], releases: Sequence[Release]) -> bool:
    """Tell whether the series in the branches' names are those of the versions.

    OpenStack's are not: stable/2025.1 holds 31.0.0. A series newer than all final releases says nothing.
    """
    known = [numbers for candidate in candidates if (numbers := numbers_of(candidate.series))]
    finals = [release.version.release for release in releases if release.version.is_final]
    newest = max(finals or [release.version.release for release in releases], default=())
    tried = [numbers for numbers in known if numbers <= newest] or known
    found = sum(any(belongs(release, numbers) for release in releases) for numbers in tried)
    return not tried or not releases or found * 2 > len(tried)


def by_number(candidates: Sequence[Candidate], releases: Sequence[Release]) -> dict[str, tuple[Release, ...]]:
    """Give each release to the candidate with the longest series that it is of ("1.0.3" before "1.0"), by ref.

    Where the tag stands does not matter: release candidates are often tagged on the mainline before the line leaves
    it, and many projects tag commits that hang beside their branches.
    """
    given: dict[str, list[Release]] = {}
    series = sorted(
        ((numbers, candidate.branch.ref) for candidate in candidates if (numbers := numbers_of(candidate.series))),
        key=lambda pair: -len(pair[0]),
    )
    for release in releases:
        for numbers, ref in series:
            if belongs(release, numbers):
                given.setdefault(ref, []).append(release)
                break
    return {ref: tuple(releases) for ref, releases in given.items()}


def by_reach(
    releases: Sequence[Release], beyond: Callable[[], Iterable[CommitId]], fork_point: CommitId | None
) -> tuple[Release, ...]:
    """Find a line's releases when its name says nothing about their numbers.

    Those tagged beyond the fork point show the series: what their versions have in common, of the newest where older
    lines were merged in. All of that series are the line's, also the release candidates at or below the fork point.
    """
    commits = frozenset(beyond())
    ahead = [release for release in releases if release.tag.commit in commits]
    at_fork = [release for release in releases if release.tag.commit == fork_point]
    seeds = ahead or at_fork
    if not seeds:
        return ()
    major = seeds[-1].version.release[0]
    shared = _common([seed.version.release for seed in [*at_fork, *ahead] if seed.version.release[0] == major])
    return tuple(release for release in releases if belongs(release, shared[:SERIES_DEPTH]))


def _common(versions: Sequence[Numbers]) -> Numbers:
    shared = versions[0]
    for other in versions[1:]:
        length = 0
        while length < min(len(shared), len(other)) and shared[length] == other[length]:
            length += 1
        shared = shared[:length]
    return shared
