"""Attributes of what nobody knows, and fixtures: found by their names alone, in the modules around or in all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

from relkit.pyapi.case import Case
from relkit.pyapi.index import Index
from relkit.pyapi.lack import Lack, LackKind
from relkit.pyapi.outline import Class, Function
from relkit.pyapi.use import Use
from relkit.pyapi.words import defines, everywhere, may_bind, may_offer, near

_TYPES = (str, bytes, bytearray, list, dict, set, int, float, object, property, type(lambda: 0), Exception)
_FILES = frozenset({"close", "flush", "open", "read", "readline", "readlines", "seek", "tell", "write"})
_COMMON = frozenset(chain.from_iterable(dir(kind) for kind in _TYPES)) | _FILES


def unbound_attributes(case: Case, unknown: Iterable[tuple[Use, str]]) -> Iterator[Lack]:
    """Yield attributes that nothing in the line's tree has, and something near the file on the mainline defines."""
    uses = {name: use for use, name in unknown if name not in _COMMON and not name.startswith("__")}
    before = case.edit.before or b""
    names = [name for name in uses if not re.search(rb"\.%b\b" % name.encode(), before)]
    left = [name for name in names if not may_bind(case.line.source, name)]
    for name, path, line in _defined(case, left):
        if not _anywhere(case, name, may_bind):
            use = uses[name]
            text = f"uses {use.text}, and nothing on the line has an attribute {name}"
            yield Lack(
                path=case.line.path,
                line=use.line,
                kind=LackKind.ATTRIBUTE,
                name=name,
                text=text,
                origin=path,
                origin_line=line,
            )


def unbound_fixtures(case: Case, uses: Sequence[Use]) -> Iterator[Lack]:
    """Yield fixtures that tests ask for, that nothing on the line defines, and that the mainline's conftests do."""
    asked = {use.text: use.line for use in uses}
    left = [name for name in asked if not may_offer(case.line.source, name)]
    for name, path, line in _defined(case, left):
        if _is_fixture(case.main_index, path, name) and not _anywhere(case, name, may_offer):
            yield Lack(
                path=case.line.path,
                line=asked[name],
                kind=LackKind.FIXTURE,
                name=name,
                text=f"asks for the fixture {name}, which nothing on the line defines",
                origin=path,
                origin_line=line,
            )


def unbound_arguments(case: Case, calls: Iterable[Use]) -> Iterator[Lack]:
    """Yield keywords of calls of what nobody knows, that no function of this name on the line takes.

    On the mainline one near the file does, and the line has that function too.
    """
    for use in calls:
        called = use.text.rpartition(".")[2]
        for name, at in use.keywords if called not in _COMMON else ():
            origin = _taken(case, called, name)
            if origin and not _takes_anywhere(case, called, name):
                yield Lack(
                    path=case.line.path,
                    line=at,
                    kind=LackKind.ARGUMENT,
                    name=name,
                    text=f"passes {name}= to {use.text}, and no {called} on the line takes it",
                    origin=origin[0],
                    origin_line=origin[1],
                )


def _taken(case: Case, called: str, name: str) -> tuple[str, int] | None:
    """Return where a function of the mainline takes a keyword, that the line has in the same module without it."""
    for path, source in _changed(case):
        if name.encode() not in source or called.encode() not in source:
            continue
        taking = [item for item in functions(case.main_index, path, called) if item.signature.takes(name)]
        if taking and any(functions(case.line.index, path, called)):
            return path, taking[0].line
    return None


def _takes_anywhere(case: Case, called: str, name: str) -> bool:
    index = case.line.index
    for path in everywhere(index):
        source = index.read(path) or b""
        if not may_bind(source, called):
            continue
        items = list(functions(index, path, called))
        if not items or any(item.signature.takes(name) or item.signature.any_keyword for item in items):
            return True  # no function that can be read: bound in another way
    return False


def functions(index: Index, path: str, name: str) -> Iterator[Function]:
    """Yield the functions and methods of this name in a module."""
    outline = index.outline(path)
    waiting = [outline.names] if outline else []
    while waiting:
        names = waiting.pop()
        yield from (item for item in names.get(name, ()) if isinstance(item, Function))
        waiting.extend(item.members for items in names.values() for item in items if isinstance(item, Class))


def _anywhere(case: Case, name: str, binds: Callable[[bytes, str], bool]) -> bool:
    """Tell whether any source on the line may bind a name, those around the file first."""
    index = case.line.index
    paths = chain(near(index, case.line.path), everywhere(index))
    return any(binds(index.read(path) or b"", name) for path in paths)


def _defined(case: Case, names: Iterable[str]) -> Iterator[tuple[str, str, int]]:
    """Yield the names that a module around the file defines on the mainline, and where; each once."""
    left = list(names)
    for path, source in _changed(case) if left else ():
        for name in left:
            line = defines(source, name)
            if line:
                yield name, path, line
        left = [name for name in left if not defines(source, name)]


def _changed(case: Case) -> Iterator[tuple[str, bytes]]:
    """Yield the mainline's modules around the file, with their sources, that the line has not as they are."""
    for path in near(case.main_index, case.main_path):
        if case.main_index.key(path) != case.line.index.key(path):
            yield path, case.main_index.read(path) or b""


def _is_fixture(index: Index, path: str, name: str) -> bool:
    outline = index.outline(path)
    items = outline.names.get(name, ()) if outline else ()
    return any("fixture" in decorator for item in items if isinstance(item, Function) for decorator in item.decorators)
