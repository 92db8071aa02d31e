"""Worktrees of relkit's own, in which git works as the user's does: cherry-picks, hooks, signing, mergetool."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Collection
from pathlib import Path

from relkit.errors import StoppedError
from relkit.git.checkouts import git_dir_of
from relkit.git.committing import commit_staged
from relkit.git.leftovers import Picked, left_over_markers
from relkit.git.placing import clear, is_placed, is_whole, place
from relkit.git.repository import Repository
from relkit.git.settling import settle
from relkit.git.store import not_writable, storing_failed
from relkit.git.user import Said, UserGit, users_environment
from relkit.git.verification import run_logged
from relkit.model.backport import Authorship
from relkit.model.forecast import Conflict
from relkit.model.ids import CommitId, TreeId

_NO_HOOKS = ("-c", f"core.hooksPath={os.devnull}")
_OF_A_PICK = ("CHERRY_PICK_HEAD", "MERGE_MSG", "MERGE_RR", "AUTO_MERGE")
_PICKED = "relkit-pick"
_LOCKS = ("index.lock", "HEAD.lock")


class Worktree:
    """One worktree, on no branch; it need not be there yet."""

    def __init__(self, repository: Repository, path: Path) -> None:
        """Remember where it is, or will be."""
        self._repository = repository
        self.path = path
        self._git = UserGit(folder=path)

    @property
    def exists(self) -> bool:
        """Whether it is there."""
        return is_placed(self._repository, self.path)

    @property
    def is_ready(self) -> bool:
        """Whether it is there, and neither its making nor a pick in it was interrupted."""
        return self.exists and is_whole(self.path) and self._is_settled()

    def open(self, commit: CommitId) -> None:
        """Make it, with the files of a commit; where it is there already, nothing is done.

        One whose making was interrupted, or in which git was interrupted at a pick, is made anew. Raises UsageError
        where it cannot be made: a full disk, a repository that cannot be written to; and StoppedError where something
        else stands in its place.
        """
        if not self.is_ready:
            place(self._repository, self.path, commit)

    def put(self, tree: TreeId, onto: CommitId) -> None:
        """Let HEAD be a commit, and index and files a tree, whatever they were. Ignored files stay."""
        for name in (*_OF_A_PICK, _PICKED, *_LOCKS):  # nobody else works here: a git that was killed left its locks
            (self._own / name).unlink(missing_ok=True)
        self._do("update-ref", "--no-deref", "HEAD", onto)
        self._do("read-tree", "--reset", "-u", tree)
        self._do("clean", "-ffdq")

    def is_picking(self) -> bool:
        """Whether a cherry-pick is under way in it."""
        return self._git.run("rev-parse", "-q", "--verify", "CHERRY_PICK_HEAD").status == 0

    def pick(self, commit: CommitId, parents: int) -> bool:
        """Pick a commit as git does, a merge by its first parent; False where that conflicts, and is left so.

        Where it applies, it is staged and not committed: git would not do that as relkit does. git's memory of
        resolutions is used where it is on.
        """
        mainline = ("-m", "1") if parents > 1 else ()
        before = self.head()
        self._note(b"")
        said = self._git.run(*_NO_HOOKS, "cherry-pick", "--no-gpg-sign", "--allow-empty", *mainline, commit)
        unmerged = self.unmerged()
        if said.status and not unmerged and not self.is_picking():
            if self.is_clean():  # else it was interrupted, by a full disk for instance
                (self._own / _PICKED).unlink()
            raise storing_failed(self._repository, said.lines) or StoppedError(
                f"git could not pick {commit} in {self.path}", "see what git says", said.lines
            )
        if said.status == 0:
            self.back_to(before)
        self._note(Picked(commit=commit, conflicted=unmerged).as_bytes())
        return said.status == 0

    def unmerged(self) -> tuple[str, ...]:
        """Return the paths that are not merged in the index."""
        entries = self._do("ls-files", "--unmerged", "-z").paths
        return tuple(dict.fromkeys(entry.partition("\t")[2] for entry in entries))

    def unstaged(self) -> tuple[str, ...]:
        """Return the tracked files that are not as the index has them."""
        self._git.run("update-index", "-q", "--refresh")
        return tuple(dict.fromkeys(self._do("diff-files", "--name-only", "-z").paths))

    def is_clean(self) -> bool:
        """Whether index and tracked files are as HEAD has them."""
        return not self._do("status", "--porcelain", "-z", "--untracked-files=no").out

    def left_over_markers(self, onto: CommitId | None = None) -> tuple[tuple[str, int], ...]:
        """Return the lines (counted from 1) of staged files that are git's conflict markers.

        ``onto`` is the commit that the pick is made on, HEAD where it is not given: a person may have committed. A
        line that was in the file before, or in the pick's, is no marker that was left over.
        """
        return left_over_markers(self._git, self._repository, onto or self.head(), self._picked())

    def head(self) -> CommitId:
        """Return the commit that it is at."""
        return CommitId(self._do("rev-parse", "HEAD").text)

    def parents(self, commit: CommitId) -> tuple[CommitId, ...]:
        """Return the parents of a commit."""
        return tuple(map(CommitId, self._do("rev-list", "--parents", "-n", "1", commit).text.split()[1:]))

    def message(self, commit: CommitId) -> str:
        """Return a commit's message."""
        return self._do("log", "-1", "--format=%B", commit).out.decode("utf-8", "surrogateescape").rstrip("\n") + "\n"

    def tree(self) -> TreeId:
        """Return the tree that the index holds. Raises StoppedError where something in it is not merged."""
        return TreeId(self._do("write-tree").text)

    def back_to(self, commit: CommitId) -> None:
        """Let HEAD be another commit; index and files stay."""
        self._do("update-ref", "--no-deref", "HEAD", commit)

    def settle(self, conflict: Conflict, *, take: bool) -> None:
        """Resolve a path as the line has it, or with what the pick brings to it beside what the line has."""
        settle(self._do, self.path, conflict, take=take)

    def commit(self, *, message: str, author: Authorship, sign: bool | None, hooks: bool) -> CommitId:
        """Commit what is staged as git does, hooks and signing among it, and return the new commit.

        The message is kept as it is, but for what hooks make of it; without ``hooks`` none runs. Raises StoppedError,
        and leaves all as it is, where a hook says no or the commit cannot be signed.
        """
        words = () if hooks else _NO_HOOKS
        commit_staged(self._git, self._repository, *words, message=message, author=author, sign=sign, trace=self._own)
        return self.head()

    def run(self, command: str, log: Path) -> int:
        """Run a shell command in it and return its exit status; what it says goes to a file.

        Whatever interrupts relkit also ends the command, with all that it started.
        """
        return run_logged(command, self.path, log)

    def mergetool(self, tool: str | None) -> int:
        """Run the user's mergetool on what is not merged, at their terminal, and return its exit status."""
        words = ["git", "-C", os.fspath(self.path), "mergetool", *([f"--tool={tool}"] if tool else [])]
        return subprocess.run(words, env=users_environment(self.path), check=False).returncode

    def snapshot(self, known: Collection[CommitId], before: CommitId | None = None) -> CommitId | None:
        """Return a commit of the files as they are, those that git does not know too, on top of HEAD.

        None where HEAD has all, and is one of ``known``: commits that others keep. A person may have committed here.
        Ignored files are left out, and what git does not take: a repository in it, for instance. ``before`` is an
        earlier one that it keeps, as a parent beside HEAD. Neither index nor files change.
        """
        if not self.exists or not is_whole(self.path):
            return None
        with tempfile.TemporaryDirectory(prefix="relkit-index-") as folder:
            index = Path(folder) / "index"
            shutil.copyfile(self._own / "index", index)
            environment = {"GIT_INDEX_FILE": os.fspath(index)}
            # Line ends may be what the user's git would refuse to add: here they are kept, and not published.
            said = self._git.run("-c", "core.safecrlf=false", "add", "-A", "--ignore-errors", environment=environment)
            failed = storing_failed(self._repository, said.lines) if said.status else None
            if failed is not None:
                raise failed
            tree = self._do("write-tree", environment=environment).text
        if tree == self._do("rev-parse", "HEAD^{tree}").text and self.head() in known:
            return None
        parents = ["-p", "HEAD", *(["-p", before] if before else [])]
        said = self._do("commit-tree", "--no-gpg-sign", *parents, "-m", "relkit: a worktree as it was left", tree)
        return CommitId(said.text)

    def remove(self) -> None:
        """Remove it, with what is in it; `snapshot` keeps that."""
        clear(self._repository, self.path)

    @property
    def _own(self) -> Path:
        """Where git keeps what is this worktree's own."""
        return git_dir_of(self.path)

    def _is_settled(self) -> bool:
        """Whether no pick was interrupted in it: git says that one is under way once all files are written."""
        picked = self._own / _PICKED
        return not picked.exists() or bool(picked.read_bytes()) or self.is_picking()

    def _note(self, content: bytes) -> None:
        try:
            (self._own / _PICKED).write_bytes(content)
        except OSError as error:
            raise not_writable(self._repository, str(error)) from error

    def _picked(self) -> Picked | None:
        try:
            return Picked.from_bytes((self._own / _PICKED).read_bytes())
        except OSError:
            return None

    def _do(self, *words: str, stdin: bytes = b"", environment: dict[str, str] | None = None) -> Said:
        said = self._git.run(*words, stdin=stdin, environment=environment)
        if said.status:
            stopped = StoppedError(f"`git {words[0]}` failed in {self.path}", "see what git says", said.lines)
            raise storing_failed(self._repository, said.lines) or stopped
        return said
