"""What to release from the mainline: the next series, its prerelease, or first a patch release with the fixes."""

from __future__ import annotations

from dataclasses import dataclass

from relkit.model.evidence import Kind
from relkit.model.ids import CommitId
from relkit.model.line import Layout, Line, Status
from relkit.model.plan import Action, Bump, Judged, LinePlan, LineState, Proposal, Reason
from relkit.model.version import Release, Scheme, Version
from relkit.planner.cadence import cadence, released, series_depth
from relkit.planner.candidates import after_candidate
from relkit.planner.habits import Habits
from relkit.planner.naming import patch_line
from relkit.planner.pressure import pressure
from relkit.planner.reasons import because, cadence_reason, rest_reason, waiting_reasons
from relkit.planner.versioning import Numbering
from relkit.planner.waiting import Waiting, newest, oldest, sort_out
from relkit.planner.wording import count, span, titles, verb
from relkit.versions import parse, sort_key

_MUCH = 20
"""New or changed behaviours from which on a release is large."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Facts:
    state: LineState
    layout: Layout
    waiting: Waiting
    habits: Habits
    numbering: Numbering
    now: int


def plan_mainline(state: LineState, layout: Layout, habits: Habits, numbering: Numbering, now: int) -> LinePlan:
    """Decide on the mainline.

    A project without a maintenance branch for its last release gets the patch release from that tag with the fixes
    that wait, and ``patch_line``, the name that the branch would have.
    """
    waiting = sort_out(state.unreleased)
    facts = _Facts(state=state, layout=layout, waiting=waiting, habits=habits, numbering=numbering, now=now)
    last = _last(layout)
    if last is None:
        return LinePlan(state=state, proposal=_nothing_released(facts))
    home = _home(last, layout)
    if home is None:
        own = state.line.last_release
        if own is not None and own.version == last.version and last.version.is_prerelease:
            return LinePlan(state=state, proposal=after_candidate(state, last, habits, numbering, now))
        return _without_branch(facts, last)
    return LinePlan(state=state, proposal=_next_series(facts, last, home))


def _last(layout: Layout) -> Release | None:
    """Return the highest release of the project, of any kind but development versions.

    ``layout.releases`` is in order, with years ("2015.1.4") before the numbers that a project took up after them.
    """
    return next((release for release in reversed(layout.releases) if release.version.dev is None), None)


def _home(last: Release, layout: Layout) -> Line | None:
    """Return the maintenance branch from which patch releases after ``last`` come."""
    depth = series_depth(layout)
    numbers = last.version.release[:depth]
    for line in layout.lines:
        if any(release.version.release[:depth] == numbers for release in line.releases):
            return line
        if line.series == ".".join(map(str, numbers)):
            return line
    return None


def _nothing_released(facts: _Facts) -> Proposal:
    landed = count(len(facts.waiting.everything), "change")
    return Proposal(
        action=Action.WAIT,
        version=None,
        bump=None,
        reasons=(because("no-release-yet", f"Nothing has been released yet; {landed} so far."),),
        changes=_ids(facts.waiting.everything),
    )


def _without_branch(facts: _Facts, last: Release) -> LinePlan:
    """First the fixes, as a patch release from the last tag; what is new waits for the next series."""
    waiting, now = facts.waiting, facts.now
    name = patch_line(last.version, facts.layout).branch
    mending = waiting.mending or (waiting.other if not waiting.features else ())
    if not mending:
        return LinePlan(state=facts.state, proposal=_next_series(facts, last, None), patch_line=name)
    usual = cadence(facts.state.line, facts.layout)
    since = now - released(last)
    touched = newest(mending) or now
    weighed = pressure(since, usual.usual, now - touched)
    due = bool(waiting.security) or weighed.is_due
    reasons = [*waiting_reasons(waiting, last, now), cadence_reason(since, usual), *rest_reason(weighed, now - touched)]
    if waiting.features:
        rest = count(len(waiting.features), "change")
        stays = verb(len(waiting.features), "stays", "stay")
        text = (
            f"{_only(mending)} can go out from a branch {name}; {rest} with new behaviour {stays} for the next series."
        )
        reasons.append(because("fixes-first", text))
    proposal = Proposal(
        action=Action.RELEASE if due else Action.WAIT,
        version=facts.numbering.after(last.version, Bump.PATCH, facts.state.line),
        bump=Bump.PATCH,
        reasons=tuple(reasons),
        changes=_ids(mending),
    )
    return LinePlan(state=facts.state, proposal=proposal, patch_line=name)


def _only(mending: tuple[Judged, ...]) -> str:
    return "The fix alone" if len(mending) == 1 else "The fixes alone"


def _next_series(facts: _Facts, last: Release, home: Line | None) -> Proposal:
    waiting, habits, now = facts.waiting, facts.habits, facts.now
    bump = _series_bump(facts)
    candidate = habits.series_candidates
    asked = Bump.PRERELEASE if candidate else bump
    began = _began(facts, last)
    since = now - released(began)
    due = bool(waiting.features or waiting.other) and habits.series_known and since >= habits.series_gap
    if waiting.weighty:
        cadence_of_series = _series_cadence(began, since, habits)
        reasons = [*_pending(waiting, bump, now), cadence_of_series, *_fixes_first(waiting, home, now)]
    else:
        reasons = waiting_reasons(waiting, last, now)
    if candidate and due:
        reasons.append(because("candidate-first", "Here a new series begins with a prerelease."))
    elif not candidate and _is_large(waiting):
        text = "So much at once should be tried as a prerelease first, though this project has not done so lately."
        reasons.append(because("prerelease-advised", text))
    action = Action.WAIT if waiting.weighty else Action.NONE
    if due:
        action = Action.PRERELEASE if candidate else Action.RELEASE
    return Proposal(
        action=action,
        version=facts.numbering.after(_base(facts, last), asked, facts.state.line, base=bump),
        bump=asked,
        reasons=tuple(reasons),
        changes=_ids(waiting.everything),
    )


def _series_cadence(began: Release, since: float, habits: Habits) -> Reason:
    text = f"{began.version.text} began the last series {span(since)} ago"
    if habits.series_known:
        text += f"; a new one usually comes after {span(habits.series_gap)}"
    return because("series-cadence", f"{text}.")


def _is_large(waiting: Waiting) -> bool:
    """Tell whether users should try it first: much that is new, or something taken away."""
    return len(waiting.features) >= _MUCH or any(judged.verdict.kind is Kind.REMOVAL for judged in waiting.features)


def _series_bump(facts: _Facts) -> Bump:
    """Return what the project's series usually move; SemVer asks for MAJOR when something is taken away."""
    removed = any(judged.verdict.kind is Kind.REMOVAL for judged in facts.waiting.features)
    if removed and facts.layout.scheme is Scheme.SEMVER:
        return Bump.MAJOR
    return facts.habits.series_step


