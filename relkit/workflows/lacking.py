"""Picks that apply and would not work: what they use and the line does not have."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace

import msgspec

from relkit.cache import Cache
from relkit.git.predict import Sandbox, TreeMerge
from relkit.git.predict.brought import brought_by
from relkit.git.repository import Repository
from relkit.git.trees import TreeFiles, changed_paths
from relkit.model.forecast import Forecast, Lacking, Outcome
from relkit.model.progress import Progress
from relkit.pyapi import LACKS_VERSION, PickedFile

_PRODUCER = ("lacking", f"1-{LACKS_VERSION}")
_MOST_FILES = 60  # Python files of a pick that are looked into
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(tuple[Lacking, ...])


def find_lacking(
    repository: Repository, cache: Cache, forecasts: Sequence[Forecast], sandbox: Sandbox, progress: Progress
) -> tuple[Forecast, ...]:
    """Return forecasts of which the clean ones tell what their Python files would miss on the line.

    Picks of a sequence are looked at where they stand, on the result of those before them.
    """
    clean = {_key(one): one for one in forecasts if one.outcome is Outcome.CLEAN and one.tree is not None}
    found = {key: _decoder.decode(kept) for key, kept in cache.get(*_PRODUCER, clean).items()}
    todo = {key: one for key, one in clean.items() if key not in found}
    if todo:
        progress.start("looking for what picks lack", len(todo))
    for key, one in todo.items():
        found[key] = tuple(_lacking(repository, one, sandbox))
        progress.advance()
    cache.put(*_PRODUCER, {key: _encoder.encode(found[key]) for key in todo})
    return tuple(replace(one, lacks=found[_key(one)]) if _key(one) in found else one for one in forecasts)


def _key(told: Forecast) -> bytes:
    words = (told.id, told.onto, told.tree or "", *told.after)
    return hashlib.sha1("\0".join(words).encode(), usedforsecurity=False).digest()


def _lacking(repository: Repository, told: Forecast, sandbox: Sandbox) -> Iterator[Lacking]:
    question = _question(told, sandbox)
    if question is None or told.tree is None:
        return
    objects = sandbox.objects
    before, after, mainline = (TreeFiles(objects, tree) for tree in (question.ours, told.tree, question.theirs))
    edits = [
        PickedFile(path=path, before=before.read(path))
        for path in changed_paths(objects, question.base, question.theirs)
        if path.endswith(".py") and after.key(path) not in (None, before.key(path))
    ]
    if not edits:
        return
    from relkit.pyapi.lacks import lacks  # loads the compiler's tools, which few picks need

    for lack in lacks(edits[:_MOST_FILES], after, mainline):
        commit = None
        if lack.origin is not None and lack.origin_line is not None:
            commit = brought_by(repository.git, told.id, told.onto, lack.origin, lack.origin_line)
        yield Lacking(
            path=lack.path, line=lack.line, kind=lack.kind.value, name=lack.name, text=lack.text, commit=commit
        )


def _question(told: Forecast, sandbox: Sandbox) -> TreeMerge | None:
    """Return what a pick merges, where it stands in its sequence, with the result made to be read."""
    header = sandbox.objects.commit(told.onto)
    tree = header.tree if header else None
    found: TreeMerge | None = None
    for pick in (*told.after, told.id):
        question = sandbox.question(pick, tree) if tree else None
        if not isinstance(question, TreeMerge):
            return None
        found, tree = question, sandbox.merge([question])[question].tree
    return found
