"""Naming culprits: who is to blame for conflicts, less what the line has in another form; kept between runs."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import msgspec

from relkit.cache import Cache
from relkit.git.history import read_commits
from relkit.git.objects import Objects
from relkit.git.predict.blame import Blamed, Conflicts, Suspect, blame
from relkit.git.process import Git, GitError
from relkit.git.repository import Repository
from relkit.model.commit import Commit
from relkit.model.forecast import Conflict, Forecast, Outcome, PickRequest
from relkit.model.ids import CommitId
from relkit.model.progress import Progress

_BLAMED = ("blame", "1")
_MOST = 5  # a list of everything that touched a file names nobody
_LEAST = 0.1  # of the lines that the first one changed: whoever changed fewer is no help
_DAY = 86400

Has = Callable[[PickRequest, frozenset[CommitId]], frozenset[CommitId]]
"""Tells which of some commits the commit that is picked onto has in another form."""


class Accuser:
    """Names those who brought conflicts about, for any number of forecasts of one repository."""

    def __init__(self, repository: Repository, objects: Objects, cache: Cache, has: Has | None = None) -> None:
        """Ask ``has`` what a line has, else go by author and author's time."""
        self._repository = repository
        self._objects = objects
        self._cache = cache
        self._has = has or Authored(repository.git, cache)

    def accuse(
        self, forecasts: Sequence[Forecast], progress: Progress, bases: Mapping[CommitId, CommitId] | None = None
    ) -> tuple[Forecast, ...]:
        """Return the forecasts, their conflicts with places and culprits.

        ``bases`` are, by the commit that is picked onto, where its line left the mainline: what is found out then
        stays true when the line goes on. Where the history cannot be read a warning says so.
        """
        asked = [one for one in forecasts if one.outcome is Outcome.CONFLICT and one.conflicts]
        if not asked:
            return tuple(forecasts)
        told = dict(zip(map(id, asked), self._blamed(asked, progress, bases or {}), strict=True))
        return tuple(self._named(one, told[id(one)]) if id(one) in told else one for one in forecasts)

    def _named(self, told: Forecast, found: Mapping[Conflict, Blamed] | GitError) -> Forecast:
        if isinstance(found, GitError):
            said = f"who brought the conflicts about is not known: {found.first_line}"
            return replace(told, warnings=(*told.warnings, said))
        suspects = frozenset(one.commit for blamed in found.values() for one in blamed.suspects)
        there = self._has(PickRequest(id=told.id, onto=told.onto), suspects) if suspects else frozenset()
        conflicts = [
            replace(conflict, places=found[conflict].places, culprits=_culprits(found[conflict].suspects, there))
            for conflict in told.conflicts
        ]
        return replace(told, conflicts=tuple(conflicts))

    def _blamed(
        self, asked: Sequence[Forecast], progress: Progress, bases: Mapping[CommitId, CommitId]
    ) -> list[Mapping[Conflict, Blamed] | GitError]:
        names = {(i, c): _key(told, bases, c) for i, told in enumerate(asked) for c in told.conflicts}
        kept = self._cache.get(*_BLAMED, set(names.values()))
        found: list[dict[Conflict, Blamed] | GitError] = [{} for _ in asked]
        todo: dict[int, list[Conflict]] = defaultdict(list)
        for (place, conflict), name in names.items():
            known = found[place]
            if name in kept and isinstance(known, dict):
                known[conflict] = msgspec.msgpack.decode(kept[name], type=Blamed)
            else:
                todo[place].append(conflict)
        if todo:
            progress.start("looking for who is in the way", len(todo))
        questions = [_question(asked[place], conflicts) for place, conflicts in todo.items()]
        fresh: dict[bytes, bytes] = {}
        for place, answer in zip(todo, blame(self._repository.git, self._objects, questions), strict=True):
            known = found[place]
            if isinstance(answer, GitError) or not isinstance(known, dict):
                found[place] = answer if isinstance(answer, GitError) else known
            else:
                known |= dict(zip(todo[place], answer, strict=True))
                fresh |= {names[place, conflict]: msgspec.msgpack.encode(known[conflict]) for conflict in todo[place]}
            progress.advance()
        self._cache.put(*_BLAMED, fresh)
        return list(found)


def _question(told: Forecast, conflicts: Sequence[Conflict]) -> Conflicts:
    return Conflicts(pick=PickRequest(id=told.id, onto=told.onto), without=told.onto, conflicts=tuple(conflicts))


def _key(told: Forecast, bases: Mapping[CommitId, CommitId], conflict: Conflict) -> bytes:
    """Return what decides who is to blame: the history before the pick down to the line's, and the file's versions."""
    sides = conflict.sides
    words = (told.id, bases.get(told.onto, told.onto), conflict.path, sides.base, sides.ours, sides.theirs)
    text = "\0".join(word or "" for word in words).encode("utf-8", "surrogateescape")
    return hashlib.sha1(text, usedforsecurity=False).digest()


def _culprits(suspects: Sequence[Suspect], there: frozenset[CommitId]) -> tuple[CommitId, ...]:
    left = [one for one in suspects if one.commit not in there]
    least = _LEAST * max((one.lines for one in left), default=0)
    return tuple(one.commit for one in left if one.lines >= least)[:_MOST]


class Authored:
    """Tells what a line has by author and author's time, which a cherry-pick keeps."""

    def __init__(self, git: Git, cache: Cache) -> None:
        """Remember where to read."""
        self._git = git
        self._cache = cache
        self._commits: dict[CommitId, Commit] = {}

    def __call__(self, pick: PickRequest, commits: frozenset[CommitId]) -> frozenset[CommitId]:
        """Return those of the commits that another commit of the line has the author and the author's time of."""
        unknown = [commit for commit in sorted(commits) if commit not in self._commits]
        self._commits |= read_commits(self._git, self._cache, unknown).commits
        known = [self._commits[commit] for commit in commits if commit in self._commits]
        if not known:
            return frozenset()
        since = min(one.authored for one in known) - _DAY  # clocks differ
        words = (f"--since={since}", "--format=%at %ae")
        said = self._git.run("log", *words, pick.onto, f"^{pick.id}", "--").decode("utf-8", "replace")
        there = Counter(said.splitlines())
        return frozenset(one.id for one in known if there[f"{one.authored} {one.author.email}"])
