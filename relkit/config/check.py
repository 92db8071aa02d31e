"""From what TOML says to a ``Config``: every value checked, every fault kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from pathlib import PurePosixPath
from typing import TypeVar

from relkit.config.faults import Fault, nearest, one_of
from relkit.model.line import Policy, Status
from relkit.model.settings import Config, LineSettings, Thresholds
from relkit.model.version import Scheme

_T = TypeVar("_T")
_Word = TypeVar("_Word", bound=StrEnum)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_VERSION = "{version}"
_SHA = "{sha}"
_TOP = ("mainline", "tags", "scheme", "changelog", "trailer", "verify", "labels", "lines", "thresholds")
_LINE = ("line", "status", "until", "policy", "verify")
_THRESHOLDS = ("likely", "forecasts")


class _WrongError(Exception):
    """A value is wrong: what it is, and what it may be."""

    def __init__(self, wrong: str, right: str) -> None:
        super().__init__(wrong)
        self.wrong = wrong
        self.right = right


def check(table: object, path: tuple[str, ...], source: str) -> tuple[Config, tuple[Fault, ...]]:
    """Return what relkit's own table says, and its faults; a faulty value counts as not given."""
    top = _Table(path, table, _TOP)
    if not path and isinstance(top.values.get("tool"), Mapping):
        top.faults[:] = [fault for fault in top.faults if fault.path != ("tool",)]
        top.fault("tool", "this is how pyproject.toml says it", f"in {source} the keys stand at the top level")
    thresholds = top.below("thresholds", _THRESHOLDS)
    defaults = Thresholds()
    likely = thresholds.read("likely", _share)
    forecasts = thresholds.read("forecasts", _whole)
    config = Config(
        source=source,
        mainline=top.read("mainline", _text),
        tags=top.read("tags", _patterns) or (),
        scheme=top.read("scheme", lambda value: _word(value, Scheme)),
        changelog=top.read("changelog", _folder),
        trailer=top.read("trailer", _trailer),
        verify=top.read("verify", _text),
        labels=top.read("labels", _labels) or (),
        lines=_lines(top),
        thresholds=Thresholds(
            likely=defaults.likely if likely is None else likely,
            forecasts=defaults.forecasts if forecasts is None else forecasts,
        ),
    )
    return config, tuple(top.faults)


@dataclass(slots=True)
class _Table:
    """A table of the document. Tables below it put their faults among its own."""

    path: tuple[str, ...]
    table: object
    known: tuple[str, ...] | None
    faults: list[Fault] = field(default_factory=list)

    def __post_init__(self) -> None:
        if not isinstance(self.table, Mapping):
            self.faults.append(Fault(path=self.path, wrong=f"{_kind(self.table)}, but this is a table", right=""))
            return
        for key, value in self.table.items():
            if self.known is not None and key not in self.known:
                self._unknown(key, value, self.known)

    @property
    def values(self) -> Mapping[str, object]:
        """The keys with their values; none where this is no table."""
        return self.table if isinstance(self.table, Mapping) else {}

    def fault(self, key: str, wrong: str, right: str) -> None:
        """Keep a fault of one key."""
        self.faults.append(Fault(path=(*self.path, key), wrong=wrong, right=right))

    def read(self, key: str, reader: Callable[[object], _T]) -> _T | None:
        """Return a value as its reader reads it, None where it is not given or wrong."""
        if key not in self.values:
            return None
        try:
            return reader(self.values[key])
        except _WrongError as error:
            self.fault(key, error.wrong, error.right)
            return None

    def below(self, key: str, known: tuple[str, ...] | None) -> _Table:
        """Return the table of a key, empty where it is not given; without ``known`` its keys may be any."""
        return _Table((*self.path, key), self.values.get(key, {}), known, self.faults)

    def _unknown(self, key: str, value: object, known: tuple[str, ...]) -> None:
        if known is _LINE and isinstance(value, Mapping):
            self.fault(key, "a table within a line's", 'a pattern with dots in it stands in quotes: "2.3.x" = { … }')
            return
        self.fault(key, "no key of this table", f"there are {', '.join(known)}{nearest(key, known)}")


