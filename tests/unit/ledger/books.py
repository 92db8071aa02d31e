"""The book of a real repository's branch, kept as the plan keeps it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from relkit.cache import Cache
from relkit.git.history import read_history
from relkit.git.objects import Objects
from relkit.git.patches import BlobPatches
from relkit.git.repository import open_repository
from relkit.ledger import LineHistory, index_mainline, keep_book
from relkit.lines.steps import changes_along
from relkit.model.ids import CommitId
from relkit.model.link import LineLedger
from tests.builders import RepoBuilder


def book(
    repo: RepoBuilder,
    branch: str = "1.x",
    others: Sequence[str] = (),
    *,
    by_lines: Callable[[str], bool] | None = None,
    since: CommitId | None = None,
) -> LineLedger:
    """Keep the book of a branch; ``since`` is a commit above which the history is read, where not all of it is."""
    repository = open_repository(repo.path)
    tips = [repo.tip("main"), repo.tip(branch), *map(repo.tip, others)]
    base = CommitId(repository.git.text("merge-base", "--all", *tips[:2]).splitlines()[0])
    history = read_history(repository.git, Cache(None), tips, [since] if since else [])
    own = changes_along(history.commits, repo.tip(branch), [base])
    main = changes_along(history.commits, repo.tip("main"))
    stands_on = next((place for place, change in enumerate(main, 1) if change.id == base), 0)
    index = index_mainline(main, frozenset(commit.id for change in own for commit in change.commits))
    line = LineHistory(name=branch, changes=own, stands_on=stands_on, missed_from=stands_on)
    patches = BlobPatches(Objects(repository), Cache(None))
    return keep_book(index, line, history.commits, patches, by_lines=by_lines)
