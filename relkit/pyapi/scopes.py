"""The scopes around a use, and what a name stands for in them."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Sequence
from dataclasses import dataclass, replace

from relkit.pyapi.outline import Definition, Imported, Outline, Value, dotted
from relkit.pyapi.use import NOWHERE, Base, Root

_GIVEN = frozenset({"__builtins__", "__class__", "__file__", "__module__", "__path__", "__qualname__"})
_BUILTIN = frozenset(dir(builtins)) | _GIVEN


@dataclass(frozen=True, kw_only=True, slots=True)
class Scope:
    """The names of a function, class, lambda or comprehension."""

    names: dict[str, Root]
    is_class: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Where:
    """Where a use stands: the module, the scopes around it, the dotted class it is in, and the name of its ``self``."""

    outline: Outline
    scopes: tuple[Scope, ...] = ()
    owner: tuple[str, ...] = ()
    bound: str | None = None
    in_function: bool = False

    def within(self, scope: Scope) -> Where:
        """Return the same within one scope more."""
        return replace(self, scopes=(*self.scopes, scope))

    def root(self, name: str) -> Root | None:
        """Return what a name stands for here; None where nothing binds it."""
        if name == self.bound and self.owner:
            return Root(base=Base.INSTANCE, parts=self.owner)
        innermost = len(self.scopes) - 1
        for at in range(innermost, -1, -1):
            scope = self.scopes[at]
            if name in scope.names and (not scope.is_class or at == innermost):
                return scope.names[name]
        found = self.outline.names.get(name)
        if found:
            item = found[0] if len(found) == 1 else None
            return imported(item) if isinstance(item, Imported) else Root(base=Base.OWN, parts=(name,))
        return NOWHERE if name in _BUILTIN or self.outline.stars or self.outline.dynamic else None

    def local(self, found: Sequence[Definition]) -> Root:
        """Return what a name stands for that these definitions bind here."""
        match found:
            case [Imported() as item]:
                return imported(item)
            case [Value(made_by=name)]:
                return self._instance(name)
        return NOWHERE

    def instance_of(self, annotation: ast.expr | None) -> Root:
        """Return what a parameter with this annotation stands for."""
        match annotation:
            case ast.Name() | ast.Attribute():
                return self._instance(dotted(annotation))
            case ast.Constant(value=str(name)):
                return self._instance(name)
        return NOWHERE

    def _instance(self, name: str) -> Root:
        """Return an instance of the class that a dotted name stands for at the module's top level."""
        parts = tuple(name.split("."))
        if not all(part.isidentifier() for part in parts) or parts[0] not in self.outline.names:
            return NOWHERE
        is_hidden = any(parts[0] in scope.names for scope in self.scopes if not scope.is_class)
        return NOWHERE if is_hidden else Root(base=Base.INSTANCE, parts=parts)


def imported(item: Imported) -> Root:
    """Return what an import binds."""
    return Root(base=Base.IMPORTED, imported=item)
