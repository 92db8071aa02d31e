"""What the lines of a pick use: imports, dotted names, calls, fixtures, and names that nothing visible binds."""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from relkit.pyapi.outline import Imported, Outline, bindings, dotted, targets
from relkit.pyapi.scopes import Scope, Where, imported
from relkit.pyapi.use import NOWHERE, Base, Root, Use, UseKind

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_PATCHES = frozenset({"patch", "setattr", "delattr", "object"})
_GUARDS = frozenset({"ImportError", "ModuleNotFoundError", "AttributeError", "NameError"})
_HIDDEN = frozenset({"create", "raising", "new_callable"})


def uses(tree: ast.Module, outline: Outline, lines: Sequence[int]) -> tuple[Use, ...]:
    """Return the uses in the lines with these numbers (sorted)."""
    reading = _Reading(lines)
    reading.statements(tree.body, Where(outline=outline))
    return tuple(reading.found)


@dataclass(slots=True)
class _Reading:
    lines: Sequence[int]
    found: list[Use] = field(default_factory=list)

    def touches(self, node: ast.stmt | ast.expr | ast.keyword | ast.arg | ast.excepthandler) -> bool:
        at = bisect_left(self.lines, _start(node))
        return at < len(self.lines) and self.lines[at] <= (node.end_lineno or node.lineno)

    def is_new(self, line: int | None) -> bool:
        at = bisect_left(self.lines, line or 0)
        return at < len(self.lines) and self.lines[at] == line

    # --- statements -------------------------------------------------------------------------------------------------

    def statements(self, body: Iterable[ast.AST], where: Where) -> None:
        for node in body:
            if isinstance(node, ast.stmt) and not self.touches(node):
                continue
            match node:
                case ast.FunctionDef() | ast.AsyncFunctionDef():
                    self._function(node, where)
                case ast.ClassDef():
                    self._class(node, where)
                case ast.Import() | ast.ImportFrom():
                    self._import(node)
                case ast.Try() | ast.TryStar() if _is_guarded(node):
                    for handler in node.handlers:
                        self.statements(handler.body, where)
                    self.statements([*node.orelse, *node.finalbody], where)
                case ast.If() if dotted(node.test).rpartition(".")[2] == "TYPE_CHECKING":
                    self.statements(node.orelse, where)
                case ast.expr():
                    self._expression(node, where)
                case ast.Global() | ast.Nonlocal():
                    pass
                case _:
                    self.statements(ast.iter_child_nodes(node), where)

    def _function(self, node: _Function, where: Where) -> None:
        arguments = node.args
        outside = [*node.decorator_list, *arguments.defaults, *(d for d in arguments.kw_defaults if d)]
        every = _parameters(arguments)
        self.statements(outside, where)
        self.statements([a.annotation for a in every if a.annotation] + ([node.returns] if node.returns else []), where)
        if _is_test(node):
            for argument in (*arguments.args, *arguments.kwonlyargs):
                if self.is_new(argument.lineno) and argument.arg not in {"self", "cls"}:
                    self.found.append(Use(line=argument.lineno, kind=UseKind.FIXTURE, text=argument.arg))
        local = {name: where.local(found) for name, found in bindings(node.body).items()}
        for argument in every:
            local[argument.arg] = where.instance_of(argument.annotation)
        for name in _elsewhere(node.body):
            local.pop(name, None)
        bound = None if where.bound in local else where.bound
        if where.owner and not where.in_function:
            first = [*arguments.posonlyargs, *arguments.args][:1]
            bound = first[0].arg if first and not _has(node, "staticmethod") else None
        self.statements(node.body, replace(where.within(Scope(names=local)), bound=bound, in_function=True))

    def _class(self, node: ast.ClassDef, where: Where) -> None:
        self.statements([*node.decorator_list, *node.bases, *(k.value for k in node.keywords)], where)
        scope = Scope(names={name: where.local(found) for name, found in bindings(node.body).items()}, is_class=True)
        owner = () if where.in_function else (*where.owner, node.name)
        self.statements(node.body, replace(where.within(scope), owner=owner, bound=None, in_function=False))

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            line = alias.lineno if self.is_new(alias.lineno) else node.lineno
            if not self.is_new(line):
                continue
            if isinstance(node, ast.Import):
                item = Imported(line=line, module=alias.name)
                self.found.append(Use(line=line, kind=UseKind.IMPORT, text=alias.name, root=imported(item)))
            else:
                module = "." * node.level + (node.module or "")
                item = Imported(line=line, module=node.module or "", level=node.level)
                parts = () if alias.name == "*" else (alias.name,)
                text = f"{module}:{alias.name}"
                self.found.append(Use(line=line, kind=UseKind.IMPORT, text=text, root=imported(item), parts=parts))

    # --- expressions ------------------------------------------------------------------------------------------------

    def _expression(self, node: ast.expr, where: Where) -> None:
        if not self.touches(node):
            return
        match node:
            case ast.Attribute() | ast.Name():
                self._dotted(node, where)
                return
            case ast.Call():
                self._call(node, where)
            case ast.Lambda():
                scope = Scope(names=dict.fromkeys((a.arg for a in _parameters(node.args)), NOWHERE))
                self.statements([*node.args.defaults, node.body], where.within(scope))
                return
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                names = (name for name, _ in targets(*(item.target for item in node.generators)))
                scope = Scope(names=dict.fromkeys(names, NOWHERE))
                where = where.within(scope)
        self.statements(ast.iter_child_nodes(node), where)

    def _dotted(self, node: ast.Attribute | ast.Name, where: Where) -> None:
        """Read a dotted name: the root and every attribute, of which the last must be in a new line."""
        attributes, base = _chain(node)
        if not isinstance(base, ast.Name):
            if attributes and isinstance(base, ast.expr):
                self._on(base, attributes, where)
                self._expression(base, where)
            return
        root = where.root(base.id)
        if root is None:
            if isinstance(base.ctx, ast.Load) and self.is_new(base.lineno):
                self.found.append(Use(line=base.lineno, kind=UseKind.NAME, text=base.id))
            return
        self._attributes(root, base.id, attributes)

    def _on(self, base: ast.expr, attributes: Sequence[ast.Attribute], where: Where) -> None:
        root = NOWHERE
        if isinstance(base, ast.Call) and isinstance(base.func, ast.Name) and base.func.id == "super" and where.owner:
            root = Root(base=Base.SUPER, parts=where.owner)
        self._attributes(root, "super()" if root.parts else "…", attributes)

    def _attributes(self, root: Root, start: str, attributes: Sequence[ast.Attribute]) -> None:
        loads = [a for a in attributes if isinstance(a.ctx, ast.Load)]
        new = [at for at, a in enumerate(loads) if self.is_new(a.end_lineno)]
        if new:
            parts = tuple(a.attr for a in loads)[: new[-1] + 1]
            text = ".".join((start, *parts))
            line = loads[new[-1]].end_lineno or 0
            self.found.append(Use(line=line, kind=UseKind.ATTRIBUTE, text=text, root=root, parts=parts))

    def _call(self, node: ast.Call, where: Where) -> None:
        attributes, base = _chain(node.func)
        root, start = NOWHERE, "…"
        if isinstance(base, ast.Name):
            root, start = where.root(base.id) or NOWHERE, base.id
        parts = tuple(a.attr for a in attributes)
        text = ".".join((start, *parts))
        keywords = tuple((k.arg, k.lineno) for k in node.keywords if k.arg and self.is_new(k.lineno))
        plain = not any(isinstance(argument, ast.Starred) for argument in node.args)
        positional = len(node.args) if plain else None
        use = Use(
            line=node.lineno,
            kind=UseKind.CALL,
            text=text,
            root=root,
            parts=parts,
            keywords=keywords,
            positional=positional,
            passed=None if any(k.arg is None for k in node.keywords) else frozenset(k.arg or "" for k in node.keywords),
        )
        self.found.append(use)
        if "." in text or text == "patch":  # not setattr() itself
            self._patched(node, text.rpartition(".")[2], where)

    def _patched(self, node: ast.Call, function: str, where: Where) -> None:
        """Read what is replaced by name: ``patch("a.b.c")``, ``patch.object(C, "m")``, ``monkeypatch.setattr``."""
        if function not in _PATCHES or any(k.arg in _HIDDEN for k in node.keywords):
            return
        root, name = NOWHERE, ""
        match node.args:
            case [ast.Constant(value=str(path)) as named, *_] if function != "object":
                top, _, name = path.partition(".")
                root, start = imported(Imported(line=named.lineno, module=top)), top
            case [ast.Name() | ast.Attribute() as target, ast.Constant(value=str(last)) as named, *_]:
                attributes, base = _chain(target)
                if isinstance(base, ast.Name):
                    root, start = where.root(base.id) or NOWHERE, base.id
                    name = ".".join((*(attribute.attr for attribute in attributes), last))
        parts = tuple(name.split("."))
        if all(part.isidentifier() for part in parts) and self.is_new(named.lineno):
            text = f"{start}.{name}"
            self.found.append(Use(line=named.lineno, kind=UseKind.ATTRIBUTE, text=text, root=root, parts=parts))


