"""What a line's verdict rests on: its facts, the reasons, what waits, what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from relkit.model.plan import LinePlan, Plan, Reason
from relkit.report.plan.entries import Entry, missing_entries, waiting_entries
from relkit.report.plan.headline import facts, last_told, missing_summary
from relkit.report.plan.titles import Titles
from relkit.report.tones import Tone
from relkit.report.words import count

BAD = frozenset({"security-waits", "security-missing"})
"""Reasons for which a line is told of whatever is proposed."""
_ATTENTION = frozenset({"feature-on-patch-line", "not-security", "security-mixed", "removals", "fixes-first"})
_SAID_BY_LIST = frozenset({"missing-applies", "missing-conflicts"})
"""Reasons that only say again what the list of missing changes shows."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Depth:
    """How many entries of a list and how many reasons are told; None: all, in full."""

    entries: int | None
    reasons: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """A sentence and what it means."""

    text: str
    tone: Tone


@dataclass(frozen=True, kw_only=True, slots=True)
class Listing:
    """A list of changes under a heading; ``hidden`` more are not shown, ``folded`` tells of many at once."""

    heading: str
    entries: tuple[Entry, ...]
    hidden: int
    folded: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Details:
    """What a verdict rests on."""

    facts: str
    reasons: tuple[Said, ...]
    waiting: Listing
    missing: Listing


def details(planned: LinePlan, plan: Plan, titles: Titles, depth: Depth) -> Details:
    """Return what a line's verdict rests on."""
    state, now, last = planned.state, plan.now, last_told(planned, plan)
    waiting, folded = waiting_entries(state, now, everything=depth.entries is None)
    missing, shared = missing_entries(state, now, titles)
    if depth.entries is not None:  # what the last release left out is counted, and listed only where all is told
        missing = tuple(entry for entry in missing if not entry.passed_over) or missing
    reasons = [reason for reason in planned.proposal.reasons if not (state.missing and reason.code in _SAID_BY_LIST)]
    return Details(
        facts=facts(planned, last),
        reasons=_reasons(reasons, depth.reasons),
        waiting=_listing(f"Waiting: {count(len(state.unreleased), 'change')}", waiting, depth.entries, folded),
        missing=_listing(f"Missing here: {missing_summary(state)}", missing, depth.entries, shared),
    )


def _listing(heading: str, entries: tuple[Entry, ...], most: int | None, folded: str | None) -> Listing:
    shown = entries[:most]
    return Listing(heading=heading, entries=shown, hidden=len(entries) - len(shown), folded=folded)


def _reasons(reasons: Sequence[Reason], most: int | None) -> tuple[Said, ...]:
    """Return the reasons in order; of more than ``most`` the weighty, without the titles that are listed below."""
    if most is None:
        return tuple(Said(text=reason.text, tone=_tone(reason)) for reason in reasons)
    weighty = sorted(reasons, key=lambda reason: _tone(reason) is Tone.PLAIN)[:most]
    return tuple(Said(text=_brief(reason.text), tone=_tone(reason)) for reason in reasons if reason in weighty)


def _brief(text: str) -> str:
    said, quoted, _ = text.partition(": “")
    return f"{said}." if quoted else text


def _tone(reason: Reason) -> Tone:
    if reason.code in BAD:
        return Tone.BAD
    return Tone.ATTENTION if reason.code in _ATTENTION else Tone.PLAIN
