"""Which parts of the project a change touches, and only those."""

from __future__ import annotations

from collections.abc import Iterator

from relkit.classify.areas import Area
from relkit.classify.case import Case
from relkit.classify.sign import Rank, Sign, quoted
from relkit.model.evidence import Kind

_KINDS = {Area.DOCS: Kind.DOCS, Area.TEST: Kind.TEST, Area.CI: Kind.CI, Area.BUILD: Kind.BUILD}
_MACHINERY = frozenset({Area.CI, Area.BUILD})


def paths(case: Case) -> Iterator[Sign]:
    """See that only documentation, tests, CI or packaging are touched: that is what the change is."""
    if not case.areas and case.notes:
        detail = f"only change notes: {quoted(case.notes[0].file.path)}"
        yield Sign(signal="paths", detail=detail, rank=Rank.PATHS, declares=(Kind.DOCS,), certainty=0.9)
    if not case.areas or Area.SOURCE in case.areas:
        return
    areas = sorted(case.areas, key=lambda area: -case.areas[area])
    detail = f"only {' and '.join(areas)} files: {quoted(case.files[0].path)}"
    if len(areas) == 1 or _MACHINERY.issuperset(areas):
        yield Sign(signal="paths", detail=detail, rank=Rank.PATHS, declares=(_KINDS[areas[0]],))
    else:
        votes = {_KINDS[area]: 3.5 if area is areas[0] else 3.0 for area in areas}
        yield Sign(signal="paths", detail=detail, votes=votes)
