"""Reasons in plain words. Each has a code that stays, for machines, and a sentence for people."""

from __future__ import annotations

from collections.abc import Sequence

from relkit.model.evidence import Kind
from relkit.model.forecast import Outcome
from relkit.model.line import Line, Status
from relkit.model.plan import Judged, LineState, Missing, Reason
from relkit.model.version import Release
from relkit.planner.cadence import Cadence
from relkit.planner.pressure import Pressure
from relkit.planner.waiting import Waiting, is_security, kinds_of, oldest
from relkit.planner.wording import DAY, count, span, titles, verb


def because(code: str, text: str) -> Reason:
    """Return a reason."""
    return Reason(code=code, text=text)


def waiting_reasons(waiting: Waiting, last: Release, now: int) -> list[Reason]:
    """Say what waits and for how long, security first; or that nothing does."""
    since = last.version.text
    if not waiting.everything:
        return [because("nothing-waits", f"Nothing has landed since {since}.")]
    if not waiting.weighty:
        landed = count(len(waiting.everything), "change")
        text = f"Nothing that calls for a release has landed since {since}: {landed} ({kinds_of(waiting.everything)})."
        return [because("nothing-waits", text)]
    reasons = []
    if waiting.security:
        what = count(len(waiting.security), "security fix")
        text = f"{what} {_waits(waiting.security, now)}: {titles(_titles(waiting.security))}."
        reasons.append(because("security-waits", text))
    if waiting.fixes:
        what = count(len(waiting.fixes), "fix")
        reasons.append(because("fixes-wait", f"{what} since {since} {_waits(waiting.fixes, now)}."))
    if waiting.features:
        what = count(len(waiting.features), "change")
        waits = _waits(waiting.features, now)
        text = f"{what} with new or changed behaviour {waits}: {titles(_titles(waiting.features))}."
        reasons.append(because("features-wait", text))
    if waiting.other:
        what = count(len(waiting.other), "other change")
        reasons.append(because("others-wait", f"{what} to what users get {_waits(waiting.other, now)}."))
    return reasons


def policy_reasons(line: Line, waiting: Waiting, *, minor_releases: bool) -> list[Reason]:
    """Say what breaks the line's policy: features where only patch releases are made, anything beside security."""
    reasons = []
    if waiting.features and not minor_releases:
        what = count(len(waiting.features), "change")
        does = verb(len(waiting.features), "does", "do")
        text = f"{what} {does} not belong into a patch release: {titles(_titles(waiting.features))}."
        reasons.append(because("feature-on-patch-line", text))
    beside = len(waiting.fixes) + len(waiting.features) + len(waiting.other)
    if line.status is Status.SECURITY and beside:
        what = f"{count(beside, 'change')} beside security {verb(beside, 'waits', 'wait')}"
        why = f": {line.status_reason}" if line.status_reason else ""
        reasons.append(because("not-security", f"{what}, but this line is taken for one that gets only those{why}."))
    if line.status is not Status.SECURITY and waiting.security and beside:
        text = f"A security release should hold nothing else; {count(beside, 'other change')} would go out with it."
        reasons.append(because("security-mixed", text))
    return reasons


def cadence_reason(since: float, usual: Cadence) -> Reason:
    """Say how long ago the last release was, against the line's own cadence."""
    ago = f"The last release was {span(since)} ago"
    if not usual.known:
        return because("no-cadence", f"{ago}; there are no earlier patch releases to compare with.")
    whose = "this line" if usual.of_line else "this project"
    return because("cadence", f"{ago}; {whose} usually makes one every {span(usual.usual)}.")


def rest_reason(weighed: Pressure, since_change: float) -> list[Reason]:
    """Say whether work on the line is under way or at rest, where that decides."""
    if weighed.is_under_way:
        return [because("under-way", f"Work is under way: the last change landed {span(since_change)} ago.")]
    if weighed.is_held_by_rest and since_change >= DAY:
        return [because("at-rest", f"Nothing has landed for {span(since_change)}: no release is being prepared.")]
    return []


def missing_reasons(state: LineState) -> list[Reason]:
    """Say what the line lacks and whether it applies, security first; what the last release left out is decided."""
    reasons = []
    lacking = [missing for missing in state.missing if is_security(missing.judged)]
    if lacking:
        what = count(len(lacking), "security fix")
        text = f"{what} of the mainline {verb(len(lacking), 'is', 'are')} missing here: {_missing_titles(lacking)}."
        text += f" Backport {verb(len(lacking), 'it', 'them')} before the next release."
        reasons.append(because("security-missing", text))
    others = [missing for missing in state.missing if not is_security(missing.judged) and not missing.passed_over]
    clean = [missing for missing in others if _outcome(missing) is Outcome.CLEAN]
    hard = [missing for missing in others if _outcome(missing) in (Outcome.CONFLICT, Outcome.NEEDS)]
    if clean:
        what = count(len(clean), _noun(clean))
        does = verb(len(clean), "is missing here and applies", "are missing here and apply")
        reasons.append(because("missing-applies", f"{what} of the mainline {does}: {_missing_titles(clean)}."))
    if hard:
        what = count(len(hard), _noun(hard))
        does = verb(len(hard), "is missing here and needs", "are missing here and need")
        reasons.append(
            because("missing-conflicts", f"{what} of the mainline {does} work first: {_missing_titles(hard)}.")
        )
    return reasons


def _noun(missing: Sequence[Missing]) -> str:
    return "fix" if all(item.judged.verdict.kind is Kind.FIX for item in missing) else "change"


def _waits(changes: Sequence[Judged], now: int) -> str:
    first = oldest(changes) or now
    if len(changes) == 1:
        return f"has waited for {span(now - first)}"
    return f"wait, the oldest for {span(now - first)}"


def _titles(changes: Sequence[Judged]) -> list[str]:
    return [judged.change.title for judged in changes]


def _missing_titles(missing: Sequence[Missing]) -> str:
    return titles([item.judged.change.title for item in missing])


def _outcome(missing: Missing) -> Outcome | None:
    return missing.forecast.outcome if missing.forecast else None
