"""What is in the way of cherry-picks, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from relkit.model.forecast import CHANGELOG, Conflict, ConflictKind, Lacking, Lines, Need, Prerequisite
from relkit.model.ids import SHORT_ID, CommitId
from relkit.report.words import count, enumerated

_HARMLESS = {CHANGELOG: "the changelog", "test": "tests", "docs": "documentation"}
"""Areas whose conflicts say nothing about the code."""
_PLACES = 4
"""Places of a file that are shown."""
_CONFLICTS = 10
"""Files in conflict that are shown; documents have all."""


def called(commit: CommitId, titles: Mapping[CommitId, str]) -> str:
    """Return a commit's short id, and its title where it is known."""
    title = titles.get(commit)
    return commit[:SHORT_ID] if title is None else f"{commit[:SHORT_ID]} “{title}”"


def in_the_way(
    conflicts: Sequence[Conflict], first: Sequence[Prerequisite], titles: Mapping[CommitId, str]
) -> Iterator[str]:
    """Yield what a pick needs first, and where it conflicts with whom."""
    if first:
        yield f"{needed(first)}:"
        for nth, one in enumerate(first):
            yield f"{'then' if nth else 'first'} {called(one.id, titles)} ({described(one)})"
    for conflict in conflicts[:_CONFLICTS]:
        culprits = enumerated([called(commit, titles) for commit in conflict.culprits])
        because = f", because of {culprits}" if culprits and not first else ""
        yield f"conflict in {place(conflict)}{because}"
    if len(conflicts) > _CONFLICTS:
        yield f"and in {len(conflicts) - _CONFLICTS:,} more"
    only = only_beside_the_code(conflicts)
    if only:
        yield only


def only_beside_the_code(conflicts: Sequence[Conflict]) -> str | None:
    """Return "only tests and documentation conflict", or None where something else does too."""
    areas = {conflict.area for conflict in conflicts}
    if not areas or not areas <= _HARMLESS.keys():
        return None
    named = [said for area, said in _HARMLESS.items() if area in areas]
    return f"only {enumerated(named)} conflict{'s' if named == [_HARMLESS[CHANGELOG]] else ''}"


def needed(first: Sequence[Prerequisite]) -> str:
    """Return "needs 2 earlier changes first (1 feature, 1 fix)"."""
    kinds = Counter(one.kind.value for one in first if one.kind is not None)
    told = ", ".join(f"{number:,} {kind}" for kind, number in kinds.most_common())
    return f"needs {count(len(first), 'earlier change')} first{f' ({told})' if told else ''}"


def described(one: Prerequisite) -> str:
    """Return how large a prerequisite is and what it is for: "feature, 3 files, +40 -2; brings parse"."""
    kind = [] if one.kind is None else [one.kind.value]
    lines = [] if one.added is None or one.removed is None else [f"+{one.added:,} -{one.removed:,}"]
    return f"{', '.join([*kind, count(one.files, 'file'), *lines])}; {_use(one)}"


def place(conflict: Conflict) -> str:
    """Return where a conflict is: the path, its lines on the line, and the kind where that is no usual one."""
    told = conflict.path
    if conflict.places:
        told += f", {_lines([one.line for one in conflict.places])}"
    return told if conflict.kind is ConflictKind.CONTENT else f"{told} ({conflict.kind.value})"


def _use(one: Prerequisite) -> str:
    if one.brings:
        return f"brings {enumerated(one.brings, _PLACES)}"
    if one.need is Need.NEEDED:
        return f"changes the same lines of {enumerated(one.overlaps, _PLACES)}"
    paths = one.overlaps or one.beside
    return f"incidental: only beside it in {enumerated(paths, _PLACES)}"


def _lines(places: Sequence[Lines]) -> str:
    told = [str(one.first) if one.count <= 1 else f"{one.first}-{one.first + one.count - 1}" for one in places]
    return f"line{'s' if len(told) > 1 or '-' in told[0] else ''} {enumerated(told, _PLACES)}"


def told_lack(lacking: Lacking) -> str:
    """Return what a pick would miss, in a sentence."""
    by = "" if lacking.commit is None else f"; {lacking.commit[:SHORT_ID]} brought it"
    return f"would not work: {lacking.path}:{lacking.line} {lacking.text}{by}"
