"""The JSON document of `relkit plan`, schema "relkit/plan/1"."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from relkit.model.line import Line, Policy, Status
from relkit.model.plan import Action, Bump, LinePlan, Lost, Missing, Plan, Proposal
from relkit.model.version import Ignored, Release, Scheme
from relkit.report.safe import encodable
from relkit.report.shapes import (
    ChangeShape,
    Day,
    PickShape,
    Sha,
    Shape,
    Share,
    Time,
    change_shape,
    pick_shape,
    share,
)
from relkit.report.words import day, iso

SCHEMA = "relkit/plan/1"


class ReleaseShape(Shape, frozen=True, kw_only=True):
    """A release that was made: its version without the tag's prefix, and the tag's date."""

    version: str
    tag: str
    commit: Sha
    date: Time


class ReleasedShape(ReleaseShape, frozen=True, kw_only=True):
    """A release in the list of all.

    committed is when the commit was made that the tag is on; scheme says how versions of the project are ordered.
    """

    committed: Time
    scheme: Scheme


class ReasonShape(Shape, frozen=True, kw_only=True):
    """Why something is proposed: a code that stays, and a sentence for people that may change."""

    code: str
    text: str


class ProposalShape(Shape, frozen=True, kw_only=True):
    """What is proposed; version is the next one also when it says "wait"; changes are those that would go in."""

    action: Action
    version: str | None
    bump: Bump | None
    reasons: tuple[ReasonShape, ...]
    changes: tuple[Sha, ...]


class MissingShape(ChangeShape, frozen=True, kw_only=True):
    """A mainline change that the line lacks, how likely it is wanted there, and what a cherry-pick would do.

    passed_over: it was on the mainline when the line had its last final release, which left it out.
    """

    wanted: Share | None
    forecast: PickShape | None
    passed_over: bool


class LostShape(ChangeShape, frozen=True, kw_only=True):
    """A likely fix of the mainline that the line lacks and older lines have: these are named in on, newest first."""

    on: tuple[str, ...]


class LineShape(Shape, frozen=True, kw_only=True):
    """A line, what waits on it, what it lacks, and what is proposed.

    patch_line is the branch that the proposed patch release would open, where there is none yet; not_wanted counts what
    people decided that the line should not get. releases counts those that are tagged on the line, released has them in
    the order of their versions; last_release is the highest of any kind. branch is the name of the line's branch
    without the remote, committed when its tip was made.
    until is the line's last day (UTC) and policy which releases it makes, where the configuration says so.
    lost is what who upgrades from an older line would lose, of the lines that were planned; only_here are the likely
    fixes of the line that never went forward to the mainline.
    """

    name: str
    ref: str
    branch: str
    remote: str | None
    series: str | None
    tip: Sha
    committed: Time
    fork_point: Sha | None
    status: Status
    status_reason: str
    last_release: ReleaseShape | None
    last_final: ReleaseShape | None
    last_prerelease: ReleaseShape | None
    releases: Annotated[int, msgspec.Meta(ge=0)]
    released: tuple[ReleasedShape, ...]
    unreleased: tuple[ChangeShape, ...]
    missing: tuple[MissingShape, ...]
    proposal: ProposalShape
    patch_line: str | None
    not_wanted: Annotated[int, msgspec.Meta(ge=0)]
    until: Day | None
    policy: Policy | None
    lost: tuple[LostShape, ...]
    only_here: tuple[ChangeShape, ...]


class MainlineShape(Shape, frozen=True, kw_only=True):
    """The mainline, as every document names it."""

    name: str
    ref: str
    tip: Sha


class IgnoredShape(Shape, frozen=True, kw_only=True):
    """A branch or tag that was left out, and why."""

    name: str
    reason: str


class AllIgnoredShape(Shape, frozen=True, kw_only=True):
    """What was left out."""

    branches: tuple[IgnoredShape, ...]
    tags: tuple[IgnoredShape, ...]


class DecisionsShape(Shape, frozen=True, kw_only=True):
    """People's decisions that the plan rests on: how many, and by how many people."""

    number: Annotated[int, msgspec.Meta(ge=0)]
    people: Annotated[int, msgspec.Meta(ge=0)]


class PlanDocument(Shape, frozen=True, kw_only=True):
    r"""What `relkit plan` found and proposes.

    The mainline is the first of lines. tips holds the commit of every ref that the plan rests on: when one of them has
    moved, the plan is out of date. ended are the lines that are over and were not asked for, latest_release is when the
    newest release of any line was tagged. as_of tells whether planned_for is a moment of the past that was asked for.
    titles are those of commits that are named by their ids only: what merges brought, and what forecasts name.
    A byte of a title, path or name that is not UTF-8 is written as ``\xNN``.
    """

    schema: Literal["relkit/plan/1"]
    repository: str
    planned_for: Time
    as_of: bool
    mainline: MainlineShape
    lines: Annotated[tuple[LineShape, ...], msgspec.Meta(min_length=1)]
    tips: Annotated[dict[str, Sha], msgspec.Meta(min_length=1)]
    titles: dict[Sha, str]
    ended: tuple[str, ...]
    latest_release: Time | None
    ignored: AllIgnoredShape
    warnings: tuple[str, ...]
    decisions: DecisionsShape


