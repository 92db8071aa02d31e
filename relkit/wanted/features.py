"""Features: a change and a line as numbers, each named after what it says.

A name is a family and what it means in words ("kind fix", "word crash", "folder lib/http"), so that evidence can
be told. The general ones mean the same in every project, and ``prior`` weighs them; the others are the project's own
words, folders and people.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from relkit.model.area import Area
from relkit.model.commit import FileStatus
from relkit.model.evidence import Kind
from relkit.wanted.facts import Facts, Setting

_DAY = 86400
_WORD = re.compile(r"[A-Za-z][A-Za-z_]+|(?<!\d)\d+(?:\.[\dx]+)+")
_PREFIX = re.compile(r"\[?([A-Za-z_, ./-]{1,30}?)[\]:]")
_TRAILER = re.compile(r"^([A-Z][A-Za-z-]+): ", re.MULTILINE)
_SAID = (
    *("backport", "blueprint", "broke", "bug", "compat", "crash", "deprecat", "error", "fail", "fix", "flaky"),
    *("incorrect", "leak", "race", "regression", "security", "stable", "typo", "wrong"),
)
"""Word beginnings whose presence in title or body means the same in most projects."""
_STEM = 6  # letters of a word that count: "reproducer" and "reproduces" are one
_MOST_WORDS = 24
_MOST_FILES = 60
_MOST_FOLDERS = 30
_DEPTH = 3
_NAMED_FILES = 8  # of a change of more files no file by itself says much
_LONG_BODY = 2000  # characters
_MANY = 15


def general(facts: Facts, setting: Setting) -> dict[str, float]:
    """Return the features that mean the same in every project, each from 0 to about 1."""
    found = {f"kind {kind.value}": share for kind, share in facts.verdict.probabilities.items() if kind in _KINDS}
    found |= _size(facts)
    found |= _of_areas(facts)
    title, body = facts.title.lower(), facts.body.lower()
    found |= {f"title {word}": 1.0 for word in _SAID if word in title}
    found |= {f"body {word}": 1.0 for word in _SAID if word in body}
    found["body length"] = min(1.0, len(facts.body) / _LONG_BODY)
    email = facts.change.commits[0].author.email
    found["author bot"] = float("[bot]" in email or "bot@" in email)
    found |= _on_line(facts, setting)
    found |= _time(facts, setting)
    return {name: value for name, value in found.items() if value}


def own(facts: Facts) -> list[str]:
    """Return the features that mean something in this project only; each is there or not."""
    return list(dict.fromkeys(_own(facts)))


_KINDS = frozenset(Kind) - {Kind.UNKNOWN}


def _size(facts: Facts) -> dict[str, float]:
    files = facts.change.files
    number = max(1, len(files))
    added = sum(file.status is FileStatus.ADDED for file in files)
    deleted = sum(file.status is FileStatus.DELETED for file in files)
    return {
        "size files": math.log1p(len(files)) / 3,
        "size many": float(len(files) > _MANY),
        "size one": float(len(files) == 1),
        "size none": float(not files),
        "size added": added / number,
        "size deleted": deleted / number,
        "size deletes": float(deleted > 0),
    }


def _of_areas(facts: Facts) -> dict[str, float]:
    total = sum(facts.areas.values())
    found: dict[str, float] = {}
    for area in Area:
        here = facts.areas.get(area, 0)
        found[f"area {area}"] = here / max(1, total)
        found[f"area with {area}"] = float(here > 0)
        found[f"area only {area}"] = float(here == total > 0)
    found["area code and test"] = found["area with code"] * found["area with test"]
    return found


def _on_line(facts: Facts, setting: Setting) -> dict[str, float]:
    """Tell whether what the change touches was on the line when that was cut, and was the same there."""
    if setting.files is None:
        return {}
    touched = [file for file in facts.change.files if file.status is not FileStatus.ADDED]
    if not touched:
        return {"line nothing to touch": 1.0}
    missing = sum(file.path not in setting.files for file in touched)
    same = sum(setting.files.get(file.path) == file.old for file in touched)
    return {
        "line lacks": missing / len(touched),
        "line lacks some": float(missing > 0),
        "line same": same / len(touched),
    }


def _time(facts: Facts, setting: Setting) -> dict[str, float]:
    landed = facts.change.landed
    known = min(landed, setting.moment)
    newer = sum(cut <= known for cut in setting.newer)
    return {
        "time newer line": float(newer == 1),
        "time newer lines": float(newer > 1),
        "time before first release": float(setting.released is None or setting.released > known),
        "time since cut": math.log1p(max(0.0, (landed - setting.cut) / _DAY)) / 5,
    }


def _own(facts: Facts) -> Iterator[str]:
    words = dict.fromkeys(word.lower() for word in _WORD.findall(facts.title))
    yield from (f"word {word[:_STEM]}" for word in list(words)[:_MOST_WORDS])
    prefix = _PREFIX.match(facts.title)
    if prefix:
        yield f"prefix {prefix[1].lower()}"
    yield f"author {facts.change.commits[0].author.email.lower()}"
    yield f"verdict {facts.verdict.kind.value}"
    yield from (f"signal {evidence.signal}" for evidence in facts.verdict.evidence)
    yield from (f"trailer {name.lower()}" for name in _TRAILER.findall(facts.body))
    yield from _paths([_told(file.path) for file in facts.change.files])


def _paths(paths: list[str]) -> Iterator[str]:
    folders: dict[str, None] = {}
    for path in paths[:_MOST_FILES]:
        *above, name = path.split("/")
        for depth in range(1, min(_DEPTH, len(above)) + 1):
            folders[f"folder {'/'.join(above[:depth])}"] = None
        dots = name.split(".")
        folders[f"ending {'.'.join(dots[-2:]) if len(dots) > 2 else dots[-1]}"] = None  # noqa: PLR2004 - 1.bugfix.rst
        folders[f"ending {dots[-1]}"] = None
    yield from sorted(folders)[:_MOST_FOLDERS]
    if len(paths) <= _NAMED_FILES:
        yield from (f"file {path}" for path in paths)


def _told(path: str) -> str:
    r"""Return a path as features are named by it: a byte that is not UTF-8 becomes ``\xNN``, as names are kept."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
