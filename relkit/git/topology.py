"""The commit graph as far as it is asked about, remembered between runs."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import overload

from relkit.cache import Cache, keys
from relkit.errors import RepositoryError
from relkit.git.process import Git
from relkit.model.ids import CommitId

_ENTRY = struct.Struct(">20sq")
_CHAINS = ("first-parents", "1")
_BASES = ("merge-base", "1")
_BETWEEN = ("between", "1")
_HEADS = b"heads"
_KEPT_HEADS = 64


class _Chain(Sequence[CommitId]):
    """A first-parent history, followed only as far as somebody looks."""

    def __init__(self, tip: CommitId, parents: dict[CommitId, CommitId | None]) -> None:
        self._tip = tip
        self._parents = parents
        self._whole: tuple[CommitId, ...] | None = None

    def __iter__(self) -> Iterator[CommitId]:
        commit: CommitId | None = self._tip
        while commit is not None:
            yield commit
            commit = self._parents.get(commit)

    def _all(self) -> tuple[CommitId, ...]:
        if self._whole is None:
            self._whole = tuple(iter(self))  # not tuple(self): that asks for the length first
        return self._whole

    def __len__(self) -> int:
        return len(self._all())

    @overload
    def __getitem__(self, index: int) -> CommitId: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[CommitId]: ...
    def __getitem__(self, index: int | slice) -> CommitId | Sequence[CommitId]:
        return self._all()[index]


class GitTopology:
    """Implements ``relkit.model.history.Topology`` with git's own walks, and keeps what they found."""

    def __init__(self, git: Git, cache: Cache) -> None:
        """Remember where to ask and where to keep; ``warnings`` tells what could not be walked."""
        self._git = git
        self._cache = cache
        self._parents: dict[CommitId, CommitId | None] = {}
        self._committed: dict[CommitId, int] = {}
        self.warnings: list[str] = []
        self._keeping = True
        self._steps: dict[CommitId, frozenset[CommitId]] = {}
        self._heads: dict[CommitId, CommitId] = {}
        self._bases: dict[tuple[CommitId, CommitId], CommitId | None] = {}
        self._between: dict[tuple[CommitId, CommitId], frozenset[CommitId]] = {}

    def load(self, tips: Iterable[CommitId]) -> None:
        """Make the chains of several tips known with one walk (asked for one by one they cost a process each)."""
        wanted = [tip for tip in dict.fromkeys(tips) if tip not in self._parents]
        wanted = [tip for tip in wanted if not self._recall(tip)]
        if wanted:
            self._walk(wanted)

    def chain(self, tip: CommitId) -> Sequence[CommitId]:
        """Return the first-parent history of a commit, itself first, down to the root."""
        self.load((tip,))
        return _Chain(tip, self._parents)

    def steps(self, tip: CommitId) -> frozenset[CommitId]:
        """Return the commits of a chain as a set."""
        if tip not in self._steps:
            self._steps[tip] = frozenset(self.chain(tip))
        return self._steps[tip]

    def committed(self, commit: CommitId) -> int:
        """Return the commit time of a commit that a chain holds. Raises RepositoryError where it ended before that."""
        if commit not in self._committed:
            raise RepositoryError(
                f"the history above {commit[:12]} cannot be read",
                "objects are missing or damaged: `git fsck` names them, `git fetch --refetch` may bring them back",
            )
        return self._committed[commit]

    def merge_base(self, one: CommitId, other: CommitId) -> CommitId | None:
        """Return git's merge base, or None."""
        if (one, other) not in self._bases:
            key = keys((one, other))
            kept = self._cache.get(*_BASES, (key,)).get(key)
            if kept is None:
                kept = bytes.fromhex(self._git.text("merge-base", one, other, ok=(0, 1)))
                self._cache.put(*_BASES, {key: kept})
            self._bases[one, other] = CommitId(kept.hex()) if kept else None
        return self._bases[one, other]

    def between(self, tip: CommitId, base: CommitId) -> frozenset[CommitId]:
        """Return what `git rev-list base..tip` names."""
        if (tip, base) not in self._between:
            key = keys((tip, base))
            kept = self._cache.get(*_BETWEEN, (key,)).get(key)
            if kept is None:
                kept = bytes.fromhex(self._git.text("rev-list", tip, f"^{base}", "--").replace("\n", ""))
                self._cache.put(*_BETWEEN, {key: kept})
            self._between[tip, base] = frozenset(CommitId(kept[i : i + 20].hex()) for i in range(0, len(kept), 20))
        return self._between[tip, base]

    def _recall(self, tip: CommitId) -> bool:
        """Load a kept segment and those that it continues with, all or none; False if any part is missing."""
        segments: list[tuple[CommitId, bytes]] = []
        head: CommitId | None = tip
        while head is not None and head not in self._parents:
            key = keys((head,))
            kept = self._cache.get(*_CHAINS, (key,)).get(key)
            if kept is None:
                return False
            segments.append((head, kept))
            head = None if kept[:20] == bytes(20) else CommitId(kept[20:40].hex())
        for head, kept in segments:
            self._learn(head, kept)
        return True

    def _learn(self, head: CommitId, segment: bytes) -> None:
        """Take in a segment.

        It is the commit that it continues with and the head of that commit's segment (zeros: a root), then ids
        and times, newest first.
        """
        end = None if segment[:20] == bytes(20) else CommitId(segment[:20].hex())
        before: CommitId | None = None
        for raw, committed in _ENTRY.iter_unpack(segment[40:]):
            commit = CommitId(raw.hex())
            self._committed[commit] = committed
            self._heads[commit] = head
            if before is not None:
                self._parents[before] = commit
            before = commit
        if before is not None:
            self._parents[before] = end

    def _walk(self, wanted: Sequence[CommitId]) -> None:
        """Walk the first parents of all tips at once, down to what earlier runs kept."""
        heads = self._known_heads()
        known = [head for head in heads if self._recall(head)]
        tips = [tip for tip in wanted if tip not in self._parents]
        if not tips:
            return
        how = ("--first-parent", "--exclude-first-parent-only", "--ignore-missing", "--format=%H %ct %P")
        stdin = "\n".join((*tips, *(f"^{head}" for head in known), "--", "")).encode()
        parents: dict[CommitId, CommitId | None] = {}
        # A missing commit ends git's walk there (128); what it told up to then is still true.
        told, said = self._git.listen("log", *how, "--stdin", stdin=stdin, ok=(0, 128))
        for line in told.decode().split("\n")[:-1]:
            commit, when, *others = line.split(" ")
            parents[CommitId(commit)] = CommitId(others[0]) if others and others[0] else None
            self._committed[CommitId(commit)] = int(when)
        segments = {keys((tip,)): segment for tip in tips if (segment := self._segment(tip, parents))}
        if "fatal:" in said:
            first = next(line for line in said.splitlines() if "fatal:" in line)
            self.warnings.append(f"history ends early, objects are missing ({first}); `git fsck` tells more")
            return
        kept = b"".join(bytes.fromhex(head) for head in dict.fromkeys((*tips, *heads)))
        # After a failed writing later segments would continue with one that nobody has.
        self._keeping = self._keeping and self._cache.put(*_CHAINS, {**segments, _HEADS: kept[: 20 * _KEPT_HEADS]})

    def _segment(self, tip: CommitId, parents: Mapping[CommitId, CommitId | None]) -> bytes | None:
        """Take a tip's own steps out of a walk; None when another segment holds it."""
        entries: list[bytes] = []
        at: CommitId | None = tip
        last = tip
        while at is not None and at not in self._parents and at in parents:
            entries.append(_ENTRY.pack(bytes.fromhex(at), self._committed[at]))
            self._heads[at] = tip
            self._parents[at] = parents[at]
            last, at = at, parents[at]
        if not entries:
            return None
        goes_on = at is not None and at in self._heads
        if not goes_on:  # a root, or a parent that is missing: for us a root as well
            self._parents[last] = None
        return (keys((at, self._heads[at])) if at and goes_on else bytes(40)) + b"".join(entries)

    def _known_heads(self) -> list[CommitId]:
        kept = self._cache.get(*_CHAINS, (_HEADS,)).get(_HEADS, b"")
        return [CommitId(kept[i : i + 20].hex()) for i in range(0, len(kept), 20)]
