"""Who is to blame for conflicts: the commits that a line lacks and that changed the lines in question."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from relkit.git.objects import Objects
from relkit.git.predict.places import find_clashes, whole
from relkit.git.predict.trace import Sought, Tracer, Versions, Ways, ways_back
from relkit.git.process import Git, GitError
from relkit.model.forecast import Conflict, PickRequest, Place
from relkit.model.ids import BlobId, CommitId

_MOST = 20  # suspects of a file; some of them the line may have in another form
_NOTHING = Sought()
_ALL = ((0, 1),)  # of a file that is no text one line stands for all
_PROCESSES = min(os.cpu_count() or 1, 4)
_BATCH = 64
_MOST_FILES = 50  # of one pick that are looked into: a conflict in more of them is no matter of lines


@dataclass(frozen=True, kw_only=True, slots=True)
class _Case:
    """A conflict: the file's path before the pick, what is sought there, and where it conflicts.

    ``shared`` is that part of what is sought which the pick changes too.
    """

    path: str
    sought: Sought = _NOTHING
    shared: Sought = _NOTHING
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Suspect:
    """A commit, how many of the lines in question it changed, and whether the pick changes some of these too."""

    commit: CommitId
    lines: int
    overlaps: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Blamed:
    """Where a file conflicts, and who brought it about, who changed most first, whether or not the line has it too."""

    places: tuple[Place, ...] = ()
    suspects: tuple[Suspect, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What is found out about each conflict of a pick; not ``whole`` where an object was missing that was asked for."""

    blamed: tuple[Blamed, ...]
    whole: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Conflicts:
    """Conflicts of one pick that are asked about. ``without`` reaches what is not in question: ``onto``, or less."""

    pick: PickRequest
    without: CommitId
    conflicts: tuple[Conflict, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Question:
    """What is sought is sought from ``start`` back; None: there is nothing before it."""

    asked: Conflicts
    start: CommitId | None
    cases: tuple[_Case, ...] = ()
    whole: bool = True

    @property
    def paths(self) -> list[str]:
        return list(dict.fromkeys(case.path for case in self.cases if case.sought != _NOTHING))


def blame(git: Git, versions: Versions, asked: Sequence[Conflicts]) -> Iterator[Found | GitError]:
    """Yield for each pick what is found out about its conflicts, or why the history cannot be read."""
    pool = ThreadPoolExecutor(_PROCESSES)
    try:
        for start in range(0, len(asked), _BATCH):
            questions = [_prepared(git, versions.objects, one) for one in asked[start : start + _BATCH]]
            histories = [pool.submit(_history, git, question) for question in questions]
            for question, history in zip(questions, histories, strict=True):
                missing = versions.objects.missing
                try:
                    blamed = _answer(git, versions, question, history.result())
                    yield Found(blamed=blamed, whole=question.whole and versions.objects.missing == missing)
                except GitError as error:
                    yield error
    finally:
        pool.shutdown(cancel_futures=True)


def _prepared(git: Git, objects: Objects, asked: Conflicts) -> _Question:
    missing = objects.missing
    question = _question(git, objects, asked)
    return replace(question, whole=objects.missing == missing)


def _history(git: Git, question: _Question) -> Ways:
    if question.start is None or not question.paths:
        return {}
    return ways_back(git, question.start, question.asked.without, question.paths)


def _answer(git: Git, versions: Versions, question: _Question, ways: Ways) -> tuple[Blamed, ...]:
    tracer = Tracer(git, versions, question.asked.without)
    found = []
    for case in question.cases:
        blamed = tracer.trace(ways, case.path, case.sought) if case.sought != _NOTHING else Counter[CommitId]()
        both = blamed if case.shared == case.sought or not blamed else tracer.trace(ways, case.path, case.shared)
        suspects = tuple(
            Suspect(commit=one, lines=lines, overlaps=both[one] > 0)
            for one, lines in blamed.most_common(_MOST)
            if lines
        )
        found.append(Blamed(places=case.places, suspects=suspects))
    return tuple(found)


def _question(git: Git, objects: Objects, asked: Conflicts) -> _Question:
    header = objects.commit(asked.pick.id)
    parent = header.parents[0] if header and header.parents else None
    if parent is None:
        cases = [_Case(path=conflict.path) for conflict in asked.conflicts]
    else:
        looked_into, rest = asked.conflicts[:_MOST_FILES], asked.conflicts[_MOST_FILES:]
        cases = [_case(git, objects, asked.pick.id, parent, conflict) for conflict in looked_into]
        cases += [_Case(path=conflict.path) for conflict in rest]
    return _Question(asked=asked, start=parent, cases=tuple(cases))


def _case(git: Git, objects: Objects, pick: CommitId, parent: CommitId, conflict: Conflict) -> _Case:
    sides = conflict.sides
    if sides.base is None:
        return _Case(path=conflict.path)
    path = _path(git, objects, pick, parent, conflict)
    base, ours, theirs = (_text(objects, blob) for blob in (sides.base, sides.ours, sides.theirs))
    if base is None or ours is None or theirs is None:
        sought = Sought(lacked=_ALL, birth=sides.ours is None)
        return _Case(path=path, sought=sought, shared=sought)
    if sides.ours is None:
        lacked = tuple(span for clash in whole(base, theirs) for span in clash.lacked)
        sought = Sought(lacked=lacked, birth=True)
        return _Case(path=path, sought=sought, shared=sought)
    clashes = find_clashes(base, ours, theirs) if sides.theirs is not None else ()
    clashes = clashes or whole(base, ours)
    if not clashes:
        return _Case(path=path, sought=Sought(lacked=_ALL), shared=Sought(lacked=_ALL))
    return _Case(
        path=path,
        sought=Sought(
            lacked=tuple(span for clash in clashes for span in clash.lacked),
            around=tuple((clash.base, clash.kept) for clash in clashes if clash.kept),
        ),
        shared=Sought(
            lacked=tuple(span for clash in clashes for span in clash.shared),
            around=tuple((clash.base, clash.shared_kept) for clash in clashes if clash.shared_kept),
        ),
        places=tuple(clash.place for clash in clashes),
    )


def _text(objects: Objects, blob: BlobId | None) -> bytes | None:
    return b"" if blob is None else objects.read(blob)


def _path(git: Git, objects: Objects, pick: CommitId, parent: CommitId, conflict: Conflict) -> str:
    """Return what the file was called before the pick, which the line may call otherwise."""
    entry = objects.entry(parent, conflict.path)
    if entry is not None and entry.id == conflict.sides.base:
        return conflict.path
    words = ("-r", "-z", "--no-renames", "--raw", "--no-abbrev", parent, pick, "--")
    fields = git.run("diff-tree", *words).decode("utf-8", "surrogateescape").split("\0")
    olds = {meta.split(" ")[2]: path for meta, path in zip(fields[::2], fields[1::2], strict=False)}
    return olds.get(conflict.sides.base or "", conflict.path)
