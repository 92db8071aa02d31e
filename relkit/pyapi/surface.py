"""Reading a module's public API from its source."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from relkit.pyapi.deprecation import is_marked, last_name, warned_lines, warns
from relkit.pyapi.skeleton import parse
from relkit.pyapi.symbols import Parameter, ParameterKind, Surface, Symbol, SymbolKind

_TYPE_ALIAS = getattr(ast, "TypeAlias", ())  # since Python 3.12
_ACCESSORS = frozenset({"setter", "deleter", "getter"})
_RANK = {SymbolKind.EXPORT: 0, SymbolKind.VALUE: 1, SymbolKind.METHOD: 2, SymbolKind.FUNCTION: 2, SymbolKind.CLASS: 3}
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def surface(source: bytes) -> Surface | None:
    """Read the public API of a module; None where this Python cannot parse it, or where it exceeds 1 MiB.

    Read are the top level and the bodies of classes, with all branches of ``if``, ``try`` and ``with``, but for what
    runs only as a script. Overloads and redefinitions are merged: the last one says how a parameter is, every one that
    it exists. Not for several threads at once: it silences the parser's warnings, which Python does for all of them.
    """
    tree = parse(source)
    if tree is None:
        return None
    statements = list(_statements(tree.body))
    exported = _exported(statements)
    reading = _Reading(frozenset(exported or ()), warned_lines(source))
    reading.read(statements, owner="")
    for name in exported or ():
        reading.symbols.setdefault(name, Symbol(kind=SymbolKind.EXPORT))
    return Surface(symbols=reading.symbols, exported=exported, imported=frozenset(reading.imported))


def _statements(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield statements in order, those of conditional blocks in their place."""
    waiting = list(reversed(body))
    while waiting:
        statement = waiting.pop()
        match statement:
            case ast.If():
                blocks = [statement.orelse] if _is_script(statement.test) else [statement.body, statement.orelse]
            case ast.Try() | ast.TryStar():
                handled = [handler.body for handler in statement.handlers]
                blocks = [statement.body, *handled, statement.orelse, statement.finalbody]
            case ast.With():
                blocks = [statement.body]
            case _:
                yield statement
                continue
        for block in reversed(blocks):
            waiting.extend(reversed(block))


def _is_script(test: ast.expr) -> bool:
    return isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and test.left.id == "__name__"


def _exported(statements: Iterable[ast.stmt]) -> tuple[str, ...] | None:
    """Return what ``__all__`` lists, as a set in order; None where there is none, or a part of it is computed."""
    found: dict[str, None] | None = None
    for statement in statements:
        match statement:
            case ast.Assign(targets=[ast.Name(id="__all__")], value=value):
                pass
            case ast.AnnAssign(target=ast.Name(id="__all__"), value=ast.expr() as value):
                pass
            case ast.AugAssign(target=ast.Name(id="__all__"), value=value):
                pass
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id="__all__")))):
                return None
            case _:
                continue
        names = _literal_names(value)
        if names is None:
            return None
        found = (found or {}) | dict.fromkeys(names)
    return None if found is None else tuple(found)


def _literal_names(value: ast.expr) -> list[str] | None:
    names: list[str] = []
    waiting = [value]
    while waiting:
        match waiting.pop():
            case ast.BinOp(op=ast.Add(), left=left, right=right):
                waiting += right, left
            case ast.List(elts=elements) | ast.Tuple(elts=elements):
                waiting += reversed(elements)
            case ast.Constant(value=str() as name):
                names.append(name)
            case _:
                return None
    return names


