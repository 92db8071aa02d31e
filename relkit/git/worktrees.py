"""Worktrees of relkit's own, in which git works as the user's does: cherry-picks, hooks, signing, mergetool."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from relkit.errors import StoppedError, UsageError
from relkit.git.authors import zone_of
from relkit.git.make import author_environment, signing_failed
from relkit.git.repository import Repository
from relkit.git.user import NOT_INHERITED, Said, UserGit
from relkit.model.backport import Authorship
from relkit.model.forecast import Conflict
from relkit.model.ids import CommitId, TreeId

_OPENING = re.compile(rb"^(<{7,}|>{7,}|\|{7,})(?: .*)?\r?$", re.MULTILINE)
_SIGNING = ("failed to write commit object", "gpg failed to sign", "failed to sign")


class Worktree:
    """One worktree, on no branch; it need not be there yet."""

    def __init__(self, repository: Repository, path: Path) -> None:
        """Remember where it is, or will be."""
        self._repository = repository
        self.path = path
        # git remembers how a conflict was resolved, and knows it again on the next line.
        self._git = UserGit(folder=path, settings=("rerere.enabled=true",))

    @property
    def exists(self) -> bool:
        """Whether it is there."""
        return (self.path / ".git").exists()

    def open(self, commit: CommitId) -> None:
        """Make it, with the files of a commit; where it is there already, nothing is done.

        Raises UsageError where it cannot be made: a full disk, a repository that cannot be written to.
        """
        if self.exists and self._git.run("rev-parse", "--verify", "-q", "HEAD").status == 0:
            return
        self._remove()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        git = UserGit(folder=self._repository.common_dir)
        where = f"--git-dir={self._repository.common_dir}"
        # Without a checkout no post-checkout hook runs: nobody switched branches.
        said = git.run(where, "worktree", "add", "--force", "--detach", "--no-checkout", os.fspath(self.path), commit)
        if said.status == 0:
            said = self._git.run("read-tree", "--reset", "-u", "HEAD")
        if said.status:
            self._remove()
            raise UsageError(f"no worktree could be made at {self.path}", "make room, or see what git says", said.lines)

    def put(self, tree: TreeId, onto: CommitId) -> None:
        """Let HEAD be a commit, and index and files a tree, whatever they were."""
        self._do("update-ref", "--no-deref", "HEAD", onto)
        self._do("read-tree", "--reset", "-u", tree)

    def is_picking(self) -> bool:
        """Whether a cherry-pick is under way in it."""
        return self._git.run("rev-parse", "-q", "--verify", "CHERRY_PICK_HEAD").status == 0

    def pick(self, commit: CommitId, parents: int) -> bool:
        """Pick a commit as git does, a merge by its first parent; False where that conflicts, and is left so.

        Where it applies, it is committed, and not as relkit would: take the files and commit anew.
        """
        mainline = ("-m", "1") if parents > 1 else ()
        said = self._git.run("cherry-pick", "--no-gpg-sign", "--allow-empty", *mainline, commit)
        if said.status and not self.is_picking() and not self.unmerged():
            raise StoppedError(f"git could not pick {commit} in {self.path}", "see what git says", said.lines)
        return said.status == 0

    def unmerged(self) -> tuple[str, ...]:
        """Return the paths that are not merged in the index."""
        return self._do("diff", "--name-only", "--diff-filter=U", "-z").paths

    def unstaged(self) -> tuple[str, ...]:
        """Return the tracked files that are not as the index has them."""
        self._git.run("update-index", "-q", "--refresh")
        return self._do("diff-files", "--name-only", "-z").paths

    def is_clean(self) -> bool:
        """Whether index and tracked files are as HEAD has them."""
        return not self._do("status", "--porcelain", "-z", "--untracked-files=no").out

    def left_over_markers(self) -> tuple[tuple[str, int], ...]:
        """Return the lines (counted from 1) of staged files that are git's conflict markers.

        A line that was in the file before, or in the pick's, is no marker that was left over.
        """
        found: list[tuple[str, int]] = []
        for path in self._do("diff", "--cached", "--name-only", "--diff-filter=d", "-z", "HEAD").paths:
            content = self._content(f":{path}")
            marks = [match for match in _OPENING.finditer(content) if match.group().strip()]
            if marks:
                before = {
                    *self._content(f"HEAD:{path}").split(b"\n"),
                    *self._content(f"CHERRY_PICK_HEAD:{path}").split(b"\n"),
                }
                found += [
                    (path, content.count(b"\n", 0, match.start()) + 1) for match in marks if match.group() not in before
                ]
        return tuple(found)

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
        path, sides = conflict.path, conflict.sides
        keeps = sides.ours is not None and (not take or sides.theirs is None)
        if keeps:
            self._do("checkout", "--ours", "--", path)
            self._do("add", "--", path)
        elif not take or sides.theirs is None:
            self._do("rm", "-q", "-f", "--ignore-unmatch", "--", path)
        else:
            theirs = self._content(sides.theirs)
            ours = None if sides.ours is None else self._content(sides.ours)
            base = b"" if sides.base is None else self._content(sides.base)
            (self.path / path).parent.mkdir(parents=True, exist_ok=True)
            (self.path / path).write_bytes(theirs if ours is None else self._united(ours, base, theirs))
            self._do("add", "--force", "--", path)

    def commit(self, *, message: str, author: Authorship, sign: bool | None, hooks: bool) -> CommitId:
        """Commit what is staged as git does, hooks and signing among it, and return the new commit.

        Raises StoppedError, and leaves all as it is, where a hook says no or the commit cannot be signed.
        """
        person = f"{author.person.name} <{author.person.email}>"
        words = ["commit", "-q", "-F", "-", "--cleanup=verbatim", "--allow-empty-message", "--no-status"]
        words += [f"--author={person}", f"--date=@{author.when} {zone_of(author.offset)}"]
        words += [] if sign is None else ["--gpg-sign" if sign else "--no-gpg-sign"]
        words += [] if hooks else ["--no-verify"]
        content = message.encode("utf-8", "surrogateescape")
        said = self._git.run(*words, stdin=content, environment=author_environment(author))
        if said.status == 0:
            return self.head()
        if any(sign in said.err for sign in _SIGNING):
            raise signing_failed(said.lines)
        raise StoppedError(
            "git did not commit: a hook said no" if hooks else "git did not commit",
            f"look in {self.path}; then `relkit backport --continue`, with --no-verify to do without hooks",
            said.lines,
        )

    def run(self, command: str, log: Path) -> int:
        """Run a shell command in it and return its exit status; what it says goes to a file.

        Whatever interrupts relkit also ends the command, with all that it started.
        """
        environment = {key: value for key, value in os.environ.items() if key not in NOT_INHERITED}
        with log.open("wb") as said:
            process = subprocess.Popen(
                command,
                shell=True,  # the command is the user's own, from the command line or the configuration
                cwd=self.path,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            try:
                return process.wait()
            finally:
                _end(process)

    def mergetool(self, tool: str | None) -> int:
        """Run the user's mergetool on what is not merged, at their terminal, and return its exit status."""
        environment = {key: value for key, value in os.environ.items() if key not in NOT_INHERITED}
        words = ["git", "-C", os.fspath(self.path), "mergetool", *([f"--tool={tool}"] if tool else [])]
        return subprocess.run(words, env=environment, check=False).returncode

    def snapshot(self) -> CommitId | None:
        """Return a commit of the files as they are, those that git does not know too; None where HEAD has all.

        Ignored files are left out. Neither index nor files change.
        """
        if not self.exists:
            return None
        with tempfile.TemporaryDirectory(prefix="relkit-index-") as folder:
            index = Path(folder) / "index"
            own = Path(self._do("rev-parse", "--path-format=absolute", "--git-path", "index").text)
            if own.exists():
                shutil.copyfile(own, index)
            environment = {"GIT_INDEX_FILE": os.fspath(index)}
            self._do("add", "-A", environment=environment)
            tree = self._do("write-tree", environment=environment).text
        if tree == self._do("rev-parse", "HEAD^{tree}").text:
            return None
        said = self._do("commit-tree", "--no-gpg-sign", "-p", "HEAD", "-m", "relkit: a worktree as it was left", tree)
        return CommitId(said.text)

    def remove(self) -> None:
        """Remove it, with what is in it; `snapshot` keeps that."""
        if self.path.exists() or self.path.is_symlink():
            self._remove()

    def _remove(self) -> None:
        git = UserGit(folder=self._repository.common_dir)
        where = f"--git-dir={self._repository.common_dir}"
        git.run(where, "worktree", "remove", "--force", "--force", os.fspath(self.path))
        shutil.rmtree(self.path, ignore_errors=True)
        git.run(where, "worktree", "prune", "--expire=now")

    def _content(self, name: str) -> bytes:
        said = self._git.run("cat-file", "blob", name)
        return said.out if said.status == 0 else b""

    def _united(self, ours: bytes, base: bytes, theirs: bytes) -> bytes:
        """Return what both sides have, one after the other where they differ."""
        with tempfile.TemporaryDirectory(prefix="relkit-union-") as folder:
            paths = [Path(folder) / name for name in ("ours", "base", "theirs")]
            for path, content in zip(paths, (ours, base, theirs), strict=True):
                path.write_bytes(content)
            return self._do("merge-file", "-p", "--union", *map(os.fspath, paths)).out

    def _do(self, *words: str, environment: dict[str, str] | None = None) -> Said:
        said = self._git.run(*words, environment=environment)
        if said.status:
            raise StoppedError(f"`git {words[0]}` failed in {self.path}", "see what git says", said.lines)
        return said


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a command and all that it started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
