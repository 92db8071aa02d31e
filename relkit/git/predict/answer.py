"""Answering questions about merges, each by the cheapest way that is sure to agree with git.

1. File by file, where nothing but the ids of the files decides (``threeway``).
2. By git's merge of the contents that both sides changed, all at once (``contents``).
3. By git's merge of the whole trees, where a rename may matter (``merges``).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from relkit.git.objects import Objects
from relkit.git.predict.attributes import AttributeFiles, Attributes
from relkit.git.predict.contents import AttributedMerge, MergedContent, drivers, merge_contents
from relkit.git.predict.merges import Merged, TreeMerge, merge_trees
from relkit.git.predict.scratch import Scratch
from relkit.git.predict.settings import Settings
from relkit.git.predict.threeway import LeftToGit, MissingError, Pick, apply, compare
from relkit.git.repository import Repository
from relkit.model.forecast import Conflict
from relkit.model.progress import Progress


class Way(Enum):
    """How a question was answered."""

    FILES = auto()
    CONTENTS = auto()
    TREES = auto()


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """A merge, and how it was found."""

    merged: Merged
    way: Way


def answer(
    repository: Repository,
    objects: Objects,
    settings: Settings,
    questions: Sequence[TreeMerge],
    progress: Progress,
) -> dict[TreeMerge, Answer]:
    """Merge, writing nothing that lasts. Every question gets an answer, a failure where objects are missing."""
    work = _Work(repository, objects, settings)
    answers: dict[TreeMerge, Answer] = {}
    for stage in (work.by_files(questions), work.by_contents(), work.by_trees()):
        for question, merged, way in stage:
            answers[question] = Answer(merged=merged, way=way)
            progress.advance()
    return answers


_Found = Iterator[tuple[TreeMerge, Merged, Way]]


class _Work:
    """The three stages; each leaves to the next what it cannot decide."""

    def __init__(self, repository: Repository, objects: Objects, settings: Settings) -> None:
        self._repository = repository
        self._objects = objects
        self._settings = settings
        self._attributes = Attributes(objects)
        self._picks: dict[TreeMerge, Pick] = {}
        self._left: list[TreeMerge] = []

    def by_files(self, questions: Sequence[TreeMerge]) -> _Found:
        for question in questions:
            if question.base in (question.ours, question.theirs):
                tree = question.theirs if question.base == question.ours else question.ours
                yield question, Merged(tree=tree, clean=True), Way.FILES
                continue
            try:
                pick = compare(self._objects, question)
                if pick.contents:
                    self._picks[question] = pick
                else:
                    tree = apply(self._objects, question.ours, pick, {})
                    yield question, Merged(tree=tree, clean=True), Way.FILES
            except LeftToGit:
                self._left.append(question)
            except MissingError as error:
                yield question, _failed(str(error)), Way.FILES

    def by_contents(self) -> _Found:
        if not self._settings.plain:
            self._left += self._picks
            return
        if not self._picks:
            return
        with Scratch(self._repository, borrow=False) as scratch:
            attributed = self._attributed(scratch)
            asked = [merge for merges in attributed.values() for merge in merges.values()]
            answers = dict(merge_contents(scratch, self._objects, asked))
        for question, merges in attributed.items():
            try:
                merged = self._assembled(question, {path: answers[merge] for path, merge in merges.items()})
            except LeftToGit:
                self._left.append(question)
            except MissingError as error:
                yield question, _failed(str(error)), Way.CONTENTS
            else:
                yield question, merged, Way.CONTENTS

    def by_trees(self) -> _Found:
        groups: dict[AttributeFiles, list[TreeMerge]] = {}
        for question in self._left:
            try:
                for tree in (question.base, question.theirs):
                    self._attributes.of_tree(tree)
                groups.setdefault(self._attributes.of_tree(question.ours), []).append(question)
            except MissingError as error:
                yield question, _failed(str(error)), Way.TREES
        if not groups:
            return
        with Scratch(self._repository, borrow=True) as scratch:
            for files, group in groups.items():
                work_tree = scratch.work_tree(self._attributes.contents(files))
                for question, merged in zip(group, merge_trees(scratch, group, work_tree), strict=True):
                    yield question, merged, Way.TREES

    def _attributed(self, scratch: Scratch) -> dict[TreeMerge, dict[bytes, AttributedMerge]]:
        """Add to each content what the attributes say for its path; leave a pick that needs the user's drivers."""
        groups: dict[AttributeFiles, set[bytes]] = {}
        files: dict[tuple[TreeMerge, bytes], AttributeFiles] = {}
        for question, pick in self._picks.items():
            for path in pick.contents:
                found = files[question, path] = self._attributes.of_path(question.ours, path)
                groups.setdefault(found, set()).add(path)
        said = {
            found: drivers(scratch, self._attributes.contents(found), sorted(paths)) for found, paths in groups.items()
        }
        attributed: dict[TreeMerge, dict[bytes, AttributedMerge]] = {}
        for question, pick in self._picks.items():
            merges: dict[bytes, AttributedMerge] = {}
            for path, content in pick.contents.items():
                driver = said[files[question, path]][path]
                if driver is not None:
                    merges[path] = AttributedMerge(content, driver)
            if len(merges) == len(pick.contents):
                attributed[question] = merges
            else:
                self._left.append(question)
        return attributed

    def _assembled(self, question: TreeMerge, contents: Mapping[bytes, MergedContent]) -> Merged:
        missing = next((merged.missing for merged in contents.values() if merged.missing), None)
        if missing:
            raise MissingError(f"blob {missing} is missing")
        conflicts = [
            Conflict(path=os.fsdecode(path), kind=merged.conflict)
            for path, merged in sorted(contents.items())
            if merged.conflict
        ]
        if conflicts:
            return Merged(tree=None, clean=False, conflicts=tuple(conflicts))
        pick = self._picks[question]
        blobs = {pick.contents[path]: merged.blob for path, merged in contents.items() if merged.blob}
        if len(blobs) < len(set(pick.contents.values())):
            raise LeftToGit
        return Merged(tree=apply(self._objects, question.ours, pick, blobs), clean=True)


def _failed(why: str) -> Merged:
    return Merged(tree=None, clean=False, failure=why)
