"""Plans made of literals, for tests of what shows them."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from relkit.model.commit import Change, Commit, Person
from relkit.model.evidence import DecidedBy, Evidence, Kind, Verdict
from relkit.model.forecast import Conflict, ConflictKind, Forecast, Outcome, Prerequisite
from relkit.model.ids import CommitId, TreeId
from relkit.model.line import Line, Status
from relkit.model.plan import Action, Bump, Judged, LinePlan, LineState, Lost, Missing, Plan, Proposal, Reason
from relkit.model.refs import Branch, Tag
from relkit.model.version import Ignored, Release, Scheme, Version

NOW = 1_750_000_000
DAY = 86_400
ADA = Person(name="Ada Example", email="ada@example.org")


def sha(seed: str) -> CommitId:
    """Return an id that is always the same for a seed."""
    return CommitId(hashlib.sha1(seed.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest())


def judged(
    title: str, kind: Kind = Kind.FIX, *, days: float = 3, confidence: float = 0.9, brought: tuple[str, ...] = ()
) -> Judged:
    """Return a change that landed some days ago; one that brought commits is a merge."""
    landed = NOW - int(days * DAY)
    commit = _commit(title, landed, parents=2 if brought else 1)
    evidence = (Evidence(signal="prefix", weight=4.25, detail=f"the title begins with {title[:3]}"),)
    return Judged(
        change=Change(commit=commit, brought=tuple(_commit(part, landed - DAY) for part in brought), files=()),
        verdict=Verdict(
            kind=kind,
            confidence=confidence,
            decided_by=DecidedBy.MODEL,
            evidence=evidence,
            probabilities={kind: confidence},
        ),
    )


def _commit(title: str, when: int, parents: int = 1) -> Commit:
    return Commit(
        id=sha(title),
        parents=tuple(sha(f"{title} {place}") for place in range(parents)),
        author=ADA,
        authored=when,
        committer=ADA,
        committed=when,
        message=f"{title}\n",
        files=(),
    )


def missing(
    change: Judged,
    outcome: Outcome | None = Outcome.CLEAN,
    *,
    paths: tuple[str, ...] = (),
    culprits: tuple[CommitId, ...] = (),
    needs: tuple[CommitId, ...] = (),
    wanted: float | None = 0.75,
) -> Missing:
    """Return a missing change; its forecast says what is given."""
    if outcome is None:
        return Missing(judged=change, wanted=wanted, forecast=None)
    conflicts = tuple(Conflict(path=path, kind=ConflictKind.CONTENT, culprits=culprits) for path in paths)
    tree = TreeId(sha("tree")) if outcome is Outcome.CLEAN else None
    forecast = Forecast(
        id=change.change.id,
        onto=sha("tip"),
        outcome=outcome,
        tree=tree,
        conflicts=conflicts,
        prerequisites=tuple(
            Prerequisite(id=need, title="Rework the tables", files=2, added=7, removed=3, overlaps=paths)
            for need in needs
        ),
    )
    return Missing(judged=change, wanted=wanted, forecast=forecast)


def release(text: str, *, days: float = 48) -> Release:
    """Return a final release (or the candidate that its text says) that was tagged some days ago."""
    numbers, _, candidate = text.partition("rc")
    date = NOW - int(days * DAY)
    return Release(
        version=Version(
            text=text,
            scheme=Scheme.PEP440,
            release=tuple(map(int, numbers.split("."))),
            pre=("rc", int(candidate)) if candidate else None,
        ),
        tag=Tag(name=f"v{text}", ref=f"refs/tags/v{text}", commit=sha(f"v{text}"), date=date, committed=date),
    )


def line(
    name: str,
    *,
    mainline: bool = False,
    releases: tuple[Release, ...] = (),
    status: Status = Status.MAINTAINED,
    remote: str | None = None,
) -> Line:
    """Return a line; a remote one is known by its remote-tracking branch only."""
    ref = f"refs/remotes/{remote}/{name}" if remote else f"refs/heads/{name}"
    shown = f"{remote}/{name}" if remote else name
    return Line(
        name=shown,
        branch=Branch(name=shown, ref=ref, short=name, remote=remote, tip=sha(f"tip of {name}"), committed=NOW - DAY),
        is_mainline=mainline,
        series=None if mainline else name.removesuffix(".x"),
        fork_point=None if mainline else sha(f"fork of {name}"),
        status=status,
        status_reason="the newest series",
        releases=releases,
    )


def planned(
    of: Line,
    action: Action,
    version: str | None = None,
    *,
    unreleased: tuple[Judged, ...] = (),
    lacks: tuple[Missing, ...] = (),
    reasons: tuple[tuple[str, str], ...] = (("fixes-wait", "Fixes wait."),),
    patch_line: str | None = None,
) -> LinePlan:
    """Return a line's plan in which all that waits goes in."""
    return LinePlan(
        state=LineState(line=of, unreleased=unreleased, missing=lacks),
        proposal=Proposal(
            action=action,
            version=version,
            bump=Bump.PATCH if version else None,
            reasons=tuple(Reason(code=code, text=text) for code, text in reasons),
            changes=tuple(change.change.id for change in unreleased),
        ),
        patch_line=patch_line,
    )


