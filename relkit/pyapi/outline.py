"""What a module binds, at its top level and in its classes, private names too: all that looking up a name needs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

_TYPE_ALIAS = getattr(ast, "TypeAlias", ())  # since Python 3.12
_BLOCKS = ("body", "handlers", "orelse", "finalbody", "cases")
_GLOBAL = re.compile(rb"^[ \t]+global[ \t]+([\w, \t]+)", re.MULTILINE)
_DYNAMIC = (b"globals()", b"sys.modules[__name__]", b"exec(", b".__class__ =")


@dataclass(frozen=True, kw_only=True, slots=True)
class Signature:
    """What a function may be given, the bound first parameter included."""

    positional: tuple[str, ...] = ()
    positional_only: int = 0
    keyword_only: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()
    """Those of all the parameters that have no default."""
    any_positional: bool = False
    any_keyword: bool = False

    def takes(self, keyword: str) -> bool:
        """Tell whether a keyword argument of this name has a parameter of its own."""
        return keyword in self.keyword_only or keyword in self.positional[self.positional_only :]

    def allows(
        self, positional: int | None, passed: frozenset[str] | None, keywords: Iterable[str], *, filled: int
    ) -> bool:
        """Tell whether a call may be: so many positional arguments, besides the ``filled`` ones, and these keywords.

        Where all that is passed cannot be told (None), only the ``keywords`` that are known to be are judged.
        """
        if not self.any_keyword and not all(self.takes(keyword) for keyword in passed or keywords):
            return False
        if positional is None or passed is None:
            return True
        given = positional + filled
        if given > len(self.positional) and not self.any_positional:
            return False
        return self.required <= passed | {*self.positional[:given]}


@dataclass(frozen=True, kw_only=True, slots=True)
class Value:
    """Anything else; ``made_by`` is what was called to make it, or its annotation, as a dotted name, or ""."""

    line: int
    made_by: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Imported:
    """A module (no ``name``), or a name of a module; ``level`` counts the dots of a relative import."""

    line: int
    module: str
    name: str | None = None
    level: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Function:
    """A function or method; its decorators as dotted names, "" for what is none."""

    line: int
    signature: Signature
    decorators: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Class:
    """A class: bases, keywords' values and decorators as dotted names, "" for what is none."""

    line: int
    bases: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    decorators: tuple[str, ...] = ()
    members: Mapping[str, tuple[Definition, ...]] = field(default_factory=dict)


Definition = Value | Imported | Function | Class


@dataclass(frozen=True, kw_only=True, slots=True)
class Outline:
    """A module's names, each with all its definitions in order; ``dynamic``: it may compute some."""

    names: Mapping[str, tuple[Definition, ...]]
    stars: tuple[Imported, ...] = ()
    dynamic: bool = False


def outline_of(tree: ast.Module, source: bytes) -> Outline:
    """Return the outline of a module that is parsed already."""
    names = bindings(tree.body)
    for match in _GLOBAL.finditer(source) if b"global " in source else ():
        for name in match[1].decode("ascii", "ignore").replace(",", " ").split():
            names.setdefault(name, []).append(Value(line=source.count(b"\n", 0, match.start()) + 1))
    for node in ast.walk(tree) if b":=" in source else ():
        if isinstance(node, ast.NamedExpr):
            names.setdefault(node.target.id, []).append(Value(line=node.lineno))
    stars = tuple(item for item in names.pop("*", ()) if isinstance(item, Imported))
    dynamic = any(sign in source for sign in _DYNAMIC)
    return Outline(names={name: tuple(found) for name, found in names.items()}, stars=stars, dynamic=dynamic)


