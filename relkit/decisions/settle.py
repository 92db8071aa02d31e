"""Which decisions count: of several about one thing the latest; and what of the notes is left alone."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from relkit.decisions.lines import NewerError, read_line
from relkit.model.decision import Decision, Decisions, KindDecided, LineDecisions, SameDecided, WantedDecided
from relkit.model.ids import CommitId
from relkit.model.line import Line

_MICROSECONDS = 1_000_000
_NAMED = 3  # notes that one warning names


@dataclass(frozen=True, kw_only=True, slots=True)
class NoteText:
    """A note's text, the commit that it hangs on and the ref that it comes from."""

    on: CommitId
    ref: str
    text: str


def settle(notes: Iterable[NoteText], *, until: int | None = None) -> Decisions:
    """Read all decisions of the notes, and let the latest about each thing count.

    The same line in several refs is one decision. With ``until`` (seconds since 1970) later ones are not seen. Notes
    that hold something else are told of in ``strange``: they were left alone.
    """
    found: dict[tuple[CommitId, str], Decision] = {}
    newer: dict[CommitId, str] = {}
    foreign: dict[CommitId, str] = {}
    for note in notes:
        for place, line in enumerate(note.text.split("\n"), 1):
            if not line.strip() or (note.on, line) in found:
                continue
            try:
                decision = read_line(line, note.on)
            except NewerError:
                newer.setdefault(note.on, f"{note.on[:12]} in {note.ref}")
            except ValueError as error:
                foreign.setdefault(note.on, f"{note.on[:12]} in {note.ref} (line {place}: {error})")
            else:
                if until is None or decision.at < (until + 1) * _MICROSECONDS:
                    found[note.on, line] = decision
    return _fold(
        [decision for _, decision in sorted(found.items(), key=lambda item: (item[1].at, item[0][1]))],
        (
            *_strange(newer.values(), "was", "written by a newer relkit"),
            *_strange(foreign.values(), "is", "no decision"),
        ),
    )


def for_line(decisions: Decisions, line: Line) -> LineDecisions:
    """Return what was decided about a line, by whichever of its names it was called."""
    names = line.names
    wanted: dict[CommitId, Decision] = {}
    for on, several in decisions.wanted.items():
        for decision in several:
            if isinstance(decision.word, WantedDecided) and decision.word.line in names:
                before = wanted.get(on)
                wanted[on] = decision if before is None or before.at <= decision.at else before
    same = {
        on: own
        for on, several in decisions.same.items()
        if (own := tuple(d for d in several if isinstance(d.word, SameDecided) and d.word.line in names))
    }
    return LineDecisions(wanted=wanted, same=same)


def called(line: Line) -> str:
    """Return the name by which new decisions call a line, the same in every clone and after the branch is renamed.

    That is the series where the branch's name says it ("2.3" of "stable/2.3"), else the branch without its remote.
    """
    short = line.branch.short
    said = line.series is not None and line.series in re.sub(r"[_-]", ".", short)
    return str(line.series) if said else short


def said_wanted(decisions: Decisions, line: Line) -> dict[CommitId, bool]:
    """Return whether changes are wanted on a line, of those that somebody decided about."""
    said = for_line(decisions, line).wanted
    return {on: d.word.wanted for on, d in said.items() if isinstance(d.word, WantedDecided)}


def _fold(ordered: Sequence[Decision], strange: tuple[str, ...]) -> Decisions:
    by_subject: dict[tuple[str, ...], list[Decision]] = defaultdict(list)
    for decision in ordered:
        by_subject[decision.subject].append(decision)
    kinds: dict[CommitId, Decision] = {}
    wanted: dict[CommitId, list[Decision]] = defaultdict(list)
    same: dict[CommitId, list[Decision]] = defaultdict(list)
    outranked: list[tuple[Decision, Decision]] = []
    for several in by_subject.values():
        last = several[-1]
        match last.word:
            case KindDecided():
                kinds[last.on] = last
            case WantedDecided():
                wanted[last.on].append(last)
            case SameDecided():
                same[last.on].append(last)
        outranked += [(other, last) for other in _last_of_others(several, last) if other.word != last.word]
    return Decisions(
        kinds=kinds, wanted=_frozen(wanted), same=_frozen(same), outranked=tuple(outranked), strange=strange
    )


def _frozen(several: Mapping[CommitId, list[Decision]]) -> dict[CommitId, tuple[Decision, ...]]:
    return {on: tuple(decisions) for on, decisions in several.items()}


def _last_of_others(several: Sequence[Decision], last: Decision) -> list[Decision]:
    """Return each other person's last word: who changes their own mind contradicts nobody."""
    said = {decision.by: decision for decision in several}
    return [decision for by, decision in said.items() if by != last.by]


def _strange(named: Iterable[str], verb: str, what: str) -> list[str]:
    places = list(named)
    if not places:
        return []
    if len(places) == 1:
        return [f"the note on {places[0]} {verb} {what}; it was left alone"]
    more = f" and {len(places) - _NAMED} more" if len(places) > _NAMED else ""
    plural = "were" if verb == "was" else "are"
    return [f"{len(places)} notes {plural} {what}: on {'; on '.join(places[:_NAMED])}{more}; they were left alone"]
