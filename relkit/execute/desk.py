"""What carrying out works with: the repository, the operation's journal, a place to try picks, who advises."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from relkit.cache import Cache
from relkit.execute.fold import Folding
from relkit.execute.journal import Journal
from relkit.execute.places import worktree_path
from relkit.execute.refs import backup_ref, work_ref
from relkit.git.history import read_titles
from relkit.git.make import Maker, hooks_of_commits
from relkit.git.predict import Sandbox
from relkit.git.repository import Repository
from relkit.git.transaction import move_refs, read_refs_at
from relkit.git.worktrees import Worktree
from relkit.model.backport import LineWork, Manner, Pick
from relkit.model.forecast import Conflict, Forecast
from relkit.model.ids import SHORT_ID, CommitId, TreeId
from relkit.model.journal import LineProgress, Operation, RefUpdate, Step
from relkit.model.progress import Progress

Advise = Callable[[Sequence[Forecast]], Sequence[Forecast]]
"""Returns forecasts of conflicts with what is known of them: areas, culprits, prerequisites."""
Describe = Callable[[Operation, int], tuple[str, str]]
"""Returns the title and the body of the request to merge a line's result."""


@dataclass
class Desk:
    """An operation under way. What it has come to is told from its journal's steps, and from nothing else.

    ``told`` says how it is done from now on, None as it was begun.
    """

    repository: Repository
    journal: Journal
    sandbox: Sandbox
    advise: Advise
    progress: Progress
    describe: Describe | None = None
    maker: Maker = field(init=False)
    told: Manner | None = field(init=False, default=None)
    operation: Operation = field(init=False)

    def __post_init__(self) -> None:
        """Make ready to commit, and read what the operation has come to so far."""
        self.maker = Maker(self.repository, self.sandbox)
        self._folding = Folding(self.journal.operation, self.journal.read(), self.worktree_path)
        self.operation = self._folding.operation()

    @property
    def manner(self) -> Manner:
        """How it was told to pick."""
        return self.told or self.operation.backport.manner

    def write(self, step: Step) -> None:
        """Add a step to the journal, and read from it what the operation has come to."""
        self._folding.take(self.journal.write(step))
        self.operation = self._folding.operation()

    @cached_property
    def has_hooks(self) -> bool:
        """Whether the user's git has hooks that a commit runs, and they are to run."""
        return self.manner.hooks and bool(hooks_of_commits(self.repository))

    def titles(self, conflicts: Sequence[Conflict]) -> dict[CommitId, str]:
        """Return the titles of the commits that are in the way."""
        culprits = (culprit for conflict in conflicts for culprit in conflict.culprits)
        return read_titles(self.repository.git, Cache(None), culprits)

    def work(self, line: int) -> LineWork:
        """Return what is to be done on a line."""
        return self.operation.backport.lines[line]

    def line(self, line: int) -> LineProgress:
        """Return how far a line is."""
        return self.operation.lines[line]

    def pick(self, line: int, commit: CommitId) -> Pick:
        """Return a line's pick."""
        return next(pick for pick in self.work(line).picks if pick.id == commit)

    def tree(self, commit: CommitId) -> TreeId:
        """Return a commit's tree."""
        header = self.sandbox.objects.commit(commit)
        assert header is not None  # noqa: S101 # it is a line's tip, or was just made
        return header.tree

    def parents(self, commit: CommitId) -> int:
        """Return how many parents a commit has."""
        header = self.sandbox.objects.commit(commit)
        return 0 if header is None else len(header.parents)

    def worktree(self, line: int) -> Worktree:
        """Return the worktree for a line; it need not be open."""
        return Worktree(self.repository, self.worktree_path(line))

    def worktree_path(self, line: int) -> Path:
        """Return where a line's worktree is, or would be."""
        return worktree_path(self.repository, self.journal.operation, line)

    def keep(self, line: int) -> None:
        """Let a ref hold a line's result so far: what no ref leads to, git may throw away."""
        tip = self.line(line).tip
        self.hold(work_ref(self.journal.operation, line), None if tip == self.work(line).destination.base else tip)

    def keep_backup(self, line: int) -> None:
        """Let a backup hold a line's result so far, which is about to be made anew."""
        tip = self.line(line).tip
        if tip != self.work(line).destination.base:
            self.hold(backup_ref(self.journal.operation, f"refs/before-skip/{line}-{tip[:SHORT_ID]}"), tip)

    def now(self, updates: Sequence[RefUpdate]) -> dict[str, CommitId]:
        """Return what the refs of some updates hold now, those that there are."""
        return read_refs_at(self.repository, [update.ref for update in updates])

    def kept(self) -> dict[str, CommitId]:
        """Return the refs that hold the lines' results so far."""
        operation = self.operation
        return read_refs_at(self.repository, [work_ref(operation.id, line) for line in range(len(operation.lines))])

    def hold(self, ref: str, commit: CommitId | None) -> None:
        """Let one of relkit's own refs hold a commit, or be gone."""
        held = read_refs_at(self.repository, [ref]).get(ref)
        if held != commit:
            move_refs(self.repository, [RefUpdate(ref=ref, old=held, new=commit)], "relkit: picks so far")