def plan(*lines: LinePlan, warnings: tuple[str, ...] = (), ignored: int = 0) -> Plan:
    """Return a plan of these lines, the mainline first."""
    return Plan(
        repository="tidewater",
        now=NOW,
        as_of=False,
        lines=lines,
        tips=tuple((item.state.line.branch.ref, item.state.line.branch.tip) for item in lines),
        ignored_branches=tuple(
            Ignored(name=f"dependabot/pip-{place}", reason="a robot's branch") for place in range(ignored)
        ),
        ignored_tags=tuple(Ignored(name=f"nightly-{place}", reason="no version") for place in range(ignored)),
        warnings=warnings,
        latest=max((made.tag.date for item in lines for made in item.state.line.releases), default=None),
    )


def usual_plan() -> Plan:
    """Return a plan as most are: a mainline that waits, a line to release, one with nothing, one for security only."""
    rework = judged("Rework the tables", Kind.REFACTOR, days=60)
    newer = line("2.4.x", releases=(release("2.4.3", days=100), release("2.4.4")))
    return plan(
        planned(
            line("main", mainline=True, releases=(release("2.4.0", days=200),)),
            Action.WAIT,
            "2.5.0",
            unreleased=(rework, judged("Add colours", Kind.FEATURE, days=30), judged("Test more", Kind.TEST)),
            reasons=(("series-pending", "A minor release is pending: 1 change with new or changed behaviour."),),
        ),
        planned(
            newer,
            Action.RELEASE,
            "2.4.5",
            unreleased=(
                judged("Fix the parser of station names", days=12),
                judged("Update the CI", Kind.CI, days=6),
                judged("Escape names in tables", Kind.SECURITY, days=4),
            ),
            lacks=(
                missing(judged("Fix the writer", days=9)),
                missing(
                    judged("Fix the order of tides", days=8),
                    Outcome.CONFLICT,
                    paths=("tidewater/tables.py", "tidewater/cli.py"),
                    culprits=(rework.change.id,),
                ),
                missing(
                    judged("Fix the header", days=7),
                    Outcome.NEEDS,
                    paths=("tidewater/tables.py",),
                    needs=(rework.change.id,),
                ),
            ),
            reasons=(
                ("security-waits", "1 security fix has waited for 4 days: “Escape names in tables”."),
                ("fixes-wait", "1 fix since 2.4.4 has waited for 12 days."),
                ("cadence", "The last release was 48 days ago; this line usually makes one every 40 days."),
            ),
        ),
        planned(
            line("2.3.x", releases=(release("2.3.9", days=20),)),
            Action.NONE,
            None,
            reasons=(("nothing-waits", "Nothing has landed since 2.3.9."),),
        ),
        planned(
            line("2.2.x", releases=(release("2.2.12", days=300),), status=Status.SECURITY, remote="origin"),
            Action.WAIT,
            "2.2.13",
            unreleased=(judged("Fix the cache", days=2),),
            lacks=(missing(judged("Fix the writer", days=9)), missing(judged("Fix a leak", days=80))),
        ),
        warnings=("this clone is shallow: its history is cut; `git fetch --unshallow --tags` completes it",),
        ignored=7,
    )


def lost_plan() -> Plan:
    """Return a plan in which a line lacks what an older one has, and has what the mainline never got."""
    older = planned(line("2.3.x"), Action.NONE)
    state = planned(line("2.4.x"), Action.NONE).state
    state = replace(
        state, lost=(Lost(judged=judged("Fix one"), on=("2.3.x", "2.2.x")),), only_here=(judged("Fix two"),)
    )
    newer = replace(planned(line("2.4.x"), Action.NONE), state=state)
    return plan(planned(line("main", mainline=True), Action.NONE), newer, older)
