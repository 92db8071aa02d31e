"""What to type next."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from relkit.model.command import Command
from relkit.model.forecast import Outcome
from relkit.model.ids import SHORT_ID
from relkit.model.plan import Action, LinePlan, Missing, Plan
from relkit.report.kinds import importance

_PICKS = 20
"""Cherry-picks that a command names."""


def next_commands(
    plan: Plan, looked_at: Sequence[LinePlan], *, again: str, ledger: str | None, backport: str | None, saved: bool
) -> tuple[Command, ...]:
    """Return what to type next. ``again`` is how the plan was asked for, without its lines: "relkit -C numpy plan".

    Of the lines ``looked_at`` the cherry-picks that apply are named, with ``backport`` that makes them (None: none can
    be made); of an overview the line that most calls for a look. ``ledger`` is the command that shows where changes
    are, named where lines differ in what they should all have. ``saved``: it need not be told how to save the plan.
    """
    commands: list[Command] = []
    if backport is not None:
        commands += [command for planned in looked_at if (command := _picks(planned, backport)) is not None]
    if not looked_at:
        line = _to_look_at(plan)
        if line is not None:
            name = line.state.line.name
            commands.append(Command(command=f"{again} {_argument(name)}", does=f"all about {name}"))
    if ledger is not None and any(planned.state.lost or planned.state.only_here for planned in plan.lines):
        maintained = [planned for planned in looked_at if not planned.state.line.is_mainline]
        commands.append(Command(command=" ".join([ledger, *_names(maintained)]), does="where these fixes are"))
    if not saved:
        saving = " ".join([again, "-o plan.json", *_names(looked_at)])
        commands.append(Command(command=saving, does="save this plan"))
    return tuple(commands)


def _names(lines: Sequence[LinePlan]) -> list[str]:
    return [_argument(planned.state.line.name) for planned in lines]


def _to_look_at(plan: Plan) -> LinePlan | None:
    """Return the first maintenance line that is to be released, else that lacks something, else any line."""
    lines = (*plan.lines[1:], plan.lines[0])
    acting = (line for line in lines if line.proposal.action in (Action.RELEASE, Action.PRERELEASE))
    lacking = (line for line in lines if line.state.missing)
    return next(acting, None) or next(lacking, None) or next(iter(lines), None)


def _picks(planned: LinePlan, backport: str) -> Command | None:
    """Return the command that picks what the line lacks and applies, the most important, in the mainline's order.

    What applies and would not work is left out.
    """
    missing = planned.state.missing
    applies = [item for item in missing if item.forecast and item.forecast.outcome is Outcome.CLEAN]
    works = [item for item in applies if item.forecast and not item.forecast.lacks]
    chosen = sorted(works, key=lambda item: importance(item.judged))[:_PICKS]
    if not chosen:
        return None
    ids = " ".join(_id(item) for item in works if item in chosen)
    what = "what applies" if len(chosen) == len(applies) else f"{len(chosen)} of the {len(applies)} that apply"
    return Command(command=f"{backport} {ids} {_option('--to', planned.state.line.name)}", does=f"picks {what}")


def _id(item: Missing) -> str:
    return item.judged.change.id[:SHORT_ID]


def _argument(name: str) -> str:
    """Return a name as it is typed: quoted where the shell needs it, after -- where it looks like an option."""
    return f"-- {shlex.quote(name)}" if name.startswith("-") else shlex.quote(name)


def _option(option: str, name: str) -> str:
    """Return an option with a name as it is typed: joined with it where the name looks like an option."""
    return f"{option}={shlex.quote(name)}" if name.startswith("-") else f"{option} {shlex.quote(name)}"