def _parameters(arguments: ast.arguments) -> list[ast.arg]:
    variadic = (argument for argument in (arguments.vararg, arguments.kwarg) if argument)
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *variadic]


def _chain(node: ast.expr) -> tuple[list[ast.Attribute], ast.expr]:
    attributes: list[ast.Attribute] = []
    while isinstance(node, ast.Attribute):
        attributes.append(node)
        node = node.value
    return attributes[::-1], node


def _start(node: ast.stmt | ast.expr | ast.keyword | ast.arg | ast.excepthandler) -> int:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return min((node.lineno, *(decorator.lineno for decorator in node.decorator_list)))
    return node.lineno


def _has(node: _Function, decorator: str) -> bool:
    return any(dotted(item).rpartition(".")[2] == decorator for item in node.decorator_list)


def _is_test(node: _Function) -> bool:
    return node.name.startswith("test") or any("fixture" in dotted(item) for item in node.decorator_list)


def _is_guarded(node: ast.Try | ast.TryStar) -> bool:
    """Tell whether a failure in the body is reckoned with."""
    imports = isinstance(node.body[0], ast.Import | ast.ImportFrom)
    for handler in node.handlers:
        kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        for kind in kinds:
            name = "" if kind is None else dotted(kind)
            if name in _GUARDS or (imports and name in {"", "Exception"}):
                return True
    return False


def _elsewhere(body: Iterable[ast.AST]) -> Iterator[str]:
    for node in body:
        for inner in ast.walk(node):
            if isinstance(inner, ast.Global | ast.Nonlocal):
                yield from inner.names
