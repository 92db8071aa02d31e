"""What differs between the public APIs of two versions of a module."""

from __future__ import annotations

from dataclasses import dataclass

from relkit.pyapi.symbols import Parameter, ParameterKind, Surface, Symbol, SymbolKind

_NOTHING = Surface()
_VARIADIC = frozenset({ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD})


@dataclass(frozen=True, kw_only=True, slots=True)
class ParameterOf:
    """A parameter of the function or method with this dotted name."""

    name: str
    parameter: Parameter


@dataclass(frozen=True, kw_only=True, slots=True)
class ParameterChange:
    """A parameter whose kind or default is another now."""

    name: str
    old: Parameter
    new: Parameter


@dataclass(frozen=True, kw_only=True, slots=True)
class Differences:
    """Dotted names, in the order of the source; parameters only of what both versions have."""

    added_functions: tuple[str, ...] = ()
    added_classes: tuple[str, ...] = ()
    added_methods: tuple[str, ...] = ()
    added_values: tuple[str, ...] = ()
    added_exports: tuple[str, ...] = ()
    removed_names: tuple[str, ...] = ()
    added_parameters: tuple[ParameterOf, ...] = ()
    removed_parameters: tuple[ParameterOf, ...] = ()
    changed_parameters: tuple[ParameterChange, ...] = ()
    deprecated: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether there is any difference."""
        return self != _SAME


_SAME = Differences()


def differences(old: Surface | None, new: Surface | None) -> Differences:
    """Compare two versions of a module; None stands for a file that is not there.

    A file that is there but has no surface must not be passed as None: all its names would seem added or removed.
    The members of an added or removed class are listed with it, except ``__init__``: every class can be called
    anyway. What is bound by an import on the other side was moved, so it is neither added nor removed.
    """
    before, after = old or _NOTHING, new or _NOTHING
    added: dict[SymbolKind, list[str]] = {kind: [] for kind in SymbolKind}
    for name, symbol in after.symbols.items():
        if _lacks(before, name, symbol, after):
            added[symbol.kind].append(name)
    both = [(name, before.symbols[name], symbol) for name, symbol in after.symbols.items() if name in before.symbols]
    signatures = [
        (name, _by_name(first), _by_name(last)) for name, first, last in both if first.is_callable and last.is_callable
    ]
    return Differences(
        added_functions=tuple(added[SymbolKind.FUNCTION]),
        added_classes=tuple(added[SymbolKind.CLASS]),
        added_methods=tuple(added[SymbolKind.METHOD]),
        added_values=tuple(added[SymbolKind.VALUE]),
        added_exports=tuple(added[SymbolKind.EXPORT]),
        removed_names=tuple(name for name, symbol in before.symbols.items() if _lacks(after, name, symbol, before)),
        added_parameters=tuple(
            ParameterOf(name=name, parameter=parameter)
            for name, first, last in signatures
            for key, parameter in last.items()
            if key not in first
        ),
        removed_parameters=tuple(
            ParameterOf(name=name, parameter=parameter)
            for name, first, last in signatures
            for key, parameter in first.items()
            if key not in last
        ),
        changed_parameters=tuple(
            ParameterChange(name=name, old=first[key], new=parameter)
            for name, first, last in signatures
            for key, parameter in last.items()
            if key in first and (first[key].kind, first[key].default) != (parameter.kind, parameter.default)
        ),
        deprecated=tuple(name for name, first, last in both if last.deprecated and not first.deprecated),
    )


def _lacks(surface: Surface, name: str, symbol: Symbol, other: Surface) -> bool:
    """Tell whether a surface is without a symbol of the other."""
    if name in surface.symbols or name.endswith(".__init__"):
        return False
    if symbol.kind is SymbolKind.EXPORT and surface.exported is not None:
        return True  # imported or not: it is not offered
    head = name.partition(".")[0]
    if head in surface.symbols:
        return surface.symbols[head].kind is SymbolKind.CLASS  # of another kind, its members are unknown
    if "*" in surface.imported - other.imported:
        return False  # moved, most likely, to where the star import is from
    return head not in surface.imported


def _by_name(symbol: Symbol) -> dict[str, Parameter]:
    """Return the parameters by what callers know them by: the names of ``*args`` and ``**kwargs`` are nobody's."""
    return {p.kind if p.kind in _VARIADIC else p.name: p for p in symbol.parameters}
