"""A line's verdict in a few words: what waits, since when, what is missing and whether it applies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from relkit.model.forecast import Outcome
from relkit.model.line import Policy, Status
from relkit.model.plan import Judged, LinePlan, LineState, Missing, Plan
from relkit.model.version import Release
from relkit.report.kinds import Group, group, is_passed_over
from relkit.report.tones import Tone
from relkit.report.words import count, day, elapsed, enumerated, short_span, span


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a headline in words, in fewer, and in fewest; the lighter, the sooner it is left out."""

    texts: tuple[str, ...]
    tone: Tone
    weight: int

    def text(self, brevity: int = 0) -> str:
        """Return it in words (0), in fewer (1), in fewest (2)."""
        return self.texts[min(brevity, self.briefest)]

    @property
    def briefest(self) -> int:
        """How brief it can be."""
        return len(self.texts) - 1


_NOUNS = {
    Group.SECURITY: "security fix",
    Group.FIX: "fix",
    Group.FEATURE: "feature",
    Group.OTHER: "other change",
}


_POLICIES = {
    Policy.PATCH: "patch releases only, as configured",
    Policy.MINOR: "minor releases too, as configured",
}


def headline(planned: LinePlan, last: Release | None, now: int) -> tuple[Part, ...]:
    """Return what stands beside a line's verdict, the most important first; ``last`` is the release to count from."""
    state = planned.state
    parts = _waiting(state.unreleased, now)
    if state.missing:
        parts.append(_missing(state.missing))
    if state.line.status is Status.SECURITY:
        parts.append(Part(("security fixes only", "security only"), Tone.ATTENTION, 2))
    if planned.patch_line:
        branch = planned.patch_line
        parts.append(Part((f"on a new branch {branch}", f"on {branch}"), Tone.PLAIN, 7))
    if last is not None:
        ago = elapsed(last.tag.date, now)
        texts = (f"{last.version.text} was {span(ago)} ago", f"{last.version.text} {short_span(ago)} ago")
        parts.append(Part(texts, Tone.QUIET, 0))
    return tuple(parts)


def _waiting(unreleased: Sequence[Judged], now: int) -> list[Part]:
    grouped: dict[Group, list[Judged]] = {}
    for judged in unreleased:
        grouped.setdefault(group(judged), []).append(judged)
    weighty = [(kind, grouped[kind]) for kind in _NOUNS if kind in grouped]
    if not weighty:
        text = count(len(unreleased), "internal change") if unreleased else "nothing new"
        return [Part((text,), Tone.QUIET, 7)]
    parts = []
    for place, (kind, changes) in enumerate(weighty):
        said = count(len(changes), _NOUNS[kind])
        tone = Tone.BAD if kind is Group.SECURITY else Tone.PLAIN
        if place:
            parts.append(Part((said,), tone, 6 - place))
            continue
        age = elapsed(min(judged.change.landed for judged in changes), now)
        since = f", {span(age)} old" if len(changes) == 1 else f", oldest {span(age)}"
        parts.append(Part((f"{said}{since}", f"{said} {short_span(age)}", said), tone, 9))
    return parts


def _missing(every: Sequence[Missing]) -> Part:
    missing = [item for item in every if not is_passed_over(item)]
    if not missing:
        return Part((f"{len(every):,} fixes passed over", f"{len(every):,} passed over"), Tone.QUIET, 1)
    outcomes = Counter(item.forecast.outcome for item in missing if item.forecast)
    security = sum(group(item.judged) is Group.SECURITY for item in missing)
    tone = Tone.PLAIN
    if outcomes[Outcome.CONFLICT] or outcomes[Outcome.NEEDS]:
        tone = Tone.ATTENTION
    if security:
        tone = Tone.BAD
    what = f"{len(missing):,} missing" + (f" ({security} security)" if security else "")
    clean = outcomes[Outcome.CLEAN]
    fewer = f"{what}, {clean:,} {'applies' if clean == 1 else 'apply'}" if clean else what
    return Part((what + _how(len(missing), outcomes, ", "), fewer, what), tone, 10 if security else 8)


def _how(number: int, outcomes: Counter[Outcome], joined: str) -> str:
    """Return what picking them would do, to stand behind them; ``joined`` connects what is true of all."""
    if outcomes[Outcome.CLEAN] == number:
        return joined + {1: "applies", 2: "both apply"}.get(number, "all apply")
    told = enumerated(outcome_counts(outcomes))
    return f": {told}" if told else ""


_OUTCOMES = (
    (Outcome.CLEAN, "applies", "apply"),
    (Outcome.NEEDS, "needs another first", "need another first"),
    (Outcome.CONFLICT, "conflicts", "conflict"),
    (Outcome.EMPTY, "changes nothing", "change nothing"),
    (Outcome.UNKNOWN, "was not tried", "were not tried"),
)


def outcome_counts(outcomes: Counter[Outcome]) -> list[str]:
    """Return how many cherry-picks would do what: "3 apply", "1 conflicts"."""
    return [
        f"{outcomes[outcome]:,} {one if outcomes[outcome] == 1 else many}"
        for outcome, one, many in _OUTCOMES
        if outcomes[outcome]
    ]


def missing_summary(state: LineState) -> str:
    """Return what is missing in words: "5 changes of the mainline: 3 apply and 2 conflict; 7 more passed over".

    What people decided stands behind it: "3 are wanted, say decisions; 2 others are not".
    """
    said = _missing_in_words(state.missing)
    wanted = sum(item.wanted == 1.0 for item in state.missing)
    told = [f"{wanted:,} {'is' if wanted == 1 else 'are'} wanted, as people decided"] if wanted else []
    if state.not_wanted:
        told.append(f"{count(state.not_wanted, 'other')} {'is' if state.not_wanted == 1 else 'are'} not wanted")
    return "; ".join((said, *told))


def _missing_in_words(missing: Sequence[Missing]) -> str:
    if not missing:
        return "nothing"
    fresh = [item for item in missing if not is_passed_over(item)]
    over = len(missing) - len(fresh)
    if not fresh:
        return f"{count(over, 'change')} of the mainline, passed over by the last release"
    outcomes = Counter(item.forecast.outcome for item in fresh if item.forecast)
    what = f"{count(len(fresh), 'change')} of the mainline"
    what += _how(len(fresh), outcomes, ", which " if len(fresh) == 1 else ", and ")
    return f"{what}; {over:,} more passed over by the last release" if over else what


def facts(planned: LinePlan, last: Release | None) -> str:
    """Return the line's own facts: its last release, its status and how that is known."""
    line = planned.state.line
    said = [f"last release {last.version.text} on {day(last.tag.date)}"] if last else []
    if not line.is_mainline:
        status = "security fixes only" if line.status is Status.SECURITY else line.status.value
        said.append(f"{status}: {line.status_reason}" if line.status_reason else status)
        if line.until is not None and day(line.until) not in line.status_reason:
            said.append(f"until {day(line.until)}, as configured")
        if line.policy is not None:
            said.append(_POLICIES[line.policy])
    if planned.patch_line:
        said.append(f"its patch releases would come from a new branch {planned.patch_line}")
    return " · ".join(said)


def last_told(planned: LinePlan, plan: Plan) -> Release | None:
    """Return the last release to tell of a line: of the mainline only when it is the project's, else it misleads."""
    line = planned.state.line
    if line.last_release and line.is_mainline and line.last_release.tag.date < (plan.latest or 0):
        return None
    return line.last_release
