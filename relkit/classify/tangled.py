"""Changes that say one thing and do another, or do several things at once.

Splitting helps whoever backports: a fix that sits in one commit with a feature cannot be taken alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from relkit.classify.areas import area_of
from relkit.classify.case import body_of
from relkit.classify.habits import Habits
from relkit.classify.notes import note_path
from relkit.classify.sign import PRIOR
from relkit.model.area import Area
from relkit.model.commit import Change, FileChange, FileStatus
from relkit.model.concern import Concern, Flag
from relkit.model.evidence import DecidedBy, Kind, Verdict

AGAINST = 4.0
"""Log-odds that all else must bring up against what a change declares, for a contradiction."""

DECLARED = 0.2
"""Probability above which a kind beside the declared one must be declared as well: what is left is less."""

_DECLARING = frozenset({"fragment", "prefix"})
_CLEAR = frozenset({Kind.FIX, Kind.FEATURE, Kind.DOCS, Kind.TEST, Kind.CI, Kind.BUILD})
_SIDES = (Kind.FIX, Kind.FEATURE)
_MOST_FILES = 200
_FEWEST_PARTS, _MOST_PARTS = 2, 4
_COMMON = re.compile(r"^(?:test_|tests_)|(?:_tests?|_spec)$")
_NO_NAMES = ("", "__init__")
_LISTED = re.compile(r"^[ \t]*[*-] \S", re.MULTILINE)
_SEVERAL = re.compile(r"\S;\s+\S|\s(?:and|also|\+|&)\s", re.IGNORECASE)


def flags(change: Change, verdict: Verdict, habits: Habits) -> tuple[Flag, ...]:
    """Return what is amiss with a change that was judged; nothing where there is no telling."""
    return tuple(
        flag for found in (_contradiction(verdict), _mixed(change, verdict, habits)) for flag in found
    ) or tuple(_unrelated(change, habits))


def _contradiction(verdict: Verdict) -> Iterator[Flag]:
    """See that all the other evidence speaks against what the change declares."""
    if verdict.decided_by is not DecidedBy.DECLARED or not verdict.evidence:
        return
    declared = verdict.evidence[0]
    others = [one for one in verdict.evidence[1:] if one.signal != PRIOR]
    against = -sum(one.weight for one in others)
    if declared.signal not in _DECLARING or verdict.kind not in _CLEAR or against < AGAINST:
        return
    likelier = max((kind for kind in Kind if kind is not verdict.kind), key=lambda kind: verdict.probabilities[kind])
    strongest = min(others, key=lambda one: one.weight)
    yield Flag(
        concern=Concern.CONTRADICTION,
        detail=f"{declared.detail}, but it looks like {likelier}: {strongest.detail}",
    )


def _mixed(change: Change, verdict: Verdict, habits: Habits) -> Iterator[Flag]:
    """See that the change's own notes tell of a fix and of a feature."""
    if verdict.decided_by is not DecidedBy.DECLARED or verdict.evidence[0].signal != "fragment":
        return
    if all(verdict.probabilities[kind] > DECLARED for kind in _SIDES):
        detail = f"its notes tell of a fix and of a feature: {verdict.evidence[0].detail}"
        yield Flag(concern=Concern.MIXED, detail=detail, groups=_groups(change, habits))


def _unrelated(change: Change, habits: Habits) -> Iterator[Flag]:
    """See that the message lists several things, and that the files fall into parts that have nothing in common."""
    commit = change.commit
    if change.brought or not (_LISTED.search(body_of(commit)) or _SEVERAL.search(commit.subject)):
        return
    groups = _groups(change, habits)
    if _FEWEST_PARTS <= len(groups) <= _MOST_PARTS:
        detail = f"its files fall into {len(groups)} parts that share neither a folder nor a name"
        yield Flag(concern=Concern.UNRELATED, detail=detail, groups=groups)


def _groups(change: Change, habits: Habits) -> tuple[tuple[str, ...], ...]:
    """Return the code's files by what they share, each with the tests that are named like them; none for one part only.

    What belongs to no part, such as notes and documentation, is left out.
    """
    files = [file for file in change.files[:_MOST_FILES] if note_path(file.path, habits) is None]
    sources = [file for file in files if area_of(file.path) is Area.SOURCE and file.status is not FileStatus.DELETED]
    joined = _joined(sources)
    if len(joined) < _FEWEST_PARTS:
        return ()
    tests = [file for file in files if area_of(file.path) is Area.TEST]
    parts = []
    for part in joined:
        stems = {_stem(file.path) for file in part}
        parts.append(tuple(sorted([*(f.path for f in part), *(t.path for t in tests if _stem(t.path) in stems)])))
    return tuple(sorted(parts))


def _joined(files: Sequence[FileChange]) -> list[list[FileChange]]:
    """Put together files of one folder, and those of one name but several endings in different folders.

    A header and its source are of one piece; two packages are not because each has a module called utils.
    """
    parts: list[list[FileChange]] = []
    by_folder: defaultdict[str, list[FileChange]] = defaultdict(list)
    by_name: defaultdict[str, list[FileChange]] = defaultdict(list)
    for file in files:
        by_folder[file.path.rpartition("/")[0]].append(file)
        by_name[_stem(file.path)].append(file)
    part_of = {file.path: [file] for file in files}
    named = (same for stem, same in by_name.items() if stem not in _NO_NAMES and len(set(map(_ending, same))) > 1)
    for same in (*by_folder.values(), *named):
        first = part_of[same[0].path]
        for file in same[1:]:
            other = part_of[file.path]
            if other is not first:
                first += other
                for moved in other:
                    part_of[moved.path] = first
    for part in part_of.values():
        if all(part is not known for known in parts):
            parts.append(part)
    return parts


def _stem(path: str) -> str:
    return _COMMON.sub("", path.rpartition("/")[2].partition(".")[0].lower())


def _ending(file: FileChange) -> str:
    return file.path.rpartition("/")[2].partition(".")[2].lower()
