"""Comparing two versions of a file line by line, as git does."""

from __future__ import annotations

from relkit.model.edit import Edit

LARGEST = 1 << 20
"""Bytes of a blob that is compared; larger ones are data, and slow to compare."""


def edit_between(before: bytes, after: bytes) -> Edit | None:
    """Return what differs between two versions, without context, or None where one of them is binary."""
    import pygit2  # only where files have to be compared

    # The option behind git's own default heuristic: without it patch ids differ for up to 4 % of commits.
    flag = pygit2.enums.DiffOption.INDENT_HEURISTIC
    patch = pygit2.Patch.create_from(before, after, context_lines=0, flag=flag)
    if patch.delta.is_binary:
        return None
    hunks = patch.hunks
    lines = (line for hunk in hunks for line in hunk.lines)
    return Edit(
        lines=tuple(line.origin.encode() + line.raw_content for line in lines if line.origin in "+-"),
        hunks=len(hunks),
    )
