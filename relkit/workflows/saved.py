"""Plans that were saved: what moved since they were made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from relkit.errors import StoppedError, UsageError
from relkit.git.process import Git
from relkit.git.refs import read_refs
from relkit.git.repository import open_repository
from relkit.model.ids import CommitId
from relkit.model.plan import Moved, Plan
from relkit.model.refs import Refs
from relkit.planner.approval import told_move
from relkit.planner.wording import count
from relkit.versions.tags import read_tags


class OutOfDateError(StoppedError):
    """A plan may not be carried out, because of what ``moved`` since it was made (exit status 3)."""

    def __init__(self, moved: Sequence[Moved]) -> None:
        """Keep what moved, and say it."""
        super().__init__(
            f"the plan is out of date: {count(len(moved), 'ref')} moved since it was made",
            "`relkit plan -o FILE` makes a new one",
            tuple(told_move(one.ref, one.then, one.now) for one in moved),
        )
        self.moved = tuple(moved)


def moved_since(where: Path, plan: Plan) -> tuple[Moved, ...]:
    """Compare the commits that a plan's refs were at with those of the repository at ``where``; nothing is changed.

    A proposed release that was tagged since counts too; what else is new, such as another maintenance branch, does not.
    Raises UsageError when the repository holds none of the plan's commits, so that it must be another, and
    RepositoryError where there is none.
    """
    repository = open_repository(where)
    refs = read_refs(repository)
    tips = {branch.ref: branch.tip for branch in refs.branches}
    changed = [(ref, then, tips.get(ref)) for ref, then in plan.tips if tips.get(ref) != then]
    released = _released(refs, plan)
    if not changed:
        return released
    known = _existing(repository.git, (then for _, then, _ in changed))
    if len(changed) == len(plan.tips) and not known and not _existing(repository.git, _commits(plan)):
        raise UsageError(
            f"the plan is of another repository, called {plan.repository}: this one has none of its commits",
            "go to the plan's repository, or name it with -C",
        )
    moved = (_moved(repository.git, ref, then, now, known=then in known) for ref, then, now in changed)
    return (*moved, *released)


def _released(refs: Refs, plan: Plan) -> tuple[Moved, ...]:
    """Return the tags of releases that the plan proposes: they were made since."""
    proposed = {planned.proposal.version for planned in plan.lines if planned.proposal.version is not None}
    reading = read_tags(refs.tags)
    made = (release.tag for release in reading.releases if release.version.text in proposed)
    return tuple(Moved(ref=tag.ref, then=None, now=tag.commit) for tag in made)


def _commits(plan: Plan) -> Iterator[CommitId]:
    """Yield the commits that a plan tells of, but for the tips: they outlast a history that was written anew."""
    for planned in plan.lines:
        line = planned.state.line
        if line.fork_point is not None:
            yield line.fork_point
        yield from (release.tag.commit for release in line.releases)
        yield from (judged.change.id for judged in planned.state.unreleased)
        yield from (missing.judged.change.id for missing in planned.state.missing)


def _existing(git: Git, commits: Iterable[CommitId]) -> frozenset[CommitId]:
    """Return those of the commits that the repository has."""
    asked = tuple(dict.fromkeys(commits))
    said = git.text("cat-file", "--batch-check=%(objecttype)", stdin="".join(f"{one}\n" for one in asked).encode())
    return frozenset(one for one, kind in zip(asked, said.splitlines(), strict=True) if kind == "commit")


def _moved(git: Git, ref: str, then: CommitId, now: CommitId | None, *, known: bool) -> Moved:
    if now is None or not known:
        return Moved(ref=ref, then=then, now=now)
    behind, ahead = git.text("rev-list", "--left-right", "--count", f"{then}...{now}").split()
    return Moved(ref=ref, then=then, now=now, ahead=int(ahead), behind=int(behind))