def _lines(top: _Table) -> tuple[LineSettings, ...]:
    table = top.below("lines", None)
    found = []
    for pattern in table.values:
        if not pattern.strip():
            table.fault(pattern, "an empty pattern matches no branch", "name a branch, or several with *")
            continue
        line = table.below(pattern, _LINE)
        found.append(
            LineSettings(
                pattern=pattern,
                line=line.read("line", _flag),
                status=line.read("status", lambda value: _word(value, Status)),
                until=line.read("until", _day),
                policy=line.read("policy", lambda value: _word(value, Policy)),
                verify=line.read("verify", _words),
            )
        )
    return tuple(found)


def _text(value: object) -> str:
    text = _words(value)
    if not text.strip():
        raise _WrongError("it is empty", "leave the key out, or say something")
    return text


def _words(value: object) -> str:
    if not isinstance(value, str):
        raise _WrongError(_kind(value), 'it is a text: "…"')
    return value


def _trailer(value: object) -> str:
    text = _text(value)
    right = f'it is one line, as in "(cherry picked from commit {_SHA})"'
    if len(text.splitlines()) > 1:
        raise _WrongError("it has several lines", right)
    if text.count(_SHA) != 1:
        raise _WrongError(f'"{text}" does not say where the commit\'s id stands', right)
    return text.strip()


def _labels(value: object) -> tuple[str, ...]:
    listed = value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(_text(item).strip() for item in listed))


def _patterns(value: object) -> tuple[str, ...]:
    listed = value if isinstance(value, list) else [value]
    if not listed:
        raise _WrongError("it is empty", "leave the key out, or give a pattern")
    for item in listed:
        if not isinstance(item, str):
            raise _WrongError(_kind(item), f'it is a pattern such as "v{_VERSION}", or a list of them')
        if item.count(_VERSION) != 1:
            raise _WrongError(f'"{item}" does not say where the version stands', f'as in "v{_VERSION}"')
    return tuple(dict.fromkeys(listed))


def _folder(value: object) -> str:
    text = _text(value)
    parts = [part for part in PurePosixPath(text).parts if part != "."]
    if not parts or text.startswith("/") or ".." in parts:
        raise _WrongError(f'"{text}" is no folder of the project', "give its path from the project's top")
    return "/".join(parts)


def _word(value: object, words: type[_Word]) -> _Word:
    allowed = f"it can be {one_of(words)}"
    if not isinstance(value, str):
        raise _WrongError(_kind(value), allowed)
    if value not in tuple(words):
        raise _WrongError(f'"{value}" is none of its values', allowed + nearest(value, words))
    return words(value)


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise _WrongError(_kind(value), "it is true or false")
    return value


def _day(value: object) -> date:
    right = "it is a day, as in 2027-01-31"
    if isinstance(value, datetime):
        raise _WrongError("a moment within a day", right)
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise _WrongError(f'"{value}" is no day' if isinstance(value, str) else _kind(value), right)
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise _WrongError(f'"{value}" is not in the calendar', right) from error


def _share(value: object) -> float:
    right = "it is a number from 0 to 1"
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _WrongError(_kind(value), right)
    if not 0 <= value <= 1:
        raise _WrongError(f"{value} is out of range", right)
    return float(value)


def _whole(value: object) -> int:
    right = "it is a whole number, 0 or more"
    if isinstance(value, bool) or not isinstance(value, int):
        raise _WrongError(_kind(value), right)
    if value < 0:
        raise _WrongError(f"{value} is out of range", right)
    return value


_KINDS = (
    (bool, "true or false"),
    (str, "a text"),
    (int, "a number"),
    (float, "a number"),
    (datetime, "a moment"),
    (date, "a day"),
    (time, "a time"),
    (Mapping, "a table"),
)


def _kind(value: object) -> str:
    """Return what kind of value stands where another should."""
    return f"here stands {next((name for kind, name in _KINDS if isinstance(value, kind)), 'a list')}"
