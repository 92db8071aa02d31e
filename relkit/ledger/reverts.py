"""What was taken back, and what of that was put back again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from relkit.ledger.references import TELLING, is_revert, plain_title, references, reverted_ids
from relkit.model.commit import Change, Commit
from relkit.model.ids import CommitId

_QUOTED = re.compile(r"revert\s*:?\s+(?:[\"'“](?P<quoted>.+)[\"'”]|(?P<bare>.+))", re.IGNORECASE)
_SHORTEST = 7  # digits of an abbreviated id that are trusted
_LONGEST = 500  # characters of a title that are looked at


@dataclass(kw_only=True, slots=True)
class _Followed:
    """A history's reverts: which commits stand reverted at its end and by which, and each revert's victim."""

    standing: dict[CommitId, CommitId] = field(default_factory=dict)
    victim_of: dict[CommitId, CommitId] = field(default_factory=dict)


def reverts(changes: Iterable[Change], before: Iterable[Change] = ()) -> dict[CommitId, CommitId]:
    """Return which commits stand reverted at the end of a history (oldest first), each with the commit that did it.

    A revert names its victim by id (its own, or that of the commit that it was picked from), else by the title that it
    quotes; a revert of a revert puts the victim back. Commits that came ``before`` may be taken back, too.
    """
    return _follow(changes, before).standing


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


def _follow(changes: Iterable[Change], before: Iterable[Change] = ()) -> _Followed:
    followed = _Followed()
    names = _Names()
    for commit in (commit for change in before for commit in change.commits):
        names.learn(commit)
    for commit in (commit for change in changes for commit in change.commits):
        if is_revert(commit):
            for victim in names.victims(commit):
                followed.victim_of[commit.id] = victim
                if victim in followed.victim_of:
                    followed.standing.pop(followed.victim_of[victim], None)
                else:
                    followed.standing[victim] = commit.id
        names.learn(commit)
    return followed


class _Names:
    """What reverts may call commits by: the newest under each name."""

    def __init__(self) -> None:
        self._ids: dict[str, list[tuple[str, CommitId]]] = {}
        self._titles: dict[str, CommitId] = {}

    def learn(self, commit: Commit) -> None:
        for name in (commit.id, *references(commit).sources):
            self._ids.setdefault(name[:_SHORTEST], []).append((name, commit.id))
        self._titles[plain_title(commit.title)] = commit.id

    def victims(self, commit: Commit) -> list[CommitId]:
        texts = reverted_ids(commit)
        named = [victim for text in texts if (victim := self._of_id(text)) is not None]
        quoted = _QUOTED.search(commit.title[:_LONGEST])
        if named or not quoted:
            return named
        title = plain_title(quoted["quoted"] or quoted["bare"])
        victim = self._titles.get(title)
        # An id that nothing has here is of something older, or of a branch that was squashed: then only a title that
        # says something tells which.
        if victim is None or victim == commit.id or (texts and len(title.split()) < TELLING):
            return []
        return [victim]

    def _of_id(self, text: str) -> CommitId | None:
        known = self._ids.get(text[:_SHORTEST], ())
        return next(
            (commit for name, commit in reversed(known) if name.startswith(text) or text.startswith(name)), None
        )
