"""`relkit plan -i`: a plan and what it is in doubt about, for a walk through the doubtful changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from relkit.decisions import called, said_wanted
from relkit.decisions.again import asked_again
from relkit.git.repository import Repository, open_repository
from relkit.git.stat import diff_stat, diff_text
from relkit.ledger.doubts import doubtful_pairs
from relkit.model.commit import Change
from relkit.model.decision import Decisions, SameDecided
from relkit.model.ids import CommitId
from relkit.model.plan import Plan
from relkit.model.progress import Progress, Silent
from relkit.model.question import FileStat, Pair, Question
from relkit.planner.doubts import Material, find_doubts
from relkit.workflows import decisions
from relkit.workflows.decisions import Keeper
from relkit.workflows.plan import Ground, lay_ground, sources_of
from relkit.workflows.survey import Survey, survey


@dataclass(frozen=True, kw_only=True, slots=True)
class Doubts:
    """A plan, and what to ask about it, the most consequential first."""

    plan: Plan
    questions: tuple[Question, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Inspector:
    """Shows what a change of one repository does."""

    repository: Repository

    def stat(self, change: Change) -> tuple[FileStat, ...]:
        """Return the lines added and removed in each of its files."""
        return diff_stat(self.repository.git, change)

    def text(self, change: Change) -> str:
        """Return the change as `git show` tells it; not made safe to show."""
        return diff_text(self.repository.git, change)


def open_inspector(where: Path) -> Inspector:
    """Return who shows the changes of a repository. Raises RepositoryError."""
    return Inspector(repository=open_repository(where))


def open_keeper(where: Path) -> Keeper:
    """Return who keeps decisions in a repository. Raises RepositoryError, and UsageError where none can be kept."""
    return decisions.open_keeper(open_repository(where))


def make_doubts(
    where: Path,
    *,
    lines: Sequence[str] = (),
    every_line: bool = False,
    decided: bool = False,
    progress: Progress | None = None,
) -> Doubts:
    """Plan a repository and find what a person should decide, or with ``decided`` what was decided already.

    Raises as ``make_plan`` does.
    """
    progress = progress or Silent()
    with survey(where, asked=lines, as_of=None, every_line=every_line, progress=progress) as found:
        ground = lay_ground(found, progress)
        if decided:
            return Doubts(plan=ground.plan, questions=_decided(found, ground, progress))
        progress.start("finding what is in doubt")
        material = Material(
            lines=ground.plan.lines,
            layout=found.layout,
            absent=ground.absent,
            sources={name: sources_of(book) for name, book in ground.books.items()},
            decided={
                planned.state.line.name: frozenset(said_wanted(found.decisions, planned.state.line))
                for planned in ground.plan.lines
            },
            called={planned.state.line.name: called(planned.state.line) for planned in ground.plan.lines},
            pairs=_pairs(found, ground),
            now=found.now,
        )
        return Doubts(plan=ground.plan, questions=find_doubts(material))


def _decided(found: Survey, ground: Ground, progress: Progress) -> tuple[Question, ...]:
    """Return what was decided, to be asked again."""
    said = found.decisions
    concerned = said.on.union(d.word.commit for d in said.all if isinstance(d.word, SameDecided))
    histories = ground.histories
    changes = [
        change for line in (histories.mainline, *histories.lines) for change in line.own if change.id in concerned
    ]
    known = {judged.change.id: judged for judged in ground.judge.judge(changes, progress)}
    return asked_again(said, known, [planned.state.line for planned in ground.plan.lines])


def _pairs(found: Survey, ground: Ground) -> tuple[Pair, ...]:
    """Find, among what lines lack, what may be there after all."""
    denied = _denied(found.decisions)
    pairs: list[Pair] = []
    for planned in ground.plan.lines[1:]:
        state = planned.state
        sought = [item.judged.change for item in state.missing]
        pairs += doubtful_pairs(ground.books[state.line.name], sought, denied)
    return tuple(pairs)


def _denied(said: Decisions) -> frozenset[tuple[CommitId, CommitId]]:
    return frozenset(
        (decision.on, decision.word.commit)
        for several in said.same.values()
        for decision in several
        if isinstance(decision.word, SameDecided) and not decision.word.same
    )
