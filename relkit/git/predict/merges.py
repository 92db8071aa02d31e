"""git's own merges of trees, many a process, in a temporary object store."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from relkit.errors import RepositoryError
from relkit.git.predict.scratch import Scratch
from relkit.model.forecast import Conflict, ConflictKind, Sides
from relkit.model.ids import BlobId, CommitId, TreeId

_BATCH = 50  # merges a process: progress moves, an interrupt need not wait long, and little is written at once
_PROCESSES = min(os.cpu_count() or 1, 4)
_NAMES = re.compile(r"\b[0-9a-f]{40}\b")
# The types that `git merge-tree` documents as stable, by how much they say about a path; the first that occurs is it.
_KINDS = (
    ("CONFLICT (binary)", ConflictKind.BINARY),
    ("CONFLICT (rename", ConflictKind.RENAME),
    ("CONFLICT (directory rename", ConflictKind.RENAME),
    ("CONFLICT (implicit dir rename", ConflictKind.RENAME),
    ("CONFLICT (modify/delete)", ConflictKind.MODIFY_DELETE),
    ("CONFLICT (submodule", ConflictKind.OTHER),
    ("CONFLICT (contents)", ConflictKind.CONTENT),
)
_STAGES = {b"1": "base", b"2": "ours", b"3": "theirs"}
_Stages = dict[bytes, BlobId]


@dataclass(frozen=True, kw_only=True, slots=True)
class TreeMerge:
    """A question to git: what changed from ``base`` to ``theirs``, done to ``ours``."""

    base: TreeId
    ours: TreeId
    theirs: TreeId


@dataclass(frozen=True, kw_only=True, slots=True)
class Merged:
    """git's answer: the resulting tree (with markers where it conflicts) and the conflicts.

    ``failure`` is what git said when it could not merge; there is no tree then.
    """

    tree: TreeId | None
    clean: bool
    conflicts: tuple[Conflict, ...] = ()
    failure: str | None = None


def merge_trees(scratch: Scratch, questions: Sequence[TreeMerge], work_tree: Path) -> Iterator[Merged]:
    """Answer in order, by the attributes that ``work_tree`` holds; one process for each of a few processors.

    Uses `git merge-tree --stdin` (git 2.39). Before 2.40 it takes no merge base, so base, ours and theirs become
    commits of their own with ours and theirs standing on base: a cherry-pick's three-way merge.
    """
    size = min(max(-(-len(questions) // _PROCESSES), 1), _BATCH)
    batches = [questions[start : start + size] for start in range(0, len(questions), size)]
    pool = ThreadPoolExecutor(_PROCESSES)
    try:
        for answers in pool.map(partial(_merge, scratch, work_tree), batches):
            yield from answers
    finally:
        pool.shutdown(cancel_futures=True)


def sides_of(scratch: Scratch, question: TreeMerge) -> tuple[CommitId, CommitId]:
    """Return the commits that stand for both sides, always the same; git names them between conflict markers."""
    base = scratch.commit(question.base)
    return scratch.commit(question.ours, [base]), scratch.commit(question.theirs, [base])


def _merge(scratch: Scratch, work_tree: Path, questions: Sequence[TreeMerge]) -> list[Merged]:
    found: list[Merged] = []
    size = len(questions)
    while len(found) < len(questions):
        batch = questions[len(found) : len(found) + size]
        answers, status, said = _ask(scratch, batch, work_tree)
        if "unknown option" in said:
            raise RepositoryError("this git cannot merge many trees at once", "relkit needs git 2.39 or later")
        found += answers
        if len(answers) == len(batch):
            size *= 2
        elif status < 0 and len(batch) > 1:
            # git crashed: answers went with it, and any of those without one may be the culprit.
            size = len(batch) // 2
        else:
            found.append(Merged(tree=None, clean=False, failure=_failure(said)))
    return found


def _ask(scratch: Scratch, batch: Sequence[TreeMerge], work_tree: Path) -> tuple[list[Merged], int, str]:
    lines = []
    sides: list[tuple[CommitId, CommitId]] = []
    for question in batch:
        ours, theirs = sides_of(scratch, question)
        sides.append((ours, theirs))
        lines.append(f"{ours} {theirs}\n")
    with scratch.git() as git, git.pipe(*scratch.arguments(work_tree), "merge-tree", "--stdin") as process:
        out, err = process.communicate("".join(lines).encode())
        status = process.wait()
    return list(_read(out, sides)), status, err.decode("utf-8", "replace")


def _read(out: bytes, sides: Sequence[tuple[CommitId, CommitId]]) -> Iterator[Merged]:
    """Read the answers as `git merge-tree` documents them: NUL-terminated, one after the other."""
    fields = iter(out.split(b"\0"))
    try:
        for ours, theirs in sides:
            status = next(fields)
            tree = TreeId(next(fields).decode("ascii"))
            if status == b"1":
                next(fields)
                yield Merged(tree=tree, clean=True)
                continue
            if status != b"0":  # documented: below zero when the merge could not run
                return
            stages: dict[bytes, _Stages] = {}
            while field := next(fields):
                head, _, path = field.partition(b"\t")
                _, blob, stage = head.split(b" ")
                stages.setdefault(path, {})[stage] = BlobId(blob.decode("ascii"))
            types: dict[bytes, set[str]] = {}
            # After the last message git 2.39 may put advice on submodules, without a count before it.
            while (count := next(fields)).isdigit():
                paths = [next(fields) for _ in range(int(count))]
                kind = next(fields).decode("utf-8", "replace")
                next(fields)
                if kind.startswith("CONFLICT"):
                    for path in paths:
                        types.setdefault(path, set()).add(kind)
            yield Merged(tree=tree, clean=False, conflicts=_conflicts(stages, types, (ours, theirs)))
    except StopIteration:  # git died: what is whole has been read
        return


def _conflicts(
    stages: Mapping[bytes, _Stages], types: Mapping[bytes, set[str]], sides: tuple[CommitId, CommitId]
) -> tuple[Conflict, ...]:
    found: dict[str, Conflict] = {}
    # A conflict between folders alone leaves no path unmerged; git stops all the same, and so the message counts.
    for path in stages or types:
        # git moves a file out of a folder's way and names it after the side, which here is a made-up commit.
        real = path
        for side in sides:
            real = real.partition(f"~{side}".encode())[0]
        versions = stages.get(path, {})
        kind = _kind(types.get(path, set()) | types.get(real, set()), set(versions))
        name = os.fsdecode(real)
        if name not in found:
            found[name] = Conflict(path=name, kind=kind, sides=Sides(**{_STAGES[s]: b for s, b in versions.items()}))
    return tuple(found.values())


def _kind(types: set[str], stages: set[bytes]) -> ConflictKind:
    for start, kind in _KINDS:
        if any(known.startswith(start) for known in types):
            return ConflictKind.ADD_ADD if kind is ConflictKind.CONTENT and stages == {b"2", b"3"} else kind
    return ConflictKind.OTHER


def _failure(said: str) -> str:
    lines = [line for line in said.splitlines() if line.strip()]
    named = next((line for line in lines if _NAMES.search(line)), None)
    return named or (lines[0] if lines else "git stopped without a word")
