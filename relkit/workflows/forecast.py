"""`relkit forecast`: find the commits that are asked about, try the cherry-picks."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from relkit.cache import Cache, open_cache
from relkit.errors import UsageError
from relkit.git.history import read_commits
from relkit.git.objects import Objects
from relkit.git.predict import Accuser, forecast
from relkit.git.repository import Repository, open_repository
from relkit.git.revisions import resolve
from relkit.model.forecast import Forecast, Forecasts, Outcome, PickRequest
from relkit.model.ids import CommitId
from relkit.model.progress import Progress, Silent
from relkit.workflows.classify import named_changes
from relkit.workflows.survey import survey
from relkit.workflows.wanted import line_to_ask_about

_UNREADABLE = "no commit of this repository that can be read"
_HINT = "name a commit as git does; `git rev-parse NAME` tells what a name means"


def forecast_changes(
    where: Path,
    names: Sequence[str],
    *,
    line: str | None,
    onto: str | None = None,
    independent: bool = False,
    as_of: str | None = None,
    progress: Progress | None = None,
) -> Forecasts:
    """Tell what picking changes to a line, or ``onto`` a commit, would do, each on the result of those before it.

    With ``independent`` each is tried for itself. ``as_of`` is the moment whose line is meant. Nothing is changed but
    relkit's own cache. Raises RepositoryError and UsageError.
    """
    progress = progress or Silent()
    asked = () if line is None else (line,)
    with survey(where, asked=asked, as_of=as_of, every_line=False, progress=progress) as found:
        target = None if line is None else line_to_ask_about(found, line)
        changes, warnings = named_changes(found, progress, names)
        base = _commit(found.repository, onto) if onto is not None else None
        if base is None:
            assert target is not None  # noqa: S101 # the command sees to it
            base = target.branch.tip
        requests = [PickRequest(id=change.id, onto=base) for change in changes]
        picks = forecast(found.repository, requests, progress=progress, cache=found.cache)
        picks = Accuser(found.repository, found.objects, found.cache).accuse(picks, progress)
        return Forecasts(
            repository=found.repository.name,
            now=found.now,
            as_of=found.as_of,
            line=None if target is None else target.name,
            in_sequence=not independent,
            picks=picks,
            titles=_titles(found.repository, found.cache, picks),
            warnings=(*found.warnings, *warnings),
        )


def forecast_pairs(where: Path, pairs: Sequence[tuple[str, str]], *, progress: Progress | None = None) -> Forecasts:
    """Tell what each pick of a change onto a commit would do, for itself, in the order asked.

    What names no commit is ``unknown``, in its place. Nothing is changed but relkit's own cache. Raises
    RepositoryError.
    """
    progress = progress or Silent()
    repository = open_repository(where)
    # What is read of a cut history is true only until it is completed, so nothing of it is kept.
    cache = Cache(None) if repository.shallow else open_cache(repository.common_dir)
    try:
        ids = resolve(repository.git, [name for pair in pairs for name in pair])
        asked = [
            _request(pair, found) for pair, found in zip(pairs, zip(ids[::2], ids[1::2], strict=True), strict=True)
        ]
        requests = [one for one in asked if isinstance(one, PickRequest)]
        found = forecast(repository, requests, progress=progress, cache=cache)
        told = iter(Accuser(repository, Objects(repository), cache).accuse(found, progress))
        picks = tuple(next(told) if isinstance(one, PickRequest) else one for one in asked)
        return Forecasts(
            repository=repository.name,
            now=int(time.time()),
            as_of=False,
            line=None,
            in_sequence=False,
            picks=picks,
            titles=_titles(repository, cache, picks),
        )
    finally:
        cache.close()


def _request(pair: tuple[str, str], found: tuple[CommitId | None, CommitId | None]) -> PickRequest | Forecast:
    pick, onto = found
    if pick is not None and onto is not None:
        return PickRequest(id=pick, onto=onto)
    named = [name for name, commit in zip(pair, found, strict=True) if commit is None]
    return Forecast(
        id=pick or CommitId(pair[0]),
        onto=onto or CommitId(pair[1]),
        outcome=Outcome.UNKNOWN,
        tree=None,
        warnings=tuple(f"{name}: {_UNREADABLE}" for name in named),
    )


def _commit(repository: Repository, name: str) -> CommitId:
    commit = resolve(repository.git, [name])[0]
    if commit is None:
        raise UsageError(f"{name}: {_UNREADABLE}", _HINT)
    return commit


def _titles(repository: Repository, cache: Cache, picks: Sequence[Forecast]) -> dict[CommitId, str]:
    """Return the titles of the commits that forecasts speak of."""
    named = dict.fromkeys(pick.id for pick in picks if pick.outcome is not Outcome.UNKNOWN)
    for pick in picks:
        named.update(dict.fromkeys(pick.prerequisites))
        named.update(dict.fromkeys(culprit for conflict in pick.conflicts for culprit in conflict.culprits))
    commits = read_commits(repository.git, cache, list(named)).commits
    return {commit.id: commit.title for commit in commits.values()}
