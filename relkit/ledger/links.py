"""The ladder from what a message declares down to what a patch shows."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from relkit.ledger.index import MainlineIndex, Unit, transitions, units
from relkit.ledger.references import own_request, references
from relkit.ledger.similar import match_similar
from relkit.model.commit import Change, Commit
from relkit.model.decision import Decision, LineDecisions, SameDecided
from relkit.model.evidence import Evidence
from relkit.model.history import Patches
from relkit.model.ids import CommitId
from relkit.model.link import Link, Method

_SCORES = {
    Method.DECISION: 1.0,
    Method.REFERENCE: 0.99,
    Method.IDENTICAL: 0.98,
    Method.IDENTITY: 0.96,
    Method.PATCH: 0.92,
}
_DEEPEST = 6  # lines that a reference is followed through
_TELLING = 3  # words of a title that says something
_OVERLAP = 0.5  # share of common paths from which a unique title is believed without the author's name


Said: TypeAlias = Mapping[CommitId, Sequence[Decision]]
"""People's words on whether a commit of a line is some change of the mainline, by the line's commit."""


def said_of_links(decisions: LineDecisions) -> Said:
    """Return the decisions about links by the line's commit that they are about."""
    said: dict[CommitId, list[Decision]] = defaultdict(list)
    for several in decisions.same.values():
        for decision in several:
            if isinstance(decision.word, SameDecided):
                said[decision.word.commit].append(decision)
    return said


@dataclass(frozen=True, kw_only=True, slots=True)
class _Source:
    """A commit of the mainline as a link names it, and whether it stands for all of the merge that brought it."""

    commit: CommitId
    whole: bool = False


