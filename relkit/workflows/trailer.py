"""How a project's backports say where they come from: as configured, else as most of those that relkit can see do."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from relkit.errors import UsageError
from relkit.git.history import read_commits
from relkit.ledger.references import references
from relkit.model.commit import Commit, Person
from relkit.model.ids import ID_LENGTH, CommitId
from relkit.planner.convention import CONVENTIONS, SHA, Convention, Source, configured, detect, is_marked
from relkit.planner.message import Style
from relkit.workflows.sights import Scene

_RECENT = 200
"""Backports that are looked at, the newest."""
_OTHERS = 4
"""Lines that are looked at where the backports of those that were read say nothing."""
_PRODUCER = ("convention", "1")
_NOBODY = Person(name="", email="")
_EXAMPLE = CommitId("0123456789abcdef0123456789abcdef01234567")


def find_style(scene: Scene, *, closing: bool) -> Style:
    """Return how the messages of backports are made, with or without the lines that close issues.

    Raises UsageError for a configured trailer that relkit would not read again.
    """
    commits = _linked(scene)
    said = scene.found.config.trailer
    return Style(
        convention=_found(scene, commits) if said is None else _configured(scene, said),
        mainline=scene.found.layout.mainline.branch.short,
        closing=closing,
        names_merge=_names_merges(scene, commits),
    )


def _configured(scene: Scene, said: str) -> Convention:
    convention = configured(said)
    if not _is_read(convention):
        known = " or ".join(f'"{one.template}"' for one in CONVENTIONS[:2])
        raise UsageError(
            f'relkit would not see from "{said}" what a backport comes from ({scene.found.config.key("trailer")})',
            f'write it in one of the usual ways: {known}, "Backport-of: {SHA}"',
        )
    return convention


def _found(scene: Scene, commits: Sequence[Commit]) -> Convention:
    messages = [commit.message for commit in commits]
    if not any(map(is_marked, messages)):
        messages = _of_other_lines(scene)
    return detect(messages)


def _names_merges(scene: Scene, commits: Sequence[Commit]) -> bool:
    """Tell whether backports of merges of one commit name the merge, and not that commit, as most of them do."""
    own = scene.histories.mainline.own
    merges = commits_in = 0
    for commit in commits:
        for source in references(commit).sources:
            place = scene.places.get(CommitId(source))
            if place is None or len(own[place[0]].brought) != 1:
                continue
            is_merge = own[place[0]].id == source
            merges += is_merge
            commits_in += not is_merge
    return merges > commits_in


def _is_read(convention: Convention) -> bool:
    message = convention.marked("Fix\n", Source(id=_EXAMPLE, mainline="main", request=1))
    commit = Commit(
        id=_EXAMPLE,
        parents=(),
        author=_NOBODY,
        authored=0,
        committer=_NOBODY,
        committed=0,
        message=message,
        files=(),
    )
    return _EXAMPLE in references(commit).sources


def _linked(scene: Scene) -> list[Commit]:
    """Return the newest backports of the lines that were read."""
    commits = scene.histories.commits
    linked = {link.line for book in scene.books.values() for link in book.links}
    known = [commits[commit] for commit in linked if commit in commits]
    return sorted(known, key=lambda one: (-one.committed, one.id))[:_RECENT]


def _of_other_lines(scene: Scene) -> list[str]:
    """Return the messages of the newest commits of other lines: what is marked there is a backport."""
    found = scene.found
    git, cache = found.repository.git, found.cache
    read = {line.line.branch.ref for line in scene.histories.lines}
    tips = [line.branch.tip for line in found.layout.lines if line.branch.ref not in read][:_OTHERS]
    if not tips:
        return []
    mainline = found.layout.mainline.branch.tip
    key = hashlib.sha1("\0".join((mainline, *tips)).encode(), usedforsecurity=False).digest()
    kept = cache.get(*_PRODUCER, (key,)).get(key)
    if kept is None:
        most = ("--no-merges", f"--max-count={_RECENT}")
        kept = git.run("rev-list", *most, *tips, f"^{mainline}", "--").replace(b"\n", b"")
        cache.put(*_PRODUCER, {key: kept})
    ids = [CommitId(kept[start : start + ID_LENGTH].decode()) for start in range(0, len(kept), ID_LENGTH)]
    return [commit.message for commit in read_commits(git, cache, ids).commits.values()]
