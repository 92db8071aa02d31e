"""Answering questions about merges, each by the cheapest way that is sure to agree with git.

File by file, where nothing but the ids of the files decides (``threeway``); by git's own merge, many a process, where
contents have to be merged or a rename may matter (``merges``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import Enum, auto

from relkit.git.objects import Objects
from relkit.git.predict.attributes import AttributeFiles, Attributes
from relkit.git.predict.merges import Merged, TreeMerge, merge_trees
from relkit.git.predict.scratch import Scratch
from relkit.git.predict.threeway import Keep, LeftToGit, MissingError, merge_files
from relkit.model.progress import Progress

_Touched = frozenset[bytes] | None


class Way(Enum):
    """How a question was answered."""

    FILES = auto()
    GIT = auto()


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """A merge, and how it was found."""

    merged: Merged
    way: Way


def answer(
    objects: Objects,
    questions: Sequence[TreeMerge],
    progress: Progress,
    scratch: Callable[[], AbstractContextManager[Scratch]],
    keep: Keep | None = None,
    *,
    renormalize: bool = False,
) -> dict[TreeMerge, Answer]:
    """Merge, writing only to a ``scratch``. Every question gets an answer, a failure where objects are missing.

    ``keep`` is given the trees that come about without git; ``renormalize`` says that git's merges convert line ends.
    """
    answers: dict[TreeMerge, Answer] = {}
    left: dict[TreeMerge, _Touched] = {}
    for question in questions:
        try:
            merged = Merged(tree=merge_files(objects, question, keep), clean=True)
        except LeftToGit as reason:
            left[question] = reason.touched
            continue
        except MissingError as error:
            merged = _failed(error)
        answers[question] = Answer(merged=merged, way=Way.FILES)
        progress.advance()
    for question, merged in _ask_git(Attributes(objects, every=renormalize), left, scratch):
        answers[question] = Answer(merged=merged, way=Way.GIT)
        progress.advance()
    return answers


def _ask_git(
    attributes: Attributes, left: dict[TreeMerge, _Touched], scratch: Callable[[], AbstractContextManager[Scratch]]
) -> Iterator[tuple[TreeMerge, Merged]]:
    groups: dict[AttributeFiles, list[TreeMerge]] = {}  # a process for each
    for question, touched in left.items():
        try:
            groups.setdefault(_prepare(attributes, question, touched), []).append(question)
        except MissingError as error:
            yield question, _failed(error)
    if not groups:
        return
    with scratch() as opened:
        for files, group in groups.items():
            work_tree = opened.work_tree(attributes.contents(files))
            yield from zip(group, merge_trees(opened, group, work_tree), strict=True)


def _prepare(attributes: Attributes, question: TreeMerge, touched: _Touched) -> AttributeFiles:
    """Return the attribute files that hold, once it is sure that all trees are there that git may read.

    git before 2.45 takes a missing tree for an empty folder and merges on. Where no rename matters it reads no more
    trees than have been read already; where one may, it may read any.
    """
    if touched is not None:
        return attributes.of_paths(question.ours, touched)
    for tree in (question.base, question.theirs):
        attributes.of_tree(tree)
    return attributes.of_tree(question.ours)


def _failed(why: MissingError) -> Merged:
    return Merged(tree=None, clean=False, failure=str(why))
