"""What a change does to a Python package's public interface, found by parsing both sides."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from relkit.classify.areas import Area
from relkit.classify.case import Case, FileEdit
from relkit.classify.sign import Sign, about, quoted
from relkit.model.commit import Contents
from relkit.model.ids import BlobId
from relkit.pyapi import Differences, Surface, differences, surface

_MOST_PARSED = 12
"""Files whose two versions are parsed."""

# Parsing is dear: a line that defines something must have changed.
_TOUCHES = re.compile(rb"^[+-](?:\s*(?:async\s+def|def|class)\b|[A-Za-z]\w*\s*[:=][^=]|__all__)|[Dd]eprecat")
_SHOWN = 3
_MOST_KEPT = 256

# The interfaces of files that were parsed last: the version after one change is the version before the next.
_parsed: dict[BlobId, Surface] = {}


def interface(case: Case) -> Iterator[Sign]:
    """See public functions, classes and parameters come, go or be deprecated in the code's Python files."""
    counts: Counter[str] = Counter()
    names: list[str] = []
    parsed = 0
    for file_edit in case.edits:
        if parsed == _MOST_PARSED:
            break
        if file_edit.area is not Area.SOURCE or not file_edit.file.path.endswith(".py"):
            continue
        parsed += 1
        found = _differences(case, file_edit)
        if found:
            counts.update(_counted(found))
            names += [*found.added_functions, *found.added_classes, *found.added_methods, *found.removed_names]
    if not parsed:
        return
    features = [f"{verb} {what}" for verb, what in (key.split(" ", 1) for key in counts)]
    features += [f"{key.split(' ', 1)[0]} {about(number)} {key.split(' ', 1)[1]}" for key, number in counts.items()]
    verbs = {key.split(" ", 1)[0] for key in counts}
    if not counts:
        features.append("public interface unchanged")
    elif verbs == {"adds"}:
        features.append("public interface grows")
    elif verbs == {"removes"}:
        features.append("public interface shrinks")
    detail = f"({', '.join(quoted(name) for name in names[:_SHOWN])})" if names else ""
    yield Sign(signal="api", detail=detail, features=tuple(features))


def _differences(case: Case, file_edit: FileEdit) -> Differences | None:
    """Compare the interfaces of a file's two versions, or None where one of them is no Python that can be parsed."""
    if file_edit.file.old is not None and not any(_TOUCHES.match(line) for line in file_edit.edit.lines):
        return None
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


def _counted(found: Differences) -> dict[str, int]:
    counts = {
        "adds public functions": len(found.added_functions),
        "adds public classes": len(found.added_classes),
        "adds public methods": len(found.added_methods),
        "adds public values": len(found.added_values),
        "adds parameters": len(found.added_parameters),
        "removes public names": len(found.removed_names),
        "removes parameters": len(found.removed_parameters),
        "changes parameters": len(found.changed_parameters),
        "deprecates public names": len(found.deprecated),
    }
    return {name: number for name, number in counts.items() if number}
