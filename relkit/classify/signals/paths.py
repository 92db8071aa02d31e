"""Which parts of the project a change touches, and only those."""

from __future__ import annotations

from collections.abc import Iterator

from relkit.classify.areas import Area
from relkit.classify.case import Case
from relkit.classify.sign import Rank, Sign, quoted
from relkit.model.evidence import Kind

_KINDS = {Area.DOCS: Kind.DOCS, Area.TEST: Kind.TEST, Area.CI: Kind.CI, Area.BUILD: Kind.BUILD}


def paths(case: Case) -> Iterator[Sign]:
    """Only documentation, tests, CI or packaging touched: that is what the change is."""
    if not case.areas:
        if case.notes:
            yield Sign(
                signal="paths",
                detail=f"only change notes: {quoted(case.notes[0].file.path)}",
                rank=Rank.PATHS,
                declares=(Kind.DOCS,),
                certainty=0.9,
            )
        return
    if Area.SOURCE in case.areas:
        return
    kinds = sorted((_KINDS[area] for area in case.areas), key=lambda kind: -_weight(case, kind))
    names = " and ".join(kind.value for kind in kinds)
    detail = f"only {names} files: {quoted(case.files[0].path)}"
    if len(kinds) == 1 or set(kinds) == {Kind.BUILD, Kind.CI}:
        yield Sign(signal="paths", detail=detail, rank=Rank.PATHS, declares=(kinds[0],))
    else:
        yield Sign(signal="paths", detail=detail, votes={kind: 3.0 + 0.5 * (kind is kinds[0]) for kind in kinds})


def _weight(case: Case, kind: Kind) -> int:
    return next(case.areas.get(area, 0) for area, named in _KINDS.items() if named is kind)