def bindings(body: Iterable[ast.AST]) -> dict[str, list[Definition]]:
    """Return what statements bind in their own scope, but for ``:=``; nested functions and classes are not entered."""
    found: dict[str, list[Definition]] = {}
    waiting = list(body)[::-1]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Assign | ast.AnnAssign) and (made := _made(node)):
            found.setdefault(made[0], []).append(Value(line=node.lineno, made_by=made[1]))
            continue
        for name, definition in _binds(node):
            found.setdefault(name, []).append(definition)
        inner = [item for block in _BLOCKS for item in getattr(node, block, ())]
        if inner and not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            waiting.extend(inner[::-1])
    return found


def targets(*nodes: ast.AST | None) -> Iterator[tuple[str, Definition]]:
    """Yield the names that are stored to in what may stand left of a "=", or in a pattern."""
    for start in nodes:
        for node in (start,) if isinstance(start, ast.Name) else ast.walk(start) if start else ():
            match node:
                case ast.Name(id=name, ctx=ast.Store()) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                    yield name, Value(line=node.lineno)
                case ast.MatchMapping(rest=str(name)):
                    yield name, Value(line=node.lineno)


def _made(node: ast.Assign | ast.AnnAssign) -> tuple[str, str] | None:
    """Return the one name that is assigned, and what makes its value or what it is said to be."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=ast.Name() | ast.Attribute() as function)):
            return name, dotted(function)
        case ast.AnnAssign(target=ast.Name(id=name), annotation=ast.Name() | ast.Attribute() as annotation):
            return name, dotted(annotation)
    return None


def _binds(node: ast.AST) -> Iterable[tuple[str, Definition]]:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            yield node.name, function_of(node)
        case ast.ClassDef():
            yield node.name, _class_of(node)
        case ast.Import() | ast.ImportFrom():
            yield from _imports(node)
        case ast.Assign():
            yield from targets(*node.targets)
        case ast.AnnAssign() | ast.AugAssign() | ast.For() | ast.AsyncFor():
            yield from targets(node.target)
        case ast.With() | ast.AsyncWith():
            yield from targets(*(item.optional_vars for item in node.items))
        case ast.ExceptHandler(name=str(name)):
            yield name, Value(line=node.lineno)
        case ast.match_case():
            yield from targets(node.pattern)
        case _ if isinstance(node, _TYPE_ALIAS):
            yield from targets(node.name)


def _imports(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, Definition]]:
    for alias in node.names:
        if isinstance(node, ast.ImportFrom):
            imported = Imported(line=node.lineno, module=node.module or "", name=alias.name, level=node.level)
            yield alias.asname or alias.name, imported
        else:
            top = alias.name.partition(".")[0]
            yield alias.asname or top, Imported(line=node.lineno, module=alias.name if alias.asname else top)


def function_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Function:
    """Return a function's signature and decorators."""
    arguments = node.args
    positional = tuple(a.arg for a in (*arguments.posonlyargs, *arguments.args))
    required = positional[: len(positional) - len(arguments.defaults)]
    named = (a.arg for a, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if default is None)
    signature = Signature(
        positional=positional,
        required=frozenset((*required, *named)),
        positional_only=len(arguments.posonlyargs),
        keyword_only=frozenset(a.arg for a in arguments.kwonlyargs),
        any_positional=arguments.vararg is not None,
        any_keyword=arguments.kwarg is not None,
    )
    return Function(line=node.lineno, signature=signature, decorators=_dotted_all(node.decorator_list))


def _class_of(node: ast.ClassDef) -> Class:
    members = {name: tuple(found) for name, found in bindings(node.body).items()}
    return Class(
        line=node.lineno,
        bases=_dotted_all(node.bases),
        keywords=_dotted_all([keyword.value for keyword in node.keywords]),
        decorators=_dotted_all(node.decorator_list),
        members=members,
    )


def _dotted_all(nodes: Sequence[ast.expr]) -> tuple[str, ...]:
    return tuple(dotted(node) for node in nodes)


def dotted(node: ast.expr) -> str:
    """Return a dotted name as text, also of what is called or subscripted at its end; "" of anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join((node.id, *reversed(parts)))
