"""The proposal for a line."""

from __future__ import annotations

from relkit.model.line import Layout
from relkit.model.plan import LinePlan, LineState
from relkit.planner.habits import learn_habits
from relkit.planner.mainline import plan_mainline
from relkit.planner.maintenance import propose_patch
from relkit.planner.versioning import Numbering
from relkit.versions import learn_spelling


def propose(state: LineState, layout: Layout, now: int) -> LinePlan:
    """Propose a release for a line, or to wait, or nothing; always the next version, and reasons in plain words.

    ``now`` is the moment planned for, in seconds since 1970; ``state`` and ``layout`` hold nothing later.
    """
    spelling = learn_spelling(layout.releases, layout.scheme)
    habits = learn_habits(layout, spelling.patch_index)
    numbers = Numbering(spelling=spelling, taken=layout.taken, habits=habits, now=now)
    if state.line.is_mainline:
        return plan_mainline(state, layout, habits, numbers, now)
    return LinePlan(state=state, proposal=propose_patch(state, layout, habits, numbers, now))
