"""Writing a configuration: what is new is added, and nothing else in the file is touched."""

from __future__ import annotations

import codecs
import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import date
from typing import Any, TypeAlias

Values: TypeAlias = Mapping[str, object]
"""Keys of relkit's table and their values, as tomllib would give them."""


class RefusedError(Exception):
    """The file cannot be completed without touching what is in it."""


def rendered(values: Values, path: Sequence[str] = ()) -> str:
    """Return values as TOML, in tables below ``path``."""
    return "\n".join(_rendered(values, path)) + "\n"


def completed(content: bytes, values: Values, path: Sequence[str] = ()) -> bytes:
    """Return a file with ``values`` added to the table at ``path`` (): the document itself).

    Whatever stands in the file stays, in its order, with its line ends, its mark at the beginning, and without a last
    line end where it has none. A table that is not there yet is appended as text. Raises RefusedError when the result
    would not be the old document and the new values, or when lines of the file would change.
    """
    mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
    text = content.removeprefix(mark).decode("utf-8")
    crlf = text.count("\r\n") * 2 > text.count("\n")
    old = text.replace("\r\n", "\n")
    document = tomllib.loads(old)
    new = _edited(old, values, path) if _is_there(document, path) else _appended(old, values, path)
    if old and not old.endswith("\n"):
        new = new.removesuffix("\n")
    _verify(old, new, _joined(document, values, path))
    return mark + _with_ends(text, new, crlf=crlf).encode()


def _is_there(document: Mapping[str, object], path: Sequence[str]) -> bool:
    found: object = document
    for part in path:
        if not isinstance(found, Mapping) or part not in found:
            return False
        found = found[part]
    return bool(path) or bool(document)


def _appended(old: str, values: Values, path: Sequence[str]) -> str:
    begun = old if not old or old.endswith("\n") else f"{old}\n"
    gap = "\n" if begun.strip() and not begun.endswith("\n\n") else ""
    return begun + gap + rendered(values, path)


def _edited(old: str, values: Values, path: Sequence[str]) -> str:
    """Add to a table that is there, through tomlkit: it keeps comments and order."""
    import tomlkit  # seldom needed
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(old)
        table: Any = document
        for part in path:
            table = table[part]
        for key, value in values.items():
            _put(table, key, value)
        new = tomlkit.dumps(document)
    # tomlkit fails on some valid documents with whatever it runs into; the file then stays as it is.
    except (TOMLKitError, AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise RefusedError(str(error)) from error
    return new if old.endswith("\n\n") else new.rstrip("\n") + "\n"


def _put(table: Any, key: str, value: object, *, inline: bool = False) -> None:
    """Add a key to one of tomlkit's tables: a table as one, a table in that on its pattern's line."""
    import tomlkit

    if not isinstance(value, Mapping):
        table.add(key, tomlkit.value(_value(value)))
    elif key in table:
        for inner, item in value.items():
            _put(table[key], inner, item, inline=True)
    elif inline:
        made = tomlkit.inline_table()
        for inner, item in value.items():
            made.add(inner, tomlkit.value(_value(item)))
        table.add(key, made)
    else:
        below = tomlkit.table()
        for inner, item in value.items():
            _put(below, inner, item, inline=True)
        below.add(tomlkit.nl())
        table.add(key, below)


def _joined(document: Mapping[str, object], values: Values, path: Sequence[str]) -> dict[str, object]:
    """Return what the new document has to say."""
    whole: dict[str, Any] = deepcopy(dict(document))
    at = whole
    for part in path:
        at = at.setdefault(part, {})
        if not isinstance(at, dict):
            raise RefusedError(f"{part} is no table")
    _merge(at, values)
    return whole


def _merge(into: dict[str, Any], values: Values) -> None:
    for key, value in values.items():
        if isinstance(value, Mapping):
            _merge(into.setdefault(key, {}), value)
        elif key in into:
            raise RefusedError(f"{key} is there already")
        else:
            into[key] = list(value) if isinstance(value, tuple) else value


def _verify(old: str, new: str, wanted: Mapping[str, object]) -> None:
    try:
        said = tomllib.loads(new)
    except tomllib.TOMLDecodeError as error:
        raise RefusedError(str(error)) from error
    if said != wanted:
        raise RefusedError("another value would change")
    lines = iter(new.splitlines())
    if not all(line in lines for line in old.splitlines()):  # each is looked for behind the one before
        raise RefusedError("another line would change")


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


def _value(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case date():
            return value.isoformat()
        case Mapping():
            return "{ " + ", ".join(f"{_key(str(key))} = {_value(item)}" for key, item in value.items()) + " }"
        case list() | tuple():
            return "[" + ", ".join(map(_value, value)) + "]"
        case _:
            return str(value)
