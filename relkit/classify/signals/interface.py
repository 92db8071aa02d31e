"""What a change does to the interfaces of a Python package's modules, found by parsing both sides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from relkit.classify.case import Case, FileEdit
from relkit.classify.sign import Sign, about, quoted
from relkit.classify.signals.definitions import touches_definition
from relkit.model.area import Area
from relkit.model.commit import Contents
from relkit.model.ids import BlobId
from relkit.pyapi import Differences, Surface, differences, surface

_MOST_PARSED = 12
"""Files whose two versions are parsed."""

_SHOWN = 3
_MOST_KEPT = 256

# The interfaces of files that were parsed last: the version after one change is the version before the next.
_parsed: dict[BlobId, Surface] = {}


@dataclass(kw_only=True, slots=True)
class _Seen:
    """What was found in the Python files of a change: how they differ, and how many had nothing to compare."""

    public: list[Differences] = field(default_factory=list)
    internal: list[Differences] = field(default_factory=list)
    untouched: int = 0
    unknown: int = 0


def interface(case: Case) -> Iterator[Sign]:
    """See public functions, classes and parameters come, go, move or be deprecated in the code's Python files."""
    seen = _look(case)
    if not (seen.public or seen.internal or seen.untouched):
        return
    counts, names = _told(seen.public, "public")
    features = list(_features(counts))
    verbs = {verb for verb, _ in counts} - {"moves"}
    if verbs == {"adds"}:
        features.append("public interface grows")
    elif verbs == {"removes"}:
        features.append("public interface shrinks")
    elif not counts and not seen.unknown:
        if seen.public:
            features.append("public interface unchanged")
        elif not seen.internal:
            features.append("touches no definition")
    counts, _ = _told(seen.internal, "internal")
    features += _features(counts)
    if features:
        detail = f"({', '.join(quoted(name) for name in names[:_SHOWN])})" if names else ""
        yield Sign(signal="api", detail=detail, features=tuple(features))


def _look(case: Case) -> _Seen:
    seen = _Seen()
    parsed = 0
    for file_edit in case.edits:
        if file_edit.area is not Area.SOURCE or not file_edit.file.path.endswith(".py"):
            continue
        if not touches_definition(file_edit, case.contents):
            seen.untouched += 1
            continue
        parsed += 1
        found = _differences(case, file_edit) if parsed <= _MOST_PARSED else None
        if found is None:
            seen.unknown += 1
        else:
            (seen.internal if _is_internal(file_edit.file.path) else seen.public).append(found)
    return seen


def _is_internal(path: str) -> bool:
    """Whether a module is private by its name, or by that of a folder above it."""
    return any(part.startswith("_") and not part.startswith("__") for part in path.split("/"))


def _differences(case: Case, file_edit: FileEdit) -> Differences | None:
    """Compare the interfaces of a file's two versions, or None where one of them is no Python that can be parsed."""
    sides: list[Surface | None] = []
    for blob in (file_edit.file.old, file_edit.file.new):
        if blob is None:
            sides.append(None)
            continue
        found = _surface(blob, case.contents)
        if found is None:
            return None
        sides.append(found)
    return differences(*sides)


def _surface(blob: BlobId, contents: Contents) -> Surface | None:
    if blob in _parsed:
        return _parsed[blob]
    content = contents.read(blob)
    found = None if content is None else surface(content)
    if found is not None:
        while len(_parsed) >= _MOST_KEPT:
            del _parsed[next(iter(_parsed))]
        _parsed[blob] = found
    return found


def _told(found: Sequence[Differences], whose: str) -> tuple[Mapping[tuple[str, str], int], list[str]]:
    """Count what differs, by verb and object, and name what came and went.

    What went from one module and came to another, under its name, was moved.
    """
    gone = Counter(name for one in found for name in one.removed_names)
    counts: Counter[tuple[str, str]] = Counter()
    names: list[str] = []
    for what, name in _added(found):
        if gone[name]:
            gone[name] -= 1
            counts["moves", f"{whose} names"] += 1
        else:
            counts["adds", f"{whose} {what}"] += 1
            names += [name] if what != "values" else []
    counts["removes", f"{whose} names"] = gone.total()
    of = "parameters" if whose == "public" else f"{whose} parameters"
    counts["adds", of] = _all(one.added_parameters for one in found)
    counts["removes", of] = _all(one.removed_parameters for one in found)
    counts["changes", of] = _all(one.changed_parameters for one in found)
    counts["deprecates", f"{whose} names"] = _all(one.deprecated for one in found)
    return +counts, [*names, *(+gone)]


def _added(found: Sequence[Differences]) -> Iterator[tuple[str, str]]:
    for one in found:
        yield from (("functions", name) for name in one.added_functions)
        yield from (("classes", name) for name in one.added_classes)
        yield from (("methods", name) for name in one.added_methods)
        yield from (("values", name) for name in one.added_values)


def _all(several: Iterable[Sequence[object]]) -> int:
    return sum(map(len, several))


def _features(counts: Mapping[tuple[str, str], int]) -> Iterator[str]:
    for (verb, what), number in counts.items():
        yield f"{verb} {what}"
        yield f"{verb} {about(number)} {what}"
