"""The nouns of a module's public API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class ParameterKind(StrEnum):
    """How an argument may be passed."""

    POSITIONAL_ONLY = "positional-only"
    POSITIONAL_OR_KEYWORD = "positional or keyword"
    VAR_POSITIONAL = "*"
    KEYWORD_ONLY = "keyword-only"
    VAR_KEYWORD = "**"


@dataclass(frozen=True, kw_only=True, slots=True)
class Parameter:
    """A parameter; its default as source text, None where an argument must be given."""

    name: str
    kind: ParameterKind
    default: str | None = None


class SymbolKind(StrEnum):
    """What a public name stands for."""

    FUNCTION = "function"
    CLASS = "class"
    METHOD = "method"
    VALUE = "value"
    """An assignment or annotation at the top level or in a class: a constant, a field, an enumeration's member."""
    EXPORT = "export"
    """Imported, and offered on by ``__all__`` or by ``import x as x``."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Symbol:
    """A public name's kind; of a function or method also its parameters, without the bound first and private ones."""

    kind: SymbolKind
    parameters: tuple[Parameter, ...] = ()
    deprecated: bool = False
    """Its decorator says so, or its body warns so."""

    @property
    def is_callable(self) -> bool:
        """Whether the parameters are known."""
        return self.kind in {SymbolKind.FUNCTION, SymbolKind.METHOD}


@dataclass(frozen=True, kw_only=True, slots=True)
class Surface:
    """A module's public names, dotted ("f", "C", "C.method"), in the order of the source.

    ``exported`` is ``__all__`` where it is literal. Public names that it leaves out are in ``symbols`` all the same.
    ``imported`` are the names that imports bind, public or not, with "*" for a star import.
    """

    symbols: Mapping[str, Symbol] = field(default_factory=dict)
    exported: tuple[str, ...] | None = None
    imported: frozenset[str] = frozenset()
