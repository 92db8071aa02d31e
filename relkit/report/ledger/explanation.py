"""What is said of one change's whereabouts, whatever shows it: a block for each line, with all evidence."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from relkit.model.command import Command
from relkit.model.commit import Change
from relkit.model.decision import Decision, SameDecided, WantedDecided
from relkit.model.evidence import DecidedBy, Evidence
from relkit.model.explained import Carrier, Explained, Explanation, OnLine
from relkit.model.ids import SHORT_ID
from relkit.model.ledger import Place
from relkit.model.link import Owed
from relkit.report.kinds import kind_in_words
from relkit.report.ledger.marks import LOOKS, Mark, mark_of
from relkit.report.ledger.view import tone_of
from relkit.report.tones import Tone
from relkit.report.words import count, day, elapsed, enumerated, minute, span

_COMMITS = 6
"""Commits of a merge that are named."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Point:
    """Something that is said of a change on a line: for its being there, against it, or beside; ``deep`` is detail."""

    text: str
    weight: float = 0.0
    deep: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A line: where the change is there in a few words, and what speaks for and against that."""

    name: str
    mark: Mark
    verdict: str
    points: tuple[Point, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeView:
    """A change: what it is, facts about it, and a block for each line."""

    kind: str
    tone: Tone
    short_id: str
    title: str
    facts: tuple[str, ...]
    blocks: tuple[Block, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ExplanationView:
    """All that is said of what was asked about, in order."""

    title: str
    moment: str
    through: str | None
    changes: tuple[ChangeView, ...]
    warnings: tuple[str, ...]
    commands: tuple[Command, ...] = ()


def view(told: Explanation, *, forecast: str = "relkit forecast") -> ExplanationView:
    """Return what to say of an explanation; ``forecast`` is the command that tells whether a cherry-pick will apply."""
    titles = dict(told.titles)
    return ExplanationView(
        title=told.repository,
        moment=f"as of {minute(told.now)}" if told.as_of else minute(told.now),
        through=_through(told),
        changes=tuple(_change(one, told.now, titles) for one in told.changes),
        warnings=told.warnings,
        commands=() if told.as_of else tuple(_forecasts(told, forecast)),
    )


def _forecasts(told: Explanation, forecast: str) -> Iterator[Command]:
    """Return how to ask whether what is missing would apply, for the newest line that lacks each change."""
    for one in told.changes:
        name = next((line.line.name for line in one.lines if line.standing.place is Place.MISSING), None)
        if name is not None:
            change = one.judged.change.id[:SHORT_ID]
            command = f"{forecast} {change} --to {shlex.quote(name)}"
            yield Command(command=command, does="would a cherry-pick apply?")


def _through(told: Explanation) -> str | None:
    if told.through is None:
        return None
    line, change = told.through
    carries = "this change" if len(told.changes) == 1 else f"these {len(told.changes)} changes"
    return f"{_named(change)} is on {line.name} and carries {carries}"


def _change(one: Explained, now: int, titles: Mapping[str, str]) -> ChangeView:
    change = one.judged.change
    return ChangeView(
        kind=kind_in_words(one.judged),
        tone=tone_of(one.judged),
        short_id=change.id[:SHORT_ID],
        title=change.title,
        facts=tuple(_facts(one, now)),
        blocks=tuple(_block(line, one, now, titles) for line in one.lines),
    )


def _facts(one: Explained, now: int) -> Iterator[str]:
    change, verdict = one.judged.change, one.judged.verdict
    author = (change.brought[0] if change.brought else change.commit).author.name
    ago = span(elapsed(change.landed, now))
    sure = f"{verdict.confidence:.0%} sure" if verdict.decided_by is DecidedBy.MODEL else verdict.decided_by.value
    yield f"on {one.home.name} since {day(change.landed)} ({ago} ago), by {author}; {verdict.kind.value}, {sure}"
    if not one.home.is_mainline:
        yield "it is linked with no change of the mainline: it never went forward, or cannot be recognised there"
    parts = [commit.id[:SHORT_ID] for commit in change.brought]
    if parts:
        yield f"a merge of {count(len(parts), 'commit')}: {enumerated(parts, _COMMITS)}"
    if one.undone_by is not None:
        yield f"reverted on {one.home.name} by {_named(one.undone_by)}"


def _named(change: Change) -> str:
    return f"{change.id[:SHORT_ID]} “{change.title}”"


def _block(line: OnLine, one: Explained, now: int, titles: Mapping[str, str]) -> Block:
    mark = mark_of(line.standing)
    points = (
        *_said_decisions(line.decisions),
        *(point for carrier in line.carriers for point in _carrier(carrier, one, now)),
        *_lacking(line, one, now),
        *_owed(line, titles),
    )
    return Block(name=line.line.name, mark=mark, verdict=_verdict(line, mark), points=points)


def _verdict(line: OnLine, mark: Mark) -> str:
    said = LOOKS[mark].words
    undone = [carrier.taken_back.id for carrier in line.carriers if carrier.taken_back is not None]
    named = (undone or line.standing.by) if mark is Mark.REVERTED else line.standing.by
    by = enumerated([commit[:SHORT_ID] for commit in named])
    if by:
        said += f" by {by}" if mark is Mark.REVERTED else f" as {by}"
    if line.standing.older:
        said += f", although {enumerated(line.standing.older)} {'has' if len(line.standing.older) == 1 else 'have'} it"
    return said


def _said_decisions(decisions: Sequence[Decision]) -> Iterator[Point]:
    for decision in decisions:
        match decision.word:
            case WantedDecided(wanted=wanted):
                yield Point(text=f"decided: {'wanted' if wanted else 'not wanted'} there, says {decision.who}")
            case SameDecided(commit=commit, same=same):
                said = "the same as" if same else "not the same as"
                weight = 1.0 if same else -1.0
                yield Point(text=f"decided: {said} {commit[:SHORT_ID]}, says {decision.who}", weight=weight)


def _carrier(carrier: Carrier, one: Explained, now: int) -> Iterator[Point]:
    change = carrier.change
    if change.id != one.judged.change.id:
        yield Point(text=f"{_named(change)}, {day(change.landed)}, {span(elapsed(change.landed, now))} ago")
    for link in carrier.links:
        parts = f"{link.mainline[:SHORT_ID]} is {link.line[:SHORT_ID]} there: "
        which = parts if link.mainline != one.judged.change.id else ""
        why = enumerated([item.detail for item in link.evidence])
        yield Point(text=f"{which}{link.method.value}, {link.score:.0%}: {why}", weight=1.0, deep=True)
    yield from _compared(carrier.compared)
    if carrier.taken_back is not None:
        yield Point(text=f"reverted there by {_named(carrier.taken_back)}", weight=-1.0)
    for text in carrier.unresolved:
        yield Point(text=f"its message also names {text[:SHORT_ID]}, which is no commit here", deep=True)


def _compared(evidence: Sequence[Evidence]) -> Iterator[Point]:
    for one in evidence:
        yield Point(text=one.detail, weight=one.weight, deep=True)


def _lacking(line: OnLine, one: Explained, now: int) -> Iterator[Point]:
    """Say why something that is missing is not taken to be there."""
    if line.standing.lacks:
        lacks = enumerated([commit[:SHORT_ID] for commit in line.standing.lacks], _COMMITS)
        yield Point(text=f"without {lacks}", weight=-1.0)
    if line.standing.place is not Place.MISSING:
        return
    said = "nothing there is linked with it: no reference, nor its author and time, its title or its lines"
    yield Point(text=said, weight=-1.0)
    if line.alike is not None:
        change = line.alike.change
        ago = span(elapsed(change.landed, now))
        yield Point(text=f"most alike, but too little to take it for the same: {_named(change)}, {ago} ago")
        yield from _compared(line.alike.evidence)
    others = [change for change in line.near if line.alike is None or change.id != line.alike.change.id]
    if others:
        told = enumerated([_named(change) for change in others])
        yield Point(text=f"only there, and in the same files: {told}")
    if one.undone_by is not None:
        yield Point(text="it stands reverted on the mainline, so that it need not go there")


def _owed(line: OnLine, titles: Mapping[str, str]) -> Iterator[Point]:
    for owed in line.of:
        yield Point(text=f"owed because of {_with_title(owed.of, titles)}, which is there{_why(owed)}", weight=-1.0)
    for owed in line.later:
        yield Point(text=f"{_named(owed.change)} belongs to it and is owed there{_why(owed)}", weight=-1.0)


def _with_title(commit: str, titles: Mapping[str, str]) -> str:
    title = titles.get(commit)
    return commit[:SHORT_ID] + (f" “{title}”" if title else "")


def _why(owed: Owed) -> str:
    return f": {enumerated(list(dict.fromkeys(one.detail for one in owed.evidence)))}" if owed.evidence else ""
