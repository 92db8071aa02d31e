"""Forecasts: what `git cherry-pick` of a commit onto another would do."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from relkit.cache import Cache, keys
from relkit.git.objects import EMPTY_TREE, Objects
from relkit.git.predict.answer import answer
from relkit.git.predict.merges import Merged, TreeMerge
from relkit.git.predict.scratch import Scratch
from relkit.git.predict.settings import fingerprint, renormalizes
from relkit.git.repository import Repository
from relkit.model.forecast import Conflict, ConflictKind, Forecast, Outcome, PickRequest, Sides
from relkit.model.ids import CommitId, TreeId
from relkit.model.progress import Progress, Silent

FORECAST_VERSION = "3"
"""Raised when answers change; what the cache keeps is of one version only."""

_TREES = ("pick-trees", "1")
_CHUNK = 512  # picks tried before the temporary folder is emptied, and before answers are kept


def forecast(
    repository: Repository,
    requests: Sequence[PickRequest],
    *,
    progress: Progress | None = None,
    cache: Cache | None = None,
) -> tuple[Forecast, ...]:
    """Tell what each pick would do, each for itself, in the order asked.

    A merge is picked as `git cherry-pick -m 1` does, a root commit as all that it holds. A clean pick is one that git
    itself merges cleanly; its tree is the one that git would commit. What cannot be tried, for want of objects, is
    ``unknown`` with the reason as a warning. Nothing is written to the repository. ``cache`` keeps answers between
    runs. Raises RepositoryError when git is older than 2.39.
    """
    progress = progress or Silent()
    objects = Objects(repository)
    asked = _questions(objects, repository, requests, cache)
    questions = list(dict.fromkeys(question for question in asked if isinstance(question, TreeMerge)))
    if not questions:
        return tuple(_tell(request, question, {}) for request, question in zip(requests, asked, strict=True))
    producer = ("forecast", f"{FORECAST_VERSION}-{fingerprint(repository)}" if cache else "")
    answers = _known(cache, producer, questions) if cache else {}
    todo = [question for question in questions if question not in answers]
    renormalize = bool(todo) and renormalizes(repository)
    if todo:
        progress.start("trying cherry-picks", len(todo))
    for start in range(0, len(todo), _CHUNK):
        chunk = todo[start : start + _CHUNK]
        found = {
            question: one.merged
            for question, one in answer(
                objects, chunk, progress, partial(Scratch, repository), renormalize=renormalize
            ).items()
        }
        answers.update(found)
        if cache:  # what failed may succeed once the objects are there
            kept = {question: merged for question, merged in found.items() if merged.failure is None}
            cache.put(*producer, {_key(question): _pack(merged) for question, merged in kept.items()})
    return tuple(_tell(request, question, answers) for request, question in zip(requests, asked, strict=True))


def _questions(
    objects: Objects, repository: Repository, requests: Sequence[PickRequest], cache: Cache | None
) -> list[TreeMerge | str]:
    """Resolve the picks; which trees commits have never changes, so that is kept, and no object is read twice."""
    by_key = {keys((request.id, request.onto)): request for request in requests}
    known = cache.get(*_TREES, by_key) if cache else {}
    found = {by_key[key]: _trees(value) for key, value in known.items()}
    asked = [found.get(request) or resolve(objects, repository, request) for request in requests]
    if cache:
        fresh = {
            keys((request.id, request.onto)): _key(question)
            for request, question in zip(requests, asked, strict=True)
            if isinstance(question, TreeMerge) and request not in found
        }
        cache.put(*_TREES, fresh)
    return asked


def _trees(value: bytes) -> TreeMerge:
    base, ours, theirs = (TreeId(value[start : start + 20].hex()) for start in (0, 20, 40))
    return TreeMerge(base=base, ours=ours, theirs=theirs)


def key(objects: Objects, request: PickRequest) -> bytes | None:
    """Return what decides a forecast: the ids of the pick's base tree, of ``onto``'s and of the pick's own (60 bytes).

    Requests with equal keys have equal outcomes, trees and conflicts. None when they cannot be read.
    """
    question = resolve(objects, None, request)
    return _key(question) if isinstance(question, TreeMerge) else None


def _key(question: TreeMerge) -> bytes:
    return keys((question.base, question.ours, question.theirs))


def resolve(objects: Objects, repository: Repository | None, request: PickRequest) -> TreeMerge | str:
    """Return the three trees of a pick, or why there are none."""
    onto = objects.commit(request.onto)
    if onto is None:
        return f"commit {request.onto} is not in this repository"
    return resolve_onto(objects, repository, request.id, onto.tree)


def resolve_onto(objects: Objects, repository: Repository | None, pick: CommitId, onto: TreeId) -> TreeMerge | str:
    """Return the three trees of a pick onto a tree, or why there are none."""
    picked = objects.commit(pick)
    if picked is None:
        return f"commit {pick} is not in this repository"
    base = EMPTY_TREE
    if picked.parents:
        parent = objects.commit(picked.parents[0])
        if parent is None and repository is not None and repository.shallow:
            return f"the history of this shallow clone ends at {pick}: its parent {picked.parents[0]} is not here"
        if parent is None:
            return f"commit {picked.parents[0]}, the parent of {pick}, is missing"
        base = parent.tree
    missing = next((tree for tree in (base, onto, picked.tree) if objects.tree(tree) is None), None)
    if missing:
        return f"tree {missing} is missing"
    return TreeMerge(base=base, ours=onto, theirs=picked.tree)


def _known(cache: Cache, producer: tuple[str, str], questions: Iterable[TreeMerge]) -> dict[TreeMerge, Merged]:
    by_key = {_key(question): question for question in questions}
    return {by_key[key]: _unpack(value) for key, value in cache.get(*producer, by_key).items()}


def _pack(merged: Merged) -> bytes:
    conflicts = [[one.path, one.kind, one.sides.base, one.sides.ours, one.sides.theirs] for one in merged.conflicts]
    return json.dumps([merged.tree, merged.clean, conflicts]).encode()


def _unpack(value: bytes) -> Merged:
    tree, clean, conflicts = json.loads(value)
    found = tuple(
        Conflict(path=path, kind=ConflictKind(kind), sides=Sides(base=base, ours=ours, theirs=theirs))
        for path, kind, base, ours, theirs in conflicts
    )
    return Merged(tree=tree, clean=clean, conflicts=found)


def _tell(request: PickRequest, question: TreeMerge | str, answers: Mapping[TreeMerge, Merged]) -> Forecast:
    return tell(request, question, None if isinstance(question, str) else answers[question])


def tell(request: PickRequest, question: TreeMerge | str, merged: Merged | None) -> Forecast:
    """Return what a merge says of a pick; a question in words is why there was none."""
    outcome, tree = Outcome.CONFLICT, None
    warnings: tuple[str, ...] = ()
    if isinstance(question, str) or merged is None:
        outcome, warnings = Outcome.UNKNOWN, (str(question),)
    elif merged.failure is not None:
        outcome, warnings = Outcome.UNKNOWN, (merged.failure,)
    elif merged.clean and merged.tree is not None:
        tree = merged.tree
        outcome = Outcome.EMPTY if tree == question.ours else Outcome.CLEAN
    conflicts = () if merged is None else merged.conflicts
    return Forecast(
        id=request.id, onto=request.onto, outcome=outcome, tree=tree, conflicts=conflicts, warnings=warnings
    )
