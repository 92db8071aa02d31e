"""What people are told of classified changes, whatever it is shown on."""

from __future__ import annotations

from collections import Counter

from relkit.model.classified import Classified, Unread
from relkit.model.evidence import DecidedBy, Evidence, Verdict
from relkit.model.plan import Judged
from relkit.model.wanted import Wanted
from relkit.report.words import count

MOST_EVIDENCE = 4
"""Reasons that are shown for a change: the strongest; the document has them all."""
UNREAD = "unread"
"""Code of the evidence that tells of files that were not looked into."""
MOST_PATHS = 4
"""Paths of a group that are shown."""


def summary(classified: Classified) -> str:
    """Return how many changes there are, and of which kinds."""
    kinds = Counter(one.verdict.kind.value for one in classified.answers if isinstance(one, Judged))
    unread = sum(isinstance(one, Unread) for one in classified.answers)
    told = [f"{number:,} {kind}" for kind, number in kinds.most_common()]
    if unread:
        told.append(f"{unread:,} that could not be read")
    total = count(len(classified.answers), "change")
    return f"{total}: {', '.join(told)}" if told else "no changes"


def told_group(group: tuple[str, ...]) -> str:
    """Return the paths of a group, the first of many."""
    more = f" and {len(group) - MOST_PATHS:,} more" if len(group) > MOST_PATHS else ""
    return ", ".join(group[:MOST_PATHS]) + more


def nothing(classified: Classified) -> str:
    """Return what is said where there are no changes."""
    return f"There is nothing to classify: {classified.asked} has no changes."


def sureness(verdict: Verdict) -> str:
    """Return how sure a kind is: "decided" by a person, "declared" by the change itself, or a percentage."""
    match verdict.decided_by:
        case DecidedBy.HUMAN:
            return "decided"
        case DecidedBy.DECLARED:
            return "declared"
        case DecidedBy.MODEL:
            return f"{min(verdict.confidence, 0.99):.0%}"


def strongest(verdict: Verdict) -> tuple[Evidence, ...]:
    """Return the evidence that is shown, the strongest first, and what could not be looked into.

    What else weighs nothing says something else than the kind.
    """
    weighing = tuple(one for one in verdict.evidence if one.weight)
    return weighing[:MOST_EVIDENCE] + tuple(one for one in verdict.evidence if one.signal == UNREAD)


def likelihood(wanted: Wanted | None, line: str) -> str:
    """Return how likely a change is wanted on a line, in words."""
    if wanted is None:
        return f"whether it is wanted on {line} is not known"
    return f"{wanted.probability:.0%} likely wanted on {line}"


def why_wanted(wanted: Wanted) -> str:
    """Return what speaks most for and against, with its weight."""
    told = (f"{one.weight:+.1f} {one.detail}" if one.weight else one.detail for one in wanted.evidence)
    return "; ".join(list(told)[:MOST_EVIDENCE])
