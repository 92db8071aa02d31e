"""Reading people's decisions, keeping new ones, and taking back what was just decided."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from relkit.decisions import NoteText, settle, written
from relkit.git.authors import committer
from relkit.git.notes import change_notes, check_writable, read_notes, unreachable
from relkit.git.process import Git
from relkit.git.refs import OWN_NOTES
from relkit.git.repository import Repository
from relkit.model.commit import Commit
from relkit.model.decision import Decision, Decisions, KindDecided, SameDecided, WantedDecided, Word
from relkit.model.ids import CommitId
from relkit.model.refs import Refs

_Edit: TypeAlias = Callable[[bytes], bytes]
"""From a note's bytes to its new ones."""
_NAMED = 3  # commits that a warning names
_DIGITS = 10  # of an id that is shown to people


def read_decisions(git: Git, refs: Refs, until: int | None) -> Decisions:
    """Return the decisions of this repository and those fetched from others; none later than ``until``."""
    if not refs.notes:
        return Decisions()
    notes, said = read_notes(git, refs.notes)
    texts = (NoteText(on=note.on, ref=note.ref, text=note.content.decode("utf-8", "surrogateescape")) for note in notes)
    settled = settle(texts, until=until)
    return replace(settled, strange=(*said, *settled.strange))


def warnings(
    git: Git, decisions: Decisions, commits: Mapping[CommitId, Commit], steps: Collection[CommitId]
) -> tuple[str, ...]:
    """Return what is to be said of decisions that contradict each other, or whose commit is not in the history.

    ``commits`` were read, ``steps`` are all of the mainline's chain: what is in either is in the history.
    """
    said = list(decisions.strange)
    said += [
        f"people decided differently on {one.on[:_DIGITS]}{_quoted(commits, one.on)}, and the later word counts: "
        f"“{_said(other.word)}” ({other.who}), not “{_said(one.word)}” ({one.who})"
        for one, other in decisions.outranked[:_NAMED]
    ]
    if len(decisions.outranked) > _NAMED:
        said.append(f"and on {len(decisions.outranked) - _NAMED} more changes people decided differently")
    missing, loose = unreachable(git, [on for on in decisions.on if on not in commits and on not in steps])
    if missing:
        said.append(f"{_commits(missing)} with decisions on {_it(missing)} not in this repository; they do not count")
    if loose:
        said.append(
            f"{_commits(loose)} with decisions on {_it(loose)} on no branch (rewritten, perhaps); they do not count; "
            f"`git notes --ref=relkit copy {loose[0][:_DIGITS]} NEW` takes one along"
        )
    return tuple(said)


def _quoted(commits: Mapping[CommitId, Commit], on: CommitId) -> str:
    return f" “{commits[on].title}”" if on in commits else ""


def _said(word: Word) -> str:
    match word:
        case KindDecided(kind=kind):
            return f"it is {kind.value}"
        case WantedDecided(line=line, wanted=wanted):
            return f"{'wanted' if wanted else 'not wanted'} on {line}"
        case SameDecided(commit=commit, same=same):
            return f"{'the same as' if same else 'not'} {commit[:_DIGITS]}"


def _commits(ids: Sequence[CommitId]) -> str:
    named = ", ".join(commit[:_DIGITS] for commit in ids[:_NAMED]) + (" …" if len(ids) > _NAMED else "")
    return f"{len(ids)} commit ({named})" if len(ids) == 1 else f"{len(ids)} commits ({named})"


def _it(ids: Sequence[CommitId]) -> str:
    return "it is" if len(ids) == 1 else "them are"


@dataclass(frozen=True, kw_only=True, slots=True)
class Keeper:
    """Keeps one person's decisions in a repository's notes, each at once."""

    repository: Repository
    by: str

    def keep(self, words: Mapping[CommitId, Sequence[Word]]) -> tuple[Decision, ...]:
        """Write decisions on commits, all with one commit of notes, and return them. Raises RelkitError."""
        at = time.time_ns() // 1000
        made = tuple(Decision(on=on, at=at, by=self.by, word=word) for on, several in words.items() for word in several)
        self._change(made, _adding, "Decide on")
        return made

    def take_back(self, decisions: Sequence[Decision]) -> None:
        """Take the lines of these decisions out again. Raises RelkitError."""
        self._change(decisions, _removing, "Take back a decision on")

    def _change(self, decisions: Sequence[Decision], how: Callable[[Sequence[bytes]], _Edit], does: str) -> None:
        lines = _by_commit(decisions)
        edits = {on: how(several) for on, several in lines.items()}
        message = f"{does} {len(lines)} change{'' if len(lines) == 1 else 's'}"
        change_notes(self.repository, OWN_NOTES, edits, message)


def open_keeper(repository: Repository) -> Keeper:
    """Return who keeps decisions here. Raises UsageError where they cannot be kept, with what to do."""
    check_writable(repository, OWN_NOTES)
    return Keeper(repository=repository, by=committer(repository))


def _by_commit(decisions: Sequence[Decision]) -> dict[CommitId, list[bytes]]:
    lines: dict[CommitId, list[bytes]] = defaultdict(list)
    for decision in decisions:
        lines[decision.on].append(written(decision).encode("utf-8", "surrogateescape"))
    return lines


def _adding(lines: Sequence[bytes]) -> _Edit:
    def add(note: bytes) -> bytes:
        before = note if not note or note.endswith(b"\n") else note + b"\n"
        return before + b"".join(line + b"\n" for line in lines)

    return add


def _removing(lines: Sequence[bytes]) -> _Edit:
    def remove(note: bytes) -> bytes:
        return b"".join(line for line in note.splitlines(keepends=True) if line.rstrip(b"\n") not in lines)

    return remove
