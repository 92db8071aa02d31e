"""What a change does to its files, for a person to look at: counts of lines, and the difference itself."""

from __future__ import annotations

from relkit.git.process import Git, GitError
from relkit.model.commit import Change
from relkit.model.question import FileStat

_LONGEST = 2_000_000
"""Bytes of a difference that are shown."""
_COMMON = ("--no-ext-diff", "--no-textconv", "--root", "--diff-merges=first-parent")


def diff_stat(git: Git, change: Change) -> tuple[FileStat, ...]:
    """Return the lines added and removed in each file, of a merge against its first parent; renames count as both.

    Where blobs are missing the files are returned without counts.
    """
    try:
        said = git.run("show", "--format=", "--numstat", "-z", "--no-renames", *_COMMON, change.id, "--")
    except GitError:
        return tuple(FileStat(path=file.path, added=None, removed=None) for file in change.files)
    stats = []
    for entry in said.decode("utf-8", "surrogateescape").split("\0"):
        added, _, rest = entry.lstrip("\n").partition("\t")
        removed, _, path = rest.partition("\t")  # the path may hold tabs of its own
        if path:
            stats.append(FileStat(path=path, added=_count(added), removed=_count(removed)))
    return tuple(stats)


def diff_text(git: Git, change: Change) -> str:
    """Return a change as `git show` tells it, with a merge's difference to its first parent; long ones are cut.

    Where blobs are missing it says so instead. The text is the repository's: it is not made safe to show.
    """
    try:
        said = git.run("show", "--stat", "--patch", *_COMMON, change.id, "--")
    except GitError as error:
        return f"the difference of {change.id[:12]} cannot be read: {error.first_line}\n"
    text = said[:_LONGEST].decode("utf-8", "replace")
    return text if len(said) <= _LONGEST else f"{text}\n… cut after {_LONGEST:,} bytes\n"


def _count(text: str) -> int | None:
    return int(text) if text.isdigit() else None
