"""`relkit classify`: read the changes that are asked about, judge each."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import ExitStack
from graphlib import TopologicalSorter
from pathlib import Path

from relkit.classify.habits import read_habits
from relkit.classify.hide import hide
from relkit.classify.tangled import flags
from relkit.errors import NoCommitsError, UsageError
from relkit.git.history import read_commits
from relkit.git.process import GitError
from relkit.git.repository import open_repository
from relkit.git.revisions import in_range, is_range, resolve
from relkit.lines.steps import as_change, changes_along
from relkit.model.classified import Classified, Unread
from relkit.model.commit import Change, Commit
from relkit.model.decision import Decisions
from relkit.model.ids import CommitId
from relkit.model.progress import Progress, Silent
from relkit.workflows.histories import read_histories
from relkit.workflows.judging import Judge
from relkit.workflows.keeping import keep_books
from relkit.workflows.plan import pending_on_mainline
from relkit.workflows.survey import Survey, survey
from relkit.workflows.wanted import WishesAsked, WishesTold, answer, line_to_ask_about
from relkit.workflows.ways import learn_ways_apart

_HINT = "name commits as git does: a commit, A..B, A...B; `git rev-parse NAME` tells what a name means"
_ASKED = "what was asked about"
_UNREADABLE = "no commit of this repository that can be read"


def classify_changes(
    where: Path,
    *,
    ranges: Sequence[str] = (),
    names: Sequence[str] | None = None,
    ignored: Collection[str] = (),
    as_of: str | None = None,
    line: str | None = None,
    explained: bool = False,
    progress: Progress | None = None,
) -> Classified:
    """Judge the changes of ``ranges``, or with ``names`` those commits, or what is unreleased on the mainline.

    A name that stands alone is one commit, a range gives the steps that it leads through. Each name of ``names`` gets
    an answer in its place, whether or not it can be read. ``as_of`` hides later decisions, and of ranges later
    changes. ``line`` asks how likely each is wanted on that line, ``explained`` what every signal made of it. Nothing
    is changed but relkit's own cache. Raises RepositoryError and UsageError.
    """
    progress = progress or Silent()
    asked_line = () if line is None else (line,)
    with ExitStack() as stack:
        try:
            found = stack.enter_context(
                survey(where, asked=asked_line, as_of=as_of, every_line=False, progress=progress)
            )
        except NoCommitsError:
            if names is None:
                raise
            return _without_commits(where, names, as_of=as_of is not None)
        target = None if line is None else line_to_ask_about(found, line)
        reader = _Reader(found, progress)
        if names is not None:
            asked, answers = _ASKED, reader.named(names)
        elif ranges:
            asked, answers = " ".join(ranges), reader.of_ranges(ranges)
        else:
            asked, answers = f"what is unreleased on {found.layout.mainline.name}", reader.unreleased()
        hidden = frozenset(ignored)
        decisions = Decisions() if "notes" in hidden else found.decisions
        habits = read_habits(found.files, found.config.changelog)
        changes = [one for one in answers if isinstance(one, Change)]
        judges = [
            (Judge(found.objects, found.cache, habits, decisions, hidden=hidden - {"notes"}, ways=ways), group)
            for ways, group in learn_ways_apart(found, habits, hidden, progress, changes)
        ]
        judged = {one.change.id: one for judge, group in judges for one in judge.judge(group, progress)}
        told = WishesTold(wanted={})
        if target is not None:
            question = WishesAsked(changes=changes, line=target, hidden=hidden, before_oldest=names is not None)
            told = answer(where, found, question, progress)
        shown = ((hide(one.change, hidden, habits), one.verdict) for one in judged.values())
        flagged = ((change.id, flags(change, verdict, habits)) for change, verdict in shown)
        return Classified(
            repository=found.repository.name,
            asked=asked,
            now=found.now,
            as_of=found.as_of,
            answers=tuple(judged[one.id] if isinstance(one, Change) else one for one in answers),
            ignored=tuple(sorted(hidden)),
            warnings=(*found.warnings, *reader.warnings, *decisions.strange, *told.warnings),
            line=None if target is None else target.name,
            wanted=told.wanted,
            flags={change: seen for change, seen in flagged if seen},
            heard={one.id: judge.explain(one) for judge, group in judges for one in group} if explained else {},
        )


def _without_commits(where: Path, names: Sequence[str], *, as_of: bool) -> Classified:
    """Answer what is asked of a repository without commits: nothing can be read."""
    return Classified(
        repository=open_repository(where).name,
        asked=_ASKED,
        now=int(time.time()),
        as_of=as_of,
        answers=tuple(Unread(asked=name, error=_UNREADABLE) for name in names),
    )


def read_changes(found: Survey, progress: Progress, names: Sequence[str] | None = None) -> Sequence[Change]:
    """Return the changes that names mean, or all that the mainline's history has, oldest first."""
    reader = _Reader(found, progress)
    if names is None:
        return reader.of_ranges([f"{found.layout.mainline.branch.tip}^@"])
    return [change for change in reader.named(names) if isinstance(change, Change)]


