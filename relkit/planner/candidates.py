"""After a prerelease: another one, or the final release."""

from __future__ import annotations

from relkit.model.plan import Action, Bump, LineState, Proposal
from relkit.model.version import Release
from relkit.planner.cadence import released
from relkit.planner.habits import Habits
from relkit.planner.reasons import because, missing_reasons, waiting_reasons
from relkit.planner.versioning import Numbering
from relkit.planner.waiting import sort_out
from relkit.planner.wording import count, span, verb

_STALE = 365 * 86400
"""Seconds after which a prerelease says nothing any more about what would be released now."""
_RIPE = 0.8
"""Part of the usual time between a candidate and the next step after which that step is proposed."""


def after_candidate(state: LineState, last: Release, habits: Habits, numbering: Numbering, now: int) -> Proposal:
    """Decide on a line whose last release is a prerelease.

    What landed since goes through another candidate as long as the project usually makes more of them than there
    are, and always after an alpha or where the last candidate is older than a year; else the final release follows,
    once the candidate has stood as long as the project's usually do.
    """
    waiting = sort_out(state.unreleased)
    made = _made(state, last)
    since = now - released(last)
    untried = since > _STALE or (last.version.pre is not None and last.version.pre[0] == "a")
    another = bool(waiting.weighty) and (made < habits.candidates or untried)
    ripe = since >= _RIPE * habits.candidate_step or bool(waiting.security)
    bump = Bump.PRERELEASE if another else Bump.FINAL
    reasons = [
        because(
            "candidate-out",
            f"{last.version.text} has been out for {span(since)}; here that is usually {span(habits.candidate_step)}.",
        ),
    ]
    if waiting.weighty:
        reasons += waiting_reasons(waiting, last, now)
    else:
        reasons.append(because("candidate-holds", f"Nothing had to be mended since {last.version.text}."))
    if another:
        usual = f"; {count(habits.candidates, 'candidate')} {verb(habits.candidates, 'is', 'are')} usual here"
        known = usual if made < habits.candidates else ""
        reasons.append(because("candidate-again", f"What landed since should go through another one{known}."))
    reasons += missing_reasons(state)
    step = Action.PRERELEASE if another else Action.RELEASE
    return Proposal(
        action=step if ripe else Action.WAIT,
        version=numbering.after(last.version, bump, state.line),
        bump=bump,
        reasons=tuple(reasons),
        changes=tuple(judged.change.id for judged in waiting.everything),
    )


def _made(state: LineState, last: Release) -> int:
    """Count the prereleases of this version so far."""
    return sum(r.version.is_prerelease and r.version.release == last.version.release for r in state.line.releases)
