"""A decision as a line of a note: JSON with sorted keys, so that lines sort by their time and no two spell one alike.

    {"at": "2026-11-24T22:30:00.123456Z", "by": "Ada <ada@example.org>", "kind": "fix", "v": 1}
    {"at": "…", "by": "…", "line": "2.3.x", "v": 1, "wanted": false}
    {"at": "…", "by": "…", "commit": "<id>", "line": "2.3.x", "same": true, "v": 1}

Whole lines are the unit that `git notes merge -s cat_sort_uniq` works with.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from relkit.model.decision import Decision, KindDecided, SameDecided, WantedDecided, Word
from relkit.model.evidence import Kind
from relkit.model.ids import CommitId

FORMAT = 1
"""The format's number; what a line of a higher one means is for a newer relkit to know."""
_LONGEST = 10_000  # characters of a line
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_AT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z")
_ID = re.compile(r"[0-9a-f]{40}")
_KINDS = {kind.value: kind for kind in Kind if kind is not Kind.UNKNOWN}


class NewerError(ValueError):
    """The line is of a format that this relkit does not know."""


def written(decision: Decision) -> str:
    """Return a decision as a line, without its end."""
    said: dict[str, object] = {"at": _moment(decision.at), "by": decision.by, "v": FORMAT}
    match decision.word:
        case KindDecided(kind=kind):
            said["kind"] = kind.value
        case WantedDecided(line=line, wanted=wanted):
            said |= {"line": line, "wanted": wanted}
        case SameDecided(line=line, commit=commit, same=same):
            said |= {"line": line, "commit": commit, "same": same}
    text = json.dumps(said, sort_keys=True, ensure_ascii=False)
    # Names stay readable, unless something in them would end a line or is not UTF-8.
    return text if text.isprintable() else json.dumps(said, sort_keys=True)


def read_line(line: str, on: CommitId) -> Decision:
    """Read a line of the note on a commit. Raises NewerError for a later format, ValueError for no decision."""
    if len(line) > _LONGEST:
        raise ValueError("it is too long to be a decision")
    try:
        said = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError("it is no JSON") from error
    if not isinstance(said, dict):
        raise ValueError("it is no JSON object")  # noqa: TRY004 # what a note holds, not what a caller gave
    version = said.get("v")
    if isinstance(version, int) and not isinstance(version, bool) and version > FORMAT:
        raise NewerError(f"its format is {version}")
    if version != FORMAT or isinstance(version, bool):
        raise ValueError(f'it has no "v": {FORMAT}')
    return Decision(on=on, at=_read_moment(said.get("at")), by=_text(said, "by"), word=_word(said))


def _word(said: Mapping[str, object]) -> Word:
    if "kind" in said:
        kind = _KINDS.get(str(said["kind"]))
        if kind is None:
            raise ValueError(f"{said['kind']!r} is no kind")
        return KindDecided(kind=kind)
    if "wanted" in said:
        return WantedDecided(line=_text(said, "line"), wanted=_truth(said, "wanted"))
    if "same" in said:
        commit = _text(said, "commit")
        if not _ID.fullmatch(commit):
            raise ValueError(f"{commit!r} is no commit's id")
        return SameDecided(line=_text(said, "line"), commit=CommitId(commit), same=_truth(said, "same"))
    raise ValueError("it decides nothing")


def _text(said: Mapping[str, object], key: str) -> str:
    value = said.get(key)
    if not isinstance(value, str) or not value:
        raise ValueError(f'its "{key}" is no text')
    return value


def _truth(said: Mapping[str, object], key: str) -> bool:
    value = said.get(key)
    if not isinstance(value, bool):
        raise ValueError(f'its "{key}" is neither true nor false')  # noqa: TRY004 # see above
    return value


def _moment(at: int) -> str:
    return (_EPOCH + timedelta(microseconds=at)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _read_moment(text: object) -> int:
    if not isinstance(text, str) or not _AT.fullmatch(text):
        raise ValueError('its "at" is no moment in UTC')
    try:
        return (datetime.fromisoformat(text) - _EPOCH) // _MICROSECOND
    except ValueError as error:
        raise ValueError('its "at" is no moment in UTC') from error
