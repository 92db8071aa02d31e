"""Which definitions say that they are deprecated."""

from __future__ import annotations

import ast
import re
from bisect import bisect_left
from collections.abc import Sequence

_CATEGORY = re.compile(rb"(?:Deprecation|Future)Warning")
_CATEGORY_ENDS = ("DeprecationWarning", "FutureWarning")  # PendingDeprecationWarning and projects' own subclasses too
_WARN = frozenset({"warn", "warn_explicit"})


def warned_lines(source: bytes) -> Sequence[int]:
    """Return the numbers of the lines that name a deprecation category: only functions around one need a look."""
    if not _CATEGORY.search(source):
        return ()
    return [number for number, line in enumerate(source.splitlines(), 1) if _CATEGORY.search(line)]


def is_marked(decorators: Sequence[ast.expr]) -> bool:
    """Tell whether a decorator deprecates: ``@deprecated`` of PEP 702, or a project's own of such a name."""
    return any(last_name(decorator).lower().startswith("deprecat") for decorator in decorators)


def warns(function: ast.FunctionDef | ast.AsyncFunctionDef, lines: Sequence[int]) -> bool:
    """Tell whether a function warns of a deprecation; ``lines`` are the source's ``warned_lines``."""
    at = bisect_left(lines, function.lineno)
    if at == len(lines) or lines[at] > (function.end_lineno or 0):
        return False
    return any(_is_warning(node) for node in ast.walk(function))


def last_name(node: ast.expr) -> str:
    """Return the last part of a (called) dotted name: "c" of ``a.b.c(1)``; "" of anything else."""
    while isinstance(node, ast.Call):
        node = node.func
    match node:
        case ast.Name():
            return node.id
        case ast.Attribute():
            return node.attr
    return ""


def _is_warning(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call) or last_name(node.func) not in _WARN:
        return False
    values = (*node.args, *(keyword.value for keyword in node.keywords))
    return any(last_name(value).endswith(_CATEGORY_ENDS) for value in values)
