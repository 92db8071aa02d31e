"""What is said of a plan, whatever shows it: one verdict a line, then what it rests on, the most important first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from relkit.model.line import Line, Status
from relkit.model.plan import Action, LinePlan, Plan
from relkit.model.version import Ignored
from relkit.report.plan.commands import Command, next_commands
from relkit.report.plan.entries import Entry, Titles, missing_entries, waiting_entries
from relkit.report.plan.headline import Part, facts, headline, missing_summary
from relkit.report.tones import Tone
from relkit.report.words import count, enumerated, minute

_SHOWN = 5
"""Entries of a list that are shown unless all are asked for."""
_EXAMPLES = 3
"""Ignored branches and tags that are named; the document has all."""
_SAID_BY_LIST = frozenset({"missing-applies", "missing-conflicts"})
"""Reasons that only say again what the list of missing changes shows."""
_BAD = frozenset({"security-waits", "security-missing"})
_ATTENTION = frozenset({"feature-on-patch-line", "not-security", "security-mixed", "removals", "fixes-first"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """A sentence and what it means."""

    text: str
    tone: Tone


@dataclass(frozen=True, kw_only=True, slots=True)
class Listing:
    """A list of changes under a heading; ``hidden`` more are not shown, ``folded`` tells of those only counted."""

    heading: str
    entries: tuple[Entry, ...]
    hidden: int
    folded: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class LineView:
    """A line: its verdict in one line, and the details below (None where the verdict says it all)."""

    name: str
    verdict: str
    tone: Tone
    parts: tuple[Part, ...]
    details: Details | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Details:
    """What a verdict rests on."""

    facts: str
    reasons: tuple[Said, ...]
    waiting: Listing
    missing: Listing


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanView:
    """All that is said of a plan, in order."""

    title: str
    moment: str
    lines: tuple[LineView, ...]
    warnings: tuple[str, ...]
    ignored: tuple[str, ...]
    commands: tuple[Command, ...]


def view(plan: Plan, *, asked: Sequence[str] = (), again: str = "relkit plan", saved: bool = False) -> PlanView:
    """Return what to say of a plan: of the lines ``asked`` for everything, of others what stands out.

    ``again`` is the command that made the plan, without its lines; ``saved``: the plan is being saved.
    """
    full = _asked(plan, asked)
    titles = Titles(plan)
    return PlanView(
        title=plan.repository,
        moment=f"as of {minute(plan.now)}" if plan.as_of else minute(plan.now),
        lines=tuple(_line(planned, plan, titles, everything=planned in full) for planned in plan.lines),
        warnings=plan.warnings,
        ignored=tuple(
            filter(
                None,
                (
                    _ignored("branch", "branches", plan.ignored_branches),
                    _ignored("tag", "tags", plan.ignored_tags),
                ),
            )
        ),
        commands=next_commands(plan, full, again=again, saved=saved),
    )


def _asked(plan: Plan, asked: Sequence[str]) -> tuple[LinePlan, ...]:
    """Return the lines that were asked for by any of their names."""
    if not asked:
        return ()
    found = tuple(planned for planned in plan.lines if not _names(planned.state.line).isdisjoint(asked))
    return found or plan.lines[1:] or plan.lines


def _names(line: Line) -> frozenset[str | None]:
    return frozenset({line.name, line.branch.name, line.branch.short, line.branch.ref, line.series})


def _line(planned: LinePlan, plan: Plan, titles: Titles, *, everything: bool) -> LineView:
    line, proposal = planned.state.line, planned.proposal
    verdict, tone = _verdict(planned)
    acts = proposal.action in (Action.RELEASE, Action.PRERELEASE)
    details = None
    if everything or acts or _has_bad_news(planned) or len(plan.lines) == 1:
        details = _details(planned, plan, titles, everything=everything)
    return LineView(name=line.name, verdict=verdict, tone=tone, parts=headline(planned, plan.now), details=details)


def _verdict(planned: LinePlan) -> tuple[str, Tone]:
    proposal, line = planned.proposal, planned.state.line
    version = proposal.version
    if proposal.action in (Action.RELEASE, Action.PRERELEASE):
        return f"{proposal.action.value} {version}" if version else proposal.action.value, Tone.GOOD
    if line.status is Status.ENDED:
        return "ended", Tone.QUIET
    if proposal.action is Action.WAIT:
        return f"wait for {version}" if version else "wait", Tone.PLAIN
    return "nothing to release", Tone.QUIET


def _has_bad_news(planned: LinePlan) -> bool:
    return any(reason.code in _BAD for reason in planned.proposal.reasons)


def _details(planned: LinePlan, plan: Plan, titles: Titles, *, everything: bool) -> Details:
    state = planned.state
    most = None if everything else _SHOWN
    waiting, folded = waiting_entries(state.unreleased, plan.now, everything=everything)
    missing = missing_entries(state.missing, plan.now, titles)
    told = bool(state.missing)
    return Details(
        facts=facts(planned, plan.now),
        reasons=tuple(
            Said(text=reason.text, tone=_reason_tone(reason.code))
            for reason in planned.proposal.reasons
            if not (told and reason.code in _SAID_BY_LIST)
        ),
        waiting=Listing(
            heading=f"Waiting: {count(len(state.unreleased), 'change')}",
            entries=waiting[:most],
            hidden=len(waiting) - len(waiting[:most]),
            folded=folded,
        ),
        missing=Listing(
            heading=f"Missing here: {missing_summary(state.missing)}",
            entries=missing[:most],
            hidden=len(missing) - len(missing[:most]),
            folded=None,
        ),
    )


def _reason_tone(code: str) -> Tone:
    if code in _BAD:
        return Tone.BAD
    return Tone.ATTENTION if code in _ATTENTION else Tone.PLAIN


def _ignored(noun: str, plural: str, ignored: Sequence[Ignored]) -> str | None:
    """Fold what was left out into one sentence: how many for which reason, and some names."""
    if not ignored:
        return None
    by_reason: dict[str, list[str]] = {}
    for item in ignored:
        by_reason.setdefault(item.reason, []).append(item.name)
    groups = sorted(by_reason.items(), key=lambda group: -len(group[1]))
    told = "; ".join(f"{reason}: {enumerated(names, _EXAMPLES)}" for reason, names in groups)
    return f"{count(len(ignored), noun, plural)} ignored ({told})"
