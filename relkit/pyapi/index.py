"""The symbols of a tree's Python modules, found by following imports and base classes; read only where asked about."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import replace

from relkit.pyapi.lack import Sources
from relkit.pyapi.modules import Modules
from relkit.pyapi.outline import Class, Imported, Outline, Value, outline_of
from relkit.pyapi.place import DEPTH, UNKNOWN, Answer, Missing, Place, Search
from relkit.pyapi.skeleton import parse
from relkit.pyapi.text import first_match

_HARMLESS = frozenset({"object", "ABC", "abc.ABC", "Generic", "typing.Generic", "Protocol", "typing.Protocol"})
_STORE = rb"\b(?:self|cls)\.%b\s*(?::[^=]+)?(?:,[^=]*)?=(?!=)"
_NOTHING = "\0"  # no name
_CATCH_ALL = ("__getattr__", "__getattribute__")
_KEPT = 4096  # outlines; a large project's modules, on two branches


_outlines: dict[str, Outline | None] = {}  # by key: content never changes


class Index(Modules):
    """The modules of one tree, and the symbols in them."""

    def __init__(self, sources: Sources) -> None:
        """Read from these sources, what is needed and when it is."""
        super().__init__(sources)
        self._depth = 0
        self._stores: dict[tuple[str, str], int | None] = {}

    def outline(self, path: str) -> Outline | None:
        """Return a module's outline; None where it cannot be read or parsed, or is a folder without ``__init__``."""
        key = None if path.endswith("/") else self.key(path)
        if key is None:
            return None
        if key not in _outlines:
            source = self.read(path)
            if source is None:
                return None  # it may be there next time
            if len(_outlines) >= _KEPT:
                _outlines.clear()
            tree = parse(source, keep=())
            _outlines[key] = None if tree is None else outline_of(tree, source)
        return _outlines[key]

    def walk(self, start: Place, parts: Sequence[str]) -> Iterator[Answer]:
        """Yield where each further part of a dotted name leads to, up to the first that does not lead to a place."""
        place: Answer = start
        for part in parts:
            if not isinstance(place, Place):
                return
            place = self.member(place, part)
            if isinstance(place, Place) and isinstance(place.definition, Imported):
                followed = self.follow(place)
                place = followed if isinstance(followed, Missing) else place
            yield place

    def member(self, place: Place, name: str) -> Answer:
        """Return what a name is in a module or class."""
        place_or_not = self.follow(place)
        if not isinstance(place_or_not, Place):
            return UNKNOWN
        if not place_or_not.definitions:
            return self._of_module(place_or_not.path, name)
        item = place_or_not.definition
        if isinstance(item, Value) and item.made_by:
            place_or_not = self._named(place_or_not.path, item.made_by) or place_or_not
            item = place_or_not.definition
        return self._of_class(place_or_not.path, item, name) if isinstance(item, Class) else UNKNOWN

    def inherited(self, place: Place, name: str) -> Answer:
        """Return what a name is in the bases of a class."""
        item = place.definition
        return self._of_class(place.path, replace(item, members={}), name) if isinstance(item, Class) else UNKNOWN

    def doubts(self, place: Place, name: str, *, inherited: bool = False) -> frozenset[str]:
        """Return what else, outside the tree or computed, may bring names to wherever a name is looked for."""
        search = Search()
        start = self.follow(place)
        if isinstance(start, Place) and isinstance(start.definition, Class):
            of = replace(start.definition, members={}) if inherited else start.definition
            self._in_class(start.path, of, _NOTHING, search)
            return frozenset(search.doubts)
        path = start.path if isinstance(start, Place) else None
        for _ in range(DEPTH):
            if path is None:
                break
            self._in_module(path, _NOTHING, search)
            found = self._of_module(path, name)
            item = found.definition if isinstance(found, Place) else None
            if not isinstance(found, Place) or not isinstance(item, Imported) or item.name is None:
                break
            path, name = self.imported(item, found.path), item.name
        return frozenset(search.doubts)

    def follow(self, place: Place) -> Answer:
        """Follow imports to the definition itself."""
        for _ in range(DEPTH):
            item = place.definition
            if not isinstance(item, Imported):
                return place
            path = self.imported(item, place.path)
            if path is None:
                return UNKNOWN
            if item.name is None:
                return Place(path=path)
            found = self._of_module(path, item.name)
            if not isinstance(found, Place):
                return found
            place = found
        return UNKNOWN

    def _of_module(self, path: str, name: str) -> Answer:
        search = Search()
        found = self._in_module(path, name, search)
        if found:
            return found
        return Missing(doubts=frozenset(search.doubts)) if "?" not in search.doubts else UNKNOWN

    def _in_module(self, path: str, name: str, search: Search) -> Place | None:
        if not search.enters(path, name):
            return None
        found = self.outline(path)
        if found and name in found.names:
            return Place(path=path, definitions=found.names[name])
        if posixpath.basename(path) in {"__init__.py", ""}:
            submodule = self.below(posixpath.dirname(path), name)
            if submodule:
                return Place(path=submodule)
        if found is None:
            if not path.endswith("/"):
                search.doubts.add("?")
            return None
        if "__getattr__" in found.names or _is_special(name):
            search.doubts.add("?")
        if found.dynamic:
            search.doubts.add(f"{path}: computed")
        return self._by_star(path, found, name, search)

    def _by_star(self, path: str, found: Outline, name: str, search: Search) -> Place | None:
        for star in found.stars:
            source = self.imported(star, path)
            if source is None:
                search.doubts.add(f"{star.module}.*")
                continue
            place = self._in_module(source, name, search)
            if place:
                return place
        return None

    def _of_class(self, path: str, start: Class, name: str) -> Answer:
        search = Search()
        found = self._in_class(path, start, name, search)
        if found:
            return found
        return Missing(doubts=frozenset(search.doubts)) if "?" not in search.doubts else UNKNOWN

    def _in_class(self, path: str, item: Class, name: str, search: Search) -> Place | None:
        if not search.enters(path, f":{item.line}"):
            return None
        if name in item.members:
            return Place(path=path, definitions=item.members[name])
        line = self._stored(path, name)
        if line:
            return Place(path=path, definitions=(Value(line=line),))
        if any(catch in item.members for catch in _CATCH_ALL) or _is_special(name):
            search.doubts.add("?")
        search.doubts.update(f"@{decorator}" for decorator in item.decorators)
        search.doubts.update(f"={keyword}" for keyword in item.keywords)
        for base in item.bases:
            place = self._named(path, base)
            definition = place.definition if place else None
            if place is None or not isinstance(definition, Class):
                if base not in _HARMLESS:
                    search.doubts.add(base or "?")
                continue
            found = self._in_class(place.path, definition, name, search)
            if found:
                return found
        return None

    def _stored(self, path: str, name: str) -> int | None:
        """Return the line that stores an instance's attribute of this name, in whichever class of the module."""
        if (path, name) not in self._stores:
            self._stores[path, name] = first_match(self.read(path) or b"", name, _STORE)
        return self._stores[path, name]

    def _named(self, path: str, name: str) -> Place | None:
        """Return what a dotted name at a module's top level leads to."""
        if not name or self._depth > DEPTH:  # a class may be said to be its own base
            return None
        self._depth += 1
        try:
            place: Answer = Place(path=path)
            for part in name.split("."):
                if not isinstance(place, Place) or isinstance(place.definition, Value):
                    return None
                place = self.member(place, part)
            place = self.follow(place) if isinstance(place, Place) else place
            return place if isinstance(place, Place) else None
        finally:
            self._depth -= 1


def _is_special(name: str) -> bool:
    """Tell whether a name is one that Python itself gives to modules and classes."""
    return name.startswith("__") and name.endswith("__")