def _base(facts: _Facts, last: Release) -> Version:
    """Return the version after which the mainline's next series comes.

    A candidate on a branch stands for its whole series, and so does a branch that has released nothing yet. A
    development tag ("2.6.0.dev0") names the version that the mainline works towards.
    """
    layout = facts.layout
    base = last.version
    if not base.is_final:
        base = parse(facts.numbering.after(base, Bump.FINAL, facts.state.line), layout.scheme) or base
    known = [base]
    for line in layout.lines:
        begun = None if line.releases else facts.numbering.beginning(line, series_depth(layout), layout.scheme)
        known += [begun] if begun else []
    known += [opening.version for opening in layout.openings]
    return max(known, key=sort_key)


def _began(facts: _Facts, last: Release) -> Release:
    depth = series_depth(facts.layout)
    numbers = last.version.release[:depth]
    return next(r for r in facts.layout.releases if r.version.dev is None and r.version.release[:depth] == numbers)


def _pending(waiting: Waiting, bump: Bump, now: int) -> list[Reason]:
    reasons = []
    if waiting.features:
        first = oldest(waiting.features) or now
        what = count(len(waiting.features), "change")
        since = f"the oldest from {span(now - first)} ago"
        text = f"A {bump.value} release is pending: {what} with new or changed behaviour, {since}."
        reasons.append(because("series-pending", text))
    else:
        what = count(len(waiting.weighty), "change")
        does = verb(len(waiting.weighty), "is", "are")
        reasons.append(because("no-features", f"Nothing new is pending; {what} {does} on the mainline only."))
    removed = [judged.change.title for judged in waiting.features if judged.verdict.kind is Kind.REMOVAL]
    if removed:
        reasons.append(because("removals", f"Something is taken away: {titles(removed)}."))
    return reasons


def _fixes_first(waiting: Waiting, home: Line | None, now: int) -> list[Reason]:
    """Known fixes should be released before further features land."""
    mending = waiting.mending
    first = oldest(mending)
    if home is None or home.status is Status.ENDED or first is None:
        return []
    what = count(len(mending), "fix")
    does = verb(len(mending), "is", "are")
    text = (
        f"{what} {does} on the mainline only, the oldest for {span(now - first)}: release what {home.name} lacks first."
    )
    return [because("fixes-first", text)]


def _ids(changes: tuple[Judged, ...]) -> tuple[CommitId, ...]:
    return tuple(judged.change.id for judged in changes)
