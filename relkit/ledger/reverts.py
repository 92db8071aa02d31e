"""What was taken back, and what of that was put back again."""

from __future__ import annotations

import re
from collections.abc import Iterable

from relkit.ledger.references import is_revert, plain_title, reverted_ids
from relkit.model.commit import Change, Commit
from relkit.model.ids import CommitId

_QUOTED = re.compile(r"revert\s*:?\s+(?:[\"'“](?P<quoted>.+)[\"'”]|(?P<bare>.+))", re.IGNORECASE)
_SHORTEST = 7  # digits of an abbreviated id that are trusted


def reverts(changes: Iterable[Change]) -> dict[CommitId, CommitId]:
    """Return which commits stand reverted at the end of a history (oldest first), each with the commit that did it.

    A revert names its victim by id, else by the title that it quotes; a revert of a revert puts the victim back.
    """
    standing: dict[CommitId, CommitId] = {}
    victim_of: dict[CommitId, CommitId] = {}
    ids: dict[str, CommitId] = {}
    titles: dict[str, CommitId] = {}
    for change in changes:
        for commit in change.commits:
            if is_revert(commit):
                for victim in _victims(commit, ids, titles):
                    victim_of[commit.id] = victim
                    if victim in victim_of:
                        standing.pop(victim_of[victim], None)
                    else:
                        standing[victim] = commit.id
            ids[commit.id[:_SHORTEST]] = commit.id
            titles[plain_title(commit.title)] = commit.id
    return standing


def _victims(commit: Commit, ids: dict[str, CommitId], titles: dict[str, CommitId]) -> list[CommitId]:
    found = ((text, ids.get(text[:_SHORTEST])) for text in reverted_ids(commit))
    named = [victim for text, victim in found if victim is not None and victim.startswith(text)]
    if named:
        return named
    quoted = _QUOTED.search(commit.title)
    if not quoted:
        return []
    victim = titles.get(plain_title(quoted["quoted"] or quoted["bare"]))
    return [] if victim is None or victim == commit.id else [victim]
