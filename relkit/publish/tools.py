"""Running the forges' own tools, `gh` and `glab`: what they are signed in to stays with them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from relkit.errors import StoppedError

_SECONDS = 120
# They ask nothing, look for no newer version of themselves and write no colours.
_QUIET = {
    "GH_PROMPT_DISABLED": "1",
    "GH_NO_UPDATE_NOTIFIER": "1",
    "GLAB_CHECK_UPDATE": "false",
    "GLAB_NO_PROMPT": "true",
    "NO_PROMPT": "1",
    "NO_COLOR": "1",
}
_FORCING = ("CLICOLOR_FORCE", "FORCE_COLOR", "GH_FORCE_TTY", "GH_REPO", "GITLAB_REPO")


class RequestRefused(StoppedError):  # noqa: N818 - what a forge does is no error of anybody's
    """A pull request was not opened or not brought up to date: why, and what the forge's tool said."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tool:
    """A tool on the user's PATH, run in a folder."""

    name: str
    folder: Path

    @property
    def is_installed(self) -> bool:
        """Whether it is there."""
        return shutil.which(self.name) is not None

    def succeeds(self, *words: str) -> bool:
        """Whether it ends well; what it says is not kept."""
        try:
            return self._run(words, None).returncode == 0
        except (OSError, subprocess.TimeoutExpired):
            return False

    def run(self, *words: str, stdin: str | None = None) -> str:
        """Return what it says on standard output. Raises RequestRefused, in its words, where it does not end well."""
        command = f"`{self.name} {' '.join(words[:2])}`"
        try:
            done = self._run(words, stdin)
        except OSError as error:
            raise RequestRefused(f"{command} cannot be run: {error.strerror}", f"see that {self.name} works") from error
        except subprocess.TimeoutExpired as error:
            raise RequestRefused(
                f"{command} did not answer within {_SECONDS} seconds", "try again when the forge can be reached"
            ) from error
        if done.returncode:
            said = tuple(line.strip() for line in (done.stderr or done.stdout).splitlines() if line.strip())
            raise RequestRefused(
                f"{command} failed: {said[0] if said else f'exit status {done.returncode}'}",
                f"try `{self.name} auth status`; then it can be done again",
                said[1:],
            )
        return done.stdout

    def json(self, *words: str) -> Any:
        """Return what it says, read as JSON. Raises RequestRefused where it fails, or says something else."""
        said = self.run(*words)
        try:
            return json.loads(said)
        except ValueError as error:
            raise RequestRefused(
                f"`{self.name} {' '.join(words[:2])}` did not answer in JSON", f"a newer {self.name} may do so"
            ) from error

    def _run(self, words: tuple[str, ...], stdin: str | None) -> subprocess.CompletedProcess[str]:
        environment = {key: value for key, value in os.environ.items() if key not in _FORCING}
        return subprocess.run(
            [self.name, *words],
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            env=environment | _QUIET,
            cwd=self.folder,
            timeout=_SECONDS,
            check=False,
        )
