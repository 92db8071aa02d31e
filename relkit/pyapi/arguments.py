"""Arguments that a picked change passes, and that the line's function does not take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from relkit.pyapi.case import Case, File, root, walk
from relkit.pyapi.lack import Lack, LackKind
from relkit.pyapi.outline import Class, Function
from relkit.pyapi.place import Place
from relkit.pyapi.use import Base, Use, UseKind


@dataclass(frozen=True, kw_only=True, slots=True)
class _Callee:
    """What is called: its functions (several are overloads), and how many parameters Python itself fills."""

    place: Place
    functions: tuple[Function, ...]
    filled: int

    def takes(self, keyword: str) -> bool:
        """Tell whether a parameter has this name."""
        return any(function.signature.takes(keyword) for function in self.functions)

    def room(self) -> int:
        """Return how many positional arguments have parameters of their own."""
        return max(len(function.signature.positional) for function in self.functions) - self.filled

    def wants(self, use: Use) -> frozenset[str]:
        """Return the parameters that a call leaves out although every overload asks for them."""
        if use.positional is None or use.passed is None:
            return frozenset()
        given = self.filled + use.positional
        wanted = (
            item.signature.required - use.passed - {*item.signature.positional[:given]} for item in self.functions
        )
        return frozenset.intersection(*wanted)

    def any_keyword(self) -> bool:
        return any(function.signature.any_keyword for function in self.functions)

    def any_positional(self) -> bool:
        return any(function.signature.any_positional for function in self.functions)


def refused_arguments(case: Case, use: Use) -> Iterator[Lack]:
    """Yield the arguments of a call that the line's function does not take, or misses, and the mainline's does not."""
    line = _callee(case.line, use)
    if line is None:
        return
    refused = [(name, at) for name, at in use.keywords if not line.takes(name) and not line.any_keyword()]
    surplus = use.positional is not None and use.positional > line.room() and not line.any_positional()
    wanted = line.wants(use)
    if not refused and not surplus and not wanted:
        return
    for other, main in _on_mainline(case, use):
        if _decorators(main.functions) != _decorators(line.functions):
            continue
        for name, at in refused:
            if main.takes(name):
                yield _lack(case, at, name, f"passes {name}= to {use.text}, which does not take it", main)
        if surplus and line.room() < (use.positional or 0) <= main.room():
            text = f"passes {use.positional} arguments to {use.text}, which takes {line.room()}"
            yield _lack(case, use.line, use.text.rpartition(".")[2], text, main)
        if wanted and not main.wants(other):
            for name in sorted(wanted):
                yield _lack(case, use.line, name, f"calls {use.text} without {name}, which it asks for", main)
        return


def _on_mainline(case: Case, use: Use) -> Iterator[tuple[Use, _Callee]]:
    """Yield the same call in the mainline's module, and what it calls there."""
    found = case.on_mainline()
    if found is None:
        return
    main, others = found
    for other in others:
        if other.kind is UseKind.CALL and (other.text, other.positional, other.passed) == (
            use.text,
            use.positional,
            use.passed,
        ):
            callee = _callee(main, other)
            if callee:
                yield other, callee


def _callee(file: File, use: Use) -> _Callee | None:
    start = root(file, use)
    if not isinstance(start, Place):
        return None
    steps = [start, *(walk(file, use) if use.parts else ())]
    last = steps[-1]
    if len(steps) != len(use.parts) + 1 or not isinstance(last, Place):
        return None
    place = file.index.follow(last)
    if not isinstance(place, Place):
        return None
    if isinstance(place.definition, Class):
        made = file.index.member(place, "__init__")
        return _of(made, filled=1) if isinstance(made, Place) else None
    owner = file.index.follow(steps[-2]) if len(steps) > 1 and isinstance(steps[-2], Place) else None
    if not isinstance(owner, Place) or not isinstance(owner.definition, Class):
        return _of(place, filled=0)
    on_instance = use.root.base in {Base.INSTANCE, Base.SUPER} and len(use.parts) == 1
    kinds = {decorator for item in place.definitions if isinstance(item, Function) for decorator in item.decorators}
    return _of(place, filled=int("classmethod" in kinds or (on_instance and "staticmethod" not in kinds)))


def _of(place: Place, *, filled: int) -> _Callee | None:
    functions = tuple(item for item in place.definitions if isinstance(item, Function))
    if not functions or len(functions) != len(place.definitions):
        return None
    return _Callee(place=place, functions=functions, filled=filled)


def _decorators(functions: Sequence[Function]) -> set[tuple[str, ...]]:
    return {function.decorators for function in functions}


def _lack(case: Case, line: int, name: str, text: str, main: _Callee) -> Lack:
    return Lack(
        path=case.line.path,
        line=line,
        kind=LackKind.ARGUMENT,
        name=name,
        text=text,
        origin=main.place.path,
        origin_line=main.functions[-1].line,
    )
