"""What to release from a maintenance branch, and why."""

from __future__ import annotations

from dataclasses import dataclass

from relkit.model.line import Layout, Line, Policy, Status
from relkit.model.plan import Action, Bump, LineState, Proposal, Reason
from relkit.model.version import Release
from relkit.planner.cadence import cadence, released
from relkit.planner.candidates import after_candidate
from relkit.planner.habits import MINOR_ALLOWED, Habits, Move
from relkit.planner.pressure import Pressure, pressure
from relkit.planner.reasons import (
    because,
    cadence_reason,
    missing_reasons,
    policy_reasons,
    rest_reason,
    waiting_reasons,
)
from relkit.planner.versioning import Numbering
from relkit.planner.waiting import Waiting, asks_for_minor, newest, sort_out
from relkit.planner.wording import DAY, span

_OUT_OF_TURN = 0.5
"""Part of the usual gap within which another release is out of turn."""
_ALIVE = 30 * DAY
"""An ended line on which something landed within this time is treated as living."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Facts:
    state: LineState
    waiting: Waiting
    habits: Habits
    numbering: Numbering
    now: int


def propose_patch(state: LineState, layout: Layout, habits: Habits, numbering: Numbering, now: int) -> Proposal:
    """Decide on a maintenance line: a patch release, its candidate, or neither."""
    waiting = sort_out(state.unreleased)
    facts = _Facts(state=state, waiting=waiting, habits=habits, numbering=numbering, now=now)
    if _is_at_end(state.line, waiting, now):
        return _ended(facts)
    last = state.line.last_release
    if last is None:
        return _first_release(facts, layout)
    if last.version.is_prerelease:
        return after_candidate(state, last, habits, numbering, now)
    return _after_final(facts, layout, last)


def _after_final(facts: _Facts, layout: Layout, last: Release) -> Proposal:
    state, waiting, now = facts.state, facts.waiting, facts.now
    usual = cadence(state.line, layout)
    since = now - released(last)
    touched = newest(waiting.everything)
    rest = now - touched if touched else since
    weighed = pressure(since, usual.usual, rest)
    sibling = facts.habits.sibling_move(last, now)
    bump = _bump(state.line, waiting, facts.habits, sibling)
    # A release out of turn mends what the one before broke: it comes without a candidate.
    candidate_first = (
        bool(waiting.weighty)
        and not waiting.security
        and weighed.elapsed >= _OUT_OF_TURN
        and facts.habits.patch_candidates(state.line)
    )
    version = facts.numbering.after(last.version, Bump.PRERELEASE if candidate_first else bump, state.line, base=bump)
    reasons = [
        *waiting_reasons(waiting, last, now),
        *policy_reasons(state.line, waiting, minor_releases=_may_move_minor(state.line, facts.habits)),
    ]
    if waiting.weighty:
        reasons += [cadence_reason(since, usual), *rest_reason(weighed, rest)]
        reasons += _sibling_reason(state.line, sibling, facts.habits)
    if candidate_first:
        reasons.append(because("candidate-first", "Here patch releases get a release candidate first."))
    reasons += missing_reasons(state)
    action = _action(waiting, weighed, candidate_first=candidate_first)
    return Proposal(
        action=action,
        version=version,
        bump=Bump.PRERELEASE if candidate_first else bump,
        reasons=tuple(reasons),
        changes=tuple(judged.change.id for judged in waiting.everything),
    )


def _action(waiting: Waiting, weighed: Pressure, *, candidate_first: bool) -> Action:
    if not waiting.weighty:
        return Action.NONE
    if waiting.security or weighed.is_due:
        return Action.PRERELEASE if candidate_first else Action.RELEASE
    return Action.WAIT


def _may_move_minor(line: Line, habits: Habits) -> bool:
    """Tell whether a line makes more than patch releases: by its policy, else as the project has done lately."""
    if line.policy is None:
        return habits.moves_minor >= MINOR_ALLOWED
    return line.policy is Policy.MINOR


def _bump(line: Line, waiting: Waiting, habits: Habits, sibling: Move | None) -> Bump:
    """Return PATCH; MINOR where the line may move more within its series, and a sibling just did or what waits asks.

    OpenStack's rule (releases.openstack.org/reference/reviewer_guide.html): features and new or raised requirements
    ask for a minor release of a stable branch; beyond that it is people's judgement, and more may be moved than
    needed. Known the second before, two in three can be told.
    """
    if not _may_move_minor(line, habits):
        return Bump.PATCH
    if sibling is not None:
        return Bump.MINOR if sibling.large else Bump.PATCH
    return Bump.MINOR if any(asks_for_minor(judged) for judged in waiting.everything) else Bump.PATCH


def _sibling_reason(line: Line, sibling: Move | None, habits: Habits) -> list[Reason]:
    if sibling is None or not _may_move_minor(line, habits):
        return []
    moved = "more than the last number" if sibling.large else "the last number only"
    text = f"{sibling.release.version.text} of another line, released within the week, moved {moved}; so would this."
    return [because("sibling-moved", text)]


def _first_release(facts: _Facts, layout: Layout) -> Proposal:
    state = facts.state
    version = facts.numbering.first_of(state.line, layout, candidate=facts.habits.series_candidates)
    named = f"{state.line.series or state.line.name}"
    text = f"Nothing has been released from {named} yet."
    reasons = [because("no-release-yet", text), *missing_reasons(state)]
    if facts.habits.series_candidates:
        reasons.insert(1, because("candidate-first", "Here the first release of a series gets a prerelease first."))
    action = Action.PRERELEASE if facts.habits.series_candidates else Action.RELEASE
    return Proposal(
        action=action if version else Action.WAIT,
        version=version,
        bump=Bump.PRERELEASE if facts.habits.series_candidates else facts.habits.series_step,
        reasons=tuple(reasons),
        changes=tuple(judged.change.id for judged in state.unreleased),
    )


def _is_at_end(line: Line, waiting: Waiting, now: int) -> bool:
    touched = newest(waiting.weighty)
    return line.status is Status.ENDED and (touched is None or now - touched > _ALIVE)


def _ended(facts: _Facts) -> Proposal:
    line, waiting = facts.state.line, facts.waiting
    why = f": {line.status_reason}" if line.status_reason else ""
    reasons = [because("ended", f"The line has ended{why}.")]
    touched = newest(waiting.weighty)
    if touched is not None:
        text = f"What still waits there last moved {span(facts.now - touched)} ago."
        reasons.append(because("left-behind", text))
    last = line.last_release
    version = facts.numbering.after(last.version, Bump.PATCH, line) if last else None
    return Proposal(
        action=Action.NONE,
        version=version,
        bump=Bump.PATCH if last else None,
        reasons=tuple(reasons),
        changes=tuple(judged.change.id for judged in waiting.everything),
    )
