"""The ladder from what a message declares down to what a patch shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from relkit.ledger.index import MainlineIndex, Unit, transitions, units
from relkit.ledger.references import own_request
from relkit.ledger.resolve import Resolver, Source
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


@dataclass(kw_only=True, slots=True)
class Linker:
    """Finds the sources of one line's changes; without ``by_time`` the same author and time say nothing."""

    index: MainlineIndex
    resolver: Resolver
    patches: Patches
    said: Said = field(default_factory=dict)
    by_time: bool = True

    @property
    def first_place(self) -> int:
        """The first mainline change that can be a source."""
        return self.resolver.first_place

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
        denied = {self.resolver.change_at(decision.on) for decision in words} - mainline
        for link in self._found(change):
            settled = link.line in carried or change.id in carried
            if link.mainline_change in mainline or link.mainline_change in denied:
                continue
            if not settled or link.method is Method.REFERENCE:
                yield link

    def similar(
        self, changes: Sequence[Change], links: Sequence[Link], reverted: Mapping[CommitId, CommitId]
    ) -> Iterator[Link]:
        """Return links for what nothing else links, by the lines that are changed; ``links`` are all the others.

        What has a link is no source again, unless the line's commit stands ``reverted``.
        """
        linked = {link.line for link in links}
        parts: dict[CommitId, Unit] = {}
        for change in changes:
            inside = list(units(change))
            some = any(part.commit.id in linked for part in inside)
            for part in inside:
                if part.commit.id not in linked and not (part.commit.is_merge and (some or len(change.brought) == 1)):
                    parts.setdefault(part.commit.id, part)
        undone = [part for part in parts.values() if {part.commit.id, part.change.id} & reverted.keys()]
        there = [part for part in parts.values() if not {part.commit.id, part.change.id} & reverted.keys()]
        standing = [link for link in links if link.taken_back_by(reverted) is None]
        carried = {link.mainline for link in standing} | {link.mainline_change for link in standing if link.whole}
        matches = (
            *match_similar(self.index, self.patches, there, self.first_place, carried),
            # An attempt that was taken back may be of what came, or came before, by another.
            *(match for part in undone for match in match_similar(self.index, self.patches, [part], self.first_place)),
        )
        for match in matches:
            change, source = match.part.change, match.source
            words = [decision for commit in change.commits for decision in self.said.get(commit.id, ())]
            if not any(self.resolver.change_at(decision.on) == source.change.id for decision in words):
                linked.add(match.part.commit.id)
                named = self.resolver.named_after(source, match.part)
                yield self._link(named, match.part.commit, change, (Method.SIMILAR, match.score, match.evidence))
        for part in (part for part in parts.values() if part.commit.id not in linked):
            unit = self._same_author_time(part, self.index.merged_up_by_author_time)
            if unit is not None and unit.title == part.title:
                detail = "same author and author time as a commit that was merged up"
                yield self._make(Source(commit=unit.commit.id), part.commit, part.change, Method.IDENTITY, detail)

    def _decided(self, change: Change, words: Sequence[Decision]) -> Iterator[Link]:
        for decision in words:
            source = self.index.change_of.get(decision.on)
            if source is None or not isinstance(decision.word, SameDecided) or not decision.word.same:
                continue
            commit = next(commit for commit in change.commits if commit.id == decision.word.commit)
            yield self._make(Source(commit=decision.on), commit, change, Method.DECISION, decision.who)

    def _found(self, change: Change) -> Iterator[Link]:
        declared = self.resolver.declared(change.commit) if change.commit.is_merge else ()
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
                yield self._make(Source(commit=target), change.commit, change, Method.REFERENCE, detail)

    def _of_part(self, part: Unit, change: Change, declared: Sequence[tuple[CommitId, str]]) -> Iterator[Link]:
        own = self.resolver.declared(part.commit)
        named = self.resolver.settled(own, part) if own else self.resolver.narrowed(declared, part)
        if named:
            for source, detail in named:
                yield self._make(source, part.commit, change, Method.REFERENCE, detail)
            return
        for method, rung in self._rungs():
            hit = rung(part)
            if hit is not None:
                unit, detail = hit
                yield self._make(self.resolver.named_after(unit, part), part.commit, change, method, detail)
                return

    def _rungs(self) -> tuple[tuple[Method, Callable[[Unit], tuple[Unit, str] | None]], ...]:
        return (
            (Method.IDENTICAL, self._identical),
            (Method.IDENTITY, self._identity),
            (Method.PATCH, self._patch),
        )

    def _identical(self, part: Unit) -> tuple[Unit, str] | None:
        found = (
            self.resolver.after_fork(self.index.by_transitions.get(transitions(part.files), ())) if part.files else []
        )
        unit = _best(found, part)
        return None if unit is None else (unit, "the same files, byte for byte, before and after")

    def _identity(self, part: Unit) -> tuple[Unit, str] | None:
        unit = self._same_author_time(part, self.index.by_author_time)
        if unit is not None:
            return unit, "same author and author time"
        if part.is_revert:
            return None  # "Revert x" on two branches may well be two reverts
        found = self.resolver.after_fork(self.index.by_title.get(part.title, ()))
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
        if not self.by_time:
            return None
        same = self.resolver.after_fork(units_by.get((part.commit.author.email.lower(), part.commit.authored), ()))
        alike = (unit for unit in same if unit.title == part.title or unit.paths & part.paths)
        return _best([unit for unit in alike if unit.commit.id != part.commit.id], part)

    def _patch(self, part: Unit) -> tuple[Unit, str] | None:
        found = self.resolver.after_fork(self.index.by_paths.get(part.paths, ()))
        if not found or not part.files or part.commit.is_merge or own_request(part.change) in self.index.by_request:
            return None
        key = self.patches.key(part.commit)
        if key is None:
            return None
        equal = [unit for unit in found if not unit.commit.is_merge and self.patches.key(unit.commit) == key]
        equal = list(_one_a_commit(equal))
        # Repeated patches ("update the lock file") are nobody's in particular.
        return (equal[0], "the same lines removed and added") if len(equal) == 1 else None

    def _make(self, source: Source, commit: Commit, change: Change, method: Method, detail: str) -> Link:
        score = _SCORES[method]
        evidence = Evidence(signal=method.value, weight=score, detail=detail)
        return self._link(source, commit, change, (method, score, (evidence,)))

    def _link(
        self, source: Source, commit: Commit, change: Change, known_by: tuple[Method, float, tuple[Evidence, ...]]
    ) -> Link:
        method, score, evidence = known_by
        carried = self.index.change_of[source.commit].id
        return Link(
            mainline=source.commit,
            line=commit.id,
            mainline_change=carried,
            line_change=change.id,
            method=method,
            score=score,
            evidence=evidence,
            whole=source.whole or source.commit == carried,
        )


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
