"""What to release from the mainline: the next series, its prerelease, or first a patch release with the fixes."""

from __future__ import annotations

from dataclasses import dataclass

from relkit.model.evidence import Kind
from relkit.model.ids import CommitId
from relkit.model.line import Layout, Line
from relkit.model.plan import Action, Bump, Judged, LinePlan, LineState, Proposal, Reason
from relkit.model.version import Release, Scheme, Version
from relkit.planner.cadence import Cadence, cadence, released, series_depth
from relkit.planner.candidates import after_candidate
from relkit.planner.habits import Habits
from relkit.planner.naming import patch_line
from relkit.planner.pressure import pressure
from relkit.planner.reasons import because, cadence_reason, rest_reason, waiting_reasons
from relkit.planner.versioning import Numbering
from relkit.planner.waiting import Waiting, newest, oldest, sort_out
from relkit.planner.wording import count, span, titles, verb
from relkit.versions import parse, sort_key


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
    if _home(last, layout) is None:
        own = state.line.last_release
        if own is not None and own.version == last.version and last.version.is_prerelease:
            return LinePlan(state=state, proposal=after_candidate(state, last, habits, numbering, now))
        return _without_branch(facts, last)
    return LinePlan(state=state, proposal=_next_series(facts, last, _home(last, layout)))


def _last(layout: Layout) -> Release | None:
    """Return the highest release of the project, of any kind but development versions."""
    known = [release for release in layout.releases if release.version.dev is None]
    return max(known, key=lambda release: sort_key(release.version), default=None)


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
    name = patch_line(last.version, facts.layout)
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
        text = f"The {count(len(mending), 'fix')} can go out alone from {name}; {rest} with new behaviour wait for"
        reasons.append(because("fixes-first", f"{text} the next series."))
    proposal = Proposal(
        action=Action.RELEASE if due else Action.WAIT,
        version=facts.numbering.after(last.version, Bump.PATCH, facts.state.line),
        bump=Bump.PATCH,
        reasons=tuple(reasons),
        changes=_ids(mending),
    )
    return LinePlan(state=facts.state, proposal=proposal, patch_line=name)


def _next_series(facts: _Facts, last: Release, home: Line | None) -> Proposal:
    waiting, habits, now = facts.waiting, facts.habits, facts.now
    bump = _series_bump(facts)
    base = _base(facts, last)
    candidate = habits.series_candidates
    version = facts.numbering.after(base, Bump.PRERELEASE if candidate else bump, facts.state.line, base=bump)
    began = _began(facts, last)
    since = now - released(began)
    reasons = [] if waiting.everything else [because("nothing-waits", f"Nothing has landed since {last.version.text}.")]
    reasons += _pending(waiting, bump, now)
    gap = Cadence(usual=habits.series_gap, of_line=0, of_project=1 if habits.series_known else 0)
    if waiting.weighty:
        ago = f"{began.version.text} began its series {span(since)} ago"
        usual = f"; a new one usually comes after {span(gap.usual)}" if gap.known else ""
        reasons.append(because("series-cadence", f"{ago}{usual}."))
    reasons += _fixes_first(waiting, home, now)
    due = bool(waiting.features or waiting.other) and gap.known and since >= gap.usual
    action = Action.NONE if not waiting.weighty else Action.WAIT
    if due:
        action = Action.PRERELEASE if candidate else Action.RELEASE
    return Proposal(
        action=action,
        version=version,
        bump=Bump.PRERELEASE if candidate else bump,
        reasons=tuple(reasons),
        changes=_ids(waiting.everything),
    )


def _series_bump(facts: _Facts) -> Bump:
    """Return what the project's series usually move; SemVer asks for MAJOR when something is taken away."""
    removed = any(judged.verdict.kind is Kind.REMOVAL for judged in facts.waiting.features)
    if removed and facts.layout.scheme is Scheme.SEMVER:
        return Bump.MAJOR
    return facts.habits.series_step


def _base(facts: _Facts, last: Release) -> Version:
    """Return the final release after which the mainline's next series comes: a candidate on a branch has its series."""
    if last.version.is_final:
        return last.version
    text = facts.numbering.after(last.version, Bump.FINAL, facts.state.line)
    return parse(text, facts.layout.scheme) or last.version


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
    elif waiting.weighty:
        what = count(len(waiting.weighty), "change")
        does = verb(len(waiting.weighty), "is", "are")
        reasons.append(because("no-features", f"Nothing new is pending; {what} {does} on the mainline only."))
    removed = [judged for judged in waiting.features if judged.verdict.kind is Kind.REMOVAL]
    if removed:
        reasons.append(because("removals", f"Something is taken away: {titles([j.change.title for j in removed])}."))
    return reasons


def _fixes_first(waiting: Waiting, home: Line | None, now: int) -> list[Reason]:
    """Known fixes should be released before further features land."""
    mending = waiting.mending
    first = oldest(mending)
    if home is None or first is None:
        return []
    what = count(len(mending), "fix")
    does = verb(len(mending), "is", "are")
    text = (
        f"{what} {does} on the mainline only, the oldest for {span(now - first)}: release what {home.name} lacks first."
    )
    return [because("fixes-first", text)]


def _ids(changes: tuple[Judged, ...]) -> tuple[CommitId, ...]:
    return tuple(judged.change.id for judged in changes)
