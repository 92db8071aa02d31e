"""git as the user runs it: with their configuration, hooks, signing and filters."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

# What was set for another repository, or by a hook that runs relkit, must not lead git there.
NOT_INHERITED = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_COMMON_DIR",
    "GIT_PREFIX",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_AUTHOR_NAME",
    "GIT_AUTHOR_EMAIL",
    "GIT_AUTHOR_DATE",
)
_SETTINGS = (
    "core.quotePath=false",
    "color.ui=false",
    "i18n.commitEncoding=UTF-8",
    "i18n.logOutputEncoding=UTF-8",
    "log.showSignature=false",
    # A worktree of relkit's own is whole, whatever the user's own checkout leaves out, but holds no submodules.
    "core.sparseCheckout=false",
    "submodule.recurse=false",
    # Nothing lasting is started for it, and nobody's repository is tidied up on the way.
    "core.fsmonitor=false",
    "gc.auto=0",
    "maintenance.auto=false",
    "advice.mergeConflict=false",
)
_ENVIRONMENT = {"LC_MESSAGES": "C", "GIT_EDITOR": ":", "GIT_SEQUENCE_EDITOR": ":", "GIT_TERMINAL_PROMPT": "0"}
# git's words are read, so they are the untranslated ones; hooks see the user's letters as ever.
_LOCALE = ("LC_ALL", "LANGUAGE")
_CEILING = "GIT_CEILING_DIRECTORIES"
_PATIENCE = 5  # seconds between asking git to end and ending it


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What a command came to: its exit status, standard output, and what it said on standard error."""

    status: int
    out: bytes
    err: str

    @property
    def lines(self) -> tuple[str, ...]:
        """What it said, line by line, without empty ones."""
        return tuple(line.rstrip() for line in self.err.splitlines() if line.strip())

    @property
    def paths(self) -> tuple[str, ...]:
        """Standard output as paths, each ended by NUL; bytes that are not UTF-8 are surrogate escapes."""
        return tuple(os.fsdecode(path) for path in self.out.split(b"\0") if path)

    @property
    def text(self) -> str:
        """Standard output, without white space around it."""
        return self.out.decode("utf-8", "surrogateescape").strip()


@dataclass(frozen=True, kw_only=True, slots=True)
class UserGit:
    """Runs git in a folder as the user would; where that is no worktree and no repository, in none around it."""

    folder: Path
    settings: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)

    def run(self, *words: str, stdin: bytes = b"", environment: Mapping[str, str] | None = None) -> Said:
        """Run git to its end; a failure is for the caller to judge. Whatever interrupts relkit also ends git."""
        import git  # 60 ms, and only what writes needs it

        unset = (word for name in (*NOT_INHERITED, *_LOCALE) for word in ("-u", name))
        settings = (word for setting in (*_SETTINGS, *self.settings) for word in ("-c", setting))
        # The folder is named: GitPython goes elsewhere without a word where it cannot go there.
        command = ["env", *unset, *self._set(environment or {}), "git", "-C", os.fspath(self.folder), *settings, *words]
        with ExitStack() as stack:
            given = stack.enter_context(tempfile.TemporaryFile()) if stdin else None
            if given is not None:
                given.write(stdin)
                given.seek(0)
            runner = git.Git(os.fspath(self.folder))
            # None: nothing to read
            started = runner.execute(command, istream=given, as_process=True, env=dict(_ENVIRONMENT))
            assert started.proc is not None  # noqa: S101 # GitPython takes it away when it ends the process
            out, err = _listen(started.proc)
            return Said(status=started.proc.returncode, out=out, err=err.decode("utf-8", "replace"))

    def _set(self, environment: Mapping[str, str]) -> list[str]:
        # After the variables were unset, so that an author given here counts.
        given = {_CEILING: ceiling(self.folder), **_letters(), **self.environment, **environment}
        return [f"{name}={value}" for name, value in given.items()]


def _listen(process: subprocess.Popen[bytes]) -> tuple[bytes, bytes]:
    """Return what a process says until its end. It does not outlive relkit: git would commit behind its back."""
    try:
        return process.communicate()
    except BaseException:
        process.terminate()  # git then takes its locks away
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=_PATIENCE)
        process.kill()
        process.wait()
        raise


def ceiling(folder: Path) -> str:
    """Return what keeps git from looking for a repository around a folder."""
    return os.pathsep.join([os.fspath(folder.parent), *filter(None, [os.environ.get(_CEILING)])])


def users_environment(folder: Path) -> dict[str, str]:
    """Return the environment for a command of the user's own in a folder, with git at home there."""
    inherited = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    return {**inherited, _CEILING: ceiling(folder)}


def _letters() -> dict[str, str]:
    """Return the user's locale without what it says of git's words."""
    every = os.environ.get("LC_ALL")
    return {"LC_CTYPE": every, "LANG": every} if every else {}
