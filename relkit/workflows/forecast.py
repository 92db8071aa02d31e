"""`relkit forecast`: find the commits that are asked about, try the cherry-picks."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from relkit.cache import Cache, open_cache
from relkit.classify.habits import read_habits
from relkit.errors import UsageError
from relkit.git.history import read_titles
from relkit.git.predict import Adviser, Settle, forecast
from relkit.git.repository import Repository, open_repository
from relkit.git.revisions import is_undone, outside, resolve
from relkit.model.forecast import Forecast, Forecasts, Outcome, PickRequest
from relkit.model.ids import CommitId, TreeId
from relkit.model.line import Line
from relkit.model.link import Link
from relkit.model.progress import Progress, Silent
from relkit.workflows.advice import Ledgers, judge_advice, left_over
from relkit.workflows.classify import named_changes
from relkit.workflows.histories import read_histories
from relkit.workflows.judging import open_judge
from relkit.workflows.keeping import THERE, keep_books, told_link
from relkit.workflows.lacking import find_lacking
from relkit.workflows.own import name_own_changes
from relkit.workflows.survey import Survey, survey
from relkit.workflows.wanted import line_to_ask_about

_UNREADABLE = "no commit of this repository that can be read"
_HINT = "name a commit as git does; `git rev-parse NAME` tells what a name means"
_AGAIN = f"{THERE}, but not of its files any more: picking it does it again"
_UNDONE = f"{THERE}, but was taken back there"
_NOTHING: Mapping[CommitId, Link] = {}


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
    """Tell what picking changes to a line, or else ``onto`` a commit, would do, each on the result of those before it.

    With ``independent`` each is tried for itself. ``as_of`` is the moment whose line is meant. Nothing is changed but
    relkit's own cache. Raises RepositoryError and UsageError.
    """
    progress = progress or Silent()
    asked = () if line is None else (line,)
    with survey(where, asked=asked, as_of=as_of, every_line=False, progress=progress) as found:
        repository = found.repository
        target = None if line is None else line_to_ask_about(found, line)
        changes, warnings = named_changes(found, progress, names)
        ids = [change.id for change in changes]
        base = _commit(repository, onto) if target is None else target.branch.tip
        histories = read_histories(found, progress)
        ledgers = Ledgers(histories=histories, books=keep_books(found, histories, progress))
        picks = try_picks(found, ledgers, target, ids, base, in_sequence=not independent, progress=progress)
        return Forecasts(
            repository=repository.name,
            now=found.now,
            as_of=found.as_of,
            line=None if target is None else target.name,
            in_sequence=not independent,
            picks=picks,
            titles=_titles(repository, found.cache, picks),
            warnings=(*found.warnings, *warnings),
        )


def try_picks(
    found: Survey,
    ledgers: Ledgers,
    target: Line | None,
    ids: Sequence[CommitId],
    base: CommitId,
    *,
    in_sequence: bool,
    progress: Progress,
) -> tuple[Forecast, ...]:
    """Forecast picks onto a commit, ``in_sequence`` each on the result of those before it, with all that is known.

    ``target`` is the line whose tip the commit is, None where it is no line's.
    """
    repository = found.repository
    new = outside(repository.git, ids, base)
    there = {} if target is None else ledgers.standing(target.name)
    settle = _settling(repository, lambda told: told.id not in new, there)
    judge = open_judge(found, progress)
    with ledgers.advising(found, settle) as adviser:
        if not in_sequence or len(ids) == 1:
            requests = [PickRequest(id=one, onto=base) for one in ids]
            told = forecast(repository, requests, progress=progress, cache=found.cache)
            picks = adviser.advise(told, progress)
        else:
            picks = adviser.in_sequence(ids, base, progress)
        picks = find_lacking(repository, found.cache, picks, adviser.sandbox, progress)
        picks = name_own_changes(repository, found.cache, picks, there)
        picks = left_over(picks, adviser.sandbox, judge.habits)
    return ledgers.judge_advice(picks, judge, progress)


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
        resolved = zip(ids[::2], ids[1::2], strict=True)
        asked = [_request(pair, found) for pair, found in zip(pairs, resolved, strict=True)]
        requests = [one for one in asked if isinstance(one, PickRequest)]
        told = forecast(repository, requests, progress=progress, cache=cache)
        with Adviser(repository, cache, settle=_settling(repository, partial(_is_known, repository))) as adviser:
            told = adviser.advise(told, progress)
            told = find_lacking(repository, cache, told, adviser.sandbox, progress)
        answers = iter(judge_advice(told, read_habits({}), {}))
        picks = tuple(next(answers) if isinstance(one, PickRequest) else one for one in asked)
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


def _commit(repository: Repository, name: str | None) -> CommitId:
    commit = None if name is None else resolve(repository.git, [name])[0]
    if commit is None:
        raise UsageError(f"{name}: {_UNREADABLE}", _HINT)
    return commit


def _is_known(repository: Repository, told: Forecast) -> bool:
    """Tell whether the commit that is picked onto reaches the pick; of what applies that is not asked."""
    return told.outcome in (Outcome.EMPTY, Outcome.CONFLICT) and not outside(repository.git, [told.id], told.onto)


def _settling(
    repository: Repository, is_known: Callable[[Forecast], bool], there: Mapping[CommitId, Link] = _NOTHING
) -> Settle:
    """Return what settles picks that are part of the history that they would be picked onto, as such or otherwise."""

    def settle(told: Forecast, tree: TreeId | None) -> tuple[Forecast, bool]:
        if is_known(told):
            return _known(repository, told, tree), True
        link = there.get(told.id)
        return (told, False) if link is None else (_linked(told, link), True)

    return settle


def _linked(told: Forecast, link: Link) -> Forecast:
    return replace(told, warnings=(told_link(link, told.id), *told.warnings))


def _known(repository: Repository, told: Forecast, tree: TreeId | None) -> Forecast:
    """Return the forecast of a commit that the other one reaches: there is nothing to pick, unless it was undone."""
    if told.outcome is Outcome.CONFLICT:
        undone = is_undone(repository.git, told.id, told.onto)
        if not undone:  # its lines were changed further
            told = replace(told, outcome=Outcome.EMPTY, tree=tree, conflicts=())
        said = _UNDONE if undone else THERE
    else:
        said = _AGAIN if told.outcome is Outcome.CLEAN else THERE
    return replace(told, warnings=(*told.warnings, said))


def _titles(repository: Repository, cache: Cache, picks: Sequence[Forecast]) -> dict[CommitId, str]:
    """Return the titles of the commits that forecasts speak of."""
    named = dict.fromkeys(pick.id for pick in picks if pick.outcome is not Outcome.UNKNOWN)
    for pick in picks:
        named.update(dict.fromkeys(one.id for one in pick.prerequisites))
        named.update(dict.fromkeys(culprit for conflict in pick.conflicts for culprit in conflict.culprits))
        named.update(dict.fromkeys(lacking.commit for lacking in pick.lacks if lacking.commit))
    return read_titles(repository.git, cache, named)
