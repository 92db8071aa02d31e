"""The demonstration's story as it is written down, in ``templates/demo/story.toml``: steps, oldest first.

``days`` are before the moment of telling. ``by`` names one of ``people``; ``id`` is what later steps call a commit.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from relkit.resources import open_template


class Edit(msgspec.Struct, forbid_unknown_fields=True):
    """Replace ``old``, which is there once, by ``new`` (neither counts its last line feed); or write a whole file."""

    path: str
    new: str
    old: str | None = None


class Commit(msgspec.Struct, tag_field="do", tag="commit", forbid_unknown_fields=True):
    """A push to a branch, or a pull request that was squashed.

    ``note`` is a kind and a text: it adds a news fragment, numbered by the title's "(#7)".
    """

    title: str
    days: float = 0
    by: str = "ada"
    id: str | None = None
    on: str = "main"
    body: str = ""
    note: Mapping[str, str] = {}
    edit: tuple[Edit, ...] = ()


class PullRequest(msgspec.Struct, tag_field="do", tag="pull request", forbid_unknown_fields=True):
    """A pull request that main takes with a merge commit. ``days`` is when; its commits are a little older."""

    number: int
    topic: str
    title: str
    days: float
    by: str
    commit: tuple[Commit, ...]
    id: str | None = None


class Backport(msgspec.Struct, tag_field="do", tag="backport", forbid_unknown_fields=True):
    """A cherry-pick with ``-x``; ``title`` takes the place of the subject."""

    of: str
    on: str
    days: float
    title: str | None = None


class Revert(msgspec.Struct, tag_field="do", tag="revert", forbid_unknown_fields=True):
    """A commit of main, taken back."""

    of: str
    days: float
    why: str


class Fork(msgspec.Struct, tag_field="do", tag="fork", forbid_unknown_fields=True):
    """A new branch where main stands."""

    branch: str


class Release(msgspec.Struct, tag_field="do", tag="release", forbid_unknown_fields=True):
    """The version set, the fragments made a section of the changelog, and tagged."""

    on: str
    days: float
    version: str


class Candidate(msgspec.Struct, tag_field="do", tag="candidate", forbid_unknown_fields=True):
    """The version set, and tagged; the fragments wait for the release."""

    on: str
    days: float
    version: str


class Open(msgspec.Struct, tag_field="do", tag="open", forbid_unknown_fields=True):
    """Main after a fork: the next development version, and the changelog of what was released."""

    days: float
    version: str
    released: str


class Tag(msgspec.Struct, tag_field="do", tag="tag", forbid_unknown_fields=True):
    """A tag that is no release."""

    on: str
    name: str
    days: float
    title: str


Step = Commit | PullRequest | Backport | Revert | Fork | Release | Candidate | Open | Tag


class Story(msgspec.Struct, forbid_unknown_fields=True):
    """People ("Ada Brandt <ada@example.org>") by what steps call them, and the steps."""

    people: dict[str, str]
    step: tuple[Step, ...]


def read_story() -> Story:
    """Read the story. Raises msgspec.ValidationError, with the place, when it is not written as it should be."""
    return msgspec.toml.decode(open_template("demo/story.toml"), type=Story)
