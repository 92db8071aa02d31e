"""What conflicts because a line itself changed it: no earlier change of the mainline would help."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import replace

from relkit.cache import Cache, pack, unpack
from relkit.git.predict.brought import changed_on
from relkit.git.process import GitError
from relkit.git.repository import Repository
from relkit.model.forecast import Conflict, Forecast, Outcome
from relkit.model.ids import SHORT_ID, CommitId

_PRODUCER = ("own changes", "1")
_FILES = 3  # of a pick that are looked into
_NAMED = 3
_Found = tuple[CommitId, ...]


def name_own_changes(
    repository: Repository, cache: Cache, forecasts: Sequence[Forecast], there: Collection[CommitId]
) -> tuple[Forecast, ...]:
    """Return forecasts of which those that conflict warn of the line's own commits that changed the lines in question.

    Not of picks that are ``there`` in another form, which is what changed the lines, and not in the midst of a
    sequence, where lines are no longer where they were.
    """
    asked = [
        (told, conflict)
        for told in forecasts
        if told.outcome is Outcome.CONFLICT and not told.after and told.id not in there
        for conflict in told.conflicts[:_FILES]
    ]
    keys = [_key(told, conflict) for told, conflict in asked]
    found = {key: unpack(kept, _Found) for key, kept in cache.get(*_PRODUCER, set(keys)).items()}
    fresh: dict[bytes, _Found] = {}
    for key, (told, conflict) in zip(keys, asked, strict=True):
        if key not in found:
            places = [place.line for place in conflict.places]
            with suppress(GitError):  # what is missing may be there next time
                found[key] = fresh[key] = changed_on(repository.git, told.onto, told.id, conflict.path, places)
    cache.put(*_PRODUCER, {key: pack(commits) for key, commits in fresh.items()})
    by: dict[int, list[CommitId]] = {}
    for key, (told, _) in zip(keys, asked, strict=True):
        by.setdefault(id(told), []).extend(found.get(key, ()))
    return tuple(_named(told, list(dict.fromkeys(by.get(id(told), ())))) for told in forecasts)


def _named(told: Forecast, commits: Sequence[CommitId]) -> Forecast:
    if not commits:
        return told
    more = f" and {len(commits) - _NAMED:,} more" if len(commits) > _NAMED else ""
    said = f"changed on the line itself by {', '.join(one[:SHORT_ID] for one in commits[:_NAMED])}{more}"
    return replace(told, warnings=(*told.warnings, said))


def _key(told: Forecast, conflict: Conflict) -> bytes:
    lines = ",".join(f"{place.line.first}+{place.line.count}" for place in conflict.places)
    text = f"{told.id} {told.onto} {lines} {conflict.path}".encode("utf-8", "surrogateescape")
    return hashlib.sha1(text, usedforsecurity=False).digest()
