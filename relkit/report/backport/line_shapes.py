"""The shapes of a backport's lines: picks and what became of them, refs that move, branches that are pushed."""

from __future__ import annotations

from typing import Annotated

import msgspec

from relkit.model.backport import LeftOut, LineWork, Pick
from relkit.model.journal import (
    Aside,
    Deviation,
    LineProgress,
    PickProgress,
    PickState,
    Pushing,
    RefUpdate,
    Refused,
    Verified,
)
from relkit.report.backport.audit import reviewed
from relkit.report.safe import encodable
from relkit.report.shapes import (
    ConflictShape,
    PickShape,
    PrerequisiteShape,
    Sha,
    Shape,
    Time,
    conflict_shape,
    pick_shape,
    prerequisite_shape,
)
from relkit.report.words import iso


class AuthorShape(Shape, frozen=True, kw_only=True):
    """Who wrote a change, and when; offset is how many minutes east of UTC the clock was."""

    name: str
    email: str
    when: Time
    offset: int


class DeviationShape(Shape, frozen=True, kw_only=True):
    """A place where a committed file is not what git's own replay of the pick gives.

    aside is "conflict" where git's replay conflicts, "merged" where git had merged it on its own: these come first, as
    a reviewer has to look at them first. first is the line in the committed file, counted from 1, 0 where it has none;
    what says what differs when it is no lines.
    """

    path: str
    aside: Aside
    first: Annotated[int, msgspec.Meta(ge=0)]
    replayed: tuple[str, ...]
    committed: tuple[str, ...]
    what: str


class BackportPickShape(Shape, frozen=True, kw_only=True):
    """A cherry-pick, and what became of it.

    message is the new commit's whole message, and first_for the pick that this one is a prerequisite of. forecast is
    what was expected of it, null where nobody asked. commit is what it became: with state "made" as it applies, with
    "resolved" after a conflict. conflicts and prerequisites are those that were met; why says why it was skipped.
    """

    id: Sha
    title: str
    author: AuthorShape
    message: str
    first_for: Sha | None
    forecast: PickShape | None
    state: PickState
    commit: Sha | None
    conflicts: tuple[ConflictShape, ...]
    prerequisites: tuple[Sha, ...]
    prerequisite_details: tuple[PrerequisiteShape, ...]
    deviations: tuple[DeviationShape, ...]
    why: str


class LeftOutShape(Shape, frozen=True, kw_only=True):
    """A change that is not picked, and why: a code that stays, and a sentence for people that may change."""

    id: Sha
    title: str
    code: str
    why: str


class FailedShape(Shape, frozen=True, kw_only=True):
    """A verification that failed: after which pick (null: at the end), on which commit, and where its output is."""

    pick: Sha | None
    commit: Sha
    command: str
    status: int
    log: str


class RefusedShape(Shape, frozen=True, kw_only=True):
    """A pick that was not committed: a hook said no, it could not be signed, or not be tried; said are their words."""

    pick: Sha
    why: str
    said: tuple[str, ...]


class UpdateShape(Shape, frozen=True, kw_only=True):
    """A ref that moves: what it held and what it will hold; null is no ref."""

    ref: str
    old: Sha | None
    new: Sha | None


class PushShape(Shape, frozen=True, kw_only=True):
    """Branches of a remote that are set, if they still hold what is expected (old)."""

    remote: str
    updates: tuple[UpdateShape, ...]


class RequestShape(Shape, frozen=True, kw_only=True):
    """A pull request that was opened or brought up to date."""

    line: str
    url: str


