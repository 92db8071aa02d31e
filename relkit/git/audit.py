"""What a person made of a pick: where the committed tree is not what git's own replay of the pick gives.

A file in conflict is in git's merged tree too, with markers around what does not merge. Before the two versions are
compared, each such region becomes one line that no file has: the lines around it are matched for themselves then,
whatever the sides of the conflict look like, and what the region became is what stands in its place.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator, Mapping, Sequence

from relkit.git.hunks import LARGEST, Limits, compare
from relkit.git.markers import Labels
from relkit.git.objects import Objects, TreeEntry
from relkit.git.predict.sandbox import Sandbox
from relkit.git.trees import changed_paths
from relkit.model.forecast import Conflict
from relkit.model.ids import SHORT_ID, BlobId, CommitId, TreeId
from relkit.model.journal import Aside, Deviation

_PLACES = 1_000  # that are told one by one
_PROBED = 8_000  # bytes in which git looks for a NUL, which makes a file binary


def audit(sandbox: Sandbox, pick: CommitId, onto: TreeId, committed: TreeId) -> tuple[Deviation, ...]:
    """Return where ``committed`` is not what git's own replay of ``pick`` onto a tree gives; nothing where it is.

    Every change made by hand is in one of the deviations, and nothing that git did by itself. What was in conflict is
    always told, also where it was left as git had it. Where nothing can be compared, one deviation without a path
    says why.
    """
    question = sandbox.question(pick, onto)
    if isinstance(question, str):
        return (_nothing(question),)
    merged = sandbox.merge([question])[question]
    if merged.tree is None:
        return (_nothing(merged.failure or "git does not merge it"),)
    if merged.clean and merged.tree == committed:
        return ()
    ours, theirs = sandbox.sides(question)
    labels = Labels(ours=ours, theirs=theirs, pick=pick[:SHORT_ID])
    found = list(
        _Audit(sandbox.objects, merged.tree, committed, labels).deviations(
            {conflict.path: conflict for conflict in merged.conflicts}
        )
    )
    return (*found[:_PLACES], *_more(found[_PLACES:]))


def _nothing(why: str) -> Deviation:
    return Deviation(path="", aside=Aside.MERGED, what=f"nothing could be compared: {why}")


def _more(left: list[Deviation]) -> Iterator[Deviation]:
    """Yield, for each file with places that are not told one by one, how many these are."""
    counted: dict[tuple[str, Aside], int] = {}
    for one in left:
        counted[one.path, one.aside] = counted.get((one.path, one.aside), 0) + 1
    for (path, aside), number in counted.items():
        yield Deviation(path=path, aside=aside, what=f"{number:,} more place{'s' if number > 1 else ''}")


class _Audit:
    """The comparison of two trees."""

    def __init__(self, objects: Objects, replayed: TreeId, committed: TreeId, labels: Labels) -> None:
        self._objects = objects
        self._replayed = replayed
        self._committed = committed
        self._labels = labels
        self._limits = Limits()

    def deviations(self, conflicts: Mapping[str, Conflict]) -> Iterator[Deviation]:
        told: set[str] = set()
        for path in changed_paths(self._objects, self._replayed, self._committed):
            name = self._real(path)
            told.add(name)
            yield from self._path(path, name, conflicts.get(name))
        for path, conflict in conflicts.items():
            if path not in told:
                after = self._objects.entry_in(self._committed, path)
                what = f"{conflict.kind} conflict, {_taken(after, conflict) or 'left as git had it'}"
                yield Deviation(path=path, aside=Aside.CONFLICT, what=what)

    def _real(self, path: str) -> str:
        """Return the path of a file that git moved out of a folder's way, and named after the side that it is of."""
        for side in (self._labels.ours, self._labels.theirs):
            path = path.partition(f"~{side}")[0]
        return path

    def _path(self, path: str, name: str, conflict: Conflict | None) -> Iterator[Deviation]:
        before = self._objects.entry_in(self._replayed, path)
        after = self._objects.entry_in(self._committed, path)
        before, after = (None if one is None or one.is_folder else one for one in (before, after))
        aside = Aside.CONFLICT if conflict else Aside.MERGED
        if before is None or after is None:
            what = "added by hand" if after else "taken away by hand"
            taken = _taken(after, conflict)
            yield Deviation(path=name, aside=aside, what=f"{what}, {taken}" if taken else what)
            return
        if before.mode != after.mode:
            yield Deviation(path=name, aside=aside, what=_mode(before, after))
        if before.id != after.id and _form(before) == _form(after):
            yield from self._content(name, before, after, conflict)

    def _content(
        self, name: str, before: TreeEntry, after: TreeEntry, conflict: Conflict | None
    ) -> Iterator[Deviation]:
        aside = Aside.CONFLICT if conflict else Aside.MERGED
        if _form(before) == "submodule":
            what = f"a submodule at {after.id[:SHORT_ID]} and not at {before.id[:SHORT_ID]}"
            yield Deviation(path=name, aside=aside, what=what)
            return
        sizes = [self._objects.size(BlobId(one.id)) for one in (before, after)]
        old, new = (self._objects.read(BlobId(one.id)) for one in (before, after)) if _small(sizes) else (None, None)
        if old is None or new is None:
            # Where in it the conflict was is not known, so a reviewer has to look at all of it.
            why = "is missing" if None in sizes else "is too large to be compared line by line"
            yield Deviation(path=name, aside=Aside.MERGED, what=f"a version of it {why}")
        elif b"\0" in old[:_PROBED] or b"\0" in new[:_PROBED]:
            what = f"binary, {_taken(after, conflict) or 'another version'}"
            yield Deviation(path=name, aside=aside, what=what)
        else:
            yield from compare(name, old, new, self._labels, self._limits)


def _small(sizes: Sequence[int | None]) -> bool:
    return all(size is not None and size <= LARGEST for size in sizes)


_SUBMODULE = 0o160000
_FORMS = {0o100000: "file", 0o120000: "symbolic link", _SUBMODULE: "submodule"}
_VERSIONS = (("theirs", "as in the pick"), ("ours", "as on the line"), ("base", "as before the pick"))


def _form(entry: TreeEntry) -> str:
    return _FORMS.get(stat.S_IFMT(entry.mode), "file")


def _mode(before: TreeEntry, after: TreeEntry) -> str:
    if _form(before) != _form(after):
        return f"a {_form(after)} instead of a {_form(before)}"
    return "made executable" if after.mode & stat.S_IXUSR else "no longer executable"


def _taken(after: TreeEntry | None, conflict: Conflict | None) -> str:
    """Return which version of a file that conflicts was committed, "" where it is none of the three."""
    name = None if after is None else after.id
    if conflict is None:
        return ""
    return next((said for side, said in _VERSIONS if getattr(conflict.sides, side) == name), "")
