"""Following what messages say: from an id, a Change-Id or a request's number to commits of the mainline."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from relkit.ledger.index import MainlineIndex, Unit
from relkit.ledger.references import plain_title, quoted_titles, references
from relkit.model.commit import Change, Commit
from relkit.model.ids import CommitId

_DEEPEST = 6  # lines that a reference is followed through


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """A commit of the mainline as a link names it, and whether it stands for all of the merge that brought it."""

    commit: CommitId
    whole: bool = False


@dataclass(kw_only=True, slots=True)
class Resolver:
    """Finds the mainline commits that messages of one line name; ``unresolved`` collects what leads nowhere.

    ``known`` are all commits that were read, of every line: references are followed through them. Without
    ``by_reference`` what messages say explicitly of where a change comes from does not count.
    """

    index: MainlineIndex
    known: Mapping[CommitId, Commit]
    first_place: int
    by_reference: bool = True
    unresolved: list[str] = field(default_factory=list)
    _ids: list[CommitId] = field(default_factory=list)
    _through: dict[CommitId, Sequence[tuple[CommitId, str]]] = field(default_factory=dict)

    def change_at(self, commit: CommitId) -> CommitId | None:
        """Return the mainline change that a commit belongs to."""
        change = self.index.change_of.get(commit)
        return None if change is None else change.id

    def declared(self, commit: Commit, depth: int = 0) -> Sequence[tuple[CommitId, str]]:
        """Return the mainline commits or changes that a message names, directly or through another line's commit."""
        if not self.by_reference:
            return ()
        said = references(commit)
        found: dict[CommitId, str] = {}
        for text in said.sources:
            for target, detail in self._named(text, commit, depth):
                found.setdefault(target, detail)
        for change_id in said.change_ids:
            for unit in self.after_fork(self.index.by_change_id.get(change_id, ())):
                found.setdefault(unit.commit.id, f"same Change-Id {change_id[:12]}")
        if not found:
            for number in said.requests:
                change = self._of_request(number, commit)
                if change is not None:
                    found.setdefault(change.id, f"the message names request #{number}")
        if not found:
            found.update(
                (unit.commit.id, f"the message quotes the title of {unit.commit.id[:12]}")
                for unit in self._quoted(commit)
            )
        return tuple(found.items())

    def _quoted(self, commit: Commit) -> Iterator[Unit]:
        """Yield the changes whose titles a message lists, as squash merges do, and that touch files of the commit."""
        paths = {file.path for file in commit.files or ()}
        for title in quoted_titles(commit):
            same = self.after_fork(self.index.by_title.get(title, ()))
            if len({unit.change.id for unit in same}) == 1 and paths & same[0].paths:
                yield same[0]

    def _of_request(self, number: int, by: Commit) -> Change | None:
        """Return the change of a request; of several under its number the one that a commit is like, or none."""
        after = (change for change in self.index.by_request.get(number, ()) if self._may_be_source(change))
        found = list(after)
        if len(found) <= 1:
            return found[0] if found else None
        times = {by.author.email.lower(): by.authored}
        same = (
            change
            for change in found
            if any(times.get(one.author.email.lower()) == one.authored for one in change.commits)
            or plain_title(change.title) == plain_title(by.title)
        )
        return next(same, None)

    def _may_be_source(self, change: Change) -> bool:
        return self.index.place[change.id] >= self.first_place

    def _named(self, text: str, by: Commit, depth: int) -> list[tuple[CommitId, str]]:
        direct = self.index.resolve(text)
        named = [] if direct is None else [(direct, f"the message names {text[:12]}")]
        if direct is not None and direct not in self.index.merged_up:
            return named
        through = self._known(text)
        if through is None:
            if not named:
                self.unresolved.append(text)
            return named
        if depth == _DEEPEST or through.id == by.id:
            return []
        if through.id not in self._through:
            self._through[through.id] = ()  # messages that name each other lead nowhere
            self._through[through.id] = self.declared(through, depth + 1)
        further = self._through[through.id]
        return [
            (target, f"the message names {text[:12]}, which comes from {target[:12]}") for target, _ in further
        ] or named

    def _known(self, text: str) -> Commit | None:
        if len(text) == 40:  # noqa: PLR2004 - a full id
            return self.known.get(CommitId(text))
        if not self._ids:
            self._ids = sorted(self.known)
        start = bisect_left(self._ids, text)
        hits = [commit for commit in self._ids[start : start + 2] if commit.startswith(text)]
        return self.known[hits[0]] if len(hits) == 1 else None

    def narrowed(self, named: Sequence[tuple[CommitId, str]], part: Unit) -> list[tuple[Source, str]]:
        """Return the commits of named changes that a part comes from: by author time, by title, else each change's own.

        A combined backport names all its sources on the merge; each of its commits has its own among them.
        """
        inside = [(unit, detail) for target, detail in named for unit in self._inside(target)]
        same = _same(inside, part)
        return [(Source(commit=same[0].commit.id), same[1])] if same else self.settled(named, part)

    def settled(self, named: Sequence[tuple[CommitId, str]], part: Unit) -> list[tuple[Source, str]]:
        """Return every change that was named, each by the commit of it that the part is, or by its only one."""
        settled: dict[Source, str] = {}
        for target, detail in named:
            inside = [(unit, detail) for unit in self._inside(target)]
            ids = {unit.commit.id for unit, _ in inside}
            same = _same(inside, part)
            found = ids.pop() if len(ids) == 1 else same[0].commit.id if same else target
            whole = target == self.index.change_of[target].id
            settled.setdefault(Source(commit=found, whole=whole), detail)
        return list(settled.items())

    def named_after(self, unit: Unit, part: Unit) -> Source:
        """Return how a link names a source: of a merge taken as a whole its only commit, or the one with that title."""
        if not unit.commit.is_merge:
            return Source(commit=unit.commit.id)
        inside = [other for other in self.index.units_of[unit.change.id] if not other.commit.is_merge]
        ids = {other.commit.id for other in inside}
        titled = next((other.commit.id for other in inside if other.title == part.title), unit.commit.id)
        return Source(commit=ids.pop() if len(ids) == 1 else titled, whole=True)

    def _inside(self, target: CommitId) -> list[Unit]:
        """Return the plain commits of a change that was named as a whole, or the one that was named."""
        change = self.index.change_of[target]
        candidates = [unit for unit in self.index.units_of.get(change.id, ()) if not unit.commit.is_merge]
        return candidates if target == change.id else [unit for unit in candidates if unit.commit.id == target]

    def after_fork(self, found: Sequence[Unit]) -> list[Unit]:
        """Return the units that can be a source: those after the line was cut."""
        return [unit for unit in found if unit.place >= self.first_place]


def _same(inside: Sequence[tuple[Unit, str]], part: Unit) -> tuple[Unit, str] | None:
    """Choose the unit with the part's author time, else the one with its title."""
    by_time = (found for found in inside if found[0].commit.authored == part.commit.authored)
    by_title = (found for found in inside if found[0].title == part.title)
    return next(by_time, None) or next(by_title, None)
