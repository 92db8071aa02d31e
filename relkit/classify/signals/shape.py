"""The shape of a change: how many files of which area, added or removed; no contents are read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from relkit.classify.areas import Area, area_of
from relkit.classify.case import Case
from relkit.classify.sign import Sign, Votes
from relkit.model.commit import FileStatus
from relkit.model.evidence import Kind

_FEW = 2
_MANY = 12
_CREDITS = re.compile(r"(?:^|/)(?:AUTHORS|CONTRIBUTORS|THANKS|CREDITS)[^/]*$|spelling", re.IGNORECASE)
"""Files in the clothes of documentation that any kind of change edits."""

_ADDS: Votes = {Kind.FEATURE: 1.0, Kind.FIX: -1.0}
_MOVES: Votes = {Kind.FEATURE: 0.6, Kind.FIX: -1.0, Kind.REFACTOR: 0.8}
_REMOVES: Votes = {Kind.REMOVAL: 1.0, Kind.REFACTOR: 1.0, Kind.FIX: -0.8, Kind.FEATURE: -0.6}
_WIDE: Votes = {Kind.REFACTOR: 1.2, Kind.FIX: -0.8, Kind.FEATURE: -0.2}
_SMALL: Votes = {Kind.FIX: 0.2, Kind.FEATURE: -0.2}
_SMALL_AND_TESTED: Votes = {Kind.FIX: 0.8, Kind.FEATURE: 0.1, Kind.REFACTOR: -0.3}
_DOCUMENTED: Votes = {Kind.FEATURE: 0.8, Kind.FIX: -0.3, Kind.DOCS: 0.4, Kind.DEPRECATION: 0.4}
_MOSTLY_TESTS: Votes = {Kind.TEST: 1.0, Kind.FIX: -0.3}
_MOSTLY_MACHINERY: Votes = {Kind.BUILD: 1.2, Kind.FIX: -0.2}


def shape(case: Case) -> Iterator[Sign]:
    """See new code files (a feature), a small edit with a test (a fix), a wide edit (a refactoring), and so on."""
    sources = [file for file in case.files if area_of(file.path) is Area.SOURCE]
    if not sources:
        return
    added = sum(file.status is FileStatus.ADDED for file in sources)
    removed = sum(file.status is FileStatus.DELETED for file in sources)
    edited = len(sources) - added - removed
    tests = case.areas.get(Area.TEST, 0)
    if added:
        yield _sign(f"adds {_files(added, 'code')}", _MOVES if removed else _ADDS)
    elif removed:
        yield _sign(f"removes {_files(removed, 'code')}", _REMOVES)
    elif edited <= _FEW:
        tested = " and tests" if tests else ""
        yield _sign(f"edits {_files(edited, 'code')}{tested}", _SMALL_AND_TESTED if tests else _SMALL)
    if edited > _MANY:
        yield _sign(f"edits {_files(edited, 'code')}", _WIDE)
    docs = sum(area_of(file.path) is Area.DOCS and not _CREDITS.search(file.path) for file in case.files)
    if docs:
        yield _sign(f"edits code and {_files(docs, 'documentation')}", _DOCUMENTED)
    if tests > 3 * len(sources) + 2:
        yield _sign(f"edits {_files(tests, 'test')} and {_files(len(sources), 'code')}", _MOSTLY_TESTS)
    machinery = case.areas.get(Area.BUILD, 0) + case.areas.get(Area.CI, 0)
    if machinery >= len(sources):
        yield _sign(f"edits {_files(machinery, 'packaging and CI')}, {_files(len(sources), 'code')}", _MOSTLY_MACHINERY)


def _sign(detail: str, votes: Votes) -> Sign:
    return Sign(signal="diff", detail=detail, votes=votes)


def _files(number: int, what: str) -> str:
    return f"{number} {what} file{'' if number == 1 else 's'}"
