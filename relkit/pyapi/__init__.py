"""The public API of a Python module, read from its source without running it, and what differs between two versions."""

from relkit.pyapi.differences import Differences, ParameterChange, ParameterOf, differences
from relkit.pyapi.surface import surface
from relkit.pyapi.symbols import Parameter, ParameterKind, Surface, Symbol, SymbolKind

__all__ = [
    "Differences",
    "Parameter",
    "ParameterChange",
    "ParameterKind",
    "ParameterOf",
    "Surface",
    "Symbol",
    "SymbolKind",
    "differences",
    "surface",
]
