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
    """Yield calls of what nobody knows, of a kind that no function of this name on the line takes.

    On the mainline one near the file does, and the line has that function too.
    """
    new = frozenset(case.new)
    asked = [use for use in calls if use.keywords or use.line in new]
    changed = [*_changed(case)] if asked else []
    for use in asked:
        called = use.text.rpartition(".")[2]
        is_common = called in _COMMON or called.startswith("__")
        origin = None if is_common else _taking(case, changed, called, use)
        if origin and not _takes_anywhere(case.line.index, called, use):
            refused = [name for name, _ in use.keywords if not _knows(case.line.index, origin[0], called, name)]
            text = f"calls {use.text} with other arguments than any {called} on the line takes"
            if refused:
                text = f"passes {refused[0]}= to {use.text}, and no {called} on the line takes it"
            yield Lack(
                path=case.line.path,
                line=dict(use.keywords)[refused[0]] if refused else use.line,
                kind=LackKind.ARGUMENT,
                name=refused[0] if refused else called,
                text=text,
                origin=origin[0],
                origin_line=origin[1],
            )


def _taking(case: Case, changed: Iterable[tuple[str, bytes]], called: str, use: Use) -> tuple[str, int] | None:
    """Return where a function of the mainline takes such a call, that the line has in the same module and does not."""
    for path, source in changed:
        if not defines(source, called):
            continue
        taking = [item for item, in_class in _functions(case.main_index, path, called) if _takes(item, use, in_class)]
        theirs = list(_functions(case.line.index, path, called)) if taking else []
        same = {item.decorators for item, _ in theirs} == {item.decorators for item in taking}
        if theirs and same and not any(_takes(item, use, in_class) for item, in_class in theirs):
            return path, taking[0].line
    return None


def _takes_anywhere(index: Index, called: str, use: Use) -> bool:
    for path in everywhere(index):
        if may_bind(index.read(path) or b"", called):
            items = list(_functions(index, path, called))
            if not items or any(_takes(item, use, in_class) for item, in_class in items):
                return True  # without a function that can be read, it is bound in another way
    return False


def _takes(function: Function, use: Use, in_class: bool) -> bool:  # noqa: FBT001 - an item of a pair
    filled = int(in_class and "staticmethod" not in function.decorators)
    return function.signature.allows(use.positional, use.passed, [name for name, _ in use.keywords], filled=filled)


def _knows(index: Index, path: str, called: str, name: str) -> bool:
    signatures = (item.signature for item, _ in _functions(index, path, called))
    return any(signature.takes(name) or signature.any_keyword for signature in signatures)


def _functions(index: Index, path: str, name: str) -> Iterator[tuple[Function, bool]]:
    """Yield the functions of this name in a module, and whether each is a method."""
    outline = index.outline(path)
    waiting = [(outline.names, False)] if outline else []
    while waiting:
        names, in_class = waiting.pop()
        yield from ((item, in_class) for item in names.get(name, ()) if isinstance(item, Function))
        waiting.extend((item.members, True) for items in names.values() for item in items if isinstance(item, Class))


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
