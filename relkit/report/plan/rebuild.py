"""A plan's document made a plan again."""

from __future__ import annotations

import re
from collections.abc import Mapping

from relkit.model.commit import Change, Commit, Person
from relkit.model.evidence import Evidence, Verdict
from relkit.model.forecast import Conflict, Forecast, Lacking, Lines, Place, Prerequisite
from relkit.model.ids import CommitId, TreeId
from relkit.model.line import Line
from relkit.model.plan import DecisionsUsed, Judged, LinePlan, LineState, Lost, Missing, Plan, Proposal, Reason
from relkit.model.refs import Branch, Tag
from relkit.model.version import Ignored, Release
from relkit.report.picks import told_lack
from relkit.report.plan.document import (
    AllIgnoredShape,
    LineShape,
    MissingShape,
    PlanDocument,
    ProposalShape,
    ReleasedShape,
)
from relkit.report.shapes import ChangeShape, LackShape, LinesShape, PickShape, PrerequisiteShape
from relkit.report.words import moment_of
from relkit.versions import parse

_BYTE = re.compile(r"\\x([89a-f][0-9a-f])")
_NOBODY = Person(name="", email="")
_MERGED = "Merge pull request #0"
"""A subject under which the body's first line is a merge's title: the title is kept, the message is not."""


def plan_of(document: PlanDocument) -> Plan:
    """Return the plan that a document tells of; every view of it is that of the plan that was saved.

    What the document lacks is empty: authors, files, the rest of a message, other kinds' probabilities; times are the
    moment when a change landed. Raises ValueError where a version or a moment is none.
    """
    named = {_commit_id(commit): title for commit, title in document.titles.items()}
    lines = tuple(_line(line, named, is_mainline=place == 0) for place, line in enumerate(document.lines))
    brought = {
        commit.id
        for line in lines
        for judged in (*line.state.unreleased, *(missing.judged for missing in line.state.missing))
        for commit in judged.change.brought
    }
    return Plan(
        repository=document.repository,
        now=moment_of(document.planned_for),
        as_of=document.as_of,
        lines=lines,
        tips=tuple((_name(ref), _commit_id(tip)) for ref, tip in document.tips.items()),
        ignored_branches=_ignored(document.ignored)[0],
        ignored_tags=_ignored(document.ignored)[1],
        warnings=document.warnings,
        decisions=DecisionsUsed(number=document.decisions.number, people=document.decisions.people),
        ended=tuple(map(_name, document.ended)),
        latest=None if document.latest_release is None else moment_of(document.latest_release),
        titles=tuple((commit, title) for commit, title in named.items() if commit not in brought),
    )


def _name(text: str) -> str:
    r"""Return a ref's or tag's name with its bytes that are not UTF-8: git allows no backslash, so ``\xNN`` is one."""
    return _BYTE.sub(lambda found: chr(0xDC00 + int(found[1], 16)), text)


def _commit_id(text: str) -> CommitId:
    return CommitId(text)


def _line(shape: LineShape, named: Mapping[CommitId, str], *, is_mainline: bool) -> LinePlan:
    remote = None if shape.remote is None else _name(shape.remote)
    short = _name(shape.branch)
    branch = Branch(
        name=short if remote is None else f"{remote}/{short}",
        ref=_name(shape.ref),
        short=short,
        remote=remote,
        tip=_commit_id(shape.tip),
        committed=moment_of(shape.committed),
    )
    line = Line(
        name=_name(shape.name),
        branch=branch,
        is_mainline=is_mainline,
        series=shape.series,
        fork_point=None if shape.fork_point is None else _commit_id(shape.fork_point),
        status=shape.status,
        status_reason=shape.status_reason,
        releases=tuple(map(_release, shape.released)),
        policy=shape.policy,
        until=None if shape.until is None else moment_of(f"{shape.until}T23:59:59Z"),
    )
    state = LineState(
        line=line,
        unreleased=tuple(_judged(change, named) for change in shape.unreleased),
        missing=tuple(_missing(missing, named) for missing in shape.missing),
        not_wanted=shape.not_wanted,
        lost=tuple(Lost(judged=_judged(lost, named), on=tuple(map(_name, lost.on))) for lost in shape.lost),
        only_here=tuple(_judged(change, named) for change in shape.only_here),
    )
    patch_line = None if shape.patch_line is None else _name(shape.patch_line)
    return LinePlan(state=state, proposal=_proposal(shape.proposal), patch_line=patch_line)


