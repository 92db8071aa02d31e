"""Advice on cherry-picks: who is in the way of those that conflict, and what would have to be picked first."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Self

import msgspec

from relkit.cache import Cache, pack, unpack
from relkit.git.predict.blame import Suspect
from relkit.git.predict.culprits import Accuser, Has
from relkit.git.predict.known import Known
from relkit.git.predict.picks import tell
from relkit.git.predict.prerequisites import Lift, Paths, Prerequisites, Proof, Unproved
from relkit.git.predict.sandbox import Sandbox
from relkit.git.predict.settings import fingerprint
from relkit.git.predict.size import Size, size_of
from relkit.git.repository import Repository
from relkit.model.forecast import Forecast, Outcome, PickRequest, Prerequisite
from relkit.model.ids import SHORT_ID, CommitId, TreeId
from relkit.model.progress import Progress

_FOUND = "prerequisites"
_VERSION = "3"
_AT_ONCE = 32  # searches

Settle = Callable[[Forecast, TreeId | None], tuple[Forecast, bool]]
"""Returns a forecast as it is by what else is known of its pick, and whether nothing has to be picked first.

It is given the tree that is picked onto, None where that is not known.
"""


class _Kept(msgspec.Struct, frozen=True):
    """What a search came to, as the cache keeps it."""

    first: tuple[Prerequisite, ...] = ()
    warning: str | None = None


class Adviser:
    """Advises on the cherry-picks of one repository; used as a context manager, which ends what was tried.

    ``has`` tells what a line has in another form, ``bases`` where a line left the mainline (by the commit that is
    picked onto), ``lift`` makes prerequisites whole changes of the mainline, and ``settle`` comes before all advice.
    ``mark`` tells, by the commit that is picked onto, what ``has`` and ``lift`` go by: searches are kept under it.
    """

    def __init__(
        self,
        repository: Repository,
        cache: Cache,
        *,
        has: Has | None = None,
        bases: Mapping[CommitId, CommitId] | None = None,
        lift: Lift | None = None,
        settle: Settle | None = None,
        mark: Callable[[CommitId], str] = lambda _: "",
    ) -> None:
        """Remember where to read."""
        self._repository = repository
        self._cache = cache
        self._known = Known(repository.git, cache)
        self.sandbox = Sandbox(repository)
        self._accuser = Accuser(repository, self.sandbox.objects, cache, self._known, has=has, bases=bases)
        self._lift = lift
        self._settle = settle
        self._mark = mark
        self._sizes: dict[CommitId, Size] = {}

    def __enter__(self) -> Self:
        """Use it."""
        return self

    def __exit__(self, *_: object) -> None:
        """Give up all that was tried."""
        self.sandbox.__exit__()

    def advise(self, forecasts: Sequence[Forecast], progress: Progress) -> tuple[Forecast, ...]:
        """Return forecasts, of which those that conflict name culprits, and prerequisites where these were found.

        Those that others make clean become ``needs``.
        """
        settled = [self._settled(one, self._tree(one.onto)) if self._settle else (one, False) for one in forecasts]
        told = self._accuser.accuse([one for one, _ in settled], progress)
        open_ones = zip(told, settled, strict=True)
        hopeful = [one for one, (_, is_final) in open_ones if not is_final and _may_be_mended(one)]
        if not hopeful:
            return told
        producer = (_FOUND, f"{_VERSION}-{fingerprint(self._repository)}")
        names = self._names(hopeful)
        found = {name: unpack(value, _Kept) for name, value in self._cache.get(*producer, set(names)).items()}
        todo = [(name, one) for name, one in dict(zip(names, hopeful, strict=True)).items() if name not in found]
        if todo:
            progress.start("looking for what has to be picked first", len(todo))
        for start in range(0, len(todo), _AT_ONCE):
            chunk = todo[start : start + _AT_ONCE]
            missing = self.sandbox.objects.missing
            searched = [search for search, _ in self._search([(one, self._known_tree(one)) for _, one in chunk])]
            fresh = dict(zip((name for name, _ in chunk), searched, strict=True))
            found |= fresh
            if self.sandbox.objects.missing == missing:  # what is missing may be there next time
                self._cache.put(*producer, {name: pack(search) for name, search in fresh.items()})
            self.sandbox.clear()  # what was tried takes room
            progress.advance(len(chunk))
        answers = {id(one): found[name] for one, name in zip(hopeful, names, strict=True)}
        return tuple(_with(one, answers[id(one)]) if id(one) in answers else one for one in told)

    def in_sequence(self, picks: Sequence[CommitId], onto: CommitId, progress: Progress) -> tuple[Forecast, ...]:
        """Forecast picks each on the result of those before it, where a pick that conflicts is left out.

        One that needs others first counts as picked, with them.
        """
        progress.start("trying cherry-picks", len(picks))
        tree = self._tree(onto)
        assert tree is not None  # noqa: S101 # whoever asks has resolved it
        done: dict[CommitId, CommitId] = {}  # with the one that it was picked for
        after: tuple[CommitId, ...] = ()
        found: list[Forecast] = []
        for pick in picks:
            told, tree = self._next(PickRequest(id=pick, onto=onto), tree, after, done, progress)
            if told.outcome in (Outcome.CLEAN, Outcome.NEEDS):
                picked = (*(one.id for one in told.prerequisites), pick)
                after += picked
                done |= dict.fromkeys(picked, pick)
            found.append(told)
            progress.advance()
        return tuple(found)

    def _next(
        self,
        asked: PickRequest,
        tree: TreeId,
        after: tuple[CommitId, ...],
        done: Mapping[CommitId, CommitId],
        progress: Progress,
    ) -> tuple[Forecast, TreeId]:
        """Return the forecast of a pick onto a tree, and the tree after it."""
        question = self.sandbox.question(asked.id, tree)
        merged = None if isinstance(question, str) else self.sandbox.merge([question])[question]
        told = replace(tell(asked, question, merged), after=after)
        if asked.id in done and told.outcome in (Outcome.CONFLICT, Outcome.EMPTY):
            return _picked_already(told, tree, done[asked.id]), tree
        told, is_final = self._settled(told, tree)
        if told.outcome is not Outcome.CONFLICT:
            return told, told.tree or tree
        (told,) = self._accuser.accuse([told], progress)
        if is_final or not _may_be_mended(told):
            return told, tree
        ((search, result),) = self._search([(told, tree)])
        return _with(told, search), result

    def _settled(self, told: Forecast, tree: TreeId | None) -> tuple[Forecast, bool]:
        return self._settle(told, tree) if self._settle else (told, False)

    def _search(self, asked: Sequence[tuple[Forecast, TreeId]]) -> list[tuple[_Kept, TreeId]]:
        """Return what searches for prerequisites came to, and the trees after the picks, as they were without.

        A merge may bring more than applies: where whole changes do not help, their commits are tried.
        """
        found = self._found(asked, self._lift)
        left = [place for place, one in enumerate(found) if self._lift and isinstance(one, Unproved)]
        for place, again in zip(left, self._found([asked[place] for place in left], None), strict=True):
            if isinstance(again, Proof):
                found[place] = again
        return [
            (self._told(told, one), one.tree if isinstance(one, Proof) else onto)
            for (told, onto), one in zip(asked, found, strict=True)
        ]

    def _found(self, asked: Sequence[tuple[Forecast, TreeId]], lift: Lift | None) -> list[Proof | Unproved | None]:
        return Prerequisites(self.sandbox, self._accuser, self._known, lift).search(asked)

    def _told(self, told: Forecast, found: Proof | Unproved | None) -> _Kept:
        if not isinstance(found, Proof):
            return _Kept(warning=None if found is None else found.told)
        return _Kept(first=tuple(self._described(one, told.id, found.paths[one]) for one in found.first))

    def _described(self, commit: CommitId, pick: CommitId, paths: Paths) -> Prerequisite:
        (facts,) = self._known.read([commit])
        size, picked = self._size(commit), self._size(pick)
        return Prerequisite(
            id=commit,
            title=facts.title,
            files=size.files,
            added=size.added,
            removed=size.removed,
            overlaps=tuple(path for path, overlaps in paths.items() if overlaps),
            beside=tuple(path for path, overlaps in paths.items() if not overlaps),
            brings=tuple(sorted(size.defines & picked.uses)),
        )

    def _size(self, commit: CommitId) -> Size:
        if commit not in self._sizes:
            self._sizes[commit] = size_of(self._repository.git, commit)
        return self._sizes[commit]

    def _tree(self, commit: CommitId) -> TreeId | None:
        header = self.sandbox.objects.commit(commit)
        return None if header is None else header.tree

    def _known_tree(self, told: Forecast) -> TreeId:
        tree = self._tree(told.onto)
        assert tree is not None  # noqa: S101 # it was merged with
        return tree

    def _names(self, asked: Sequence[Forecast]) -> list[bytes]:
        """Return what decides each search: the pick, what it is picked onto, what is there, and who is in the way."""
        return [self._name(told, found) for told, found in zip(asked, self._accuser.suspects(asked), strict=True)]

    def _name(self, told: Forecast, found: Mapping[str, Sequence[Suspect]]) -> bytes:
        suspects = {one.commit for several in found.values() for one in several}
        words = (told.id, told.onto, str(self._lift is not None), self._mark(told.onto), *sorted(suspects))
        return hashlib.sha1("\0".join(words).encode(), usedforsecurity=False).digest()


def _may_be_mended(told: Forecast) -> bool:
    return told.outcome is Outcome.CONFLICT and any(conflict.culprits for conflict in told.conflicts)


def _with(told: Forecast, found: _Kept) -> Forecast:
    if found.first:
        return replace(told, outcome=Outcome.NEEDS, prerequisites=found.first)
    return replace(told, warnings=(*told.warnings, found.warning)) if found.warning else told


def _picked_already(told: Forecast, tree: TreeId, before: CommitId) -> Forecast:
    said = "already picked" if before == told.id else f"already picked before {before[:SHORT_ID]}"
    return replace(told, outcome=Outcome.EMPTY, tree=tree, conflicts=(), warnings=(said,))
