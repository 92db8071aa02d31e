"""Cutting a line's history into changes: its first-parent steps, each with what it brought."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from relkit.model.commit import Change, Commit, FileChange, FileStatus
from relkit.model.ids import CommitId


def ancestors(commits: Mapping[CommitId, Commit], tips: Iterable[CommitId]) -> set[CommitId]:
    """Return which of ``commits`` are reachable from the tips, the tips included."""
    found: set[CommitId] = set()
    todo = [tip for tip in tips if tip in commits]
    while todo:
        commit = todo.pop()
        if commit not in found:
            found.add(commit)
            todo.extend(parent for parent in commits[commit].parents if parent in commits and parent not in found)
    return found


def changes_along(
    commits: Mapping[CommitId, Commit], tip: CommitId, before: Iterable[CommitId] = ()
) -> tuple[Change, ...]:
    """Return the changes that lead to ``tip``, oldest first, as far as ``commits`` reaches.

    ``before`` are commits that the line stands on (its fork point): they and what they reach belong to no change.
    ``commits`` holds children before their parents, as the history is read.
    """
    seen = ancestors(commits, before)
    position = {commit: place for place, commit in enumerate(commits)}
    steps: list[Commit] = []
    at: CommitId | None = tip
    while at is not None and at in commits and at not in seen:
        steps.append(commits[at])
        at = commits[at].parents[0] if commits[at].parents else None
    changes: list[Change] = []
    for step in reversed(steps):
        seen.add(step.id)
        brought = _brought(commits, step, seen)
        seen.update(brought)
        brought.sort(key=position.__getitem__, reverse=True)
        changes.append(as_change(step, tuple(commits[commit] for commit in brought)))
    return tuple(changes)


def as_change(commit: Commit, brought: tuple[Commit, ...] = ()) -> Change:
    """Make a change of a step and what it brought."""
    if not brought:
        return Change(commit=commit, brought=(), files=commit.files or ())
    return Change(commit=commit, brought=brought, files=_union([other.files or () for other in brought]))


def _brought(commits: Mapping[CommitId, Commit], step: Commit, seen: set[CommitId]) -> list[CommitId]:
    brought: list[CommitId] = []
    todo = list(step.parents[1:])
    met: set[CommitId] = set()
    while todo:
        commit = todo.pop()
        if commit in met or commit in seen or commit not in commits:
            continue
        met.add(commit)
        brought.append(commit)
        todo.extend(commits[commit].parents)
    return brought


def _union(differences: Sequence[tuple[FileChange, ...]]) -> tuple[FileChange, ...]:
    """Join differences in their order: each path once, from its first version to its last."""
    if len(differences) == 1:
        return differences[0]
    joined: dict[str, FileChange] = {}
    for file in (file for difference in differences for file in difference):
        first = joined.get(file.path)
        joined[file.path] = file if first is None else _join(first, file)
    return tuple(file for file in joined.values() if (file.old, file.old_mode) != (file.new, file.new_mode))


def _join(first: FileChange, last: FileChange) -> FileChange:
    if first.old is None:
        status = FileStatus.ADDED
    elif last.new is None:
        status = FileStatus.DELETED
    else:
        status = last.status if last.status is FileStatus.TYPE_CHANGED else FileStatus.MODIFIED
    return FileChange(
        path=first.path, status=status, old_mode=first.old_mode, new_mode=last.new_mode, old=first.old, new=last.new
    )
