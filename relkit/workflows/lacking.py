"""Picks that apply and would not work: what they use and the line does not have."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from relkit.cache import Cache, pack, unpack
from relkit.git.predict import Sandbox, TreeMerge, standing
from relkit.git.predict.brought import brought_by
from relkit.git.process import GitError
from relkit.git.repository import Repository
from relkit.git.trees import TreeFiles, changed_paths
from relkit.model.forecast import Forecast, Lacking, Outcome
from relkit.model.progress import Progress
from relkit.pyapi import LACKS_VERSION, PickedFile

_PRODUCER = ("lacking", f"3-{LACKS_VERSION}")
_MOST_FILES = 60  # Python files of a pick that are looked into
_Found = tuple[Lacking, ...]


def find_lacking(
    repository: Repository, cache: Cache, forecasts: Sequence[Forecast], sandbox: Sandbox, progress: Progress
) -> tuple[Forecast, ...]:
    """Return forecasts of which the clean ones tell what their Python files would miss on the line.

    Picks of a sequence are looked at where they stand, on the result of those before them.
    """
    clean = [one for one in forecasts if one.outcome is Outcome.CLEAN and one.tree is not None]
    names = {id(one): _key(one) for one in clean}
    found = {key: unpack(kept, _Found) for key, kept in cache.get(*_PRODUCER, set(names.values())).items()}
    todo: dict[bytes, tuple[Forecast, TreeMerge]] = {}
    if any(key not in found for key in names.values()):  # else no object needs to be read
        for one, question in zip(forecasts, standing(forecasts, sandbox), strict=True):
            if question is not None and id(one) in names and names[id(one)] not in found:
                todo[names[id(one)]] = one, question
        progress.start("looking for what picks lack", len(todo))
    fresh: dict[bytes, bytes] = {}
    for key, (one, question) in todo.items():
        missing = sandbox.objects.missing
        found[key], is_whole = _lacking(repository, one, question, sandbox)
        if is_whole and sandbox.objects.missing == missing:  # what is missing may be there next time
            fresh[key] = pack(found[key])
        progress.advance()
    cache.put(*_PRODUCER, fresh)
    return tuple(replace(one, lacks=found.get(names.get(id(one), b""), ())) for one in forecasts)


def _key(told: Forecast) -> bytes:
    """Name a pick: what it is made onto, and what came of it."""
    words = (told.id, told.onto, *told.after, told.tree or "")
    return hashlib.sha1("\0".join(words).encode(), usedforsecurity=False).digest()


def _lacking(repository: Repository, told: Forecast, question: TreeMerge, sandbox: Sandbox) -> tuple[_Found, bool]:
    """Return what a pick lacks, and whether the histories could be read that say who brought it."""
    objects = sandbox.objects
    tree = sandbox.merge([question])[question].tree  # made again, to be read
    if tree is None:
        return (), False
    before, after, mainline = (TreeFiles(objects, one) for one in (question.ours, tree, question.theirs))
    edits = [
        PickedFile(path=path, before=before.read(path))
        for path in changed_paths(objects, question.base, question.theirs)
        if path.endswith(".py") and after.key(path) not in (None, before.key(path))
    ]
    if not edits:
        return (), True
    from relkit.pyapi.lacks import lacks  # loads the compiler's tools, which few picks need

    found, is_whole = [], True
    for lack in lacks(edits[:_MOST_FILES], after, mainline):
        commit = None
        if lack.origin is not None and lack.origin_line is not None:
            try:
                commit = brought_by(repository.git, told.id, told.onto, lack.origin, lack.origin_line)
            except GitError:
                is_whole = False
        kind = lack.kind.value
        found.append(Lacking(path=lack.path, line=lack.line, kind=kind, name=lack.name, text=lack.text, commit=commit))
    return tuple(found), is_whole
