"""What Python modules offer and use, read from their sources without running them.

The public API of a module, what differs between two versions of it, and what a cherry-pick uses and its branch lacks.
"""

from relkit.pyapi.differences import Differences, ParameterChange, ParameterOf, differences
from relkit.pyapi.lack import Lack, LackKind, PickedFile, Sources
from relkit.pyapi.lacks import LACKS_VERSION, lacks
from relkit.pyapi.surface import surface
from relkit.pyapi.symbols import Parameter, ParameterKind, Surface, Symbol, SymbolKind

__all__ = [
    "LACKS_VERSION",
    "Differences",
    "Lack",
    "LackKind",
    "Parameter",
    "ParameterChange",
    "ParameterKind",
    "ParameterOf",
    "PickedFile",
    "Sources",
    "Surface",
    "Symbol",
    "SymbolKind",
    "differences",
    "lacks",
    "surface",
]
