"""Forecasts as Markdown: for summaries of CI jobs, for issues, and for those who listen rather than look."""

from __future__ import annotations

from relkit.model.forecast import Forecasts
from relkit.model.ids import SHORT_ID
from relkit.report.forecast.view import OUTCOMES, notes, summary
from relkit.report.markup import code, escaped


def markdown(made: Forecasts) -> str:
    """Return forecasts as Markdown; no meaning is in a sign or colour alone."""
    said = [f"# {escaped(made.repository)}: forecasts", "", f"{escaped(summary(made))}.", ""]
    for pick in made.picks:
        title = made.titles.get(pick.id, "")
        said.append(f"- **{OUTCOMES[pick.outcome]}** {code(pick.id[:SHORT_ID])} {escaped(title)}".rstrip())
        said += [f"  - {escaped(note)}" for note in notes(pick, made)]
        said += [f"  - warning: {escaped(warning)}" for warning in pick.warnings]
    said.append("")
    if made.warnings:
        said += ["## Warnings", "", *(f"- {escaped(warning)}" for warning in made.warnings), ""]
    return "\n".join(said)
