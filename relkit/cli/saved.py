"""Reading a plan that was saved, and refusing one that is out of date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from relkit.errors import StoppedError, UsageError

if TYPE_CHECKING:
    from relkit.model.plan import Moved, Plan

_SHOWN = 8
"""Lines that a hint lists where no name is near."""


def read_saved(path: Path) -> tuple[bytes, Plan]:
    """Return what a plan's file holds, and the plan. Raises UsageError where it cannot be read or is no plan."""
    from relkit.report.plan.rebuild import plan_of  # only where a plan is read
    from relkit.report.plan.saved import LARGEST, read_plan

    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read: {error.strerror or error}", "`relkit plan -o FILE` saves a plan"
        ) from error
    return content, plan_of(read_plan(content, str(path)))


def select(plan: Plan, asked: Sequence[str]) -> Plan:
    """Return the plan of the mainline and of the lines that were asked for, as if only they had been planned.

    Raises UsageError, with the nearest names, for a line that the plan does not have.
    """
    if not asked:
        return plan
    called = [planned.state.line.names for planned in plan.lines]
    for name in asked:
        if not any(name in those for those in called):
            raise _unknown(name, plan)
    mainline, *others = zip(plan.lines, called, strict=True)
    chosen = [planned for planned, those in others if not those.isdisjoint(asked)]
    return replace(plan, lines=(mainline[0], *chosen))


def _unknown(name: str, plan: Plan) -> UsageError:
    lines = [planned.state.line.name for planned in plan.lines]
    near = get_close_matches(name, lines, n=3)
    hint = f"did you mean {' or '.join(near)}?" if near else f"its lines are {', '.join(lines[:_SHOWN])}"
    return UsageError(f"the plan has no line called {name}", hint)


def out_of_date(moved: Sequence[Moved], path: Path, again: str) -> StoppedError:
    """Return the refusal of a plan whose branches have moved; ``again`` is the command that makes a new one."""
    from relkit.report.plan.saved import moved_in_words
    from relkit.report.words import count

    made = sum(one.then is None for one in moved)
    said = [f"{count(len(moved) - made, 'branch', 'branches')} moved"] if made < len(moved) else []
    said += [f"{count(made, 'proposed release')} {'was' if made == 1 else 'were'} tagged"] if made else []
    return StoppedError(
        f"the plan in {path} is out of date: {' and '.join(said)} since it was made",
        f"`{again}` makes a new one",
        tuple(map(moved_in_words, moved)),
    )
