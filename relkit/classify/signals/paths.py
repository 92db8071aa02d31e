"""Which parts of the project a change touches, and how many files of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from relkit.classify.areas import area_of
from relkit.classify.case import Case
from relkit.classify.sign import Rank, Sign, about, quoted
from relkit.model.commit import FileStatus
from relkit.model.evidence import Kind

_LONGEST_ENDING = 16
_VERBS = {FileStatus.ADDED: "adds", FileStatus.DELETED: "removes"}


def only_notes(case: Case) -> Iterator[Sign]:
    """See that only change notes are touched: words about changes that other commits made."""
    if not case.areas and case.notes:
        detail = f"only change notes: {quoted(case.notes[0].file.path)}"
        yield Sign(signal="paths", detail=detail, rank=Rank.PATHS, declares=(Kind.DOCS,), certainty=0.9)


def paths(case: Case) -> Iterator[Sign]:
    """See which areas are touched, alone or together, the endings of their files, and what is new or gone."""
    if not case.areas:
        return
    areas = sorted(case.areas)
    features = [f"touches {area}" for area in areas]
    features += [f"{about(case.areas[area])} {area} files" for area in areas]
    features += [f"touches only {areas[0]}"] if len(areas) == 1 else [f"touches {' and '.join(areas)}"]
    features.append(f"{about(sum(case.areas.values()))} files")
    changed: Counter[str] = Counter()
    for file in case.files:
        area = area_of(file.path)
        if file.status in _VERBS:
            changed[f"{_VERBS[file.status]} {area} files"] += 1
        if ending := _ending(file.path):
            changed[f"touches {area} in .{ending}"] += 1
    yield Sign(signal="paths", detail="", features=(*features, *changed))


def _ending(path: str) -> str:
    """Return what follows the last dot of a file's name, in lower case; "" where that is no ending but text."""
    ending = path.rpartition("/")[2].partition(".")[2].rpartition(".")[2].lower()
    return ending if len(ending) <= _LONGEST_ENDING and ending.isascii() else ""
