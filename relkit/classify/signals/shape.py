"""The shape of a change: how many files of which area, added or removed; no contents are read."""

from __future__ import annotations

from collections.abc import Iterator

from relkit.classify.areas import Area, area_of
from relkit.classify.case import Case
from relkit.classify.sign import Sign
from relkit.model.commit import FileStatus
from relkit.model.evidence import Kind


def shape(case: Case) -> Iterator[Sign]:
    """New code files speak for a feature, a small edit with a test for a fix, a wide edit for a refactoring."""
    sources = [file for file in case.files if area_of(file.path) is Area.SOURCE]
    if not sources:
        return
    added = sum(file.status is FileStatus.ADDED for file in sources)
    removed = sum(file.status is FileStatus.DELETED for file in sources)
    edited = len(sources) - added - removed
    tests, docs = case.areas.get(Area.TEST, 0), case.areas.get(Area.DOCS, 0)
    if added:
        yield Sign(
            signal="diff",
            detail=f"adds {added} code files",
            votes={Kind.FEATURE: 1.0, Kind.FIX: -1.0, Kind.REFACTOR: 0.5 if removed else 0.0},
        )
    elif removed:
        yield Sign(
            signal="diff",
            detail=f"removes {removed} code files",
            votes={Kind.REMOVAL: 1.0, Kind.REFACTOR: 1.0, Kind.FIX: -0.8, Kind.FEATURE: -0.6},
        )
    if edited > 12:
        yield Sign(
            signal="diff",
            detail=f"edits {edited} code files",
            votes={Kind.REFACTOR: 1.2, Kind.FIX: -0.8, Kind.FEATURE: -0.2},
        )
    elif edited <= 2 and not added and not removed:
        if tests:
            yield Sign(
                signal="diff",
                detail=f"edits {edited} code files and tests",
                votes={Kind.FIX: 0.8, Kind.FEATURE: 0.1, Kind.REFACTOR: -0.3},
            )
        else:
            yield Sign(signal="diff", detail=f"edits {edited} code files", votes={Kind.FIX: 0.2, Kind.FEATURE: -0.2})
    if docs:
        yield Sign(
            signal="diff",
            detail=f"edits code and {docs} documentation files",
            votes={Kind.FEATURE: 0.8, Kind.FIX: -0.3, Kind.DOCS: 0.4, Kind.DEPRECATION: 0.4},
        )
    if tests > 3 * len(sources) and tests > 3:
        yield Sign(
            signal="diff",
            detail=f"edits {tests} test files and {len(sources)} code files",
            votes={Kind.TEST: 1.0, Kind.FIX: -0.3},
        )
    build = case.areas.get(Area.BUILD, 0) + case.areas.get(Area.CI, 0)
    if build >= len(sources):
        yield Sign(
            signal="diff",
            detail=f"edits {build} packaging and CI files, {len(sources)} code files",
            votes={Kind.BUILD: 1.2, Kind.FIX: -0.2},
        )
