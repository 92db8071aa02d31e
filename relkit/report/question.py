"""A question to a person, as terminal lines: what it is about, what is known, and what hangs on the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.text import Text

from relkit.model.commit import Change
from relkit.model.evidence import DecidedBy, Evidence, Verdict
from relkit.model.forecast import Forecast, Outcome
from relkit.model.plan import Action, Judged, Proposal
from relkit.model.question import (
    Effect,
    FileStat,
    KindDoubts,
    KindQuestion,
    Place,
    Question,
    SameQuestion,
    WantedQuestion,
)
from relkit.report.kinds import is_sure, kind_in_words
from relkit.report.page import Page, Piece
from relkit.report.tones import Tone
from relkit.report.words import count, day, enumerated, short_span

_SHORT = 10
_FILES = 8
"""Files of a change that are shown at most; the rest is counted."""
_EVIDENCE = 5
_KINDS = 3
_BAR = 24
"""Columns of a file's bar, as `git diff --stat` draws it."""
_GAP = "  "
_DECIDED = "decided already"
_OUTCOMES = {
    Outcome.CLEAN: "applies",
    Outcome.NEEDS: "needs another change first",
    Outcome.CONFLICT: "conflicts",
    Outcome.EMPTY: "changes nothing there",
    Outcome.UNKNOWN: "was not tried",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A question with what is shown beside it: its number and how many are left, the moment, the diff's counts."""

    question: Question
    number: int
    left: int
    now: int
    stats: tuple[FileStat, ...]


def question_lines(asked: Asked, *, width: int, height: int | None = None, ascii_only: bool = False) -> Sequence[Text]:
    """Return what a person needs to know to answer; no line is wider than ``width`` columns.

    Of more than ``height`` lines some files are left out, so that the change's title does not scroll away.
    """
    for files in range(_FILES, 0, -1):
        page = Page(width, ascii_only)
        _question(page, asked, files)
        if height is None or len(page.lines) <= height:
            break
    return page.lines


def _question(page: Page, asked: Asked, files: int) -> None:
    question = asked.question
    page.line(
        Piece(f"{asked.number}", Tone.STRONG),
        Piece(f" · {count(asked.left, 'question')} left · {_why(question)}", Tone.QUIET),
    )
    page.blank()
    match question:
        case KindQuestion(judged=judged):
            _change(page, judged, asked)
            _where(page, question)
            _stats(page, asked.stats, files)
            _evidence(page, judged.verdict)
            _effects(page, question.effects)
        case WantedQuestion(judged=judged, places=places):
            _change(page, judged, asked)
            for place in places:
                _place(page, place)
            _stats(page, asked.stats, files)
            _evidence(page, judged.verdict)
        case SameQuestion(source=source, carried=carried, line=line):
            _change(page, source, asked)
            _stats(page, asked.stats, files)
            page.line(Piece(f"{_GAP}and on {line}, not linked to any change of the mainline:"))
            _head(page, carried, "", asked.now)
            _list_evidence(page, question.evidence)


def alike_lines(titles: Sequence[str], *, width: int, ascii_only: bool = False) -> Sequence[Text]:
    """Return the changes that one answer is about to serve."""
    page = Page(width, ascii_only)
    for title in titles:
        page.line(Piece(f"{_GAP}· "), Piece(title))
    return page.lines


def key_lines(
    keys: Mapping[str, str], controls: Mapping[str, str], *, width: int, ascii_only: bool = False
) -> Sequence[Text]:
    """Return which key answers what, and below it which keys do something else."""
    page = Page(width, ascii_only)
    for group, tone in ((keys, Tone.PLAIN), (controls, Tone.QUIET)):
        row: list[Piece] = []
        used = 0
        for key, words in group.items():
            size = page.measure(f"{_GAP}{key} {words}")
            if row and used + size > page.width:
                page.line(*row)
                row, used = [], 0
            row += [Piece(_GAP), Piece(key, Tone.STRONG), Piece(f" {words}", tone)]
            used += size
        page.line(*row)
    return page.lines


def title_of(question: Question) -> str:
    """Return the title of the change that is asked about."""
    return (question.source if isinstance(question, SameQuestion) else question.judged).change.title


def asks(question: Question) -> str:
    """Return the question itself, in words."""
    match question:
        case KindQuestion():
            return "What is it?"
        case WantedQuestion(places=(place,)):
            return f"Is it wanted on {place.line}?"
        case WantedQuestion(places=places):
            return f"Is it wanted on {enumerated([place.line for place in places])}?"
        case SameQuestion(line=line):
            return f"Are they the same, so that {line} has it?"


def not_asked_lines(doubts: KindDoubts, *, width: int, ascii_only: bool = False) -> Sequence[Text]:
    """Return how many changes' kinds are not asked about, why, and what asks about them; nothing where all are."""
    page = Page(width, ascii_only)
    undecided = [
        f"{doubts.declared:,} that declare their kind" if doubts.declared else "",
        f"{doubts.likely:,} whose kind is likely ({doubts.least:.0%} or more)" if doubts.likely else "",
    ]
    decided = f"{doubts.decided:,} that somebody decided (--decided asks again)" if doubts.decided else ""
    left = enumerated([why for why in undecided if why])
    said = [f"{left}; --all asks about them too" if left else "", decided]
    told = "; ".join(why for why in said if why)
    if told:
        page.paragraph(f"Not asked about: {told}.", Tone.QUIET)
    return page.lines


def _why(question: Question) -> str:
    """Return why it is asked, in a few words."""
    match question:
        case KindQuestion(judged=judged, effects=effects):
            if judged.verdict.decided_by is DecidedBy.HUMAN:
                return _DECIDED
            if judged.verdict.decided_by is DecidedBy.DECLARED:
                return "the change declares its kind"
            return "the answer may change what is proposed" if effects else _why_kind(question)
        case WantedQuestion(places=places):
            said = any(place.said is not None for place in places)
            return _DECIDED if said else "missing on a maintenance branch"
        case SameQuestion():
            return "it may be there already"


def _why_kind(question: KindQuestion) -> str:
    if question.lacking:
        return "a fix would be missing"
    return "its kind is doubtful" if question.waits or not is_sure(question.judged) else "its kind is likely"


def _change(page: Page, judged: Judged, asked: Asked) -> None:
    _head(page, judged.change, kind_in_words(judged), asked.now)


def _head(page: Page, change: Change, kind: str, now: int) -> None:
    author = (change.brought[0] if change.brought else change.commit).author.name
    page.line(
        Piece(f"{_GAP}{kind} " if kind else _GAP, Tone.STRONG),
        Piece(change.id[:_SHORT], Tone.QUIET),
        Piece(f" {day(change.landed)}, {short_span(max(now - change.landed, 0))} ago, by ", Tone.QUIET),
        Piece(author, Tone.QUIET),
    )
    page.paragraph(change.title, Tone.STRONG, first=_GAP)


def _where(page: Page, question: KindQuestion) -> None:
    if question.waits:
        page.paragraph(f"waits for a release on {enumerated(question.waits)}", first=_GAP)
    if question.lacking:
        page.paragraph(f"not on {enumerated(question.lacking)}", first=_GAP)


def _place(page: Page, place: Place) -> None:
    if place.said is not None:
        page.paragraph(f"{place.line}: {place.said}", first=_GAP)
        return
    page.paragraph(f"missing on {place.line}{_forecast(place.forecast)}", first=_GAP)


def _forecast(forecast: Forecast | None) -> str:
    if forecast is None:
        return ""
    said = f": {_OUTCOMES[forecast.outcome]}"
    if forecast.outcome in (Outcome.CONFLICT, Outcome.NEEDS):
        said += f" in {enumerated([conflict.path for conflict in forecast.conflicts], 3)}"
    return said


def _stats(page: Page, stats: Sequence[FileStat], most: int) -> None:
    if not stats:
        return
    page.blank()
    shown = sorted(stats, key=lambda stat: -(stat.added or 0) - (stat.removed or 0))[:most]
    names = min(max(page.measure(stat.path) for stat in shown), max(page.width - _BAR - 12, page.width // 2))
    largest = max(((stat.added or 0) + (stat.removed or 0) for stat in shown), default=0)
    for stat in shown:
        _stat(page, stat, names, largest)
    rest = len(stats) - len(shown)
    if rest:
        page.line(Piece(f"{_GAP}and {count(rest, 'more file', 'more files')}", Tone.QUIET))


def _stat(page: Page, stat: FileStat, names: int, most: int) -> None:
    pieces = [Piece(_GAP), Piece(page.pad(stat.path, names)), Piece(_GAP)]
    if stat.added is None or stat.removed is None:
        page.line(*pieces, Piece("binary, or not read", Tone.QUIET))
        return
    scale = min(1.0, _BAR / most) if most else 0.0
    plus, minus = (round(number * scale) or min(number, 1) for number in (stat.added, stat.removed))
    page.line(
        *pieces,
        Piece(f"{stat.added + stat.removed:>5} "),
        Piece("+" * plus, Tone.GOOD),
        Piece("-" * minus, Tone.BAD),
    )


def _evidence(page: Page, verdict: Verdict) -> None:
    page.blank()
    likely = sorted(verdict.probabilities.items(), key=lambda item: -item[1])[:_KINDS]
    said = ", ".join(f"{kind.value} {share:.0%}" for kind, share in likely if share >= 0.05)  # noqa: PLR2004
    how = {DecidedBy.HUMAN: "decided", DecidedBy.DECLARED: "declared", DecidedBy.MODEL: "estimated"}[verdict.decided_by]
    page.paragraph(f"{how}: {said}" if said else f"{how}: nothing is known", first=_GAP)
    if verdict.evidence:
        page.line(Piece(f"{_GAP}what speaks for {verdict.kind.value} (+) and against (-):", Tone.QUIET))
    _list_evidence(page, verdict.evidence)


def _list_evidence(page: Page, evidence: Sequence[Evidence]) -> None:
    for one in evidence[:_EVIDENCE]:
        page.line(Piece(f"{_GAP}{one.weight:+5.1f} ", Tone.QUIET), Piece(f"{one.signal}: {one.detail}"))


def _effects(page: Page, effects: Sequence[Effect]) -> None:
    if effects:
        page.blank()
    for effect in effects:
        page.paragraph(
            f"if it is a {effect.kind.value}, relkit proposes for {effect.line}: {_proposal(effect.then)} "
            f"(now: {_proposal(effect.now)})",
            Tone.ATTENTION,
            first=_GAP,
        )


def _proposal(proposal: Proposal) -> str:
    if proposal.action is Action.NONE:
        return "nothing to release"
    verb = "wait for" if proposal.action is Action.WAIT else proposal.action.value
    return f"{verb} {proposal.version}" if proposal.version else verb