@dataclass(kw_only=True, slots=True)
class Linker:
    """Finds the sources of one line's changes; ``first_place`` is the first mainline change that can be one.

    Without ``by_reference`` what messages say explicitly of where a change comes from does not count.
    """

    index: MainlineIndex
    known: Mapping[CommitId, Commit]
    patches: Patches
    first_place: int
    said: Said = field(default_factory=dict)
    by_reference: bool = True
    unresolved: list[str] = field(default_factory=list)
    _ids: list[CommitId] = field(default_factory=list)

    def link(self, change: Change) -> Iterator[Link]:
        """Return the links of a line's change, each commit by the strongest rung that holds it.

        What people decided comes first: a pair that they denied is no link, and beside one that they named only
        explicit references stand.
        """
        words = (
            [decision for commit in change.commits for decision in self.said.get(commit.id, ())] if self.said else ()
        )
        if not words:
            yield from self._found(change)
            return
        yield from (named := list(self._decided(change, words)))
        mainline = {link.mainline_change for link in named}
        carried = {link.line for link in named}
        denied = {self._change_at(decision.on) for decision in words} - mainline
        for link in self._found(change):
            settled = link.line in carried or change.id in carried
            if link.mainline_change in mainline or link.mainline_change in denied:
                continue
            if not settled or link.method is Method.REFERENCE:
                yield link

    def similar(self, changes: Sequence[Change], links: Sequence[Link]) -> Iterator[Link]:
        """Return links for what nothing else links, by the lines that are changed; ``links`` are all the others."""
        linked = {link.line for link in links}
        parts: dict[CommitId, Unit] = {}
        for change in changes:
            inside = list(units(change))
            some = any(part.commit.id in linked for part in inside)
            for part in inside:
                if part.commit.id not in linked and not (part.commit.is_merge and (some or len(change.brought) == 1)):
                    parts.setdefault(part.commit.id, part)
        carried = {link.mainline for link in links} | {link.mainline_change for link in links if link.whole}
        for match in match_similar(self.index, self.patches, list(parts.values()), self.first_place, carried):
            change, source = match.part.change, match.source
            words = [decision for commit in change.commits for decision in self.said.get(commit.id, ())]
            if not any(self._change_at(decision.on) == source.change.id for decision in words):
                yield Link(
                    mainline=(named := self._named_after(source, match.part)).commit,
                    line=match.part.commit.id,
                    mainline_change=source.change.id,
                    line_change=change.id,
                    method=Method.SIMILAR,
                    score=match.score,
                    evidence=match.evidence,
                    whole=named.whole or named.commit == source.change.id,
                )
                linked.add(match.part.commit.id)
        for part in parts.values():
            unit = (
                None if part.commit.id in linked else self._same_author_time(part, self.index.merged_up_by_author_time)
            )
            if unit is not None and unit.title == part.title:
                detail = "same author and author time as a commit that was merged up"
                yield self._make(_Source(commit=unit.commit.id), part.commit, part.change, Method.IDENTITY, detail)

    def _decided(self, change: Change, words: Sequence[Decision]) -> Iterator[Link]:
        for decision in words:
            source = self.index.change_of.get(decision.on)
            if source is None or not isinstance(decision.word, SameDecided) or not decision.word.same:
                continue
            commit = next(commit for commit in change.commits if commit.id == decision.word.commit)
            yield self._make(_Source(commit=decision.on), commit, change, Method.DECISION, decision.who)

    def _change_at(self, commit: CommitId) -> CommitId | None:
        change = self.index.change_of.get(commit)
        return None if change is None else change.id

    def _found(self, change: Change) -> Iterator[Link]:
        declared = self._declared(change.commit) if change.commit.is_merge else ()
        found = False
        parts = list(units(change))
        wholes = [part for part in parts if part.commit.is_merge]
        for part in _one_a_commit(part for part in parts if not part.commit.is_merge):
            for link in self._of_part(part, change, declared):
                found = True
                yield link
        if not found and wholes:
            for link in self._of_part(wholes[0], change, ()):
                found = True
                yield link
        if not found:
            for target, detail in declared:
                yield self._make(_Source(commit=target), change.commit, change, Method.REFERENCE, detail)

    def _of_part(self, part: Unit, change: Change, declared: Sequence[tuple[CommitId, str]]) -> Iterator[Link]:
        own = self._declared(part.commit)
        named = self._settled(own, part) if own else self._narrowed(declared, part)
        if named:
            for source, detail in named:
                yield self._make(source, part.commit, change, Method.REFERENCE, detail)
            return
        for method, rung in self._rungs():
            hit = rung(part)
            if hit is not None:
                unit, detail = hit
                yield self._make(self._named_after(unit, part), part.commit, change, method, detail)
                return

    def _rungs(self) -> tuple[tuple[Method, Callable[[Unit], tuple[Unit, str] | None]], ...]:
        return (
            (Method.IDENTICAL, self._identical),
            (Method.IDENTITY, self._identity),
            (Method.PATCH, self._patch),
        )

    def _declared(self, commit: Commit, depth: int = 0) -> Sequence[tuple[CommitId, str]]:
        """Return the mainline commits or changes that a message names, directly or through another line's commit."""
        if not self.by_reference:
            return ()
        said = references(commit)
        found: dict[CommitId, str] = {}
        for text in said.sources:
            for target, detail in self._named(text, commit, depth):
                found.setdefault(target, detail)
        for change_id in said.change_ids:
            for unit in self._after_fork(self.index.by_change_id.get(change_id, ())):
                found.setdefault(unit.commit.id, f"same Change-Id {change_id[:12]}")
        if not found:
            for number in said.requests:
                change = self.index.by_request.get(number)
                if change is not None and self.index.place[change.id] >= self.first_place:
                    found.setdefault(change.id, f"the message names request #{number}")
        return tuple(found.items())

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
        further = self._declared(through, depth + 1)
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

    def _narrowed(self, named: Sequence[tuple[CommitId, str]], part: Unit) -> list[tuple[_Source, str]]:
        """Return the commits of named changes that a part comes from: by author time, by title, else each change's own.

        A combined backport names all its sources on the merge; each of its commits has its own among them.
        """
        inside = [(unit, detail) for target, detail in named for unit in self._inside(target)]
        same = _same(inside, part)
        return [(_Source(commit=same[0].commit.id), same[1])] if same else self._settled(named, part)

    def _settled(self, named: Sequence[tuple[CommitId, str]], part: Unit) -> list[tuple[_Source, str]]:
        """Return every change that was named, each by the commit of it that the part is, or by its only one."""
        settled: dict[_Source, str] = {}
        for target, detail in named:
            inside = [(unit, detail) for unit in self._inside(target)]
            ids = {unit.commit.id for unit, _ in inside}
            same = _same(inside, part)
            found = ids.pop() if len(ids) == 1 else same[0].commit.id if same else target
            whole = target == self.index.change_of[target].id
            settled.setdefault(_Source(commit=found, whole=whole), detail)
        return list(settled.items())

    def _named_after(self, unit: Unit, part: Unit) -> _Source:
        """Return how a link names a source: of a merge taken as a whole its only commit, or the one with that title."""
        if not unit.commit.is_merge:
            return _Source(commit=unit.commit.id)
        inside = [other for other in self.index.units_of[unit.change.id] if not other.commit.is_merge]
        ids = {other.commit.id for other in inside}
        titled = next((other.commit.id for other in inside if other.title == part.title), unit.commit.id)
        return _Source(commit=ids.pop() if len(ids) == 1 else titled, whole=True)

    def _inside(self, target: CommitId) -> list[Unit]:
        """Return the plain commits of a change that was named as a whole, or the one that was named."""
        change = self.index.change_of[target]
        candidates = [unit for unit in self.index.units_of.get(change.id, ()) if not unit.commit.is_merge]
        return candidates if target == change.id else [unit for unit in candidates if unit.commit.id == target]

    def _identical(self, part: Unit) -> tuple[Unit, str] | None:
        found = self._after_fork(self.index.by_transitions.get(transitions(part.files), ())) if part.files else []
        unit = _best(found, part)
        return None if unit is None else (unit, "the same files, byte for byte, before and after")

    def _identity(self, part: Unit) -> tuple[Unit, str] | None:
        unit = self._same_author_time(part, self.index.by_author_time)
        if unit is not None:
            return unit, "same author and author time"
        if part.is_revert:
            return None  # "Revert x" on two branches may well be two reverts
        found = self._after_fork(self.index.by_title.get(part.title, ()))
        unit = _best(found, part)
        if unit is None or not part.title or len({other.change.id for other in found}) != 1:
            return None
        same_name = unit.commit.author.email.lower() == part.commit.author.email.lower()
        common = len(unit.paths & part.paths) / max(1, min(len(unit.paths), len(part.paths)))
        if common >= _OVERLAP or (same_name and common > 0):
            return unit, "the only change with this title, touching the same files"
        if not part.files and len(part.title.split()) >= _TELLING:
            return unit, "the only change with this title; nothing of it was left to do"
        return None

    def _same_author_time(self, part: Unit, units_by: Mapping[tuple[str, int], Sequence[Unit]]) -> Unit | None:
        same = self._after_fork(units_by.get((part.commit.author.email.lower(), part.commit.authored), ()))
        alike = (unit for unit in same if unit.title == part.title or unit.paths & part.paths)
        return _best([unit for unit in alike if unit.commit.id != part.commit.id], part)

    def _patch(self, part: Unit) -> tuple[Unit, str] | None:
        found = self._after_fork(self.index.by_paths.get(part.paths, ()))
        if not found or not part.files or part.commit.is_merge or own_request(part.change) in self.index.by_request:
            return None
        key = self.patches.key(part.commit)
        if key is None:
            return None
        equal = [unit for unit in found if not unit.commit.is_merge and self.patches.key(unit.commit) == key]
        equal = list(_one_a_commit(equal))
        # Repeated patches ("update the lock file") are nobody's in particular.
        return (equal[0], "the same lines removed and added") if len(equal) == 1 else None

    def _after_fork(self, found: Sequence[Unit]) -> list[Unit]:
        return [unit for unit in found if unit.place >= self.first_place]

    def _make(self, source: _Source, commit: Commit, change: Change, method: Method, detail: str) -> Link:
        score = _SCORES[method]
        carried = self.index.change_of[source.commit].id
        return Link(
            mainline=source.commit,
            line=commit.id,
            mainline_change=carried,
            line_change=change.id,
            method=method,
            score=score,
            evidence=(Evidence(signal=method.value, weight=score, detail=detail),),
            whole=source.whole or source.commit == carried,
        )


def _same(inside: Sequence[tuple[Unit, str]], part: Unit) -> tuple[Unit, str] | None:
    """Choose the unit with the part's author time, else the one with its title."""
    by_time = (found for found in inside if found[0].commit.authored == part.commit.authored)
    by_title = (found for found in inside if found[0].title == part.title)
    return next(by_time, None) or next(by_title, None)


def _one_a_commit(parts: Iterable[Unit]) -> Iterator[Unit]:
    """Keep the first unit of each commit: one that goes by two titles is two units."""
    seen: set[CommitId] = set()
    for part in parts:
        if part.commit.id not in seen:
            seen.add(part.commit.id)
            yield part


def _best(found: Sequence[Unit], part: Unit) -> Unit | None:
    """Choose among candidates of equal strength.

    By the same title, then most files in common, a commit before the merge that brought it, then nearest in time.
    """
    if not found:
        return None
    return max(
        found,
        key=lambda unit: (
            unit.title == part.title,
            len(unit.paths & part.paths),
            not unit.commit.is_merge,
            -abs(unit.commit.authored - part.commit.authored),
        ),
    )
