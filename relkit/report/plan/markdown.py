"""A plan as Markdown: for summaries of CI jobs, for issues, and for those who listen rather than look."""

from __future__ import annotations

import re
from collections.abc import Sequence

from relkit.model.forecast import Outcome
from relkit.report.plan.details import Details, Listing
from relkit.report.plan.entries import Entry
from relkit.report.plan.view import LineView, PlanView
from relkit.report.safe import visible
from relkit.report.words import count, span

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>|~&$]|^(?:[#+=-]+|\d+[.)])(?=\s|$)")
_MENTION = re.compile(r"@(?=\w)")
_OUTCOMES = {
    Outcome.CLEAN: "applies",
    Outcome.NEEDS: "needs another change first",
    Outcome.CONFLICT: "conflicts",
    Outcome.EMPTY: "changes nothing",
    Outcome.UNKNOWN: "was not tried",
}


def markdown(view: PlanView) -> str:
    """Return a plan as Markdown with the same content as the terminal has; no meaning is in a sign or colour alone."""
    said = [f"# {_safe(view.title)}: release plan", "", f"{count(len(view.lines), 'line')}, {view.moment}.", ""]
    said += ["| Line | Proposal | Why |", "| --- | --- | --- |"]
    for line in view.lines:
        parts = ", ".join(_safe(part.text()) for part in line.parts)
        said.append(f"| {_safe(line.name)} | **{_safe(line.verdict)}** | {parts} |")
    said.append("")
    for line in view.lines:
        if line.details is not None:
            said += _details(line, line.details)
    if view.warnings:
        said += ["## Warnings", "", *(f"- {_safe(warning)}" for warning in view.warnings), ""]
    if view.left_out:
        said += [f"{_safe(view.left_out)}.", ""]
    if view.commands:
        said += ["## Next", ""]
        said += [f"- {_code(command.command)}: {_safe(command.does)}" for command in view.commands]
        said.append("")
    return "\n".join(said)


def _details(line: LineView, details: Details) -> list[str]:
    said = [f"## {_safe(line.name)}: {_safe(line.verdict)}", ""]
    if details.facts:
        said += [f"{_safe(details.facts)}.", ""]
    if details.reasons:
        said += [*(f"- {_safe(reason.text)}" for reason in details.reasons), ""]
    return [*said, *_listing(details.waiting), *_listing(details.missing)]


def _listing(listing: Listing) -> list[str]:
    if not listing.entries and not listing.folded:
        return []
    said = [f"### {_safe(listing.heading)}", ""]
    for entry in listing.entries:
        said += _entry(entry)
    if listing.hidden:
        said.append(f"- and {listing.hidden:,} more")
    if listing.folded:
        said.append(f"- {_safe(listing.folded)}")
    return [*said, ""]


def _entry(entry: Entry) -> Sequence[str]:
    outcome = f", {_OUTCOMES[entry.outcome]}" if entry.outcome else ""
    first = f"- **{_safe(entry.kind)}** {_code(entry.short_id)} {_safe(entry.title)} ({span(entry.age)} old{outcome})"
    return (first, *(f"  - {_safe(note)}" for note in entry.notes))


def _safe(text: str) -> str:
    """Return text in which nothing is markup: no link, table cell or tag comes from a commit's title.

    Nor does a title notify whom it mentions: forges look for names after the markup is gone, and an invisible space
    parts name and sign.
    """
    escaped = _SPECIAL.sub(_escape, visible(text))
    return _MENTION.sub("@&#8203;", escaped)


def _escape(found: re.Match[str]) -> str:
    mark = found.group()
    return f"{mark[:-1]}\\{mark[-1]}"


def _code(text: str) -> str:
    """Return text as code, in as many backticks as it needs."""
    shown = visible(text)
    fence = "`" * (max(map(len, re.findall("`+", shown)), default=0) + 1)
    pad = " " if "`" in shown else ""
    return f"{fence}{pad}{shown}{pad}{fence}"
