"""What is said of a plan, whatever shows it: one verdict a line, then what it rests on, the most important first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from relkit.model.command import Command
from relkit.model.line import Status
from relkit.model.plan import Action, DecisionsUsed, LinePlan, Plan
from relkit.model.version import Ignored
from relkit.report.plan.commands import next_commands
from relkit.report.plan.details import BAD, Depth, Details, details
from relkit.report.plan.headline import Part, headline, last_told
from relkit.report.plan.titles import Titles
from relkit.report.tones import Tone
from relkit.report.words import count, enumerated, minute

_SHOWN, _SHOWN_OF_MANY, _MANY = 5, 3, 3
"""Entries of a list that are shown unless all are asked for; and when that many lines have details."""
_REASONS = 4
"""Reasons that are told unless all are asked for, the weighty before the others."""
_ENDED = 4
"""Lines that are over and are named."""
_GROUPS, _NAMED = 3, 2
"""Reasons why branches and tags were left out that are told; how many of one reason are named. The document has all."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LineView:
    """A line: its verdict in one line, and the details below (None where the verdict says it all)."""

    name: str
    verdict: str
    tone: Tone
    parts: tuple[Part, ...]
    details: Details | None


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanView:
    """All that is said of a plan, in order."""

    title: str
    moment: str
    lines: tuple[LineView, ...]
    drifts: tuple[str, ...]
    warnings: tuple[str, ...]
    decisions: str | None
    ended: str | None
    left_out: str | None
    commands: tuple[Command, ...]


def view(
    plan: Plan,
    *,
    asked: Sequence[str] = (),
    again: str = "relkit plan",
    ledger: str = "relkit ledger",
    backport: str = "relkit backport",
    saved: bool = False,
    lasting: bool = True,
) -> PlanView:
    """Return what to say of a plan: of the lines ``asked`` for everything, of others what stands out.

    ``again`` is the command that made the plan, without its lines, ``ledger`` the one that shows where changes are,
    ``backport`` the one that picks them. ``saved``: the plan is being saved; not ``lasting``: its repository is about
    to go, or it is out of date.
    """
    full = _asked(plan, asked)
    told = full or tuple(planned for planned in plan.lines if _stands_out(planned, plan))
    depth = Depth(
        entries=None if full else _SHOWN if len(told) < _MANY else _SHOWN_OF_MANY,
        reasons=None if full else _REASONS,
    )
    titles = Titles(plan)
    return PlanView(
        title=plan.repository,
        moment=f"as of {minute(plan.now)}" if plan.as_of else minute(plan.now),
        lines=tuple(
            _line(planned, plan, details(planned, plan, titles, depth) if planned in told else None)
            for planned in plan.lines
        ),
        drifts=tuple(said for planned in plan.lines[1:] if (said := _drift(planned, plan)) is not None),
        warnings=plan.warnings,
        decisions=_decisions(plan.decisions),
        ended=None if asked else _ended(plan.ended),
        left_out=_left_out(plan),
        commands=next_commands(
            plan,
            full,
            again=again,
            ledger=ledger if lasting else None,
            backport=backport if lasting and not plan.as_of else None,
            saved=saved,
        ),
    )


def _asked(plan: Plan, asked: Sequence[str]) -> tuple[LinePlan, ...]:
    """Return the lines that were asked for by any of their names."""
    if not asked:
        return ()
    found = tuple(planned for planned in plan.lines if not planned.state.line.names.isdisjoint(asked))
    return found or plan.lines[1:] or plan.lines


def _stands_out(planned: LinePlan, plan: Plan) -> bool:
    """Tell whether something is to be done on a line, or it is the only one."""
    acts = planned.proposal.action in (Action.RELEASE, Action.PRERELEASE)
    return acts or len(plan.lines) == 1 or any(reason.code in BAD for reason in planned.proposal.reasons)


def _line(planned: LinePlan, plan: Plan, told: Details | None) -> LineView:
    verdict, tone = verdict_of(planned)
    parts = headline(planned, last_told(planned, plan), plan.now)
    return LineView(name=planned.state.line.name, verdict=verdict, tone=tone, parts=parts, details=told)


def verdict_of(planned: LinePlan) -> tuple[str, Tone]:
    """Return what is proposed for a line in a few words, and what that means."""
    proposal, line = planned.proposal, planned.state.line
    version = proposal.version
    if proposal.action in (Action.RELEASE, Action.PRERELEASE):
        return f"{proposal.action.value} {version}" if version else proposal.action.value, Tone.GOOD
    if line.status is Status.ENDED:
        return "ended", Tone.QUIET
    if proposal.action is Action.WAIT:
        return f"wait for {version}" if version else "wait", Tone.PLAIN
    return "nothing to release", Tone.QUIET


def _drift(planned: LinePlan, plan: Plan) -> str | None:
    """Return how a line goes against the rule of upgrades, in a few words that fit a line of a terminal."""
    state = planned.state
    said = []
    if state.lost:
        older = list(dict.fromkeys(name for lost in state.lost for name in lost.on))
        said.append(f"lacks {count(len(state.lost), 'fix')} that {_names(older)}")
    if state.only_here:
        number = count(len(state.only_here), "fix")
        said.append(f"has {number} that never went to {plan.lines[0].state.line.name}")
    return f"{state.line.name} {', and '.join(said)}" if said else None


def _names(older: Sequence[str]) -> str:
    return f"{older[0]} has" if len(older) == 1 else f"{older[0]} and others have"


def _decisions(used: DecisionsUsed) -> str | None:
    """Return how many of people's decisions the plan rests on."""
    if not used.number:
        return None
    by = "1 person" if used.people == 1 else f"{used.people:,} people"
    return f"{count(used.number, 'decision')} of {by} {'is' if used.number == 1 else 'are'} taken into account"


def _ended(ended: Sequence[str]) -> str | None:
    """Return which lines are over, and how to see them."""
    if not ended:
        return None
    does = "has" if len(ended) == 1 else "have"
    return f"{count(len(ended), 'line')} {does} ended, which `--all` shows: {enumerated(ended, _ENDED)}"


def _left_out(plan: Plan) -> str | None:
    """Return what was left out, and why, in one sentence."""
    both = (("branch", "branches", plan.ignored_branches), ("tag", "tags", plan.ignored_tags))
    told = [f"{count(len(ignored), noun, plural)} ({_grouped(ignored)})" for noun, plural, ignored in both if ignored]
    return f"Left out: {', '.join(told)}" if told else None


def _grouped(ignored: Sequence[Ignored]) -> str:
    by_reason: dict[str, list[str]] = {}
    for item in ignored:
        by_reason.setdefault(item.reason, []).append(item.name)
    groups = sorted(by_reason.items(), key=lambda group: -len(group[1]))
    told = [f"{reason}: {', '.join(names) if len(names) <= _NAMED else f'{len(names):,}'}" for reason, names in groups]
    rest = len(told) - _GROUPS
    return "; ".join(told[:_GROUPS]) + (f"; {count(rest, 'other reason')}" if rest > 0 else "")
