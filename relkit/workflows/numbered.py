"""Changes that are named by the request that they came from: "#1234", "GH-1234", "!1234"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from relkit.errors import UsageError
from relkit.git.history import read_commits
from relkit.ledger.references import request_of
from relkit.model.ids import SHORT_ID, CommitId
from relkit.workflows.survey import Survey

_NUMBERED = re.compile(r"(?:#|!|GH-)(\d{1,9})", re.IGNORECASE)


def is_numbered(name: str) -> bool:
    """Tell whether a name is the number of a request."""
    return _NUMBERED.fullmatch(name) is not None


def find_numbered(found: Survey, names: Iterable[str]) -> dict[str, CommitId]:
    """Return the commits on the mainline that say that they come from the named requests; unknown ones are left out.

    Raises UsageError where several do.
    """
    numbers = {name: int(match[1]) for name in names if (match := _NUMBERED.fullmatch(name))}
    if not numbers:
        return {}
    git, tip = found.repository.git, found.layout.mainline.branch.tip
    any_of = "|".join(str(number) for number in numbers.values())
    pattern = f"(#|!|[Gg][Hh]-)({any_of})([^0-9]|$)"
    said = git.text("log", "--first-parent", "--extended-regexp", f"--grep={pattern}", "--format=%H", tip, "--")
    ids = [CommitId(line) for line in said.split("\n") if line]
    by_number: dict[int, list[CommitId]] = {}
    for commit in read_commits(git, found.cache, ids).commits.values():
        number = request_of(commit)
        if number is not None:
            by_number.setdefault(number, []).append(commit.id)
    return {name: _only(name, by_number[number]) for name, number in numbers.items() if number in by_number}


def _only(name: str, commits: list[CommitId]) -> CommitId:
    if len(commits) > 1:
        which = ", ".join(commit[:SHORT_ID] for commit in commits)
        raise UsageError(f"{name} may be any of {len(commits)} commits: {which}", "name one of them")
    return commits[0]
