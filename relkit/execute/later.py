"""Sending what an operation that is over has made, when somebody asks for that only then."""

from __future__ import annotations

from dataclasses import replace

from relkit.errors import StoppedError
from relkit.execute.desk import Desk
from relkit.execute.refs import result_of
from relkit.execute.sending import send
from relkit.git.transaction import read_refs_at
from relkit.model.ids import SHORT_ID
from relkit.model.journal import Operation, Phase


def find_sendable(operations: tuple[Operation, ...]) -> Operation:
    """Return the newest operation whose results stand. Raises StoppedError where there is none."""
    found = next((one for one in operations if one.phase is Phase.DONE and one.updates), None)
    if found is None:
        raise StoppedError(
            "there is no backport whose result could be pushed", "`relkit backport CHANGE --to LINE --push` makes one"
        )
    return found


def send_later(desk: Desk, *, request: bool, labels: tuple[str, ...]) -> None:
    """Push the results of an operation that is over, and ask for them to be merged where that is wanted.

    Raises StoppedError where a result no longer stands as it was made.
    """
    _check(desk)
    known = desk.manner
    desk.told = replace(
        known,
        push=True,
        request=request or known.request,
        labels=tuple(dict.fromkeys((*known.labels, *labels))),
    )
    send(desk)


def _check(desk: Desk) -> None:
    refs = {}
    for line, state in enumerate(desk.operation.lines):
        ref = result_of(desk.operation, line)
        if ref is not None:
            refs[ref] = state.tip
    now = read_refs_at(desk.repository, list(refs))
    off = [ref for ref, tip in refs.items() if now.get(ref) != tip]
    if off:
        raise StoppedError(
            f"what operation {desk.operation.id} made is no longer as it was, and nothing was pushed",
            "`git push` pushes what is there now",
            tuple(
                f"{ref} {'is gone' if ref not in now else f'is at {now[ref][:SHORT_ID]}'}, and was made at "
                f"{refs[ref][:SHORT_ID]}"
                for ref in off
            ),
        )
