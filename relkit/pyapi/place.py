"""Where a name leads in a tree."""

from __future__ import annotations

from dataclasses import dataclass, field

from relkit.pyapi.outline import Definition

DEPTH = 40  # re-exports and bases that are followed; more is a circle


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where a name led to: a module (no definitions), or definitions of one name in a module."""

    path: str
    definitions: tuple[Definition, ...] = ()

    @property
    def definition(self) -> Definition | None:
        """The definition, where there is exactly one."""
        return self.definitions[0] if len(self.definitions) == 1 else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Missing:
    """A name that is not there, unless what is named in ``doubts`` (outside the tree, or computed) brings it."""

    doubts: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Unknown:
    """A name of which nothing can be said."""


UNKNOWN = Unknown()
Answer = Place | Missing | Unknown


@dataclass(slots=True)
class Search:
    """A search through re-exports or bases: what was seen, and what cannot be looked into ("?": at all)."""

    seen: set[tuple[str, str]] = field(default_factory=set)
    doubts: set[str] = field(default_factory=set)

    def enters(self, path: str, what: str) -> bool:
        """Note a step of the search; False where it was taken already, or is one too many."""
        step = (path, what)
        if step in self.seen:
            return False
        self.seen.add(step)
        if len(self.seen) > DEPTH:
            self.doubts.add("?")
            return False
        return True
