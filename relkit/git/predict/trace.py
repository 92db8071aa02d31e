"""Who brought lines to a file, and who took others away: blame, over the commits that one side of a merge lacks.

`git blame` tells who brought the lines that are there. What conflicts is as often next to lines that are gone, and of
those it tells nothing; so the history of a file is followed here, one comparison for each version of it.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from relkit.git.edits import Hunk, hunks_between
from relkit.git.objects import Objects
from relkit.git.predict.spans import Span, joined, split, widened
from relkit.git.process import Git
from relkit.model.ids import BlobId, CommitId

_RENAMES = 3  # of one file that are followed
_MOST_KNOWN = 2048  # comparisons that are remembered


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """What remains of a commit's parents where only some paths count, and which of these it touched (None: unknown)."""

    parents: tuple[CommitId, ...]
    touched: frozenset[str] | None


Ways = Mapping[CommitId, Way]
"""Commits that changed some paths, children before their parents."""
_LOG = (
    "-c", "log.follow=false", "log", "--topo-order", "--parents", "--no-diff-merges", "--name-only", "--no-renames",
    "--no-ext-diff", "-z", "--format=%x01%H %P",
)  # fmt: skip
_RECORD = re.compile(rb"(?:\A|\x00)\x01(?=[0-9a-f]{40} )")


@dataclass(frozen=True, kw_only=True, slots=True)
class Sought:
    """What is asked about a file: who brought the lines ``lacked``, and who took lines of ``kept`` out of ``around``.

    With ``birth`` also who made the file.
    """

    lacked: tuple[Span, ...] = ()
    around: tuple[tuple[Span, frozenset[bytes]], ...] = ()
    birth: bool = False


def ways_back(git: Git, start: CommitId, without: CommitId, paths: Sequence[str]) -> Ways:
    """Return the commits from ``start`` back, but not of ``without``, that changed any of the paths.

    Raises GitError when the history cannot be read.
    """
    literally = replace(git, environment={**git.environment, "GIT_LITERAL_PATHSPECS": "1"})
    said = literally.run(*_LOG, start, f"^{without}", "--", *paths)
    return dict(map(_read_way, _RECORD.split(said)[1:]))


def _read_way(record: bytes) -> tuple[CommitId, Way]:
    head, *names = record.split(b"\0")
    commit, *parents = (CommitId(word) for word in head.decode("ascii").split())
    # Of a merge git tells no paths.
    told = frozenset(os.fsdecode(name.removeprefix(b"\n")) for name in names if name)
    return commit, Way(parents=tuple(parents), touched=None if len(parents) > 1 else told)


class Versions:
    """Compares versions of files, each pair once: many picks meet in the same files."""

    def __init__(self, objects: Objects) -> None:
        """Remember where to read."""
        self.objects = objects
        self._known: dict[tuple[BlobId, BlobId], tuple[Hunk, ...] | None] = {}

    def compare(self, old: BlobId | None, new: BlobId | None) -> tuple[Hunk, ...] | None:
        """Return which lines differ; None where a version is not there, cannot be read or is no text."""
        if old is None or new is None:
            return None
        if (old, new) not in self._known:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            before, after = self.objects.read(old), self.objects.read(new)
            if before is None or after is None:
                return None  # not remembered: whoever asks again is to notice, too, that something is missing
            self._known[old, new] = hunks_between(before, after)
        return self._known[old, new]


class Tracer:
    """Follows files back through the commits that ``without`` does not reach."""

    def __init__(self, git: Git, versions: Versions, without: CommitId) -> None:
        """Remember where to read."""
        self._git = git
        self._versions = versions
        self._objects = versions.objects
        self._without = without

    def trace(self, ways: Ways, path: str, sought: Sought) -> Counter[CommitId]:
        """Return how many of the lines in question each commit changed, of a file as it is in the first of ``ways``.

        Raises GitError when the history cannot be read.
        """
        file = _File(self._versions, path)
        around = _from_before(self._objects, ways, path, sought.around)
        found = file.follow(ways, _Open(lacked=list(sought.lacked), around=around, birth=sought.birth))
        for _ in range(_RENAMES):
            source = self._source(file)
            if source is None:
                break
            older, parent, left = source
            file = _File(self._versions, older, found)
            file.follow(ways_back(self._git, parent, self._without, [older]), left)
        file.settle()
        return found

    def _source(self, file: _File) -> tuple[str, CommitId, _Open] | None:
        """Return what the file was called before the commit that made it, where that renamed it."""
        if file.born is None:
            return None
        commit, left = file.born
        header = self._objects.commit(commit)  # of a path's own history its parents are no part
        if header is None or not header.parents or not left:
            return None
        words = ("-r", "-z", "-M", "--diff-filter=R", "--name-status", "--no-commit-id", commit, "--")
        fields = self._git.run("diff-tree", *words).decode("utf-8", "surrogateescape").split("\0")
        older = dict(zip(fields[2::3], fields[1::3], strict=False)).get(file.path)
        if older is None:
            return None
        passed = file.through(commit, header.parents[0], older, left)
        return None if passed is None else (older, header.parents[0], passed)


