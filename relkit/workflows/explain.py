"""`relkit ledger --explain`: all that is known of where one change is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from relkit.decisions import for_line
from relkit.errors import UsageError
from relkit.git.revisions import outside, resolve
from relkit.ledger.alike import compared, is_same, near
from relkit.ledger.doubts import doubtful_pairs
from relkit.ledger.references import references
from relkit.ledger.reverts import reverts
from relkit.model.commit import Change
from relkit.model.decision import Decision, SameDecided
from relkit.model.explained import Alike, Carrier, Explained, Explanation, OnLine
from relkit.model.ids import CommitId
from relkit.model.ledger import Place, Standing
from relkit.model.line import Line
from relkit.model.link import Link
from relkit.model.progress import Progress, Silent
from relkit.workflows.books import Books, open_books
from relkit.workflows.classify import read_changes
from relkit.workflows.histories import LineChanges
from relkit.workflows.survey import Survey, survey
from relkit.workflows.upgrades import find_gaps, stand, upgrade_order, with_older

_NEAR = 3
"""Changes of a line that are named because they touch the same files."""
_HINT = "name a commit as git does: an id, a branch, a tag; `git log` tells ids"


def explain_change(
    where: Path,
    name: str,
    *,
    lines: Sequence[str] = (),
    ignored: Collection[str] = (),
    as_of: str | None = None,
    progress: Progress | None = None,
) -> Explanation:
    """Tell of the change that a name means where it is on each living line, or on those named, and how that is known.

    A commit that a merge brought means that merge; a commit of a line means what it carries, or itself where it carries
    nothing of the mainline. Raises RepositoryError and UsageError.
    """
    progress = progress or Silent()
    with survey(where, asked=lines, as_of=as_of, every_line=False, progress=progress) as found:
        commit = resolve(found.repository.git, [name])[0]
        if commit is None:
            raise UsageError(f"{name} is no commit of this repository", _HINT)
        hidden = frozenset(ignored)
        books = open_books(found, lines, hidden, progress, compared=True)
        explainer = _Explainer(books, _told(books, found, lines))
        if not explainer.has_read(commit):
            home = _home(found, commit, name)
            if not home.is_mainline:
                books = open_books(found, lines, hidden, progress, compared=True, also=[home])
                explainer = _Explainer(books, _told(books, found, lines, home))
        changes, through = explainer.meant(commit, name)
        return Explanation(
            repository=found.repository.name,
            now=found.now,
            as_of=found.as_of,
            asked=name,
            changes=changes,
            through=through,
            titles=explainer.titles(changes),
            warnings=books.warnings,
        )


def _told(books: Books, found: Survey, lines: Sequence[str], home: Line | None = None) -> list[LineChanges]:
    """Return the lines that are told of: those named, else all that were read, and the one that the change is on."""
    return [line for line in books.lines if not lines or line.line in found.planned or line.line == home]


def _home(found: Survey, commit: CommitId, name: str) -> Line:
    """Return the mainline, or the maintenance line, that has a commit. Raises UsageError where none has."""
    git, layout = found.repository.git, found.layout
    for line in (layout.mainline, *layout.lines):
        if commit not in outside(git, [commit], line.branch.tip):
            return line
    raise UsageError(
        f"{name} is neither on {layout.mainline.name} nor on a maintenance line",
        f"`git branch -a --contains {name}` tells where it is",
    )


class _Explainer:
    """Explains changes by the books of all lines; ``told`` are the lines that are told of."""

    def __init__(self, books: Books, told: Sequence[LineChanges]) -> None:
        self._books = books
        self._told = told
        self._mainline = {commit.id: change for change in books.histories.mainline.own for commit in change.commits}

    def has_read(self, commit: CommitId) -> bool:
        """Tell whether the commit is among those that were read to keep the books."""
        lines = (change for line in self._books.lines for change in line.own)
        return commit in self._mainline or any(True for _ in _with(commit, lines))

    def meant(self, commit: CommitId, name: str) -> tuple[tuple[Explained, ...], tuple[Line, Change] | None]:
        """Return the changes that a commit means, explained, and the line's change through which it means them."""
        candidates = [(line, change) for line in self._books.lines for change in _with(commit, line.own)]
        line, change = min(candidates, key=lambda pair: len(pair[1].commits), default=(None, None))
        source = self._mainline.get(commit)
        # Where lines are merged up or down a commit is in both; what brought it alone is what it is of.
        if source is not None and (change is None or len(source.commits) <= len(change.commits)):
            return (self._of_mainline(source),), None
        if line is None or change is None:
            return (self._of_older(commit, name),), None
        links = self._books.books[line.line.name].links
        sources = dict.fromkeys(link.mainline_change for link in links if link.line_change == change.id)
        if not sources:
            return (self._of_line(change, line),), None
        return tuple(self._of_mainline(self._mainline[source]) for source in sources), (line.line, change)

    def titles(self, changes: Sequence[Explained]) -> tuple[tuple[str, str], ...]:
        """Return the titles of the mainline changes that explanations name by id."""
        named = {owed.of for one in changes for line in one.lines for owed in (*line.of, *line.later)}
        return tuple((commit, self._mainline[commit].title) for commit in named if commit in self._mainline)

    def _of_mainline(self, change: Change) -> Explained:
        books = self._books
        (judged,) = books.judge.judge([change], books.progress)
        standing = {line.line.name: stand(books.histories, line, books.books[line.line.name]) for line in books.lines}
        ordered = upgrade_order(books.found.topology, books.lines)
        gaps = find_gaps(ordered, standing, [change.id])
        shown = {name: with_older(of_line, name, gaps, ordered)[change.id] for name, of_line in standing.items()}
        return Explained(
            judged=judged,
            home=books.histories.mainline.line,
            lines=tuple(self._on_line(change, line, shown[line.line.name]) for line in self._told),
            undone_by=self._undone_by(change),
        )

    def _of_line(self, change: Change, home: LineChanges) -> Explained:
        """Explain what is only on a line: on each other one too, where that has it as well."""
        (judged,) = self._books.judge.judge([change], self._books.progress)
        lines = []
        for line in self._told:
            here = line.line == home.line
            same = change if here else self._alike_on(change, line)
            if same is None:
                lines.append(OnLine(line=line.line, standing=Standing(place=Place.NOT_HERE)))
                continue
            carrier = Carrier(
                change=same,
                links=(),
                compared=() if here else compared(change, same),
                taken_back=self._taken_back(same, line),
                unresolved=self._unresolved(same, line),
            )
            place = Place.PRESENT if carrier.taken_back is None else Place.REVERTED
            lines.append(OnLine(line=line.line, standing=Standing(place=place, by=(same.id,)), carriers=(carrier,)))
        return Explained(judged=judged, home=home.line, lines=tuple(lines))

    def _alike_on(self, change: Change, line: LineChanges) -> Change | None:
        """Find what another line has of a change that is only on lines."""
        only = self._books.books[line.line.name].only_here
        return next((other for other in only if is_same(change, other)), None)

    def _of_older(self, commit: CommitId, name: str) -> Explained:
        """Explain what landed before anything that was read: lines have it because they were cut later."""
        git, layout = self._books.found.repository.git, self._books.found.layout
        read = read_changes(self._books.found, self._books.progress, [commit])
        if not read:
            raise UsageError(f"{name} cannot be read", "`git fsck` tells what is missing")
        (judged,) = self._books.judge.judge(read[:1], self._books.progress)
        lines = tuple(
            OnLine(
                line=line.line,
                standing=Standing(
                    place=Place.UNKNOWN if commit in outside(git, [commit], line.line.branch.tip) else Place.INHERITED
                ),
            )
            for line in self._told
        )
        return Explained(judged=judged, home=layout.mainline, lines=lines)

    def _on_line(self, change: Change, line: LineChanges, standing: Standing) -> OnLine:
        book = self._books.books[line.line.name]
        own = {one.id: one for one in line.own}
        by_carrier: dict[CommitId, list[Link]] = {}
        for link in book.links:
            if link.mainline_change == change.id:
                by_carrier.setdefault(link.line_change, []).append(link)
        carriers = tuple(
            Carrier(
                change=own[carrier],
                links=tuple(links),
                compared=compared(change, own[carrier]),
                taken_back=self._taken_back(own[carrier], line, links),
                unresolved=self._unresolved(own[carrier], line),
            )
            for carrier, links in by_carrier.items()
        )
        lacking = standing.place.is_lacking
        pairs = doubtful_pairs(book, [change], frozenset(self._denied(change, line))) if lacking else ()
        return OnLine(
            line=line.line,
            standing=standing,
            carriers=carriers,
            alike=_alike(change, pairs[0].carried) if pairs else None,
            near=near(change, book.only_here, _NEAR) if lacking else (),
            of=tuple(owed for owed in book.owed if owed.change.id == change.id),
            later=tuple(owed for owed in book.owed if owed.of == change.id),
            decisions=tuple(self._decisions(change, line)),
        )

    def _taken_back(self, change: Change, line: LineChanges, links: Sequence[Link] = ()) -> Change | None:
        """Return what on the line took a change back: all of it, or what it is linked for."""
        reverted = self._books.books[line.line.name].reverted
        plain = [commit.id for commit in change.commits if not commit.is_merge]
        parts = [link.line for link in links] or (plain if all(one in reverted for one in plain) else [])
        by = next((reverted[commit] for commit in (change.id, *parts) if commit in reverted), None)
        return None if by is None else next(one for one in line.own if any(commit.id == by for commit in one.commits))

    def _unresolved(self, change: Change, line: LineChanges) -> tuple[str, ...]:
        unresolved = set(self._books.books[line.line.name].unresolved)
        said = (text for commit in change.commits for text in references(commit).sources)
        return tuple(dict.fromkeys(text for text in said if text in unresolved))

    def _undone_by(self, change: Change) -> Change | None:
        undone = reverts(self._books.histories.mainline.own)
        plain = [commit.id for commit in change.commits if not commit.is_merge]
        by = undone.get(change.id) or (undone[plain[-1]] if plain and all(one in undone for one in plain) else None)
        other = None if by is None else self._mainline[by]
        return None if other is None or other.id == change.id else other

    def _decisions(self, change: Change, line: LineChanges) -> Iterator[Decision]:
        """Return what people said of the change on that line."""
        said = for_line(self._books.decisions, line.line)
        for commit in change.commits:
            if commit.id in said.wanted:
                yield said.wanted[commit.id]
            yield from said.same.get(commit.id, ())

    def _denied(self, change: Change, line: LineChanges) -> Iterator[tuple[CommitId, CommitId]]:
        for decision in self._decisions(change, line):
            if isinstance(decision.word, SameDecided) and not decision.word.same:
                yield decision.on, decision.word.commit


def _with(commit: CommitId, changes: Iterable[Change]) -> Iterator[Change]:
    return (change for change in changes if any(one.id == commit for one in change.commits))


def _alike(change: Change, carried: Change) -> Alike:
    return Alike(change=carried, evidence=compared(change, carried))
