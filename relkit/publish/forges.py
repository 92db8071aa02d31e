"""GitHub and GitLab, through their own tools: looking for a request, opening one, bringing one up to date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from relkit.publish.projects import Project
from relkit.publish.quoting import quoted, typed
from relkit.publish.tools import RequestRefused, Tool

_ADDRESS = re.compile(r"https?://\S+/(?:pull|merge_requests)/\d+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """What a request says."""

    title: str
    body: str
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Ends:
    """What a request wants merged into what: a branch of a project, the same or a fork, into the forge's ``base``."""

    head: str
    source: Project
    base: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Existing:
    """A request that is open: ``name`` is what the tool knows it by."""

    name: str
    url: str
    text: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Gh:
    """A project on GitHub, through `gh`."""

    project: Project
    folder: Path

    @property
    def tool(self) -> Tool:
        """`gh`."""
        return Tool(name="gh", folder=self.folder)

    @property
    def is_signed_in(self) -> bool:
        """Whether it is installed, and signed in to the project's host."""
        return self.tool.is_installed and self.tool.succeeds("auth", "status", "--hostname", self.project.host)

    @property
    def _where(self) -> tuple[str, str]:
        return ("--repo", f"{self.project.host}/{self.project.path}")

    def find(self, ends: Ends) -> Existing | None:
        """Return the open request of these ends."""
        fields = "number,url,title,body,labels,baseRefName,headRefName,headRepositoryOwner"
        # `--head` knows no owner: a fork's branch of the same name is told apart below.
        words = ("--head", ends.head, "--base", ends.base, "--state", "open", "--limit", "100", "--json", fields)
        for one in self.tool.json("pr", "list", *self._where, *words):
            owner = (one.get("headRepositoryOwner") or {}).get("login", "")
            if owner.lower() == ends.source.owner.lower() and one["headRefName"] == ends.head:
                labels = tuple(label["name"] for label in one.get("labels") or ())
                text = Text(title=one["title"], body=one.get("body") or "", labels=labels)
                return Existing(name=one["url"], url=one["url"], text=text)
        return None

    def open(self, ends: Ends, text: Text) -> str:
        """Open a request, without labels, and return its address."""
        words = ("--head", self._head(ends), "--base", ends.base, "--title", text.title, "--body-file", "-")
        return address(self.tool.run("pr", "create", *self._where, *words, stdin=text.body), "gh")

    def update(self, one: Existing, text: Text) -> None:
        """Give a request another title and body."""
        self.tool.run("pr", "edit", one.name, "--title", text.title, "--body-file", "-", stdin=text.body)

    def label(self, url: str, labels: Sequence[str]) -> None:
        """Add labels; one that the project does not have makes it fail."""
        self.tool.run("pr", "edit", url, "--add-label", ",".join(map(_field, labels)))

    def command(self, ends: Ends, text: Text, body: Path) -> str:
        """Return the command that opens it, its text in a file."""
        words = ["gh", "pr", "create", *self._where, "--head", self._head(ends), "--base", ends.base]
        words += ["--title", text.title, "--body-file", str(body)]
        return typed([*words, *(word for label in text.labels for word in ("--label", _field(label)))])

    def _head(self, ends: Ends) -> str:
        return ends.head if ends.source == self.project else f"{ends.source.owner}:{ends.head}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Glab:
    """A project on GitLab, through `glab`. GitLab makes labels that it does not have."""

    project: Project
    folder: Path

    @property
    def tool(self) -> Tool:
        """`glab`."""
        return Tool(name="glab", folder=self.folder)

    @property
    def is_signed_in(self) -> bool:
        """Whether it is installed, and signed in to the project's host."""
        return self.tool.is_installed and self.tool.succeeds("auth", "status", "--hostname", self.project.host)

    @property
    def _where(self) -> tuple[str, str]:
        return ("--repo", _address_of(self.project))

    def find(self, ends: Ends) -> Existing | None:
        """Return the open request of these ends."""
        words = ("--source-branch", ends.head, "--target-branch", ends.base, "--per-page", "100", "--output", "json")
        for one in self.tool.json("mr", "list", *self._where, *words) or ():
            is_own = one["source_project_id"] == one["target_project_id"]
            if one["source_branch"] == ends.head and is_own == (ends.source == self.project):
                text = Text(title=one["title"], body=one.get("description") or "", labels=_labels(one))
                return Existing(name=str(one["iid"]), url=one["web_url"], text=text)
        return None

    def open(self, ends: Ends, text: Text) -> str:
        """Open a request, without labels, and return its address."""
        words = (*self._ends(ends), "--title", text.title, "--description", text.body, "--yes")
        return address(self.tool.run("mr", "create", *self._where, *words), "glab")

    def update(self, one: Existing, text: Text) -> None:
        """Give a request another title and body."""
        words = ("--title", text.title, "--description", text.body)
        self.tool.run("mr", "update", one.name, *self._where, *words)

    def label(self, url: str, labels: Sequence[str]) -> None:
        """Add labels."""
        number = url.rpartition("/")[2]
        self.tool.run("mr", "update", number, *self._where, "--label", ",".join(labels))

    def command(self, ends: Ends, text: Text, body: Path) -> str:
        """Return the command that opens it, its text in a file."""
        words = ["glab", "mr", "create", *self._where, *self._ends(ends), "--title", text.title]
        labels = [word for label in text.labels for word in ("--label", label)]
        return f'{typed([*words, *labels])} --description "$(cat {quoted(str(body))})" --yes'

    def _ends(self, ends: Ends) -> tuple[str, ...]:
        source = () if ends.source == self.project else ("--head", _address_of(ends.source))
        return (*source, "--source-branch", ends.head, "--target-branch", ends.base)


Forge = Gh | Glab
"""A project on a forge that relkit can talk to."""


def address(said: str, tool: str) -> str:
    """Return the address of a request that a tool named. Raises RequestRefused where it named none."""
    found = _ADDRESS.findall(said)
    if not found:
        raise RequestRefused(f"{tool} did not name the request that it opened", "look for it on the forge")
    return str(found[-1])


def _address_of(project: Project) -> str:
    return f"https://{project.host}/{project.path}"


def _labels(one: dict[str, Any]) -> tuple[str, ...]:
    return tuple(label if isinstance(label, str) else label["name"] for label in one.get("labels") or ())


def _field(label: str) -> str:
    """Return a label as one field of the comma-separated values that `gh` reads."""
    return '"' + label.replace('"', '""') + '"' if any(sign in label for sign in ',"\n') else label
