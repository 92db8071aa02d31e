"""Classified changes as Markdown: for summaries of CI jobs, for issues, and for those who listen rather than look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from relkit.model.classified import Classified, Unread
from relkit.model.concern import Flag
from relkit.model.evidence import DecidedBy, Heard, Verdict
from relkit.model.ids import SHORT_ID
from relkit.model.plan import Judged
from relkit.model.wanted import Wanted
from relkit.report.classify.view import (
    likelihood,
    nothing,
    strongest,
    summary,
    sureness,
    told_group,
    why_wanted,
)
from relkit.report.markup import code, escaped


def markdown(classified: Classified) -> str:
    """Return classified changes as Markdown; no meaning is in a sign or colour alone."""
    said = [f"# {escaped(classified.repository)}: kinds of changes", ""]
    if classified.answers:
        said += [f"{escaped(summary(classified))}.", ""]
        for answer in classified.answers:
            said += _unread(answer) if isinstance(answer, Unread) else _judged(answer)
            if isinstance(answer, Judged) and classified.line is not None:
                said += _wanted(classified.wanted.get(answer.change.id), classified.line)
            if isinstance(answer, Judged):
                said += _flags(classified.flags.get(answer.change.id, ()))
                said += _signals(classified.heard.get(answer.change.id, ()))
    else:
        said.append(escaped(nothing(classified)))
    said.append("")
    if classified.ignored:
        said += [f"Left out of judging: {', '.join(classified.ignored)}.", ""]
    if classified.warnings:
        said += ["## Warnings", "", *(f"- {escaped(warning)}" for warning in classified.warnings), ""]
    return "\n".join(said)


def _judged(judged: Judged) -> Iterator[str]:
    verdict = judged.verdict
    what = f"**{verdict.kind.value}** ({_sureness(verdict)}) {code(judged.change.id[:SHORT_ID])}"
    yield f"- {what} {escaped(judged.change.title)}"
    for one in strongest(verdict):
        side = "for" if one.weight > 0 else "against" if one.weight else "beside"
        yield f"  - {side}: {escaped(f'{one.signal}, {one.detail}')}"


def _wanted(wanted: Wanted | None, line: str) -> Iterator[str]:
    why = f": {why_wanted(wanted)}" if wanted and wanted.evidence else ""
    yield f"  - {escaped(f'{likelihood(wanted, line)}{why}')}"


def _flags(flags: Sequence[Flag]) -> Iterator[str]:
    for flag in flags:
        yield f"  - **{flag.concern.value}**: {escaped(flag.detail)}"
        yield from (f"    {number}. {escaped(told_group(group))}" for number, group in enumerate(flag.groups, 1))


def _signals(heard: Sequence[Heard]) -> Iterator[str]:
    for signal in heard:
        yield f"  - signal {escaped(signal.name)}: {escaped(signal.looks_for)}"
        yield from (f"    - {one.weight:+.1f} {escaped(f'{one.signal}, {one.detail}')}" for one in signal.evidence)
        if not signal.evidence:
            yield "    - saw nothing"


def _sureness(verdict: Verdict) -> str:
    told = sureness(verdict)
    return f"{told} sure" if verdict.decided_by is DecidedBy.MODEL else told


def _unread(unread: Unread) -> Iterator[str]:
    yield f"- **unknown** {code(unread.asked)}: {escaped(unread.error)}"
