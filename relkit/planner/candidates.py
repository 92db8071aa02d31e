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

_RIPE = 0.8
"""Part of the usual time between a candidate and the next step after which that step is proposed."""


def after_candidate(state: LineState, last: Release, habits: Habits, numbering: Numbering, now: int) -> Proposal:
    """Decide on a line whose last release is a prerelease.

    What landed since goes through another candidate as long as the project usually makes more of them than there
    are; else the final release follows, once the candidate has stood as long as the project's usually do.
    """
    waiting = sort_out(state.unreleased)
    made = _made(state, last)
    another = bool(waiting.weighty) and made < habits.candidates
    since = now - released(last)
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
        usual = count(habits.candidates, "candidate")
        reasons.append(
            because(
                "candidate-again",
                f"What landed since goes through another one; {usual} "
                f"{verb(habits.candidates, 'is', 'are')} usual here.",
            )
        )
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
