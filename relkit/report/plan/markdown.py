"""A plan as Markdown: for summaries of CI jobs, for issues, and for those who listen rather than look."""

from __future__ import annotations

from collections.abc import Sequence

from relkit.model.forecast import Outcome
from relkit.report.markup import code, escaped
from relkit.report.plan.details import Details, Listing
from relkit.report.plan.entries import PASSED_OVER, Entry
from relkit.report.plan.view import LineView, PlanView
from relkit.report.words import count, span

_OUTCOMES = {
    Outcome.CLEAN: "applies",
    Outcome.NEEDS: "needs another change first",
    Outcome.CONFLICT: "conflicts",
    Outcome.EMPTY: "changes nothing",
    Outcome.UNKNOWN: "was not tried",
}


def markdown(view: PlanView) -> str:
    """Return a plan as Markdown with the same content as the terminal has; no meaning is in a sign or colour alone."""
    said = [f"# {escaped(view.title)}: release plan", "", f"{count(len(view.lines), 'line')}, {view.moment}.", ""]
    said += ["| Line | Proposal | Why |", "| --- | --- | --- |"]
    for line in view.lines:
        parts = "; ".join(escaped(part.text()) for part in line.parts)  # which have commas of their own
        said.append(f"| {escaped(line.name)} | **{escaped(line.verdict)}** | {parts} |")
    said.append("")
    for line in view.lines:
        if line.details is not None:
            said += _details(line, line.details)
    if view.drifts:
        said += ["## Not the same on all lines", "", *(f"- {escaped(drift)}" for drift in view.drifts), ""]
    if view.warnings:
        said += ["## Warnings", "", *(f"- {escaped(warning)}" for warning in view.warnings), ""]
    if view.decisions:
        said += [f"{escaped(view.decisions)}.", ""]
    if view.ended:
        said += [f"{escaped(view.ended)}.", ""]
    if view.left_out:
        said += [f"{escaped(view.left_out)}.", ""]
    if view.commands:
        said += ["## Next", ""]
        said += [f"- {code(command.command)}: {escaped(command.does)}" for command in view.commands]
        said.append("")
    return "\n".join(said)


def _details(line: LineView, details: Details) -> list[str]:
    said = [f"## {escaped(line.name)}: {escaped(line.verdict)}", ""]
    if details.facts:
        facts = details.facts.replace(" · ", "; ")  # a dot in the middle is read out as one
        said += [f"{escaped(facts[0].upper() + facts[1:])}.", ""]
    if details.reasons:
        said += [*(f"- {escaped(reason.text)}" for reason in details.reasons), ""]
    return [*said, *_listing(details.waiting), *_listing(details.missing)]


def _listing(listing: Listing) -> list[str]:
    if not listing.entries and not listing.folded:
        return []
    said = [f"### {escaped(listing.heading)}", ""]
    for place, entry in enumerate(listing.entries):
        if entry.passed_over and place and not listing.entries[place - 1].passed_over:
            said += ["", PASSED_OVER, ""]
        said += _entry(entry)
    if listing.hidden:
        said.append(f"- and {listing.hidden:,} more")
    if listing.folded:
        said.append(f"- {escaped(listing.folded)}")
    return [*said, ""]


def _entry(entry: Entry) -> Sequence[str]:
    outcome = f", {_OUTCOMES[entry.outcome]}" if entry.outcome else ""
    kind = f"perhaps {entry.kind.removesuffix('?')}" if entry.kind.endswith("?") else entry.kind
    what = f"**{escaped(kind)}** {code(entry.short_id)} {escaped(entry.title)}"
    return (f"- {what} ({span(entry.age)} old{outcome})", *(f"  - {escaped(note)}" for note in entry.notes))
