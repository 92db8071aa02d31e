"""Who brought a line that the mainline has: the commit that a pick leans on without a conflict to show it."""

from __future__ import annotations

from relkit.git.process import Git, GitError
from relkit.model.ids import CommitId


def brought_by(git: Git, pick: CommitId, onto: CommitId, path: str, line: int) -> CommitId | None:
    """Return the commit that last changed a line (counted from 1) of a file as ``pick`` left it.

    None where ``onto`` reaches that commit, where the pick itself did it, and where the history cannot be read.
    """
    try:
        said = git.run("blame", "--porcelain", f"-L{line},{line}", pick, f"^{onto}", "--", path)
    except GitError:
        return None
    head, *rest = said.decode("utf-8", "replace").split("\n")
    commit = CommitId(head.split(" ")[0])
    return None if "boundary" in rest or commit == pick else commit
