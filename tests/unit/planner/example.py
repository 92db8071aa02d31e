"""Literals to plan with: releases, lines and changes in a few words each. Days count from a fixed one."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

from relkit.model.commit import Change, Commit, Person
from relkit.model.evidence import DecidedBy, Kind, Verdict
from relkit.model.forecast import Forecast, Outcome
from relkit.model.ids import CommitId
from relkit.model.line import Layout, Line, Status
from relkit.model.plan import Judged, LinePlan, LineState, Missing
from relkit.model.refs import Branch, Tag
from relkit.model.version import Release, Scheme
from relkit.planner.propose import propose
from relkit.versions import parse, sort_key

START = 1_700_000_000
DAY = 86_400
_ids = itertools.count(1)
_ADA = Person(name="Ada Example", email="ada@example.org")


def commit_id() -> CommitId:
    return CommitId(f"{next(_ids):040x}")


def day(number: float) -> int:
    return START + round(number * DAY)


def release(text: str, on: float, scheme: Scheme = Scheme.PEP440, copied: float | None = None) -> Release:
    """A version tagged on a day; ``copied``: the tag was made again on that later day."""
    version = parse(text, scheme)
    assert version is not None
    when = day(on if copied is None else copied)
    tag = Tag(name=f"v{text}", ref=f"refs/tags/v{text}", commit=commit_id(), date=when, committed=day(on))
    return Release(version=version, tag=tag)


def releases(scheme: Scheme = Scheme.PEP440, **days: float) -> tuple[Release, ...]:
    """Versions by keyword, ``v2_3_0rc1=5`` for "2.3.0rc1" on day 5, in the order of versions."""
    made = [
        release(name.removeprefix("v").replace("__", "-").replace("_", "."), on, scheme) for name, on in days.items()
    ]
    return tuple(sorted(made, key=lambda item: sort_key(item.version)))


def judged(
    title: str,
    kind: Kind = Kind.FIX,
    on: float = 0,
    confidence: float = 0.9,
    decided_by: DecidedBy = DecidedBy.MODEL,
) -> Judged:
    commit = Commit(
        id=commit_id(),
        parents=(commit_id(),),
        author=_ADA,
        authored=day(on),
        committer=_ADA,
        committed=day(on),
        message=title,
        files=(),
    )
    verdict = Verdict(kind=kind, confidence=confidence, decided_by=decided_by, evidence=(), probabilities={kind: 1.0})
    return Judged(change=Change(commit=commit, brought=(), files=()), verdict=verdict)


def missing(title: str, outcome: Outcome | None, kind: Kind = Kind.FIX) -> Missing:
    item = judged(title, kind)
    forecast = None
    if outcome is not None:
        forecast = Forecast(id=item.change.id, onto=commit_id(), outcome=outcome, tree=None)
    return Missing(judged=item, wanted=None, forecast=forecast)


def line(
    name: str,
    made: Iterable[Release] = (),
    series: str | None = None,
    status: Status = Status.MAINTAINED,
    status_reason: str = "",
    *,
    mainline: bool = False,
) -> Line:
    branch = Branch(name=name, ref=f"refs/heads/{name}", short=name, remote=None, tip=commit_id(), committed=START)
    return Line(
        name=name,
        branch=branch,
        is_mainline=mainline,
        series=series,
        fork_point=None,
        status=status,
        status_reason=status_reason,
        releases=tuple(made),
    )


def layout(lines: Sequence[Line], main: Line | None = None, others: Iterable[Release] = ()) -> Layout:
    """All releases are those of the lines and the ``others``."""
    mainline = main or line("main", mainline=True)
    every = {made.tag.name: made for one in (mainline, *lines) for made in one.releases}
    every |= {made.tag.name: made for made in others}
    ordered = tuple(sorted(every.values(), key=lambda item: sort_key(item.version)))
    return Layout(
        mainline=mainline,
        lines=tuple(lines),
        scheme=ordered[0].version.scheme if ordered else Scheme.PEP440,
        releases=ordered,
        taken=frozenset(made.version.text for made in ordered),
        ignored_branches=(),
        ignored_tags=(),
        warnings=(),
    )


def plan(
    one: Line,
    whole: Layout,
    now: float,
    unreleased: Iterable[Judged] = (),
    lacking: Iterable[Missing] = (),
) -> LinePlan:
    state = LineState(line=one, unreleased=tuple(unreleased), missing=tuple(lacking))
    return propose(state, whole, day(now))


def reasons(made: LinePlan) -> dict[str, str]:
    return {reason.code: reason.text for reason in made.proposal.reasons}
