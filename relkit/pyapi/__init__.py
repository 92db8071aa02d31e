"""What Python modules offer and use, read from their sources without running them.

The public API of a module, what differs between two versions of it, and what a cherry-pick uses and its branch lacks:
`relkit.pyapi.lacks`, which is not imported here, since it takes longer than all the rest and is seldom needed.
"""

from relkit.pyapi.differences import Differences, ParameterChange, ParameterOf, differences
from relkit.pyapi.lack import LACKS_VERSION, Lack, LackKind, PickedFile, Sources
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
    "surface",
]
