"""What lines have of the changes that a backport is about, read no further than that needs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from relkit.decisions import said_wanted
from relkit.git.history import read_commits
from relkit.git.patches import BlobPatches
from relkit.git.revisions import is_undone, outside
from relkit.ledger.coincidence import may_coincide
from relkit.ledger.references import references
from relkit.lines.steps import as_change
from relkit.model.commit import Change
from relkit.model.ids import SHORT_ID, CommitId
from relkit.model.line import Line, Status
from relkit.model.link import LineLedger, Link, Method, State
from relkit.model.progress import Progress
from relkit.planner.choosing import Sight
from relkit.planner.topics import is_backport
from relkit.workflows.histories import Histories, LineChanges, read_histories
from relkit.workflows.keeping import THERE, keep_books, told_link
from relkit.workflows.survey import Survey
from relkit.workflows.targets import Target, Targets, age

_NAMED = 5
"""Commits of a merge that a warning names."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """What was read: of the lines that are picked to, and of the living ones that have to have it first (``newer``).

    ``places`` are those of the mainline's commits in its history: of the step, and within it. ``parts`` are these
    commits, as changes of their own where a merge brought them; ``whole`` is the step that each belongs to.
    """

    found: Survey
    targets: Targets
    newer: tuple[Line, ...]
    histories: Histories
    books: Mapping[str, LineLedger]
    places: Mapping[CommitId, tuple[int, int]]
    whole: Mapping[CommitId, CommitId]


def read_scene(targets: Targets, progress: Progress, *, newer_first: bool) -> Scene:
    """Read the histories and keep the books of the lines that are picked to; with ``newer_first`` of newer ones too."""
    found = targets.found
    asked = [target.line.name for target in targets.chosen if target.line is not None]
    oldest = max(age(found, target) for target in targets.chosen)
    newer = tuple(
        line
        for place, line in enumerate(found.layout.lines)
        if newer_first
        and (place, 1) < oldest
        and line.status is not Status.ENDED
        and line.fork_point is not None
        and line.name not in asked
    )
    read = {*asked, *(line.name for line in newer)}
    found = replace(found, planned=tuple(line for line in found.layout.lines if line.name in read))
    histories = read_histories(found, progress)
    books = keep_books(found, histories, progress)
    places: dict[CommitId, tuple[int, int]] = {}
    whole: dict[CommitId, CommitId] = {}
    for step, change in enumerate(histories.mainline.own):
        for part, commit in enumerate(change.commits):
            places.setdefault(commit.id, (step, part))
            whole.setdefault(commit.id, change.id)
    return Scene(
        found=found,
        targets=replace(targets, found=found),
        newer=newer,
        histories=histories,
        books=books,
        places=places,
        whole=whole,
    )


def read_asked(scene: Scene, ids: Sequence[CommitId], progress: Progress) -> dict[CommitId, Change]:
    """Return the changes of commits: a step of the mainline with what it brought, any other commit alone."""
    own = scene.histories.mainline.own
    found: dict[CommitId, Change] = {}
    for commit in ids:
        place = scene.places.get(commit)
        if place is not None:
            step = own[place[0]]
            part = step.commits[place[1]]
            if step.id == commit:
                found[commit] = step
            elif not part.is_merge:
                found[commit] = as_change(part)
    rest = [commit for commit in ids if commit not in found]
    if rest:
        from relkit.workflows.classify import read_changes  # few are, and it takes as long to load as all else

        found |= {change.id: change for change in read_changes(scene.found, progress, rest)}
    return found


def sights(
    scene: Scene, asked: Mapping[str, tuple[Change, ...]], *, on_its_way: bool, topic: str | None = None
) -> tuple[tuple[Sight, ...], tuple[str, ...]]:
    """Return what is known of the lines, the newest first, and what is to be said of what is asked for.

    ``asked`` is what is to be picked to the lines, by their names. With ``on_its_way`` branches of earlier backports
    to them are looked at, those of a ``topic`` or all; what comes to newer lines counts anyway.
    """
    everything = list({change.id: change for several in asked.values() for change in several}.values())
    meant = _counterparts(scene, everything)
    found = scene.found
    lines = [line.name for line in found.layout.lines]
    looked_at: list[tuple[tuple[int, int], str, Line | None, Target | None]] = [
        *((age(found, target), target.name, target.line, target) for target in scene.targets.chosen),
        *(((lines.index(line.name), 1), line.name, line, None) for line in scene.newer),
    ]
    made: list[Sight] = []
    warnings = _astray(scene, everything, meant)
    for _, name, line, target in sorted(looked_at, key=lambda one: one[0]):
        wanted = everything if target is None else asked.get(name, ())
        links = _links(scene, name, everything, meant)
        doubtful = _doubtful(scene, links)
        there = {change: told_link(link, change) for change, link in links.items() if change not in doubtful}
        if target is not None:
            there |= _reached(scene, target, [change for change in wanted if change.id not in there])
            picked = [change for change in wanted if change.id not in there]
            warnings += _gainsaid(scene, name, line, picked, meant)
            warnings += [_told_doubt(change, links[change.id], name) for change in picked if change.id in doubtful]
        made.append(
            Sight(
                name=name,
                there=there,
                on_its_way=_coming(scene, target or line, everything, None if target is None else topic)
                if target is None or on_its_way
                else {},
                lacking=_lacking(scene.books.get(name), everything, meant),
                asked=None if target is None else tuple(wanted),
                is_living=line is not None and line.status is not Status.ENDED,
            )
        )
    return tuple(made), tuple(warnings)


def _counterparts(scene: Scene, changes: Iterable[Change]) -> Mapping[CommitId, CommitId]:
    """Return for each change the step of the mainline that it is, or that it carries where it is a line's."""
    carried = {
        by: link.mainline_change
        for book in scene.books.values()
        for link in book.standing
        for by in (link.line, link.line_change)
    }
    return {change.id: scene.whole.get(change.id) or carried.get(change.id, change.id) for change in changes}