@dataclass(slots=True)
class _Open:
    """What is still sought in one version of a file."""

    lacked: list[Span] = field(default_factory=list)
    around: list[tuple[Span, frozenset[bytes]]] = field(default_factory=list)
    birth: bool = False

    def __bool__(self) -> bool:
        return bool(self.lacked or self.around or self.birth)

    def add(self, other: _Open) -> None:
        self.lacked = joined([*self.lacked, *other.lacked])
        self.around += [one for one in other.around if one not in self.around]
        self.birth |= other.birth


class _File:
    """One file under one name. ``born`` is the commit that made it, and what was sought still."""

    def __init__(self, versions: Versions, path: str, found: Counter[CommitId] | None = None) -> None:
        self._objects = versions.objects
        self._compare = versions.compare
        self.path = path
        self.found: Counter[CommitId] = Counter() if found is None else found
        self.born: tuple[CommitId, _Open] | None = None

    def follow(self, ways: Ways, sought: _Open) -> Counter[CommitId]:
        """Follow it from the first commit of ``ways``; what is left where they end is of commits not in question."""
        left = {next(iter(ways)): sought} if ways else {}
        for commit, way in ways.items():
            if not left:
                break
            here = left.pop(commit, None)
            if not here:
                continue
            for parent, passed in self._step(commit, way, here):
                if parent in left:
                    left[parent].add(passed)
                else:
                    left[parent] = passed
        return self.found

    def settle(self) -> None:
        """Count what was sought still for the commit that made the file."""
        if self.born is not None:
            commit, left = self.born
            self._count(commit, left)

    def through(self, commit: CommitId, parent: CommitId, older: str, here: _Open) -> _Open | None:
        """Count a commit that renamed the file for what it changed in it, and return what its earlier version had."""
        hunks = self._compare(_blob(self._objects, parent, older), _blob(self._objects, commit, self.path))
        if hunks is None:
            return None
        passed = self._pass(commit, hunks, here, counted=True)
        passed.birth = False
        self._count(commit, here)
        return passed

    def _step(self, commit: CommitId, way: Way, here: _Open) -> Iterable[tuple[CommitId, _Open]]:
        """Return what each parent has of what is sought, and count the rest for the commit."""
        parents = way.parents
        if way.touched is not None and self.path not in way.touched:
            return [(parent, here) for parent in parents]
        blob = _blob(self._objects, commit, self.path)
        olds = [(parent, _blob(self._objects, parent, self.path)) for parent in parents]
        same = next((parent for parent, old in olds if old == blob), None)
        if same is not None:
            return [(same, here)]
        present = [(parent, old) for parent, old in olds if old is not None]
        if not present:
            if here.birth:
                self.found[commit] += 1
            self.born = (commit, here)
            return []
        handed = []
        for parent, old in present:
            hunks = self._compare(old, blob)
            if hunks is None:
                break
            # A merge takes away only what its sides did.
            handed.append((parent, self._pass(commit, hunks, here, counted=len(present) == 1)))
        self._count(commit, here)
        return handed

    def _pass(self, commit: CommitId, hunks: Sequence[Hunk], here: _Open, *, counted: bool) -> _Open:
        """Return what an older version has, by its own count, and leave in ``here`` the lines that it lacks."""
        passed = _Open(birth=here.birth)
        passed.lacked, here.lacked = split(here.lacked, hunks)
        for span, kept in here.around:
            wider, gone = widened(span, hunks)
            if counted:
                self.found[commit] += len(gone & kept)
            remaining = kept - gone if counted else kept
            if remaining:
                passed.around.append((wider, remaining))
        return passed

    def _count(self, commit: CommitId, here: _Open) -> None:
        count = sum(end - start for start, end in here.lacked)
        if count:
            self.found[commit] += count


def _from_before(
    objects: Objects, ways: Ways, path: str, around: Iterable[tuple[Span, frozenset[bytes]]]
) -> list[tuple[Span, frozenset[bytes]]]:
    """Return of what is kept the lines that stood in the file before: what never did, nobody took away."""
    before = {parent for way in ways.values() for parent in way.parents if parent not in ways}
    blobs = {_blob(objects, commit, path) for commit in before} if around else set()
    if None in blobs:  # perhaps under another name
        return list(around)
    known = frozenset(line for blob in blobs if blob for line in _lines(objects.read(blob) or b""))
    return [(span, kept & known) for span, kept in around if kept & known]


def _lines(data: bytes) -> list[bytes]:
    return [line + b"\n" for line in data.split(b"\n")]


def _blob(objects: Objects, commit: CommitId, path: str) -> BlobId | None:
    entry = objects.entry(commit, path)
    return None if entry is None or entry.is_folder else BlobId(entry.id)
