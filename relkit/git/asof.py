"""The repository as it was at a moment: branches cut back along their first parents, later tags and branches hidden."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime

from relkit.errors import UsageError
from relkit.git.process import Git, GitError
from relkit.git.topology import GitTopology
from relkit.model.ids import CommitId
from relkit.model.refs import Branch, Refs

_TIMESTAMP = re.compile(r"\d{9,}")
_AGO = re.compile(r"(?P<number>\d{1,4})[ .](?P<unit>day|week|month|year)s?(?:[ .]ago)?")
_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
_DAY = 86400


def read_moment(git: Git, text: str, option: str = "--as-of") -> int:
    """Read DATE, TIMESTAMP or COMMIT as seconds since 1970.

    Nine digits or more and nothing else are a timestamp; an ISO 8601 date means the end of that day (UTC), a date with
    a time that moment (UTC unless it says otherwise); anything else names a commit, whose commit time it is.
    Raises UsageError, in which ``option`` is what was given.
    """
    if _TIMESTAMP.fullmatch(text):
        return int(text)
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            end = datetime.combine(date.fromisoformat(text), datetime.max.time(), tzinfo=UTC)
            return int(end.timestamp())
        if re.match(r"\d{4}-\d\d-\d\d[T ]", text):
            moment = datetime.fromisoformat(text)
            return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    except ValueError as error:
        raise UsageError(f"{option} {text}: {error}", "write a date as 2026-01-31 or 2026-01-31T12:00:00Z") from error
    try:
        return int(
            git.text("show", "-s", "--no-show-signature", "--format=%ct", "--end-of-options", f"{text}^{{commit}}")
        )
    except (GitError, ValueError) as error:
        raise UsageError(
            f"{option} {text}: neither a date nor a commit of this repository",
            "give a date (2026-01-31), seconds since 1970, or a commit, branch or tag",
        ) from error


def read_since(git: Git, text: str, now: int) -> int:
    """Read the moment from which on something is asked for, in seconds since 1970.

    As ``read_moment``, but a date means the beginning of that day (UTC); "2 weeks" and "2 weeks ago" count back from
    ``now``. Raises UsageError.
    """
    ago = _AGO.fullmatch(text.strip())
    if ago:
        return now - int(ago["number"]) * _DAYS[ago["unit"]] * _DAY
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return read_moment(git, f"{text}T00:00:00", "--since")
    return read_moment(git, text, "--since")


def cut_back(refs: Refs, moment: int, topology: GitTopology, mainline: Branch, keep: Collection[str]) -> Refs:
    """Show the refs as they were: the mainline and the branches named in ``keep`` (full refs) cut back, others gone.

    A branch that left the mainline only later did not exist yet; a branch whose every commit is later is gone too.
    """
    main = _cut(mainline, moment, topology)
    if main is None:
        raise UsageError(f"{mainline.name} has no commit as old as that", "choose a later moment for --as-of")
    topology.load(branch.tip for branch in refs.branches if branch.ref in keep)
    on_mainline = topology.steps(mainline.tip)
    branches = [main]
    for branch in refs.branches:
        if branch.ref == mainline.ref or branch.ref not in keep:
            continue
        fork = next((commit for commit in topology.chain(branch.tip) if commit in on_mainline), None)
        if fork is not None and topology.committed(fork) > moment:
            continue
        cut = _cut(branch, moment, topology)
        if cut is not None:
            branches.append(cut)
    return replace(
        refs,
        branches=tuple(sorted(branches, key=lambda branch: branch.ref)),
        tags=tuple(tag for tag in refs.tags if tag.date <= moment),
        head_commit=main.tip if refs.head == main.ref else refs.head_commit,
    )


def _cut(branch: Branch, moment: int, topology: GitTopology) -> Branch | None:
    if branch.committed <= moment:
        return branch
    tip = next((commit for commit in topology.chain(branch.tip) if topology.committed(commit) <= moment), None)
    return None if tip is None else replace(branch, tip=CommitId(tip), committed=topology.committed(tip))