def _astray(scene: Scene, changes: Iterable[Change], meant: Mapping[CommitId, CommitId]) -> list[str]:
    """Return warnings of changes that the mainline does not have, in whatever form."""
    mainline = scene.found.layout.mainline
    unknown = [change for change in changes if meant[change.id] not in scene.places]
    # What came before all that was read is not known by its place.
    new = outside(scene.found.repository.git, [change.id for change in unknown], mainline.branch.tip) if unknown else ()
    return [
        f"{change.id[:SHORT_ID]} ({change.title}) is not on {mainline.name}, as far as relkit can tell: "
        "who upgrades would lose it"
        for change in unknown
        if change.id in new
    ]


def _links(
    scene: Scene, name: str, changes: Iterable[Change], meant: Mapping[CommitId, CommitId]
) -> dict[CommitId, Link]:
    """Return how a line has changes in another form."""
    book = scene.books.get(name)
    standing = {} if book is None else book.there
    links = ((change.id, standing.get(change.id) or standing.get(meant[change.id])) for change in changes)
    return {change: link for change, link in links if link is not None and link.line != change}


def _doubtful(scene: Scene, links: Mapping[CommitId, Link]) -> frozenset[CommitId]:
    """Return the changes that a line seems to have, by a coincidence for all that is known.

    A plan may believe that; who names a change gets it picked, and of a pick that does nothing it is found out then.
    """
    commits = scene.histories.commits
    by_identity = {
        change: (commits[link.mainline], commits[link.line])
        for change, link in links.items()
        if link.method is Method.IDENTITY and link.mainline in commits and link.line in commits
    }
    if not by_identity:
        return frozenset()
    with BlobPatches(scene.found.objects, scene.found.cache) as patches:
        return frozenset(change for change, (one, other) in by_identity.items() if may_coincide(one, other, patches))


