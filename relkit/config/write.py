"""Writing a configuration: what is new is added, and nothing else in the file is touched."""

from __future__ import annotations

import codecs
import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import date
from typing import Any, TypeAlias

from relkit.config.places import end_of, line_of

Values: TypeAlias = Mapping[str, object]
"""Keys of relkit's table and their values, as tomllib would give them."""


class RefusedError(Exception):
    """The file cannot be completed without touching what is in it."""


_FOUR_DIGITS = 0xFFFF


def rendered(values: Values, path: Sequence[str] = ()) -> str:
    """Return values as TOML, in tables below ``path``."""
    return "\n".join(_rendered(values, path)) + "\n"


def completed(content: bytes, values: Values, path: Sequence[str] = ()) -> bytes:
    """Return a file with ``values`` added to the table at ``path`` (): the document itself).

    Lines are added and none is touched: what stands in the file stays, in its order, with its line ends, its mark at
    the beginning, and without a last line end where it has none. Raises RefusedError when there is no place from which
    the result says the old document and the new values, nothing else.
    """
    mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
    text = content.removeprefix(mark).decode("utf-8")
    crlf = text.count("\r\n") * 2 > text.count("\n")
    new = text.replace("\r\n", "\n")
    ended = new.endswith("\n") or not new
    for table, flat in _flat(values, tuple(path)):
        new = _added(new, flat, table)
    return mark + _with_ends(text, new if ended else new.removesuffix("\n"), crlf=crlf).encode()


def _flat(values: Values, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Values]]:
    """Yield the tables that get something, each with what is on lines of its own there."""
    own = {key: value for key, value in values.items() if not isinstance(value, Mapping)}
    if own:
        yield path, own
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield (*path, key), value


def _added(old: str, values: Values, path: tuple[str, ...]) -> str:
    """Add lines to one table: in the first place where they come to stand in it and change nothing else."""
    document = tomllib.loads(old)
    wanted = _joined(document, values, path)
    lines = old.removesuffix("\n").split("\n") if old else []
    why = ""
    for place, new in _places(old, lines, document, values, path):
        text = "\n".join([*lines[:place], *new, *lines[place:]]) + "\n"
        try:
            said = tomllib.loads(text)
        except ValueError as error:  # of which the parser's error is a kind
            why = str(error)
            continue
        if said == wanted:
            return text
        why = "another value would change"
    raise RefusedError(why)


def _places(
    old: str, lines: Sequence[str], document: Mapping[str, object], values: Values, path: tuple[str, ...]
) -> Iterator[tuple[int, list[str]]]:
    """Yield how many lines stay before, and the lines to put there: beside what belongs together, else at the end."""
    assigned = [f"{_key(key)} = {_value(value)}" for key, value in values.items()]
    table = _at(document, path)
    if table is not None:
        place = _end_of_own(old, table, path)
        if place is None:
            place = line_of(old, path) if path else (0 if document else len(lines))
            yield place or 0, [*assigned, ""] if document and not path else assigned
        else:
            yield place, assigned
    block = [f"[{_path(path)}]", *assigned]
    parent = _at(document, path[:-1]) if path else None
    place = None if parent is None or table is not None else _end_of_own(old, parent, path[:-1])
    if place is not None:
        yield place, ["", *block, *([""] if place < len(lines) and lines[place].strip() else [])]
    yield len(lines), [*([""] if lines and lines[-1].strip() else []), *block]


def _at(document: Mapping[str, object], path: Sequence[str]) -> Mapping[str, object] | None:
    found: object = document
    for part in path:
        found = found.get(part) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else None


def _end_of_own(old: str, table: Mapping[str, object], path: tuple[str, ...]) -> int | None:
    """Return how many lines there are up to the end of a table's last value; None where it has none.

    Values that are tables count only where all are: patterns, each with its table on a line.
    """
    own = [key for key, value in table.items() if not isinstance(value, Mapping)]
    keys = own or (list(table) if path[-1:] == ("lines",) else [])
    return max((end_of(old, (*path, key)) for key in keys), default=None)


def _joined(document: Mapping[str, object], values: Values, path: Sequence[str]) -> dict[str, object]:
    """Return what the new document has to say."""
    whole: dict[str, Any] = deepcopy(dict(document))
    at = whole
    for part in path:
        at = at.setdefault(part, {})
        if not isinstance(at, dict):
            raise RefusedError(f"{part} is no table")
    for key, value in values.items():
        if key in at:
            raise RefusedError(f"{key} is there already")
        at[key] = list(value) if isinstance(value, tuple) else value
    return whole


def _with_ends(text: str, new: str, *, crlf: bool) -> str:
    """Give each old line back the end that it had, and new lines the file's usual one."""
    usual = "\r\n" if crlf else "\n"
    old = iter(text.splitlines(keepends=True))
    made: list[str] = []
    expected = next(old, None)
    for line in new.splitlines(keepends=True):
        bare = line.rstrip("\n")
        if expected is not None and bare == expected.rstrip("\r\n"):
            made.append(expected if expected.endswith("\n") or not line.endswith("\n") else bare + usual)
            expected = next(old, None)
        else:
            made.append(bare + usual if line.endswith("\n") else bare)
    return "".join(made)


def _rendered(values: Values, path: Sequence[str]) -> Iterator[str]:
    scalars = {key: value for key, value in values.items() if not isinstance(value, Mapping)}
    tables = {key: value for key, value in values.items() if isinstance(value, Mapping)}
    if path and (scalars or not tables):
        yield f"[{_path(path)}]"
    for key, value in scalars.items():
        yield f"{_key(key)} = {_value(value)}"
    for place, (key, table) in enumerate(tables.items()):
        if scalars or place:
            yield ""
        yield f"[{_path((*path, key))}]"
        for inner, item in table.items():
            yield f"{_key(inner)} = {_value(item)}"


def _path(path: Sequence[str]) -> str:
    return ".".join(map(_key, path))


def _key(key: str) -> str:
    bare = key.isascii() and key.replace("-", "").replace("_", "").isalnum()
    # A branch's pattern is always quoted: beside "2.3.x", which has to be, a bare v2 would look like another thing.
    return key if bare and not any(letter.isdigit() for letter in key) else _value(key)


def _shown(character: str) -> str:
    """Return a character of a string, escaped where it would act on a terminal or hide: TOML knows two forms."""
    if character.isprintable():
        return character
    return f"\\u{ord(character):04x}" if ord(character) <= _FOUR_DIGITS else f"\\U{ord(character):08x}"


def _value(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return "".join(map(_shown, json.dumps(value, ensure_ascii=False)))
        case date():
            return value.isoformat()
        case Mapping():
            return "{ " + ", ".join(f"{_key(str(key))} = {_value(item)}" for key, item in value.items()) + " }"
        case list() | tuple():
            return "[" + ", ".join(map(_value, value)) + "]"
        case _:
            return str(value)
