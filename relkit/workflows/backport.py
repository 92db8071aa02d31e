"""Planning backports: from what is asked for to a value that can be shown, approved and carried out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from relkit.decisions import said_wanted
from relkit.errors import UsageError
from relkit.git.authors import committer
from relkit.git.refs import read_refs
from relkit.git.repository import Repository
from relkit.git.revisions import is_range, resolve
from relkit.model.backport import ApprovedBackport, Backport, Wish
from relkit.model.commit import Change
from relkit.model.evidence import Kind
from relkit.model.ids import CommitId
from relkit.model.plan import Action, LinePlan, Plan
from relkit.model.progress import Progress, Silent
from relkit.planner.approval import Standing, approve
from relkit.planner.topics import check_topic
from relkit.planner.waiting import is_passed_over, is_security, landed_before_release
from relkit.workflows.numbered import find_numbered, is_numbered
from relkit.workflows.picks import plan_picks
from relkit.workflows.saved import OutOfDateError, moved_since
from relkit.workflows.sights import Scene, read_asked, read_scene
from relkit.workflows.survey import Survey, survey
from relkit.workflows.targets import find_targets

_UNREADABLE = "no commit of this repository that can be read"
_HINT = (
    "name a commit as git does, A..B for the steps from A to B, or the request that it came from ('#1234'); "
    "`git rev-parse NAME` tells what a name means"
)
_RELEASES = (Action.RELEASE, Action.PRERELEASE)
_BY_OPTION = "allow it with `--out-of-order`"
_BY_BACKPORT = "`relkit backport --out-of-order` picks it all the same"
_PLAIN = Wish()


def plan_backport(
    where: Path,
    names: Sequence[str],
    *,
    lines: Sequence[str],
    missing: bool = False,
    kinds: Sequence[Kind] = (),
    wish: Wish = _PLAIN,
    progress: Progress | None = None,
) -> Backport:
    """Plan to carry the changes that ``names`` mean to ``lines``; with ``missing`` what a plan finds missing there.

    Names are commits, ranges and numbers of requests ("#1234"); of a merge what it did to its first parent is
    carried. A line may also be named by a release's tag: the branch of its series is opened there, where there is
    none. ``kinds`` narrows what is missing; who asks for fixes gets security fixes as well. A change is left out of
    a line that has it.

    Nothing is changed but relkit's own cache. Raises RepositoryError, UsageError, and StoppedError for a line that has
    parted from the remote's.
    """
    progress = progress or Silent()
    if not lines:
        raise UsageError("it is not said what is picked to", "name a line with --to; `relkit plan` shows the lines")
    _check(wish)
    with survey(
        where, asked=lines, as_of=None, every_line=False, progress=progress, or_tags=True, follow=False
    ) as found:
        committer(found.repository)
        targets = find_targets(found, lines)
        ids, said = ([], ()) if missing else _named(targets.found, names, progress)
        scene = read_scene(targets, progress, newer_first=not wish.out_of_order)
        over: Mapping[str, Sequence[Change]] = {}
        if missing:
            asked, over = _missing(scene, frozenset(kinds), progress)
        else:
            changes = read_asked(scene, ids, progress)
            asked = {target.name: tuple(changes.values()) for target in targets.chosen}
        return plan_picks(scene, asked, wish, progress, over, allowing=_BY_OPTION, warnings=said)


def plan_from(
    where: Path,
    plan: Plan,
    *,
    lines: Sequence[str] = (),
    wish: Wish = _PLAIN,
    progress: Progress | None = None,
) -> Backport:
    """Plan to carry all that a saved plan finds missing to its maintenance lines, or to those of ``lines``.

    The rest is as in ``plan_backport``. Raises OutOfDateError, with what moved, for a plan that is out of date.
    """
    progress = progress or Silent()
    moved = moved_since(where, plan)
    if moved:
        raise OutOfDateError(moved)
    chosen = [one for one in plan.lines if not one.state.line.is_mainline and _is_asked(one, lines)]
    if not chosen:
        raise UsageError("the plan has no maintenance line to carry anything to", "`relkit plan` shows the lines")
    _check(wish)
    refs = [one.state.line.branch.ref for one in chosen]
    with survey(where, asked=refs, as_of=None, every_line=False, progress=progress, follow=False) as found:
        committer(found.repository)
        targets = find_targets(found, refs)
        scene = read_scene(targets, progress, newer_first=not wish.out_of_order)
        every = [missing.judged.change.id for one in chosen for missing in one.state.missing]
        changes = read_asked(scene, list(dict.fromkeys(every)), progress)
        asked = {one.state.line.name: _of(one, changes, passed_over=False) for one in chosen}
        over = {one.state.line.name: _of(one, changes, passed_over=True) for one in chosen}
        return plan_picks(scene, asked, wish, progress, over, allowing=_BY_BACKPORT, warnings=_not_released(chosen))


def _of(planned: LinePlan, changes: Mapping[CommitId, Change], *, passed_over: bool) -> tuple[Change, ...]:
    """Return what a plan finds missing on a line, that which it calls passed over or the rest."""
    ids = [one.judged.change.id for one in planned.state.missing if is_passed_over(one) is passed_over]
    return tuple(changes[one] for one in ids if one in changes)


def _check(wish: Wish) -> None:
    """Raise UsageError for what cannot be had."""
    if wish.topic is not None:
        check_topic(wish.topic)


def approved(repository: Repository, backport: Backport) -> ApprovedBackport:
    """Return a backport as one that may be carried out now. Raises StoppedError with all that moved since."""
    refs = read_refs(repository)
    held = {branch.ref: branch.tip for branch in refs.branches} | {tag.ref: tag.commit for tag in refs.tags}
    return approve(backport, Standing(refs=held))


def _named(found: Survey, names: Sequence[str], progress: Progress) -> tuple[list[CommitId], tuple[str, ...]]:
    """Return the commits that names mean, each once, and what is to be said. Raises UsageError, once for all."""
    git = found.repository.git
    if any(name.startswith("^") for name in names):  # "^A B" is one range in two words
        steps, told = _steps(found, names, progress)
        return [change.id for change in steps], told
    single = [name for name in names if not is_range(name)]
    known = dict(zip(single, resolve(git, single), strict=True))
    unknown = [name for name, commit in known.items() if commit is None]
    if any(map(is_numbered, unknown)):
        known |= find_numbered(found, unknown)
        unknown = [name for name in unknown if known[name] is None]
    if unknown:
        raise UsageError(f"{', '.join(unknown)}: {_UNREADABLE}", _HINT)
    ids: dict[CommitId, None] = {}
    said: list[str] = []
    for name in names:
        commit = known.get(name)
        if commit is not None:
            ids[commit] = None
            continue
        steps, told = _steps(found, [name], progress)
        said += [*told, *([] if steps else [f"there is no change in {name}"])]
        ids |= dict.fromkeys(change.id for change in steps)
    return list(ids), tuple(said)


def _steps(found: Survey, names: Sequence[str], progress: Progress) -> tuple[Sequence[Change], tuple[str, ...]]:
    from relkit.workflows.classify import named_changes  # it takes long to load, and only ranges need it

    return named_changes(found, progress, names)


def _missing(
    scene: Scene, kinds: frozenset[Kind], progress: Progress
) -> tuple[dict[str, tuple[Change, ...]], dict[str, tuple[Change, ...]]]:
    """Return what a plan finds missing on each line, or what of it is of these kinds, and what it calls passed over."""
    from relkit.workflows.judging import open_judge  # what judges takes long to load, and only this needs it
    from relkit.workflows.plan import judge_absent, select_missing

    found = scene.found
    judge = open_judge(found, progress)
    if Kind.FIX in kinds:
        kinds |= {Kind.SECURITY}
    asked: dict[str, tuple[Change, ...]] = {}
    over: dict[str, tuple[Change, ...]] = {}
    for target in scene.targets.chosen:
        book = scene.books.get(target.name)
        if target.line is None or book is None:
            continue
        absent = judge_absent(judge, book, progress)
        wanted = said_wanted(found.decisions, target.line)
        missing = select_missing(absent, found.config.thresholds, wanted)
        meant = [one for one in missing if not kinds or one.verdict.kind in kinds]
        left = {
            one.change.id
            for one in meant
            if not is_security(one)
            and landed_before_release(target.line, one.change, wanted=bool(wanted.get(one.change.id)))
        }
        asked[target.name] = tuple(one.change for one in meant if one.change.id not in left)
        over[target.name] = tuple(one.change for one in meant if one.change.id in left)
    return asked, over


def _is_asked(planned: LinePlan, lines: Sequence[str]) -> bool:
    return not lines or not planned.state.line.names.isdisjoint(lines)


def _not_released(chosen: Iterable[LinePlan]) -> tuple[str, ...]:
    """Say of the releases that a plan proposes that they are not made yet."""
    proposed = [
        f"{one.proposal.version} of {one.state.line.name}" for one in chosen if one.proposal.action in _RELEASES
    ]
    return (f"the plan proposes {', '.join(proposed)}: releases are not made by this",) if proposed else ()
