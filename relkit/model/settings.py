"""Settings: what a project's configuration says, and what it does not say is None or the default.

Each field's ``metadata`` explains the key of the same name; ``docs/reference/configuration.md`` is made from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from relkit.model.line import Policy, Status
from relkit.model.version import Scheme


def _explained(value: str, text: str, example: str) -> Mapping[str, str]:
    return {"value": value, "text": text, "example": example}


@dataclass(frozen=True, kw_only=True, slots=True)
class LineSettings:
    """What is said of the branches that a pattern matches."""

    pattern: str
    line: bool | None = field(
        default=None,
        metadata=_explained(
            "true or false",
            "`true` makes a branch a line that relkit would not take for one, `false` takes one out.",
            '"train-*" = { line = true }',
        ),
    )
    status: Status | None = field(
        default=None,
        metadata=_explained(
            '`"maintained"`, `"security"` or `"ended"`',
            "How far the line is still looked after. Without it, relkit judges by the project's rhythm.",
            '"2.2.x" = { status = "security" }',
        ),
    )
    until: date | None = field(
        default=None,
        metadata=_explained(
            "a day",
            "The line's last day, UTC; after it the line has ended. Until then it is taken for maintained where relkit "
            "would think it ended, unless `status` says so.",
            '"2.3.x" = { until = 2027-01-31 }',
        ),
    )
    policy: Policy | None = field(
        default=None,
        metadata=_explained(
            '`"patch"` or `"minor"`',
            "Which releases the line makes: patch releases only, features on it being told of; or also ones that move "
            "more within its series. Without it, relkit learns it from earlier releases.",
            '"maintenance/*" = { policy = "patch" }',
        ),
    )
    verify: str | None = field(
        default=None,
        metadata=_explained(
            "a command",
            "What has to succeed in the files of the line after picks to it, in place of the project's `verify`; an "
            "empty text is none.",
            '"2.2.x" = { verify = "tox -e py38" }',
        ),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Thresholds:
    """From where on something counts."""

    likely: float = field(
        default=0.5,
        metadata=_explained(
            "a number from 0 to 1",
            "The confidence from which a change that is judged a fix counts as one that a line may lack, and from "
            "which `relkit classify -i` need not ask about an estimate.",
            "likely = 0.7",
        ),
    )
    forecasts: int = field(
        default=300,
        metadata=_explained(
            "a whole number",
            "How many of the changes that a line lacks are tried, the newest first. Trying takes time.",
            "forecasts = 50",
        ),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Config:
    """A project's configuration. ``source`` names the file (or "main:pyproject.toml"), None where there is none.

    ``lines`` are in the order of the file: of two patterns that match a branch the later one outranks.
    """

    source: str | None = None
    mainline: str | None = field(
        default=None,
        metadata=_explained(
            "a branch",
            "The branch that new work lands on. Without it, what the remote calls its default, or a usual name.",
            'mainline = "main"',
        ),
    )
    tags: tuple[str, ...] = field(
        default=(),
        metadata=_explained(
            "a pattern, or a list of them",
            "How releases are tagged, `{version}` standing for the version. Other tags are left out. Without it, "
            "relkit tells the project's tags from others by what most of them look like.",
            'tags = ["v{version}", "{version}"]',
        ),
    )
    scheme: Scheme | None = field(
        default=None,
        metadata=_explained(
            '`"pep440"` or `"semver"`',
            "How versions are ordered and written. Without it, SemVer where prereleases are written its way.",
            'scheme = "pep440"',
        ),
    )
    changelog: str | None = field(
        default=None,
        metadata=_explained(
            "a folder",
            "Where change notes (news fragments) lie. Not needed where towncrier is configured.",
            'changelog = "changes"',
        ),
    )
    trailer: str | None = field(
        default=None,
        metadata=_explained(
            "a line",
            "What the message of a backport says of where it comes from, `{sha}` standing for the commit. Without it, "
            "relkit writes what most of the project's own backports have, else what `git cherry-pick -x` does.",
            'trailer = "(cherry picked from commit {sha})"',
        ),
    )
    verify: str | None = field(
        default=None,
        metadata=_explained(
            "a command",
            "What has to succeed in the picked files before a backport counts as done, run by the shell.",
            'verify = "pytest -q"',
        ),
    )
    labels: tuple[str, ...] = field(
        default=(),
        metadata=_explained(
            "a label, or a list of them",
            "What the pull requests of backports are labelled with.",
            'labels = ["backport"]',
        ),
    )
    lines: tuple[LineSettings, ...] = ()
    thresholds: Thresholds = Thresholds()

    def key(self, name: str) -> str:
        """Return how a key is called in the file that the configuration is in, with that file."""
        table = "" if (self.source or "").endswith("relkit.toml") else "tool.relkit."
        return f"{table}{name} in {self.source}"
