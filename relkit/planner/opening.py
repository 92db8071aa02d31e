"""Opening the branch of a series that has none, at a release: for one more patch release."""

from __future__ import annotations

from collections.abc import Collection

from relkit.errors import UsageError
from relkit.model.line import Layout, Line
from relkit.model.version import Release
from relkit.planner.naming import NewLine, patch_line


def open_line(release: Release, layout: Layout, branches: Collection[str]) -> NewLine:
    """Return the branch that a patch release after this one would be made from, named as the project names its own.

    ``branches`` are the names of all that there are. Raises UsageError where the series has a branch, or a later
    release: on a release that others came after nothing can be built that would come after these.
    """
    tag = release.tag.name
    new = patch_line(release.version, layout)
    line = next((line for line in layout.lines if _is_of(release, new, line)), None)
    if line is not None:
        passed = "" if line.branch.tip == release.tag.commit else f", and what is on it since {tag} cannot be left out"
        raise UsageError(f"{tag} is of a series that has a branch, {line.name}{passed}", f"`--to {line.name}`")
    later = [one for one in layout.releases[layout.releases.index(release) + 1 :] if _is_in(one, new.series)]
    if later:
        newest = later[-1].tag.name
        raise UsageError(f"{tag} is not the last release of its series: {newest} is", f"`--to {newest}`")
    if new.branch in branches:
        raise UsageError(
            f"the branch for {tag} would be called {new.branch}, and there is one that relkit takes for no line",
            f"`--to {new.branch}` picks to that one",
        )
    return new


def _is_of(release: Release, new: NewLine, line: Line) -> bool:
    return release in line.releases or line.series == new.series or line.branch.short == new.branch


def _is_in(release: Release, series: str) -> bool:
    numbers = tuple(map(int, series.split(".")))
    return (*release.version.release, 0, 0, 0)[: len(numbers)] == numbers
