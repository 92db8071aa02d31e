"""The shape of the difference: how many lines of which area, and what stands in them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from relkit.classify.case import Case
from relkit.classify.sign import Sign, about
from relkit.model.area import Area

_MOST_TEXT = 200_000
"""Bytes of added and of removed lines, in each area, that are searched."""

_LONGEST_LINE = 500
"""Bytes of a line that are searched; what is longer is data, or was made by a machine."""


def _patterns(**patterns: bytes) -> tuple[tuple[str, re.Pattern[bytes]], ...]:
    return tuple((name.replace("_", " "), re.compile(text, re.MULTILINE)) for name, text in patterns.items())


# None of them may look at a byte more than a few times, whatever the lines hold: hence no white space that could be a
# line's end, and in quotations no second try.
_IN_CODE = _patterns(
    raise_=rb"\b(?:raise|throw)\b",
    except_=rb"\b(?:except|catch|finally|suppress)\b",
    conditions=rb"\b(?:if|elif|else)\b",
    returns=rb"\breturn\b",
    None_=rb"\b(?:None|null|nil|NULL|nullptr)\b",
    type_checks=rb"\bisinstance\(|\binstanceof\b|\btypeof\b",
    warnings=rb"\bwarn\w*\(",
    deprecations=rb"deprecat|DeprecationWarning",
    version_marks=rb"\bversion_?(?:added|changed)\b|^[ \t]*\.\. deprecated::",
    options=rb"add_argument\(|add_option\(|Opt\(|argument_spec|choices=|default=",
    definitions=rb"^[ \t]*(?:async def|def|class|function|func|fn)\b",
    imports=rb"^[ \t]*(?:from[ \t]+\S+[ \t]+import|import|#include)\b",
    comments=rb"^[ \t]*(?:#|//|/?\*)",
    messages=rb"[\"'](?>[^\"'\n]*?\w \w)(?>[^\"'\n]*? \w)[^\"'\n]*+[\"']",
    locks=rb"\block\b|\bacquire\b|\brelease\b|[Mm]utex",
    encodings=rb"encod|decod|utf-?8|to_text|to_bytes",
    type_hints=rb"->|\b(?:Optional|Union|Any|Callable)\b",
    loops=rb"\b(?:for|while)\b",
    calls_to_close=rb"\b(?:close|cancel|shutdown|cleanup)\w*\(",
    logging=rb"\blog(?:ger|ging)?\.\w+\(",
)
_IN_TESTS = _patterns(
    tests=rb"^[ \t]*(?:async def|def) test",
    expected_errors=rb"\b(?:raises|assertRaises\w*)\b",
    parameters=rb"\bparametrize\b",
    skips=rb"\b(?:skip|xfail|skipif)\b",
)
_IN_DOCS = _patterns(version_marks=rb"\bversion(?:added|changed)::", deprecations=rb"deprecat")
_SEARCHED = {Area.SOURCE: _IN_CODE, Area.TEST: _IN_TESTS, Area.DOCS: _IN_DOCS}
_BALANCE = ("only removed", "mostly removed", "more removed", "in balance", "more added", "mostly added", "only added")


def shape(case: Case) -> Iterator[Sign]:
    """See how much is added and removed where, in how many places, and which constructs come or go."""
    if not case.edits:
        return
    features: list[str] = []
    added: Counter[Area] = Counter()
    removed: Counter[Area] = Counter()
    hunks: Counter[Area] = Counter()
    texts: dict[Area, tuple[list[bytes], list[bytes]]] = {}
    for file_edit in case.edits:
        area, edit = file_edit.area, file_edit.edit
        plus, minus = texts.setdefault(area, ([], []))
        before = len(plus), len(minus)
        plus.extend(edit.added)
        minus.extend(edit.removed)
        added[area] += len(plus) - before[0]
        removed[area] += len(minus) - before[1]
        hunks[area] += edit.hunks
    for area, (plus, minus) in texts.items():
        features += [f"{about(added[area])} {area} lines added", f"{about(removed[area])} {area} lines removed"]
        features += _constructs(area, plus, minus)
    changed = added[Area.SOURCE] + removed[Area.SOURCE]
    if changed:
        share = (added[Area.SOURCE] - removed[Area.SOURCE]) / changed
        tested = "with" if added[Area.TEST] else "without"
        features += [
            f"code {_BALANCE[round(3 * share) + 3]}",
            f"{about(changed)} code lines changed",
            f"{about(hunks[Area.SOURCE])} places in code",
            f"{about(changed)} code lines changed {tested} tests",
        ]
    yield Sign(signal="diff", detail="", features=tuple(features))


def unread(case: Case) -> Iterator[Sign]:
    """Say how many files were not looked into: too many or too large, binary, missing."""
    if case.unread:
        files = f"{case.unread:,} file{'' if case.unread == 1 else 's'}"
        yield Sign(signal="unread", detail=f"{files} not looked into: binary, too large, missing or one of too many")


def _constructs(area: Area, plus: list[bytes], minus: list[bytes]) -> Iterator[str]:
    patterns = _SEARCHED.get(area, ())
    if not patterns:
        return
    came, went = _text(plus), _text(minus)
    for name, pattern in patterns:
        more, fewer = len(pattern.findall(came)), len(pattern.findall(went))
        if more or fewer:
            verb = "more" if more > fewer else "fewer" if fewer > more else "other"
            yield f"{verb} {name.strip()} in {area}"


def _text(lines: list[bytes]) -> bytes:
    """Put lines together, those that are too long cut."""
    whole = (line if len(line) <= _LONGEST_LINE else line[:_LONGEST_LINE] + b"\n" for line in lines)
    return b"".join(whole)[:_MOST_TEXT]
