"""Names that nothing in a picked file binds, as pyflakes sees them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from relkit.pyapi.case import Case
from relkit.pyapi.lack import Lack, LackKind
from relkit.pyapi.skeleton import parse
from relkit.pyapi.use import Use, UseKind

_WORD = re.compile(rb"[A-Za-z_]\w*")
_BINDER = re.compile(rb"\s*(?:import|from|(?:async\s+)?def|class)\b|\w+\s*(?::[^=]+)?=|\s+\w+,?$")


def undefined(case: Case, found: Iterable[Use]) -> Iterator[Lack]:
    """Yield the names that are undefined after the pick, and neither before it nor on the mainline."""
    suspects = {use.text for use in found if use.kind is UseKind.NAME} | _unbound(case)
    if not suspects or case.line.source == case.main_source:
        return
    after = {name: line for name, line in _undefined(case.line.source) or () if name in suspects}
    if not after:
        return
    known = [_undefined(source) for source in (case.edit.before or b"", case.main_source)]
    outline = case.main_index.outline(case.main_path)
    if None in known or outline is None:
        return
    for name, _ in chain.from_iterable(names or () for names in known):
        after.pop(name, None)
    for name, line in after.items():
        definitions = outline.names.get(name, ())
        yield Lack(
            path=case.line.path,
            line=line,
            kind=LackKind.NAME,
            name=name,
            text=f"uses {name}, which nothing in the file defines or imports",
            origin=case.main_path if definitions else None,
            origin_line=definitions[0].line if definitions else None,
        )


def _unbound(case: Case) -> set[str]:
    """Return names that the pick may have unbound: in lines of imports and definitions that are gone."""
    if case.edit.before is None:
        return set()
    kept = set(case.line.source.splitlines())
    gone = [line for line in case.edit.before.splitlines() if line not in kept and _BINDER.match(line)]
    words = {word.decode("ascii", "replace") for line in gone for word in _WORD.findall(line)}
    return {word for word in words if word not in case.line.outline.names and word.encode() in case.line.source}


def _undefined(source: bytes) -> list[tuple[str, int]] | None:
    """Return each undefined name of a module with its line, the last first; None where it cannot be parsed."""
    from pyflakes import checker, messages  # 20 ms, and most picks bring no name that is in doubt

    tree = parse(source)
    if tree is None:
        return None
    try:
        found = checker.Checker(tree, builtins={"__file__", "__path__"}).messages
    except RecursionError:
        return None
    names = [(str(m.message_args[0]), m.lineno) for m in found if isinstance(m, messages.UndefinedName)]
    return sorted(names, key=lambda item: -item[1])
