"""Sending the results of an operation to a remote, and asking for them to be merged."""

from __future__ import annotations

from relkit.execute.desk import Desk
from relkit.execute.refs import result_of
from relkit.git.transaction import read_refs_at
from relkit.model.backport import Destination
from relkit.model.ids import CommitId
from relkit.model.journal import Pushed, Pushing, RefUpdate, Requested
from relkit.publish.forges import Text
from relkit.publish.network import is_offline
from relkit.publish.push import push, read_remote
from relkit.publish.refusals import PushRefused
from relkit.publish.requests import commands, ends_of, find_forge, likely_forge, request
from relkit.publish.tools import RequestRefused

_HEADS = "refs/heads/"


def send(desk: Desk) -> bool:
    """Push what is to be pushed and ask for it to be merged; False where a remote did not take it.

    What was sent already is not sent again.
    """
    manner = desk.manner
    if not (manner.push or manner.request):
        return True
    taken = [_push(desk, remote, lines) for remote, lines in _by_remote(desk).items()]
    if manner.request and all(taken):
        for line in range(len(desk.operation.lines)):
            _request(desk, line)
    return all(taken)


def _by_remote(desk: Desk) -> dict[str | None, list[int]]:
    found: dict[str | None, list[int]] = {}
    for line, work in enumerate(desk.operation.backport.lines):
        if result_of(desk.operation, line) is not None:
            found.setdefault(work.destination.remote, []).append(line)
    return found


def _push(desk: Desk, remote: str | None, lines: list[int]) -> bool:
    if remote is None:
        names = ", ".join(desk.work(line).destination.line for line in lines)
        desk.write(Pushed(remote="", refused=f"no remote is known for {names}; `git push` names one"))
        return True
    if remote in desk.operation.pushed:
        return True
    updates = tuple(update for line in lines for update in _updates(desk, line))
    desk.write(Pushing(remote=remote, updates=updates))
    try:
        push(desk.repository, remote, updates, hooks=desk.manner.hooks)
    except PushRefused as error:
        said = "; ".join((error.message, *error.details, *([error.hint] if error.hint else [])))
        desk.write(Pushed(remote=remote, refused=said))
        return False
    desk.write(Pushed(remote=remote))
    return True


def _updates(desk: Desk, line: int) -> tuple[RefUpdate, ...]:
    """Return the branches that a remote gets for a line, and what it is expected to hold there now."""
    to, tip = desk.work(line).destination, desk.line(line).tip
    # A result that stands elsewhere because its branch is checked out is pushed as that branch all the same.
    old = _last_seen(desk, to) if _is_the_line(to) and to.opens is None else None
    result = RefUpdate(ref=_HEADS + _pushed_name(to), old=old, new=tip)
    if to.opens is None or to.opens == to.ref:
        return (result,)
    return (RefUpdate(ref=to.opens, old=None, new=to.base), result)


def _last_seen(desk: Desk, to: Destination) -> CommitId | None:
    """Return what a line held on its remote when it was last fetched; a local line may be ahead of that.

    Of one that was never fetched from there, what it holds now: a new line is not there yet.
    """
    ref, there = f"refs/remotes/{to.remote}/{to.branch}", f"{_HEADS}{to.branch}"
    seen = read_refs_at(desk.repository, [ref]).get(ref)
    if seen is not None or to.remote is None or is_offline():
        return seen or to.base
    try:
        return read_remote(desk.repository, to.remote, [there]).get(there)
    except PushRefused:  # who pushes then is told why
        return to.base


def _is_the_line(to: Destination) -> bool:
    return to.ref == f"{_HEADS}{to.branch}"


def _pushed_name(to: Destination) -> str:
    return to.branch if _is_the_line(to) else to.ref.removeprefix(_HEADS)


def _request(desk: Desk, line: int) -> None:
    """Ask for a line's result to be merged, or bring the request up to date; a refusal is kept, and ends nothing."""
    to = desk.work(line).destination
    if result_of(desk.operation, line) is None or to.remote is None or desk.describe is None or _is_the_line(to):
        return
    title, body = desk.describe(desk.operation, line)
    text = Text(title=title, body=body, labels=desk.manner.labels)
    try:
        forge = find_forge(desk.repository, to.remote)
        ends = ends_of(desk.repository, head=_pushed_name(to), pushed_to=to.remote, base=to.branch)
        if forge is None or ends is None:
            desk.write(_by_hand(desk, line, text))
            return
        answer = request(forge, ends, text)
    except RequestRefused as error:
        desk.write(Requested(line=line, url="", refused="; ".join((error.message, *error.details))))
        return
    desk.write(Requested(line=line, url=answer.url, updated=answer.updated, refused="; ".join(answer.notes) or None))


def _by_hand(desk: Desk, line: int, text: Text) -> Requested:
    """Return that no tool can ask, with what to type where that is known; the request's text is kept in a file."""
    to = desk.work(line).destination
    remote = to.remote or ""
    forge = likely_forge(desk.repository, remote)
    ends = ends_of(desk.repository, head=_pushed_name(to), pushed_to=remote, base=to.branch)
    body = desk.journal.folder / f"request-{line}.md"
    body.write_text(text.body, encoding="utf-8", errors="surrogateescape")
    if forge is None or ends is None:
        said = f"{remote} is no forge that relkit knows: ask for {_pushed_name(to)} to be merged into {to.branch} there"
        return Requested(line=line, url="", refused=said, written=str(body))
    said = f"no request was opened for {to.line}: {forge.tool.name} is not installed or not signed in"
    typed = " && ".join(commands(forge, ends, text, body))
    return Requested(line=line, url="", refused=said, by_hand=typed, written=str(body))
