"""A line's verdict in a few words: what waits, since when, what is missing and whether it applies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from relkit.model.forecast import Outcome
from relkit.model.line import Status
from relkit.model.plan import Judged, LinePlan, Missing
from relkit.report.kinds import Group, group
from relkit.report.tones import Tone
from relkit.report.words import count, day, enumerated, short_span, span


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A piece of a headline, in words and, for narrow terminals, in fewer; the lighter, the sooner it is left out."""

    long: str
    short: str
    tone: Tone
    weight: int


_NOUNS = {
    Group.SECURITY: "security fix",
    Group.FIX: "fix",
    Group.FEATURE: "feature",
    Group.OTHER: "other change",
}


def headline(planned: LinePlan, now: int) -> tuple[Part, ...]:
    """Return what stands beside a line's verdict, the most important first."""
    state = planned.state
    parts = [*_waiting(state.unreleased, now)]
    if state.missing:
        parts.append(_missing(state.missing))
    if state.line.status is Status.SECURITY:
        parts.append(Part(long="security fixes only", short="security only", tone=Tone.ATTENTION, weight=2))
    if planned.patch_line:
        branch = planned.patch_line
        parts.append(Part(long=f"on a new branch {branch}", short=f"on {branch}", tone=Tone.PLAIN, weight=7))
    last = state.line.last_release
    if last is not None:
        ago = max(now - last.tag.date, 0)
        parts.append(
            Part(
                long=f"{last.version.text} was {span(ago)} ago",
                short=f"{last.version.text} {short_span(ago)} ago",
                tone=Tone.QUIET,
                weight=0,
            )
        )
    return tuple(parts)


def _waiting(unreleased: Sequence[Judged], now: int) -> list[Part]:
    grouped: dict[Group, list[Judged]] = {}
    for judged in unreleased:
        grouped.setdefault(group(judged), []).append(judged)
    weighty = [(kind, grouped[kind]) for kind in _NOUNS if kind in grouped]
    if not weighty:
        if not unreleased:
            return [Part(long="nothing new", short="nothing new", tone=Tone.QUIET, weight=9)]
        inside = f"{count(len(unreleased), 'change')} inside only"
        return [Part(long=inside, short=inside, tone=Tone.QUIET, weight=9)]
    parts = []
    for place, (kind, changes) in enumerate(weighty):
        said = count(len(changes), _NOUNS[kind])
        age = max(now - min(judged.change.landed for judged in changes), 0)
        tone = Tone.BAD if kind is Group.SECURITY else Tone.PLAIN
        since = f", {span(age)} old" if len(changes) == 1 else f", oldest {span(age)}"
        brief = f" {short_span(age)}"
        if place > 0:
            since = brief = ""
        parts.append(Part(long=f"{said}{since}", short=f"{said}{brief}", tone=tone, weight=6 - place if place else 9))
    return parts


def _missing(missing: Sequence[Missing]) -> Part:
    outcomes = Counter(item.forecast.outcome for item in missing if item.forecast)
    security = sum(group(item.judged) is Group.SECURITY for item in missing)
    tone = Tone.PLAIN
    if outcomes[Outcome.CONFLICT] or outcomes[Outcome.NEEDS]:
        tone = Tone.ATTENTION
    if security:
        tone = Tone.BAD
    what = f"{len(missing):,} missing" + (f" ({security} security)" if security else "")
    clean = outcomes[Outcome.CLEAN]
    short = f"{what}, {clean:,} {'applies' if clean == 1 else 'apply'}" if clean else what
    return Part(long=f"{what}{_how(len(missing), outcomes)}", short=short, tone=tone, weight=8)


def _how(number: int, outcomes: Counter[Outcome]) -> str:
    clean = outcomes[Outcome.CLEAN]
    if clean == number:
        return {1: ", applies", 2: ", both apply"}.get(number, ", all apply")
    told = outcome_counts(outcomes)
    return f": {enumerated(told)}" if told else ""


_OUTCOMES = (
    (Outcome.CLEAN, "applies", "apply"),
    (Outcome.NEEDS, "needs another first", "need another first"),
    (Outcome.CONFLICT, "conflicts", "conflict"),
    (Outcome.EMPTY, "changes nothing", "change nothing"),
    (Outcome.UNKNOWN, "could not be tried", "could not be tried"),
)


def outcome_counts(outcomes: Counter[Outcome]) -> list[str]:
    """Return how many cherry-picks would do what: "3 apply", "1 conflicts"."""
    return [
        f"{outcomes[outcome]:,} {one if outcomes[outcome] == 1 else many}"
        for outcome, one, many in _OUTCOMES
        if outcomes[outcome]
    ]


def missing_summary(missing: Sequence[Missing]) -> str:
    """Return what is missing in words: "5 changes of the mainline: 3 apply and 2 conflict"."""
    outcomes = Counter(item.forecast.outcome for item in missing if item.forecast)
    what = f"{count(len(missing), 'change')} of the mainline"
    return f"{what}{_how(len(missing), outcomes)}"


def facts(planned: LinePlan, now: int) -> str:
    """Return the line's own facts: its last release, its status and how that is known."""
    line = planned.state.line
    last = line.last_release
    if last is None:
        said = ["no release yet"]
    else:
        said = [f"last release {last.version.text} on {day(last.tag.date)}, {span(max(now - last.tag.date, 0))} ago"]
    status = line.status.value if line.status is not Status.SECURITY else "security fixes only"
    said.append(f"{status}: {line.status_reason}" if line.status_reason else status)
    return " · ".join(said)
