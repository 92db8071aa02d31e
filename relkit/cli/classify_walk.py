"""`relkit classify -i`: a walk through the changes whose kinds are in doubt, and what it changed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from relkit.cli import streams
from relkit.cli.progress import Watched
from relkit.cli.walk import hold_walk, say_lines, tell_sharing
from relkit.model.classified import Classified
from relkit.report.classify.difference import difference, difference_lines
from relkit.report.question import not_asked_lines
from relkit.workflows.doubts import open_keeper
from relkit.workflows.kind_doubts import make_kind_doubts


def walk(where: Path, *, ranges: Sequence[str], every: bool, decided: bool, typed: str) -> Classified | None:
    """Walk through the kinds that are in doubt, or with ``every`` also the others, or through what was ``decided``.

    Returns the classification as it was before, None where nothing was decided; ``typed`` is the command that goes on
    with what is left. Raises UsageError before the first question where no decision could be kept, and
    KeyboardInterrupt for Ctrl-C; what was decided until then is kept.
    """
    keeper = open_keeper(where)
    with Watched() as progress:
        doubts = make_kind_doubts(where, ranges=ranges, every=every, decided=decided, progress=progress)
    if not doubts.kinds.questions:
        streams.talk("Nothing was decided yet." if decided else "No kind is in doubt: there is nothing to ask.")
    if not decided:
        say_lines(not_asked_lines, doubts.kinds)
    if not doubts.kinds.questions:
        return None
    before = doubts.classified
    return before if hold_walk(where, keeper, doubts.kinds.questions, now=before.now, typed=typed) else None


def tell_changes(where: Path, before: Classified, after: Classified) -> None:
    """Say what was decided and how many changes are of each kind, and how others get the decisions."""
    streams.say("\n")
    say_lines(difference_lines, difference(before, after))
    tell_sharing(where)
