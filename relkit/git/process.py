"""Running git as a process: one environment for all calls, failures that name the command."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from relkit.errors import RelkitError, RepositoryError

MINIMUM_GIT = (2, 39)
"""``git merge-tree --stdin`` appeared in 2.39."""

# What would change the meaning of the answers; the user's configuration is otherwise left as it is.
_SETTINGS = (
    "log.showSignature=false",
    "core.quotePath=false",
    "diff.noprefix=false",
    "log.showRoot=true",
    "color.ui=false",
    "gc.auto=0",
)
_ENVIRONMENT = {
    "LC_ALL": "C",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",  # libgit2 knows no replacements; both readers must see the same history
    "GIT_NO_LAZY_FETCH": "1",  # a blobless clone would fetch one object at a time
    "GIT_ALLOW_PROTOCOL": "none",  # the same for git before 2.45; nothing that relkit reads needs a connection
    "GIT_PAGER": "cat",
}
_REPOSITORY_VARIABLES = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_PREFIX", "GIT_NAMESPACE")


class GitError(RelkitError):
    """A git command failed: its arguments, its status and what it said."""

    def __init__(self, arguments: tuple[str, ...], status: int, said: str) -> None:
        """Keep the command's arguments without ``git`` and settings, the exit status and standard error."""
        lines = [line for line in said.splitlines() if line.strip()]
        # What is fatal tells more than the warnings before it.
        serious = (line for line in lines if line.startswith(("fatal:", "error:")))
        self.first_line = next(serious, None) or next(iter(lines), f"exit status {status}")
        super().__init__(f"`git {' '.join(arguments[:3])}` failed: {self.first_line}")
        self.arguments = arguments
        self.status = status
        self.said = said


@dataclass(frozen=True, kw_only=True, slots=True)
class Git:
    """git, bound to one repository. ``environment`` is added to relkit's own (an object store, a work tree).

    It runs in ``git_dir`` unless a call says otherwise: the folder that the user is in may be gone, and its attribute
    files have no say.
    """

    git_dir: Path | None = None
    environment: Mapping[str, str] = field(default_factory=dict)

    def run(
        self, *arguments: str, stdin: bytes | None = None, cwd: Path | None = None, ok: tuple[int, ...] = (0,)
    ) -> bytes:
        """Run git to its end and return standard output. Raises GitError for a status that is not in ``ok``."""
        return self.listen(*arguments, stdin=stdin, cwd=cwd, ok=ok)[0]

    def listen(
        self, *arguments: str, stdin: bytes | None = None, cwd: Path | None = None, ok: tuple[int, ...] = (0,)
    ) -> tuple[bytes, str]:
        """Run git to its end; return standard output, and what it said on standard error. Raises as ``run`` does."""
        try:
            done = subprocess.run(
                self._command(arguments),
                input=stdin,
                stdin=subprocess.DEVNULL if stdin is None else None,
                capture_output=True,
                env=self._environment(),
                cwd=cwd or self.git_dir,
                check=False,
            )
        except FileNotFoundError as error:
            raise missing_git(error, cwd or self.git_dir) from error
        said = done.stderr.decode("utf-8", "replace")
        if done.returncode not in ok:
            raise GitError(arguments, done.returncode, said)
        return done.stdout, said

    def text(
        self, *arguments: str, stdin: bytes | None = None, cwd: Path | None = None, ok: tuple[int, ...] = (0,)
    ) -> str:
        """Like ``run``, decoded, without white space around it."""
        return self.run(*arguments, stdin=stdin, cwd=cwd, ok=ok).decode("utf-8", "surrogateescape").strip()

    @contextmanager
    def pipe(self, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
        """Start git with pipes for standard input and output; it is killed when the block is left early."""
        try:
            process = subprocess.Popen(
                self._command(arguments),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=self._environment(),
                cwd=self.git_dir,
            )
        except FileNotFoundError as error:
            raise missing_git(error, self.git_dir) from error
        try:
            yield process
        finally:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout, process.stderr):
                _close(stream)

    def _command(self, arguments: tuple[str, ...]) -> list[str]:
        settings = [word for setting in _SETTINGS for word in ("-c", setting)]
        where = [] if self.git_dir is None else [f"--git-dir={self.git_dir}"]
        return ["git", *where, *settings, *arguments]

    def _environment(self) -> dict[str, str]:
        inherited = {
            key: value for key, value in os.environ.items() if self.git_dir is None or key not in _REPOSITORY_VARIABLES
        }
        return {**inherited, **_ENVIRONMENT, **self.environment}


def _close(stream: IO[bytes] | None) -> None:
    if stream is not None:
        with suppress(BrokenPipeError):
            stream.close()


def missing_git(error: FileNotFoundError, cwd: Path | None) -> RelkitError:
    """Tell a missing git from a missing folder."""
    if cwd is not None and not cwd.is_dir():
        return RepositoryError(f"{cwd} is not a folder", "name an existing folder with -C")
    return RepositoryError(
        "git is not installed, or not on PATH",
        f"install git {'.'.join(map(str, MINIMUM_GIT))} or later ({error.filename})",
    )


def check_version() -> None:
    """Raise RepositoryError when git is older than ``MINIMUM_GIT``."""
    said = Git().text("version")
    found = re.search(r"(\d+)\.(\d+)", said)
    if found and (int(found[1]), int(found[2])) < MINIMUM_GIT:
        raise RepositoryError(
            f"git {found[0]} is too old", f"relkit needs git {'.'.join(map(str, MINIMUM_GIT))} or later"
        )