class _Reading:
    """What has been found so far."""

    def __init__(self, exported: frozenset[str], warned: Sequence[int]) -> None:
        self.symbols: dict[str, Symbol] = {}
        self.imported: set[str] = set()
        self._exported = exported
        self._warned = warned

    def read(self, statements: Iterable[ast.stmt], owner: str) -> None:
        """Read the statements of the module (no owner) or of the class whose dotted name ``owner`` is, with its dot."""
        for statement in statements:
            match statement:
                case ast.FunctionDef() | ast.AsyncFunctionDef():
                    self._read_function(statement, owner)
                case ast.ClassDef():
                    self._read_class(statement, owner)
                case ast.Assign():
                    self._read_targets(statement.targets, owner)
                case ast.AnnAssign():
                    self._read_targets([statement.target], owner)
                case ast.Import() | ast.ImportFrom() if not owner:
                    self._read_import(statement)
                case _ if isinstance(statement, _TYPE_ALIAS):
                    self._read_targets([statement.name], owner)

    def _read_function(self, function: _Function, owner: str) -> None:
        if not self._is_public(function.name, owner):
            return
        decorators = {last_name(decorator) for decorator in function.decorator_list}
        parameters: tuple[Parameter, ...] = ()
        if not decorators & _ACCESSORS:
            parameters = tuple(_parameters(function.args, bound=bool(owner) and "staticmethod" not in decorators))
        symbol = Symbol(
            kind=SymbolKind.METHOD if owner else SymbolKind.FUNCTION,
            parameters=parameters,
            deprecated=is_marked(function.decorator_list) or warns(function, self._warned),
        )
        self._add(owner + function.name, symbol)

    def _read_class(self, node: ast.ClassDef, owner: str) -> None:
        if self._is_public(node.name, owner):
            name = owner + node.name
            self._add(name, Symbol(kind=SymbolKind.CLASS, deprecated=is_marked(node.decorator_list)))
            self.read(_statements(node.body), f"{name}.")

    def _read_targets(self, targets: Sequence[ast.expr], owner: str) -> None:
        for target in targets:
            match target:
                case ast.Name(id=name) if self._is_public(name, owner):
                    self._add(owner + name, Symbol(kind=SymbolKind.VALUE))
                case ast.Tuple(elts=elements) | ast.List(elts=elements):
                    self._read_targets(elements, owner)
                case ast.Starred(value=value):
                    self._read_targets([value], owner)

    def _read_import(self, statement: ast.Import | ast.ImportFrom) -> None:
        for alias in statement.names:
            name = alias.asname or alias.name.partition(".")[0]
            self.imported.add(name)
            if alias.asname == alias.name and self._is_public(name, ""):
                self._add(name, Symbol(kind=SymbolKind.EXPORT))

    def _is_public(self, name: str, owner: str) -> bool:
        if not name.startswith("_"):
            return True
        return name == "__init__" if owner else name in self._exported

    def _add(self, name: str, symbol: Symbol) -> None:
        known = self.symbols.get(name)
        self.symbols[name] = symbol if known is None else _merged(known, symbol)


def _merged(first: Symbol, last: Symbol) -> Symbol:
    parameters = {parameter.name: parameter for parameter in (*first.parameters, *last.parameters)}
    return Symbol(
        kind=max(first.kind, last.kind, key=_RANK.__getitem__),
        parameters=tuple(parameters.values()),
        deprecated=first.deprecated or last.deprecated,
    )


def _parameters(arguments: ast.arguments, *, bound: bool) -> Iterator[Parameter]:
    """Yield the parameters that callers may know; of a ``bound`` function without the first, which Python passes."""
    positional = [*arguments.posonlyargs, *arguments.args]
    required = len(positional) - len(arguments.defaults)
    for index, argument in enumerate(positional[bound:], bound):
        if not argument.arg.startswith("_"):
            only = index < len(arguments.posonlyargs)
            yield Parameter(
                name=argument.arg,
                kind=ParameterKind.POSITIONAL_ONLY if only else ParameterKind.POSITIONAL_OR_KEYWORD,
                default=_text(arguments.defaults[index - required]) if index >= required else None,
            )
    if arguments.vararg:
        yield Parameter(name=arguments.vararg.arg, kind=ParameterKind.VAR_POSITIONAL)
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if not argument.arg.startswith("_"):
            text = None if default is None else _text(default)
            yield Parameter(name=argument.arg, kind=ParameterKind.KEYWORD_ONLY, default=text)
    if arguments.kwarg:
        yield Parameter(name=arguments.kwarg.arg, kind=ParameterKind.VAR_KEYWORD)


def _text(default: ast.expr) -> str:
    try:
        match default:
            case ast.Constant(value=value):
                return repr(value)  # a tenth of unparse's time, for nearly all defaults
            case ast.Name(id=name):
                return name
        return ast.unparse(default)
    except (RecursionError, ValueError):  # nested too deeply; an integer of more than 4300 digits
        return "…"
