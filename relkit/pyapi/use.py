"""The nouns of what a module uses."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from relkit.pyapi.outline import Imported


class UseKind(StrEnum):
    """What kind of use it is."""

    IMPORT = "import"
    ATTRIBUTE = "attribute"
    CALL = "call"
    FIXTURE = "fixture"
    NAME = "name"


class Base(StrEnum):
    """Where a dotted name starts."""

    IMPORTED = "imported"
    OWN = "own"
    """At the module's own top level."""
    INSTANCE = "instance"
    """At an instance of the class that the first parts name, at the module's own top level."""
    SUPER = "super"
    """Likewise, without the class itself."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True, slots=True)
class Root:
    """Where a dotted name starts: an import, or names at the module's top level."""

    base: Base
    imported: Imported | None = None
    parts: tuple[str, ...] = ()


NOWHERE = Root(base=Base.UNKNOWN)


@dataclass(frozen=True, kw_only=True, slots=True)
class Use:
    """A use in a line (1-based): ``text`` as the source has it, ``parts`` what is asked of the root, part by part.

    Of a call the keywords are those in new lines only, ``positional`` is the number of positional arguments and
    ``passed`` names all keywords; None where there are more (``*args``, ``**kwargs``) than can be counted.
    """

    line: int
    kind: UseKind
    text: str
    root: Root = NOWHERE
    parts: tuple[str, ...] = ()
    keywords: tuple[tuple[str, int], ...] = ()
    positional: int | None = None
    passed: frozenset[str] | None = None
