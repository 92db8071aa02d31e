"""What was taken back, and what of that was put back again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from relkit.ledger.references import is_revert, plain_title, reverted_ids
from relkit.model.commit import Change, Commit
from relkit.model.ids import CommitId

_QUOTED = re.compile(r"revert\s*:?\s+(?:[\"'“](?P<quoted>.+)[\"'”]|(?P<bare>.+))", re.IGNORECASE)
_SHORTEST = 7  # digits of an abbreviated id that are trusted


@dataclass(kw_only=True, slots=True)
class _Followed:
    """A history's reverts: which commits stand reverted at its end and by which, and each revert's victim."""

    standing: dict[CommitId, CommitId] = field(default_factory=dict)
    victim_of: dict[CommitId, CommitId] = field(default_factory=dict)


def reverts(changes: Iterable[Change]) -> dict[CommitId, CommitId]:
    """Return which commits stand reverted at the end of a history (oldest first), each with the commit that did it.

    A revert names its victim by id, else by the title that it quotes; a revert of a revert puts the victim back.
    """
    return _follow(changes).standing


def without_undone(changes: Sequence[Change]) -> tuple[Change, ...]:
    """Return the changes of a stretch of history (oldest first) that have an effect at its end.

    A change that a later one of the stretch took back goes, and so does every revert of something in the stretch. A
    revert of something older stays: it does have an effect.
    """
    followed = _follow(changes)
    spent = followed.standing.keys() | followed.victim_of.keys()
    return tuple(change for change in changes if not _is_spent(change, spent))


def _is_spent(change: Change, spent: AbstractSet[CommitId]) -> bool:
    plain = [commit.id for commit in change.commits if not commit.is_merge]
    return change.id in spent or (bool(plain) and all(commit in spent for commit in plain))


def _follow(changes: Iterable[Change]) -> _Followed:
    followed = _Followed()
    ids: dict[str, CommitId] = {}
    titles: dict[str, CommitId] = {}
    for change in changes:
        for commit in change.commits:
            if is_revert(commit):
                for victim in _victims(commit, ids, titles):
                    followed.victim_of[commit.id] = victim
                    if victim in followed.victim_of:
                        followed.standing.pop(followed.victim_of[victim], None)
                    else:
                        followed.standing[victim] = commit.id
            ids[commit.id[:_SHORTEST]] = commit.id
            titles[plain_title(commit.title)] = commit.id
    return followed


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