def named_changes(found: Survey, progress: Progress, names: Sequence[str]) -> tuple[Sequence[Change], tuple[str, ...]]:
    """Return the changes of commits and ranges, those of a range oldest first, and warnings. Raises UsageError."""
    reader = _Reader(found, progress)
    return reader.of_ranges(names), tuple(reader.warnings)


class _Reader:
    """Reads the changes that are asked about; ``warnings`` tells what was left out or could not be read."""

    def __init__(self, found: Survey, progress: Progress) -> None:
        self._found = found
        self._git = found.repository.git
        self._progress = progress
        self.warnings: list[str] = []

    def unreleased(self) -> Sequence[Change]:
        """Return what is unreleased on the mainline, as a plan lists it."""
        histories = read_histories(self._found, self._progress)
        self.warnings += histories.warnings
        return pending_on_mainline(self._found, histories, keep_books(self._found, histories, self._progress))

    def named(self, names: Sequence[str]) -> Sequence[Change | Unread]:
        """Return for each name the change that it means: a merge with what it brought, any other commit alone."""
        ids = resolve(self._git, names)
        changes = self._alone([commit for commit in ids if commit is not None])
        return [
            Unread(asked=name, error=_UNREADABLE) if commit is None or commit not in changes else changes[commit]
            for name, commit in zip(names, ids, strict=True)
        ]

    def of_ranges(self, ranges: Sequence[str]) -> Sequence[Change]:
        """Return the changes of ranges, each once. Raises UsageError for one that git does not know."""
        # "^A B" is one range in two words; without such a word each stands for itself.
        together = any(word.startswith("^") for word in ranges)
        changes: dict[CommitId, Change] = {}
        for words in [ranges] if together else [[word] for word in ranges]:
            found = self._along(words) if together or is_range(words[0]) else self._single(words[0])
            changes.update((change.id, change) for change in found if change.id not in changes)
        if not self._found.as_of:
            return list(changes.values())
        then = [change for change in changes.values() if change.landed <= self._found.now]
        if len(then) < len(changes):
            self.warnings.append(f"{len(changes) - len(then)} of the changes came later, and were left out")
        return then

    def _single(self, name: str) -> Sequence[Change]:
        commit = resolve(self._git, [name])[0]
        found = {} if commit is None else self._alone([commit])
        if not found:
            raise UsageError(f"{name}: {_UNREADABLE}", _HINT)
        return list(found.values())

    def _along(self, words: Sequence[str]) -> Sequence[Change]:
        """Return the first-parent steps of a range, oldest first, of each of its ends."""
        try:
            ids = in_range(self._git, words)
        except GitError as error:
            raise UsageError(f"{' '.join(words)}: {error.first_line.removeprefix('fatal: ')}", _HINT) from error
        commits = self._read(ids)
        below = {parent for commit in commits.values() for parent in commit.parents}
        ends = [commit for commit in commits if commit not in below]
        return [change for end in ends for change in changes_along(commits, end)]

    def _alone(self, ids: Sequence[CommitId]) -> Mapping[CommitId, Change]:
        commits = self._read(list(dict.fromkeys(ids)))
        brought = {commit.id: self._brought(commit) for commit in commits.values() if commit.is_merge}
        sides = self._read(list(dict.fromkeys(one for several in brought.values() for one in several)))
        return {
            commit.id: as_change(
                commit, _oldest_first(sides[one] for one in brought.get(commit.id, ()) if one in sides)
            )
            for commit in commits.values()
        }

    def _brought(self, merge: Commit) -> Sequence[CommitId]:
        """Return what a merge brought to its first parent, in no order that means anything."""
        self._progress.advance()
        try:
            return sorted(self._found.topology.between(merge.id, merge.parents[0]) - {merge.id})
        except GitError as error:
            self.warnings.append(f"what {merge.id[:12]} merged could not be read ({error.first_line})")
            return ()

    def _read(self, ids: Sequence[CommitId]) -> Mapping[CommitId, Commit]:
        history = read_commits(self._git, self._found.cache, ids, self._progress)
        self.warnings += history.warnings
        return history.commits


def _oldest_first(commits: Iterable[Commit]) -> tuple[Commit, ...]:
    """Put commits after their parents, and where that leaves a choice by their time."""
    known = {commit.id: commit for commit in sorted(commits, key=lambda one: (one.committed, one.id))}
    order = TopologicalSorter({one.id: [parent for parent in one.parents if parent in known] for one in known.values()})
    return tuple(known[commit] for commit in order.static_order())