def document(plan: Plan) -> PlanDocument:
    """Return a plan as its document."""
    return PlanDocument(
        schema="relkit/plan/1",
        repository=encodable(plan.repository),
        planned_for=iso(plan.now),
        as_of=plan.as_of,
        mainline=mainline_shape(plan.lines[0].state.line),
        lines=tuple(map(_line, plan.lines)),
        tips={encodable(ref): tip for ref, tip in plan.tips},
        titles=_titles(plan),
        ended=tuple(map(encodable, plan.ended)),
        latest_release=None if plan.latest is None else iso(plan.latest),
        ignored=AllIgnoredShape(
            branches=tuple(map(_ignored, plan.ignored_branches)), tags=tuple(map(_ignored, plan.ignored_tags))
        ),
        warnings=tuple(map(encodable, plan.warnings)),
        decisions=DecisionsShape(number=plan.decisions.number, people=plan.decisions.people),
    )


def mainline_shape(line: Line) -> MainlineShape:
    """Return the mainline as documents have it."""
    return MainlineShape(name=encodable(line.name), ref=encodable(line.branch.ref), tip=line.branch.tip)


def _titles(plan: Plan) -> dict[str, str]:
    brought = {
        commit.id: commit.title
        for planned in plan.lines
        for judged in (*planned.state.unreleased, *(missing.judged for missing in planned.state.missing))
        for commit in judged.change.brought
    }
    return {commit: encodable(title) for commit, title in (brought | dict(plan.titles)).items()}


def _line(planned: LinePlan) -> LineShape:
    state, line = planned.state, planned.state.line
    return LineShape(
        name=encodable(line.name),
        ref=encodable(line.branch.ref),
        branch=encodable(line.branch.short),
        remote=None if line.branch.remote is None else encodable(line.branch.remote),
        series=line.series,
        tip=line.branch.tip,
        committed=iso(line.branch.committed),
        fork_point=line.fork_point,
        status=line.status,
        status_reason=encodable(line.status_reason),
        last_release=_release(line.last_release),
        last_final=_release(line.last_final),
        last_prerelease=_release(line.last_prerelease),
        releases=len(line.releases),
        released=tuple(map(_released, line.releases)),
        unreleased=tuple(map(change_shape, state.unreleased)),
        missing=tuple(map(_missing, state.missing)),
        proposal=_proposal(planned.proposal),
        patch_line=None if planned.patch_line is None else encodable(planned.patch_line),
        not_wanted=state.not_wanted,
        until=None if line.until is None else day(line.until),
        policy=line.policy,
        lost=tuple(map(_lost, state.lost)),
        only_here=tuple(map(change_shape, state.only_here)),
    )


def _release(release: Release | None) -> ReleaseShape | None:
    if release is None:
        return None
    tag = release.tag
    return ReleaseShape(version=release.version.text, tag=encodable(tag.name), commit=tag.commit, date=iso(tag.date))


def _released(release: Release) -> ReleasedShape:
    return ReleasedShape(
        version=release.version.text,
        tag=encodable(release.tag.name),
        commit=release.tag.commit,
        date=iso(release.tag.date),
        committed=iso(release.tag.committed),
        scheme=release.version.scheme,
    )


def _missing(missing: Missing) -> MissingShape:
    return MissingShape(
        **msgspec.structs.asdict(change_shape(missing.judged)),
        wanted=None if missing.wanted is None else share(missing.wanted),
        forecast=None if missing.forecast is None else pick_shape(missing.forecast),
        passed_over=missing.passed_over,
    )


def _lost(lost: Lost) -> LostShape:
    shape = msgspec.structs.asdict(change_shape(lost.judged))
    return LostShape(**shape, on=tuple(map(encodable, lost.on)))


def _proposal(proposal: Proposal) -> ProposalShape:
    return ProposalShape(
        action=proposal.action,
        version=proposal.version,
        bump=proposal.bump,
        reasons=tuple(ReasonShape(code=reason.code, text=encodable(reason.text)) for reason in proposal.reasons),
        changes=proposal.changes,
    )


def _ignored(ignored: Ignored) -> IgnoredShape:
    return IgnoredShape(name=encodable(ignored.name), reason=encodable(ignored.reason))
