"""What a pull request says of a backported line: its title, and its text from ``templates/backport/``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import Template

from relkit.model.backport import LineWork, Pick
from relkit.model.ids import SHORT_ID
from relkit.model.journal import LineProgress, Operation, PickProgress, PickState
from relkit.report.backport.places import Audit, review
from relkit.report.markup import code, escaped
from relkit.report.safe import visible
from relkit.report.words import count, enumerated
from relkit.resources import open_template

LONGEST = 60_000
"""Bytes of a text: forges take 65,536 characters, and one word of a command 131,072 bytes."""
_LONGEST_TITLE = 240
_CARRIED = (PickState.MADE, PickState.RESOLVED)
_LISTED = 25_000  # bytes of the changes, and of what is left out, each
_TEMPLATE = "backport/pull-request.md"
_FILES = 5  # that a change is said to conflict in


def title(operation: Operation, line: int) -> str:
    """Return a request's title: "[3.14] Fix the parser" for one change, "[3.14] Backport 7 changes" for several."""
    work, state = operation.backport.lines[line], operation.lines[line]
    carried = [pick for pick, one in _picks(work, state) if one.state in _CARRIED]
    marker = f"[{work.destination.series}]"
    what = visible(carried[0].title) if len(carried) == 1 else f"Backport {count(len(carried), 'change')}"
    whole = what if what.startswith(marker) else f"{marker} {what}"
    return whole if len(whole) <= _LONGEST_TITLE else f"{whole[: _LONGEST_TITLE - 1].rstrip()}…"


def body(operation: Operation, line: int) -> str:
    """Return a request's text as Markdown: what is carried, how each change went, and where a reviewer has to look.

    Nothing that came from a repository is markup in it, and it is never longer than ``LONGEST`` bytes: what has no room
    is counted.
    """
    work, state = operation.backport.lines[line], operation.lines[line]
    changes = _fitted(_changes(work, state), _LISTED)
    left_out = _fitted(_left_out(work, state), _LISTED // 3)
    parts = {
        "summary": _summary(work, state),
        "changes": changes or "None.",
        "left_out": f"### Not carried\n\n{left_out}" if left_out else "",
    }
    template = open_template(_TEMPLATE)
    room = LONGEST - len(_filled(template, parts | {"review": ""}).encode())
    return _filled(template, parts | {"review": review(_audits(work, state), room)})


def _filled(template: str, parts: dict[str, str]) -> str:
    """Return a template with its parts, without the empty lines around those that are empty."""
    return re.sub(r"\n{3,}", "\n\n", Template(template).substitute(parts)).strip() + "\n"


def _picks(work: LineWork, state: LineProgress) -> Iterator[tuple[Pick, PickProgress]]:
    states = {one.id: one for one in state.picks}
    for pick in work.picks:
        yield pick, states.get(pick.id, PickProgress(id=pick.id))


def _summary(work: LineWork, state: LineProgress) -> str:
    carried = sum(one.state in _CARRIED for _, one in _picks(work, state))
    resolved = sum(one.state is PickState.RESOLVED for _, one in _picks(work, state))
    by_hand = ""
    if resolved:
        some = "" if carried == 1 else "all of them " if resolved == carried else f"{resolved:,} of them "
        by_hand = f", {some}with conflicts that were resolved by hand"
    return f"Backport of {count(carried, 'change')} to **{escaped(work.destination.branch)}**{by_hand}."


def _changes(work: LineWork, state: LineProgress) -> Iterator[str]:
    """Yield an item for each change that is carried; forges make a link of a whole id."""
    for pick, one in _picks(work, state):
        if one.state in _CARRIED:
            how = "applies as it is"
            if one.state is PickState.RESOLVED:
                files = [code(conflict.path) for conflict in one.conflicts]
                how = f"resolved by hand: {enumerated(files, _FILES)}" if files else "resolved by hand"
            of = f", a prerequisite of {code(pick.first_for[:SHORT_ID])}" if pick.first_for else ""
            yield f"- {pick.id} {escaped(_short(pick.title))}\n  ({how}{of})"


def _left_out(work: LineWork, state: LineProgress) -> Iterator[str]:
    for pick, one in _picks(work, state):
        if one.state not in _CARRIED:
            why = "already there" if one.state is PickState.THERE else one.why or "not picked"
            yield f"- {pick.id} {escaped(_short(pick.title))}\n  ({escaped(why)})"
    for left in work.left_out:
        if left.is_passed_over:
            continue
        yield f"- {left.id} {escaped(_short(left.title))}\n  ({escaped(left.reason.text)})"


def _audits(work: LineWork, state: LineProgress) -> tuple[Audit, ...]:
    return tuple(
        Audit(id=pick.id, title=_short(pick.title), deviations=one.deviations)
        for pick, one in _picks(work, state)
        if one.state in _CARRIED
    )


def _fitted(items: Iterator[str], room: int) -> str:
    """Return as many items as there is room for, and how many more there are."""
    said: list[str] = []
    left = 0
    for item in items:
        room -= len(item.encode()) + 1
        if room >= 0 and not left:
            said.append(item)
        else:
            left += 1
    return "\n".join([*said, f"- and {left:,} more"] if left else said)


def _short(title: str) -> str:
    return title if len(title) <= _LONGEST_TITLE else f"{title[:_LONGEST_TITLE]}…"
