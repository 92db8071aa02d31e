"""What the configuration says of a branch: every pattern that matches it counts, the later outranking the earlier."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from difflib import get_close_matches
from fnmatch import fnmatchcase

from relkit.errors import UsageError
from relkit.lines.names import read_name
from relkit.lines.remotes import preferred
from relkit.lines.status import Judgement
from relkit.model.line import Status
from relkit.model.refs import Branch, Refs
from relkit.model.settings import LineSettings

NOTHING = LineSettings(pattern="")
"""What is said of a branch that no pattern matches."""


def settings_of(configured: Iterable[LineSettings], branch: Branch, series: str | None = None) -> LineSettings:
    """Join what is said of a branch, key by key. A pattern is matched against its names and its series.

    ``series`` is what its name says unless given. ``*`` matches any characters, also a slash, as in git's refspecs.
    """
    joined = NOTHING
    for settings in configured:
        if matches(settings.pattern, branch, series):
            joined = replace(
                joined,
                pattern=settings.pattern,
                line=joined.line if settings.line is None else settings.line,
                status=settings.status or joined.status,
                until=settings.until or joined.until,
                policy=settings.policy or joined.policy,
                verify=joined.verify if settings.verify is None else settings.verify,
            )
    return joined


def matches(pattern: str, branch: Branch, series: str | None = None) -> bool:
    """Tell whether a pattern matches a branch's name, with or without the remote, or its series."""
    if series is None and (named := read_name(branch.short)):
        series = named.series
    return any(fnmatchcase(name, pattern) for name in (branch.short, branch.name, series) if name is not None)


def last_second(settings: LineSettings) -> int | None:
    """Return the end of a line's last day, in seconds since 1970."""
    if settings.until is None:
        return None
    return int(datetime.combine(settings.until, time(23, 59, 59), UTC).timestamp())


def said_status(settings: LineSettings, now: int) -> Judgement | None:
    """Return the status that is configured, None where none is. After its last day a line has ended."""
    last = last_second(settings)
    if last is not None and now > last:
        return Judgement(status=Status.ENDED, reason=_until(settings))
    return None if settings.status is None else Judgement(status=settings.status, reason="as configured")


def outranked(settings: LineSettings, judged: Judgement, now: int) -> Judgement:
    """Return what was judged as the configuration has it: until its last day a line has not ended by itself."""
    said = said_status(settings, now)
    if said is None and settings.until is not None and judged.status is Status.ENDED:
        return Judgement(status=Status.MAINTAINED, reason=_until(settings))
    return said or judged


def _until(settings: LineSettings) -> str:
    return f"until {settings.until}, as configured"


def check_lines(configured: Iterable[LineSettings], refs: Refs, mainline: Branch) -> list[str]:
    """Return a warning for each pattern that matches no maintenance branch.

    Raises UsageError for one that would make every branch a line.
    """
    branches = list(preferred(refs).values())
    others = [branch for branch in branches if branch.short != mainline.short]
    warnings = []
    for settings in configured:
        if settings.line and all(matches(settings.pattern, branch) for branch in branches):
            raise UsageError(
                f'"{settings.pattern}" matches every branch, the mainline {mainline.name} too: not all can be lines',
                "name the branches more closely",
            )
        if others and _takes_out(settings) and all(matches(settings.pattern, branch) for branch in others):
            warnings.append(f'the configured lines "{settings.pattern}" take out every branch but {mainline.name}')
        if not any(matches(settings.pattern, branch) for branch in others):
            warnings.append(_unmatched(settings.pattern, others, mainline))
    return warnings


def _takes_out(settings: LineSettings) -> bool:
    return settings.line is False or settings.status is Status.ENDED


def _unmatched(pattern: str, others: Sequence[Branch], mainline: Branch) -> str:
    said = f'the configured lines "{pattern}" match no branch'
    if matches(pattern, mainline):
        return f"{said} but the mainline {mainline.name}, which is no maintenance branch"
    near = get_close_matches(pattern, [branch.short for branch in others], n=1)
    return f"{said}; did you mean {near[0]}?" if near else said
