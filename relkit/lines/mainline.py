"""Finding the mainline."""

from __future__ import annotations

from difflib import get_close_matches

from relkit.errors import RepositoryError, UsageError
from relkit.lines.names import read_name
from relkit.lines.remotes import preferred, rank
from relkit.model.refs import Branch, Refs

_USUAL = ("main", "master", "devel", "develop", "trunk", "development", "dev", "default", "mainline")
_STALE = 365 * 86400


def find_mainline(refs: Refs, configured: str | None = None) -> Branch:
    """Return the branch that new work lands on.

    In this order: the configured one; what the remote calls its default; HEAD's branch when it has a usual name; a
    branch with a usual name (main, master, devel, develop, trunk …) unless HEAD's has gone on for a year without it;
    HEAD's own when it is no maintenance branch; the only branch there is. A local branch stands for its remote one.
    Raises UsageError for an unknown configured name, RepositoryError when there is no branch or none stands out.
    """
    return explain_mainline(refs, configured)[0]


def explain_mainline(refs: Refs, configured: str | None = None) -> tuple[Branch, str]:
    """Return the mainline as ``find_mainline`` finds it, and how it was found in plain words. Raises as that does."""
    branches = preferred(refs)
    if configured is not None:
        return _configured(refs, branches, configured), "as configured"
    if not refs.branches:
        raise _no_branches(refs)
    default = _default(refs, branches)
    if default is not None:
        return default, "the remote's default branch"
    head = next((branch for branch in refs.branches if branch.ref == refs.head), None)
    if head is not None and head.short in _USUAL:
        return head, "HEAD's branch, with a usual name for it"
    usual = next((branches[name] for name in _USUAL if name in branches), None)
    if usual is not None and not (head and _outlived(usual, head)):
        return usual, "a usual name for it"
    if head is not None and (read_name(head.short) is None or len(branches) == 1):
        return head, "HEAD's branch"
    others = [branch for short, branch in branches.items() if read_name(short) is None]
    if len(others) == 1 or len(branches) == 1:
        return (others or list(branches.values()))[0], "the only branch that names no series"
    names = ", ".join(sorted(branches)[:5])
    raise RepositoryError(
        "no branch stands out as the mainline",
        f"`git remote set-head origin --auto` or `git symbolic-ref HEAD` tells git which it is; there are {names}",
    )


def _configured(refs: Refs, branches: dict[str, Branch], name: str) -> Branch:
    found = next((branch for branch in sorted(refs.branches, key=rank) if name in (branch.name, branch.ref)), None)
    found = found or branches.get(name)
    if found is None:
        near = get_close_matches(name, {*branches, *(branch.name for branch in refs.branches)}, n=3)
        hint = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(sorted(branches)[:8])}"
        raise UsageError(f"the mainline {name} is no branch of this repository", hint)
    return found


def _default(refs: Refs, branches: dict[str, Branch]) -> Branch | None:
    by_ref = {branch.ref: branch for branch in refs.branches}
    named = sorted((by_ref[ref] for ref in refs.defaults if ref in by_ref), key=rank)
    return branches.get(named[0].short, named[0]) if named else None


def _outlived(usual: Branch, head: Branch) -> bool:
    return read_name(head.short) is None and head.committed - usual.committed > _STALE


def _no_branches(refs: Refs) -> RepositoryError:
    if refs.head_commit is not None:
        return RepositoryError("the repository has no branch", "make one where HEAD is: git switch -c main")
    return RepositoryError("the repository is empty: it has no commit yet", "try `relkit plan --demo`")