class BackportLineShape(Shape, frozen=True, kw_only=True):
    """A line, what is picked to it and what is left out.

    The first pick is made onto the commit onto, which onto_ref led to. branch is the line's branch on its remote, ref
    what will hold the result, opens the maintenance branch that is made as well, where a series gets its first. result
    is the last commit so far, null before anything was carried out. worktree is where a person works on it, failed the
    verification that it stops at, refused the pick that was not committed, verified the commit that was verified last.
    request_by_hand is the command that opens the request that relkit could not open, request_text the file with what it
    says; null where there is none.
    """

    name: str
    series: str
    onto: Sha
    onto_ref: str
    branch: str
    remote: str | None
    ref: str
    opens: str | None
    verify: str | None
    result: Sha | None
    picks: tuple[BackportPickShape, ...]
    left_out: tuple[LeftOutShape, ...]
    worktree: str | None
    failed: FailedShape | None
    refused: RefusedShape | None
    verified: Sha | None
    request_by_hand: str | None
    request_text: str | None


def line_shape(work: LineWork, line: LineProgress | None) -> BackportLineShape:
    """Return a line as documents have it; None is one that nothing was done for yet."""
    to = work.destination
    states = {} if line is None else {state.id: state for state in line.picks}
    return BackportLineShape(
        name=encodable(to.line),
        series=encodable(to.series),
        onto=to.base,
        onto_ref=encodable(to.base_ref),
        branch=encodable(to.branch),
        remote=None if to.remote is None else encodable(to.remote),
        ref=encodable(to.ref),
        opens=None if to.opens is None else encodable(to.opens),
        verify=to.verify,
        result=None if line is None else line.tip,
        picks=tuple(_pick(pick, states.get(pick.id, PickProgress(id=pick.id))) for pick in work.picks),
        left_out=tuple(map(_left_out, work.left_out)),
        worktree=None if line is None or line.worktree is None else encodable(line.worktree),
        failed=None if line is None or line.failed is None else _failed(line.failed),
        refused=None if line is None or line.refused is None else _refused(line.refused),
        verified=None if line is None else line.verified,
        request_by_hand=None if line is None or line.by_hand is None else encodable(line.by_hand),
        request_text=None if line is None or line.written is None else encodable(line.written),
    )


def _pick(pick: Pick, state: PickProgress) -> BackportPickShape:
    author = pick.author
    return BackportPickShape(
        id=pick.id,
        title=encodable(pick.title),
        author=AuthorShape(
            name=encodable(author.person.name),
            email=encodable(author.person.email),
            when=iso(author.when),
            offset=author.offset,
        ),
        message=encodable(pick.message),
        first_for=pick.first_for,
        forecast=None if pick.forecast is None else pick_shape(pick.forecast),
        state=state.state,
        commit=state.commit,
        conflicts=tuple(map(conflict_shape, state.conflicts)),
        prerequisites=tuple(one.id for one in state.prerequisites),
        prerequisite_details=tuple(map(prerequisite_shape, state.prerequisites)),
        deviations=tuple(map(_deviation, reviewed(state.deviations))),
        why=encodable(state.why),
    )


def _deviation(one: Deviation) -> DeviationShape:
    return DeviationShape(
        path=encodable(one.path),
        aside=one.aside,
        first=one.first,
        replayed=tuple(map(encodable, one.replayed)),
        committed=tuple(map(encodable, one.committed)),
        what=encodable(one.what),
    )


def _left_out(left: LeftOut) -> LeftOutShape:
    return LeftOutShape(id=left.id, title=encodable(left.title), code=left.reason.code, why=encodable(left.reason.text))


def _failed(failed: Verified) -> FailedShape:
    return FailedShape(
        pick=failed.id,
        commit=failed.commit,
        command=failed.command,
        status=failed.status,
        log=encodable(failed.log),
    )


def _refused(refused: Refused) -> RefusedShape:
    return RefusedShape(pick=refused.id, why=encodable(refused.why), said=tuple(map(encodable, refused.said)))


def update_shape(update: RefUpdate) -> UpdateShape:
    """Return a ref that moves as documents have it."""
    return UpdateShape(ref=encodable(update.ref), old=update.old, new=update.new)


def push_shape(push: Pushing) -> PushShape:
    """Return what is pushed as documents have it."""
    return PushShape(remote=encodable(push.remote), updates=tuple(map(update_shape, push.updates)))
