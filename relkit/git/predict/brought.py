"""Who brought lines: what a pick leans on without a conflict to show it, and what a line itself has changed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from relkit.git.process import Git
from relkit.model.forecast import Lines
from relkit.model.ids import CommitId

_HEAD = re.compile(rb"([0-9a-f]{40}) \d+ \d+")


def brought_by(git: Git, pick: CommitId, onto: CommitId, path: str, line: int) -> CommitId | None:
    """Return the commit that last changed a line (counted from 1) of a file as ``pick`` left it.

    None where ``onto`` reaches that commit, and where the pick itself did it. Raises GitError where the history cannot
    be read.
    """
    said = git.run("blame", "--porcelain", f"-L{line},{line}", pick, f"^{onto}", "--", path)
    head, *rest = said.decode("utf-8", "replace").split("\n")
    commit = CommitId(head.split(" ")[0])
    return None if "boundary" in rest or commit == pick else commit


def changed_on(git: Git, onto: CommitId, pick: CommitId, path: str, places: Sequence[Lines]) -> tuple[CommitId, ...]:
    """Return the commits of ``onto``'s history, not of the pick's, that last changed lines of a file of ``onto``.

    None of lines that were only taken away. Raises GitError where the history cannot be read.
    """
    ranges = [f"-L{one.first},+{one.count}" for one in places if one.count]
    if not ranges:
        return ()
    said = git.run("blame", "--porcelain", *ranges, onto, f"^{pick}", "--", path).split(b"\n")
    found: dict[CommitId, bool] = {}
    commit = CommitId("")
    for line in said:
        if head := _HEAD.match(line):
            commit = CommitId(head[1].decode())
            found.setdefault(commit, True)
        elif line == b"boundary":
            found[commit] = False
    return tuple(commit for commit, is_own in found.items() if is_own)
