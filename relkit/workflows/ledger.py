"""`relkit ledger`: where every change is, and how that is known."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from relkit.git.asof import read_since
from relkit.ledger.selecting import is_below, is_likely_fix, select
from relkit.ledger.standings import only_on_lines
from relkit.lines.steps import as_change
from relkit.model.commit import Change
from relkit.model.evidence import Kind
from relkit.model.ids import CommitId
from relkit.model.ledger import Lacked, Ledger, LineEntries, OwedChange, Place, Row, Standing, Wish
from relkit.model.line import Status
from relkit.model.plan import Judged
from relkit.model.progress import Progress, Silent
from relkit.workflows.books import Books, open_books
from relkit.workflows.histories import LineChanges
from relkit.workflows.plan import sources_of
from relkit.workflows.survey import Survey, survey
from relkit.workflows.upgrades import find_gaps, stand, still_only_here, upgrade_order, with_older
from relkit.workflows.wanted import WishesAsked, answer


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """Which rows somebody asks for, in the words that were typed; it becomes a ``Wish``."""

    kinds: tuple[Kind, ...] = ()
    missing: tuple[str, ...] = ()
    only_here: bool = False
    since: str | None = None
    paths: tuple[str, ...] = ()
    every: bool = False
    most: int | None = None


def keep_ledger(
    where: Path,
    *,
    lines: Sequence[str] = (),
    ignored: Collection[str] = (),
    as_of: str | None = None,
    asked: Asked | None = None,
    wanted: bool = False,
    progress: Progress | None = None,
) -> Ledger:
    """Keep the book of each living maintenance line, or of those named in ``lines``, with what its changes are.

    ``ignored`` hides what would tell: "reference" the explicit references in messages, "time" that
    author and time are the same, "notes" people's decisions.
    ``as_of`` is as a plan has it. With ``asked`` the lines are also compared with each other, and rows are selected;
    without it only books are kept. ``wanted`` asks how likely what is missing would be backported; to learn that takes
    seconds, and where nothing is known of the changes yet a minute. Nothing is changed but relkit's own cache. Raises
    RepositoryError and UsageError.
    """
    progress = progress or Silent()
    named = (*lines, *(asked.missing if asked else ()))
    with survey(where, asked=named, as_of=as_of, every_line=False, progress=progress) as found:
        books = open_books(found, named, frozenset(ignored), progress, compared=asked is not None)
        told = [line for line in books.lines if not lines or line.line in found.planned]
        entries = tuple(_entries(books, line) for line in told)
        made = Ledger(
            repository=found.repository.name,
            now=found.now,
            as_of=found.as_of,
            mainline=found.layout.mainline,
            lines=entries,
            ignored=tuple(sorted(ignored)),
            warnings=(*books.warnings, *_untouched(books, asked)),
            asked=bool(lines),
            ended=_ended(found, books.lines),
        )
        if wanted:
            made = _with_wanted(where, books, made)
        return made if asked is None else _compared(books, told, made, _wish(found, asked, told))


def _untouched(books: Books, asked: Asked | None) -> tuple[str, ...]:
    """Say of paths that were asked about where no change that was read touches them: a typing error is no all-clear."""
    read = (books.histories.mainline, *books.lines)
    changed = {file.path for line in read for change in line.own for file in change.files}
    untouched = (path for path in (asked.paths if asked else ()) if not any(is_below(one, path) for one in changed))
    return tuple(
        f"no change that was looked at touches {path}; paths begin at the repository's top" for path in untouched
    )


def _ended(found: Survey, read: Sequence[LineChanges]) -> tuple[str, ...]:
    known = {line.line.name for line in read}
    return tuple(line.name for line in found.layout.lines if line.status is Status.ENDED and line.name not in known)


def _wish(found: Survey, asked: Asked, told: Sequence[LineChanges]) -> Wish:
    """Make of what was typed what it means. Raises UsageError for a moment that is none."""
    missing = tuple(line.line.name for line in told if not line.line.names.isdisjoint(asked.missing))
    return Wish(
        kinds=frozenset(asked.kinds),
        missing=missing,
        only_here=asked.only_here,
        since=None if asked.since is None else read_since(found.repository.git, asked.since, found.now),
        paths=asked.paths,
        every=asked.every,
        most=asked.most,
        likely=found.config.thresholds.likely,
    )


def _entries(books: Books, line: LineChanges) -> LineEntries:
    book, judge, progress = books.books[line.line.name], books.judge, books.progress
    own = {commit.id: change for change in line.own for commit in change.commits}
    lacked = judge.judge([absent.change for absent in book.absent], progress)
    owed = judge.judge([one.change for one in book.owed], progress)
    return LineEntries(
        line=line.line,
        links=book.links,
        missing=tuple(
            Lacked(judged=judged, state=absent.state, lacks=absent.lacks)
            for judged, absent in zip(lacked, book.absent, strict=True)
        ),
        owed=tuple(
            OwedChange(judged=judged, of=one.of, evidence=one.evidence)
            for judged, one in zip(owed, book.owed, strict=True)
        ),
        only_here=judge.judge(book.only_here, progress, sources_of(book)),
        reverted=tuple((_of(commit, own[commit]), by) for commit, by in book.reverted.items()),
        unresolved=book.unresolved,
    )


def _of(commit: CommitId, change: Change) -> Change:
    """Return the change that a commit is of, or the commit alone where a merge brought it with others."""
    brought = [one for one in change.brought if not one.is_merge]
    return next((as_change(one) for one in brought if one.id == commit and len(brought) > 1), change)


def _with_wanted(where: Path, books: Books, made: Ledger) -> Ledger:
    """Return the ledger with how likely each missing change is wanted on its line."""
    lines, warnings = [], list(made.warnings)
    for entries in made.lines:
        changes = [lacked.judged.change for lacked in entries.missing]
        question = WishesAsked(changes=changes, line=entries.line, hidden=frozenset(made.ignored), before_oldest=False)
        told = answer(where, books.found, question, books.progress)
        likely = {change: one.probability for change, one in told.wanted.items()}
        missing = tuple(replace(one, wanted=likely.get(one.judged.change.id)) for one in entries.missing)
        lines.append(replace(entries, missing=missing))
        warnings += told.warnings
    return replace(made, lines=tuple(lines), warnings=tuple(warnings))


def _compared(books: Books, told: Sequence[LineChanges], made: Ledger, wish: Wish) -> Ledger:
    """Compare the lines with each other, and select the rows that are wished for."""
    standing = {line.line.name: stand(books.histories, line, books.books[line.line.name]) for line in books.lines}
    judged = _judged(books, standing, every=wish.every)
    fixes = [one.change.id for one in judged.values() if is_likely_fix(one.verdict, wish.likely)]
    ordered = upgrade_order(books.found.topology, books.lines)
    gaps = find_gaps(ordered, standing, fixes)
    names = [line.line.name for line in told]
    shown = {name: with_older(standing[name], name, gaps, ordered) for name in names}
    only = _only_here(books, told)
    rows = only if wish.only_here else _rows(judged, [shown[name] for name in names])
    return replace(
        made,
        wish=wish,
        selection=select(rows, names, wish),
        gaps=tuple((judged[gap.change], gap) for gap in gaps if not set(names).isdisjoint(gap.lacking)),
        forgotten=tuple(row for row in only if is_likely_fix(row.judged.verdict, wish.likely)),
        titles=_titles(books, made),
        lines=tuple(replace(entries, standings=shown[entries.line.name]) for entries in made.lines),
    )


def _judged(
    books: Books, standing: Mapping[str, Mapping[CommitId, Standing]], *, every: bool
) -> Mapping[CommitId, Judged]:
    """Judge the mainline's changes that some line lacks or that it is owed, or every one; oldest first."""

    def is_in_question(change: Change) -> bool:
        places = [of_line[change.id] for of_line in standing.values()]
        return any(one.owed or one.place.is_lacking for one in places) or (every and _is_after_a_cut(places))

    asked = [change for change in books.histories.mainline.own if is_in_question(change)]
    return {one.change.id: one for one in books.judge.judge(asked, books.progress)}


def _is_after_a_cut(places: Sequence[Standing]) -> bool:
    """Tell whether a change came after some line was cut: all older ones are simply everywhere."""
    return any(one.place not in (Place.INHERITED, Place.EARLIER) for one in places)


def _rows(judged: Mapping[CommitId, Judged], shown: Sequence[Mapping[CommitId, Standing]]) -> list[Row]:
    return [Row(judged=one, cells=tuple(of_line[change] for of_line in shown)) for change, one in judged.items()]


def _only_here(books: Books, told: Sequence[LineChanges]) -> tuple[Row, ...]:
    """Return what is on the lines that are told of and not on the mainline, less what they took back."""
    kept = (still_only_here(books.books[line.line.name]) for line in told)
    return only_on_lines([books.judge.judge(changes, books.progress) for changes in kept])


def _titles(books: Books, made: Ledger) -> Mapping[CommitId, str]:
    """Return the titles of the mainline changes that owed ones belong to."""
    named = {owed.of for entries in made.lines for owed in entries.owed}
    return {change.id: change.title for change in books.histories.mainline.own if change.id in named}
