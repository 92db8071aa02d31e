"""The mainline's changes, ready to be looked up by everything that a backport keeps of its source."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from relkit.ledger.references import change_ids, is_revert, own_request, plain_title
from relkit.ledger.reverts import reverts
from relkit.model.commit import Change, Commit, FileChange
from relkit.model.ids import CommitId

Transition: TypeAlias = tuple[str, str | None, str | None]
Key = TypeVar("Key")


@dataclass(frozen=True, kw_only=True, slots=True)
class Unit:
    """What can be the source of a backport: a plain commit, or a merge of several taken as one."""

    commit: Commit
    change: Change
    place: int
    title: str
    files: tuple[FileChange, ...]
    is_revert: bool

    @property
    def paths(self) -> frozenset[str]:
        """The paths that it touches."""
        return frozenset(file.path for file in self.files)


@dataclass(frozen=True, kw_only=True, slots=True)
class MainlineIndex:
    """The mainline's changes in history order, and the ways to find one.

    ``place`` is a change's position; ``change_of`` the change that a commit belongs to; ``reverted`` the commits that
    stand reverted on the mainline, with the commit that did it.
    """

    changes: tuple[Change, ...]
    place: Mapping[CommitId, int]
    change_of: Mapping[CommitId, Change]
    ids: Sequence[CommitId]
    by_request: Mapping[int, tuple[Change, ...]]
    by_change_id: Mapping[str, tuple[Unit, ...]]
    by_author_time: Mapping[tuple[str, int], tuple[Unit, ...]]
    merged_up_by_author_time: Mapping[tuple[str, int], tuple[Unit, ...]]
    by_title: Mapping[str, tuple[Unit, ...]]
    by_transitions: Mapping[frozenset[Transition], tuple[Unit, ...]]
    by_paths: Mapping[frozenset[str], tuple[Unit, ...]]
    units_of: Mapping[CommitId, tuple[Unit, ...]]
    reverted: Mapping[CommitId, CommitId]
    merged_up: Collection[CommitId]

    def is_before(self, commit: CommitId, place: int) -> bool:
        """Whether a commit belongs to a mainline change before a place."""
        change = self.change_of.get(commit)
        return change is not None and self.place[change.id] < place

    def resolve(self, text: str) -> CommitId | None:
        """Return the commit of the mainline whose id begins with ``text``, if it is the only one."""
        start = bisect_left(self.ids, text)
        found = [commit for commit in self.ids[start : start + 2] if commit.startswith(text)]
        return found[0] if len(found) == 1 else None


def transitions(files: Sequence[FileChange]) -> frozenset[Transition]:
    """Return what a difference does to blobs, path by path: equal sets are equal patches."""
    return frozenset((file.path, file.old, file.new) for file in files)


def units(change: Change, place: int = 0) -> Iterator[Unit]:
    """Return the parts of a change that a backport may have for its source: its commits, and a merge as a whole."""
    plain = [commit for commit in change.commits if not commit.is_merge and commit.files is not None]
    for commit in plain:
        names = [commit.title, change.title] if len(plain) == 1 and change.commit.is_merge else [commit.title]
        yield from _units(commit, change, place, names, commit.files or ())
    if plain and change.commit.is_merge:
        yield from _units(change.commit, change, place, [change.title, change.commit.subject], change.files)


def _units(
    commit: Commit, change: Change, place: int, names: Sequence[str], files: tuple[FileChange, ...]
) -> Iterator[Unit]:
    """Yield a commit under each of its names."""
    revert = is_revert(commit)
    for title in dict.fromkeys(map(plain_title, names)):
        yield Unit(commit=commit, change=change, place=place, title=title, files=files, is_revert=revert)


def index_mainline(changes: Sequence[Change], merged_up: Collection[CommitId] = ()) -> MainlineIndex:
    """Index the mainline's changes, oldest first.

    ``merged_up`` are commits of maintenance lines: where a line is merged back up they are in the mainline's history
    too. Most are backports themselves, so that another is known to come from one only by its author and time.
    """
    change_of: dict[CommitId, Change] = {}
    by_request: dict[int, list[Change]] = defaultdict(list)
    found: list[Unit] = []
    above: list[Unit] = []
    by_change_id: dict[str, list[Unit]] = defaultdict(list)
    for place, change in enumerate(changes):
        for commit in change.commits:
            change_of.setdefault(commit.id, change)
        number = own_request(change)
        if number is not None:
            by_request[number].append(change)
        for unit in units(change, place):
            (above if unit.commit.id in merged_up or change.id in merged_up else found).append(unit)
    for unit in found:
        for change_id in change_ids(unit.commit.message):
            by_change_id[change_id].append(unit)
    return MainlineIndex(
        changes=tuple(changes),
        place={change.id: place for place, change in enumerate(changes)},
        change_of=change_of,
        ids=sorted(change_of),
        by_request={number: tuple(several) for number, several in by_request.items()},
        by_change_id={key: tuple(group) for key, group in by_change_id.items()},
        by_author_time=_grouped(found, _author_time),
        merged_up_by_author_time=_grouped(above, _author_time),
        by_title=_grouped(found, lambda unit: unit.title),
        by_transitions=_grouped(found, lambda unit: transitions(unit.files)),
        by_paths=_grouped(found, lambda unit: unit.paths),
        units_of=_grouped(found, lambda unit: unit.change.id),
        reverted=reverts(changes),
        merged_up=merged_up,
    )


def _author_time(unit: Unit) -> tuple[str, int]:
    return unit.commit.author.email.lower(), unit.commit.authored


def _grouped(found: Sequence[Unit], key: Callable[[Unit], Key]) -> dict[Key, tuple[Unit, ...]]:
    groups: dict[Key, list[Unit]] = defaultdict(list)
    for unit in found:
        groups[key(unit)].append(unit)
    return {name: tuple(group) for name, group in groups.items()}
