"""Naming culprits: who is to blame for conflicts, less what the line has in another form; kept between runs."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

import msgspec

from relkit.cache import Cache
from relkit.git.objects import Objects
from relkit.git.predict.blame import Blamed, Conflicts, Suspect, blame
from relkit.git.predict.known import Known
from relkit.git.predict.trace import Versions
from relkit.git.process import Git, GitError
from relkit.git.repository import Repository
from relkit.model.forecast import Conflict, Forecast, Outcome, PickRequest
from relkit.model.ids import CommitId
from relkit.model.progress import Progress, Silent

_BLAMED = ("blame", "1")
_MOST = 5  # a list of everything that touched a file names nobody
_LEAST = 0.1  # of the lines that the first one changed: whoever changed fewer is no help
_DAY = 86400
_MARGIN = 90 * _DAY  # read further back than is asked: the next one may ask for it

Has = Callable[[PickRequest, frozenset[CommitId]], frozenset[CommitId] | None]
"""Tells which of some commits the commit that is picked onto has in another form; None where that is not known."""


class Accuser:
    """Names those who brought conflicts about, for any number of forecasts of one repository."""

    def __init__(
        self,
        repository: Repository,
        objects: Objects,
        cache: Cache,
        known: Known,
        *,
        has: Has | None = None,
        bases: Mapping[CommitId, CommitId] | None = None,
    ) -> None:
        """Ask ``has`` what a line has; where it does not know, go by author and author's time.

        ``bases`` are, by the commit that is picked onto, where its line left the mainline: what is found out then
        stays true when the line goes on.
        """
        self._repository = repository
        self._versions = Versions(objects)
        self._cache = cache
        self._has = has
        self._authored = Authored(repository.git, known)
        self._bases = bases or {}
        self._asked: dict[tuple[PickRequest, frozenset[CommitId]], frozenset[CommitId]] = {}
        self._answers: dict[bytes, Blamed] = {}

    def accuse(self, forecasts: Sequence[Forecast], progress: Progress) -> tuple[Forecast, ...]:
        """Return the forecasts, their conflicts with places and culprits.

        Where the history cannot be read a warning says so.
        """
        asked = [one for one in forecasts if one.outcome is Outcome.CONFLICT and one.conflicts]
        if not asked:
            return tuple(forecasts)
        told = dict(zip(map(id, asked), self._blamed(asked, progress), strict=True))
        return tuple(self._named(one, told[id(one)]) if id(one) in told else one for one in forecasts)

    def suspects(self, forecasts: Sequence[Forecast]) -> list[dict[str, tuple[Suspect, ...]]]:
        """Return for each pick, by path, all commits that the line lacks and that changed lines in question."""
        found = zip(forecasts, self._blamed(forecasts, Silent()), strict=True)
        return [{} if isinstance(blamed, GitError) else self._lacking(told, blamed) for told, blamed in found]

    def _lacking(self, told: Forecast, found: Mapping[Conflict, Blamed]) -> dict[str, tuple[Suspect, ...]]:
        there = self._there(told, found)
        return {
            conflict.path: tuple(one for one in blamed.suspects if one.commit not in there)
            for conflict, blamed in found.items()
        }

    def _there(self, told: Forecast, found: Mapping[Conflict, Blamed]) -> frozenset[CommitId]:
        """Return the suspects that are there: picked before it in a sequence, or on the line in another form."""
        picked = frozenset(told.after)
        suspects = frozenset(one.commit for blamed in found.values() for one in blamed.suspects) - picked
        if not suspects:
            return picked
        request = PickRequest(id=told.id, onto=told.onto)
        if (request, suspects) not in self._asked:
            there = self._has(request, suspects) if self._has else None
            self._asked[request, suspects] = self._authored(request, suspects) if there is None else there
        return picked | self._asked[request, suspects]

    def _named(self, told: Forecast, found: Mapping[Conflict, Blamed] | GitError) -> Forecast:
        if isinstance(found, GitError):
            said = f"who brought the conflicts about is not known: {found.first_line}"
            return replace(told, warnings=(*told.warnings, said))
        there = self._there(told, found)
        conflicts = [
            replace(conflict, places=found[conflict].places, culprits=_culprits(found[conflict].suspects, there))
            for conflict in told.conflicts
        ]
        return replace(told, conflicts=tuple(conflicts))

    def _blamed(self, asked: Sequence[Forecast], progress: Progress) -> list[Mapping[Conflict, Blamed] | GitError]:
        names = {(i, c): _key(told, self._bases, c) for i, told in enumerate(asked) for c in told.conflicts}
        self._recall(names.values())
        found: list[dict[Conflict, Blamed] | GitError] = [{} for _ in asked]
        todo: dict[int, list[Conflict]] = defaultdict(list)
        for (place, conflict), name in names.items():
            known = found[place]
            if name in self._answers and isinstance(known, dict):
                known[conflict] = self._answers[name]
            else:
                todo[place].append(conflict)
        if todo:
            progress.start("looking for who is in the way", len(todo))
        questions = [_question(asked[place], conflicts) for place, conflicts in todo.items()]
        fresh: dict[bytes, bytes] = {}
        for place, answer in zip(todo, blame(self._repository.git, self._versions, questions), strict=True):
            known = found[place]
            if isinstance(answer, GitError) or not isinstance(known, dict):
                found[place] = answer if isinstance(answer, GitError) else known
            else:
                known |= dict(zip(todo[place], answer.blamed, strict=True))
                for conflict in todo[place]:
                    name = names[place, conflict]
                    self._answers[name] = known[conflict]
                    if answer.whole:  # what is missing may be there next time
                        fresh[name] = msgspec.msgpack.encode(known[conflict])
            progress.advance()
        self._cache.put(*_BLAMED, fresh)
        return list(found)

    def _recall(self, names: Iterable[bytes]) -> None:
        kept = self._cache.get(*_BLAMED, {name for name in names if name not in self._answers})
        self._answers |= {name: msgspec.msgpack.decode(value, type=Blamed) for name, value in kept.items()}


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

    def __init__(self, git: Git, known: Known) -> None:
        """Remember where to read."""
        self._git = git
        self._known = known
        self._lines: dict[CommitId, tuple[int, frozenset[str]]] = {}

    def __call__(self, pick: PickRequest, commits: frozenset[CommitId]) -> frozenset[CommitId]:
        """Return those of the commits that another commit of the line has the author and the author's time of."""
        known = self._known.read(sorted(commits))
        if not known:
            return frozenset()
        there = self._since(pick, min(one.authored for one in known) - _DAY)  # clocks differ
        return frozenset(one.id for one in known if f"{one.authored} {one.author.email}" in there)

    def _since(self, pick: PickRequest, moment: int) -> frozenset[str]:
        """Return time and author of what the line has and the mainline before the pick has not, since a moment."""
        since, there = self._lines.get(pick.onto, (moment + 1, frozenset()))
        if moment < since:
            moment -= _MARGIN
            words = (f"--since={moment}", "--format=%at %ae", pick.onto, f"^{pick.id}", "--")
            there = frozenset(self._git.run("log", *words).decode("utf-8", "replace").splitlines())
            self._lines[pick.onto] = moment, there
        return there