def _told_doubt(change: Change, link: Link, line: str) -> str:
    return (
        f"{line} may have {change.id[:SHORT_ID]} ({change.title}) as {link.line[:SHORT_ID]}: the same author and time, "
        "but another title or files, and another patch"
    )


def _lacking(
    book: LineLedger | None, changes: Iterable[Change], meant: Mapping[CommitId, CommitId]
) -> frozenset[CommitId]:
    """Return the changes that a line lacks whole, and that nobody has ruled out there."""
    absent = {one.change.id for one in book.absent if one.state is State.MISSING} if book is not None else set()
    return frozenset(change.id for change in changes if meant[change.id] in absent)


def _reached(scene: Scene, target: Target, changes: Sequence[Change]) -> dict[CommitId, str]:
    """Return the changes that are part of a line's history, and were not taken back there."""
    histories, git = scene.histories, scene.found.repository.git
    line = next((one for one in histories.lines if one.line.name == target.name), None)
    unknown = [change.id for change in changes if line is None or not _is_outside(scene, line, change.id)]
    if not unknown:
        return {}
    reached = set(unknown) - outside(git, unknown, target.base)
    return {commit: THERE for commit in unknown if commit in reached and not is_undone(git, commit, target.base)}


def _is_outside(scene: Scene, line: LineChanges, commit: CommitId) -> bool:
    """Tell whether a commit is known to be no part of a line's history: it came to the mainline after the line left."""
    place, stands_on = scene.places.get(commit), scene.histories.stands_on(line)
    if place is None or not stands_on or place[0] < stands_on:
        return False
    return not any(commit == one.id for change in line.own for one in change.commits)


def _gainsaid(
    scene: Scene, name: str, line: Line | None, changes: Iterable[Change], meant: Mapping[CommitId, CommitId]
) -> list[str]:
    """Return warnings of what people said, or the line did, against changes that are picked nevertheless."""
    book = scene.books.get(name)
    if line is None or book is None:
        return []
    wanted = said_wanted(scene.found.decisions, line)
    partial = {one.change.id: one.lacks for one in book.absent if one.state is State.PARTIAL}
    took_back = {link.mainline_change: link for link in book.links if link.taken_back_by(book.reverted) is not None}
    said: list[str] = []
    for change in changes:
        called = f"{change.id[:SHORT_ID]} ({change.title})"
        link = took_back.get(meant[change.id])
        if wanted.get(meant[change.id]) is False:
            said.append(f"{called} was decided not to be wanted on {name}")
        elif link is not None:
            by = link.taken_back_by(book.reverted) or link.line
            said.append(f"{name} had {called} as {link.line[:SHORT_ID]}, and took it back with {by[:SHORT_ID]}")
        elif change.id in partial:
            lacks = partial[change.id]
            more = f" and {len(lacks) - _NAMED} more" if len(lacks) > _NAMED else ""
            named = ", ".join(commit[:SHORT_ID] for commit in lacks[:_NAMED])
            said.append(f"{name} has a part of {called} already, and lacks {named}{more}; each can be picked alone")
    return said


def _coming(
    scene: Scene, to: Target | Line | None, changes: Collection[Change], topic: str | None
) -> dict[CommitId, str]:
    """Return the changes that a branch of an earlier backport to the line carries, which is not merged yet."""
    found = scene.found
    if isinstance(to, Line):
        series, base = to.series or to.branch.short, to.branch.tip
    elif to is not None:
        series, base = to.series, to.base
    else:
        return {}
    git = found.repository.git
    made: dict[CommitId, str] = {}
    for branch in found.refs.branches:
        if not is_backport(branch.short, series, topic):
            continue
        said = git.run("rev-list", branch.tip, f"^{base}", "--").decode().split()
        commits = read_commits(git, found.cache, [CommitId(one) for one in said]).commits
        carried = {source for commit in commits.values() for source in references(commit).sources}
        for change in changes:
            if not carried.isdisjoint(commit.id for commit in change.commits):
                text = f"on its way, on {branch.name}; delete that branch, or give another --topic, to pick it again"
                made.setdefault(change.id, text)
    return made
