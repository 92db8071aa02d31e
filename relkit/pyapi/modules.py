"""Where the modules of a tree are, by the names that its files import them by."""

from __future__ import annotations

import posixpath

from relkit.pyapi.lack import Sources
from relkit.pyapi.outline import Imported

_COMMON_ROOTS = ("", "src", "lib")


class Modules:
    """The modules of one tree."""

    def __init__(self, sources: Sources) -> None:
        """Read from these sources, what is needed and when it is."""
        self._sources = sources
        self._read: dict[str, bytes | None] = {}
        self._entries: dict[str, frozenset[str]] = {}
        self._roots: tuple[str, ...] | None = None
        self._modules: dict[tuple[str, str], str | None] = {}

    def read(self, path: str) -> bytes | None:
        """Return a file's content, read once."""
        if path not in self._read:
            self._read[path] = self._sources.read(path)
        return self._read[path]

    def key(self, path: str) -> str | None:
        """Return what stands for a file's content."""
        return self._sources.key(path)

    def entries(self, folder: str) -> frozenset[str]:
        """Return the names in a folder, read once."""
        if folder not in self._entries:
            self._entries[folder] = self._sources.entries(folder)
        return self._entries[folder]

    def module(self, name: str, near: str) -> str | None:
        """Return the path of a module by its absolute name, as a file at ``near`` imports it; None if not of the tree.

        A folder without ``__init__`` ends in "/".
        """
        root = self._root_of(near)
        if (name, root) not in self._modules:
            found = (self.below(root, name) for root in dict.fromkeys((root, *self._tops())))
            paths = [path for path in found if path]
            # Many folders are no packages ("docs/", "yaml/" of tests): a file is better than any of these.
            self._modules[name, root] = min(paths, key=lambda path: path.endswith("/")) if paths else None
        return self._modules[name, root]

    def imported(self, item: Imported, near: str) -> str | None:
        """Return the path of the module that an import statement in the file at ``near`` names."""
        if not item.level:
            return self.module(item.module, near)
        folder = near
        for _ in range(item.level):
            if not folder:
                return None
            folder = posixpath.dirname(folder)
        return self.below(folder, item.module) if item.module else self._package(folder)

    def below(self, root: str, name: str) -> str | None:
        """Return the path of a module by its name relative to a folder."""
        *parents, last = name.split(".")
        folder = root
        for part in parents:
            if f"{part}/" not in self.entries(folder):
                return None
            folder = posixpath.join(folder, part)
        here = self.entries(folder)
        package = self._package(posixpath.join(folder, last)) if f"{last}/" in here else None
        if package and not package.endswith("/"):
            return package
        if f"{last}.py" in here:
            return posixpath.join(folder, f"{last}.py")
        return package

    def _package(self, folder: str) -> str:
        init = posixpath.join(folder, "__init__.py")
        return init if "__init__.py" in self.entries(folder) else f"{folder}/"

    def _root_of(self, path: str) -> str:
        folder = posixpath.dirname(path)
        while folder and "__init__.py" in self.entries(folder):
            folder = posixpath.dirname(folder)
        return folder

    def _tops(self) -> tuple[str, ...]:
        """Return where packages may stand: the top, src, lib, and any folder at the top that is none itself."""
        if self._roots is None:
            folders = sorted(name[:-1] for name in self.entries("") if name.endswith("/") and not name.startswith("."))
            plain = (folder for folder in folders if "__init__.py" not in self.entries(folder))
            self._roots = tuple(dict.fromkeys((*_COMMON_ROOTS, *plain)))
        return self._roots
