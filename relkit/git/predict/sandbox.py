"""A place to try cherry-picks one after the other: results can be read and built on, and none outlives the place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Self

from relkit.git.objects import BLOB, TREE, Objects
from relkit.git.predict.answer import answer
from relkit.git.predict.merges import Merged, TreeMerge, sides_of
from relkit.git.predict.picks import resolve_onto
from relkit.git.predict.scratch import Scratch
from relkit.git.predict.settings import renormalizes
from relkit.git.repository import Repository
from relkit.model.ids import CommitId, TreeId
from relkit.model.progress import Silent

_KINDS = {b"tree": TREE, b"blob": BLOB}


class Sandbox:
    """Merges trees of a repository, and trees that came of merging; the same question is answered once.

    Used as a context manager: with the block the results are gone. ``objects`` reads what the repository has and what
    came about here: the trees of clean picks with their files, and of others the files with conflict markers.
    """

    def __init__(self, repository: Repository) -> None:
        """Remember where to read."""
        self._repository = repository
        self._stack = ExitStack()
        self._scratch: Scratch | None = None
        self._renormalize: bool | None = None
        self._answers: dict[TreeMerge, Merged] = {}
        self.objects = _Results(repository, self)

    def __enter__(self) -> Self:
        """Use it."""
        return self

    def __exit__(self, *_: object) -> None:
        """Give up all results."""
        self.clear()

    def question(self, pick: CommitId, onto: TreeId) -> TreeMerge | str:
        """Return the trees that picking a commit onto a tree merges, or why there are none."""
        return resolve_onto(self.objects, self._repository, pick, onto)

    def merge(self, questions: Iterable[TreeMerge]) -> dict[TreeMerge, Merged]:
        """Answer as git does; the trees that result can be merged and read in turn."""
        asked = list(dict.fromkeys(questions))
        fresh = [question for question in asked if question not in self._answers]
        if fresh and self._renormalize is None:
            self._renormalize = renormalizes(self._repository)
        found = answer(
            self.objects, fresh, Silent(), self._lend, self.objects.keep, renormalize=bool(self._renormalize)
        )
        self._answers |= {question: one.merged for question, one in found.items()}
        return {question: self._answers[question] for question in asked}

    def sides(self, question: TreeMerge) -> tuple[CommitId, CommitId]:
        """Return the names that git gives to both sides of a merge: between conflict markers, and in odd paths."""
        with self._lend() as scratch:
            return sides_of(scratch, question)

    def clear(self) -> None:
        """Give up all results so far, and the room that they take."""
        self._stack.close()
        self._scratch = None
        self._answers.clear()
        self.objects.clear()

    def written(self, name: str) -> bytes | None:
        """Return what git wrote here under an id, its kind and size before it."""
        return self._scratch.read(name) if self._scratch else None

    @contextmanager
    def _lend(self) -> Iterator[Scratch]:
        """Lend one scratch for all merges, in which git finds the trees that came about without it."""
        if self._scratch is None:
            self._scratch = self._stack.enter_context(Scratch(self._repository, lasting=True))
        for tree in self.objects.unwritten():
            self._scratch.write(b"tree", tree)
        yield self._scratch


class _Results(Objects):
    """The repository's objects, and those that a sandbox made."""

    def __init__(self, repository: Repository, sandbox: Sandbox) -> None:
        super().__init__(repository)
        self._sandbox = sandbox
        self._made: dict[str, bytes] = {}
        self._fresh: list[bytes] = []

    def keep(self, name: bytes, stored: bytes) -> None:
        """Keep a tree that came about."""
        if name.hex() not in self._made:
            self._made[name.hex()] = stored
            self._fresh.append(stored)
            self.forget(name)

    def clear(self) -> None:
        """Forget what came about."""
        for name in self._made:
            self.forget(bytes.fromhex(name))
        self._made.clear()
        self._fresh.clear()

    def unwritten(self) -> list[bytes]:
        """Return the trees that were kept since this was last asked."""
        fresh, self._fresh = self._fresh, []
        return fresh

    def _read(self, name: str) -> tuple[int, bytes] | None:
        if name in self._made:
            return TREE, self._made[name]
        found = super()._read(name)
        if found is None:
            found = self._written(name)
            self.missing -= found is not None
        return found

    def _header(self, name: str) -> tuple[int, int] | None:
        found = super()._header(name)
        if found is None:
            written = self._read(name)
            found = None if written is None else (written[0], len(written[1]))
        return found

    def _written(self, name: str) -> tuple[int, bytes] | None:
        stored = self._sandbox.written(name)
        if stored is None:
            return None
        head, _, data = stored.partition(b"\0")
        kind = _KINDS.get(head.partition(b" ")[0])
        return None if kind is None else (kind, data)