def _release(shape: ReleasedShape) -> Release:
    version = parse(shape.version, shape.scheme)
    if version is None:
        raise ValueError(f"{shape.version!r} is no version")
    name = _name(shape.tag)
    return Release(
        version=version,
        tag=Tag(
            name=name,
            ref=f"refs/tags/{name}",
            commit=_commit_id(shape.commit),
            date=moment_of(shape.date),
            committed=moment_of(shape.committed),
        ),
    )


def _judged(shape: ChangeShape, named: Mapping[CommitId, str]) -> Judged:
    landed = moment_of(shape.landed)
    parents = tuple(map(_commit_id, shape.parents))
    message = f"{_MERGED}\n\n{shape.title}" if len(parents) > 1 and shape.title else shape.title
    brought = tuple(_commit(commit, (), landed, named.get(commit, "")) for commit in map(_commit_id, shape.commits))
    return Judged(
        change=Change(commit=_commit(_commit_id(shape.id), parents, landed, message), brought=brought, files=()),
        verdict=Verdict(
            kind=shape.kind,
            confidence=shape.confidence,
            decided_by=shape.decided_by,
            evidence=tuple(
                Evidence(signal=item.signal, weight=item.weight, detail=item.detail) for item in shape.evidence
            ),
            probabilities={shape.kind: shape.confidence},
        ),
    )


def _commit(commit: CommitId, parents: tuple[CommitId, ...], when: int, message: str) -> Commit:
    return Commit(
        id=commit,
        parents=parents,
        author=_NOBODY,
        authored=when,
        committer=_NOBODY,
        committed=when,
        message=message,
        files=None,
    )


def _missing(shape: MissingShape, named: Mapping[CommitId, str]) -> Missing:
    return Missing(
        judged=_judged(shape, named),
        wanted=shape.wanted,
        forecast=None if shape.forecast is None else _forecast(shape.forecast),
        passed_over=shape.passed_over,
    )


def _forecast(shape: PickShape) -> Forecast:
    lacks = tuple(map(_lacking, shape.lacks))
    said = set(map(told_lack, lacks))
    return Forecast(
        id=_commit_id(shape.id),
        onto=_commit_id(shape.onto),
        outcome=shape.outcome,
        tree=None if shape.tree is None else TreeId(shape.tree),
        conflicts=tuple(
            Conflict(
                path=conflict.path,
                kind=conflict.kind,
                culprits=tuple(map(_commit_id, conflict.culprits)),
                places=tuple(Place(mainline=_lines(one.mainline), line=_lines(one.line)) for one in conflict.places),
                area=conflict.area,
            )
            for conflict in shape.conflicts
        ),
        prerequisites=tuple(map(_prerequisite, shape.prerequisite_details)),
        warnings=tuple(warning for warning in shape.warnings if warning not in said),
        after=tuple(map(_commit_id, shape.after)),
        lacks=lacks,
    )


def _lacking(shape: LackShape) -> Lacking:
    return Lacking(
        path=shape.path,
        line=shape.line,
        kind=shape.kind,
        name=shape.name,
        text=shape.text,
        commit=None if shape.commit is None else _commit_id(shape.commit),
    )


def _prerequisite(shape: PrerequisiteShape) -> Prerequisite:
    return Prerequisite(
        id=_commit_id(shape.id),
        title=shape.title,
        kind=shape.kind,
        need=shape.label,
        files=shape.files,
        added=shape.added,
        removed=shape.removed,
        overlaps=shape.overlaps,
        beside=shape.beside,
        brings=shape.brings,
    )


def _lines(shape: LinesShape) -> Lines:
    return Lines(first=shape.first, count=shape.count)


def _proposal(shape: ProposalShape) -> Proposal:
    return Proposal(
        action=shape.action,
        version=shape.version,
        bump=shape.bump,
        reasons=tuple(Reason(code=reason.code, text=reason.text) for reason in shape.reasons),
        changes=tuple(map(_commit_id, shape.changes)),
    )


def _ignored(shape: AllIgnoredShape) -> tuple[tuple[Ignored, ...], tuple[Ignored, ...]]:
    branches, tags = (
        tuple(Ignored(name=item.name, reason=item.reason) for item in items) for items in (shape.branches, shape.tags)
    )
    return branches, tags
