"""A picked file on both sides, and where its uses lead there."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from relkit.pyapi.index import Index
from relkit.pyapi.lack import PickedFile
from relkit.pyapi.outline import Class, Outline, outline_of
from relkit.pyapi.place import UNKNOWN, Answer, Missing, Place
from relkit.pyapi.skeleton import parse
from relkit.pyapi.use import Base, Use, UseKind
from relkit.pyapi.uses import uses


@dataclass(slots=True)
class File:
    """A module on one side."""

    path: str
    source: bytes
    tree: ast.Module
    outline: Outline
    index: Index


@dataclass(slots=True)
class Case:
    """A picked file on both sides; the mainline's is parsed only when something is in doubt."""

    edit: PickedFile
    line: File
    new: Sequence[int]
    """The numbers of the lines that the pick brings."""
    main_index: Index
    main_path: str
    main_source: bytes
    _asked: bool = False
    _found: tuple[File, tuple[Use, ...]] | None = None

    def on_mainline(self) -> tuple[File, tuple[Use, ...]] | None:
        """Return the mainline's module, and what it uses in lines that read as those that the pick brings."""
        if not self._asked:
            self._asked = True
            after = self.line.source.split(b"\n")
            texts = {after[number - 1].strip() for number in self.new}
            lines = [at for at, line in enumerate(self.main_source.split(b"\n"), 1) if line.strip() in texts]
            file = file_of(self.main_path, self.main_source, self.main_index, lines)
            self._found = (file, uses(file.tree, file.outline, lines)) if file else None
        return self._found


def case_of(edit: PickedFile, line: Index, main: Index) -> Case | None:
    """Return a picked file on both sides; None where one cannot be parsed, or nothing is new."""
    path = edit.mainline_path or edit.path
    after, source = line.read(edit.path), main.read(path)
    if after is None or source is None or after == edit.before:
        return None
    new = _new_lines(edit.before, after)
    file = file_of(edit.path, after, line, new)
    return Case(edit=edit, line=file, new=new, main_index=main, main_path=path, main_source=source) if file else None


def file_of(path: str, source: bytes, index: Index, lines: Sequence[int]) -> File | None:
    """Parse a module, of its functions' bodies those with any of these lines; None where this Python cannot."""
    tree = parse(source, keep=lines)
    if tree is None:
        return None
    return File(path=path, source=source, tree=tree, outline=outline_of(tree, source), index=index)


def _new_lines(before: bytes | None, after: bytes) -> list[int]:
    """Return the numbers of the lines whose text, indented or not, is nowhere in the file before."""
    known = {line.strip() for line in before.splitlines()} if before else set()
    known.add(b"")
    return [number for number, line in enumerate(after.split(b"\n"), 1) if line.strip() not in known]


def walk(file: File, use: Use) -> list[Answer]:
    """Return where each part of a use leads, up to the first that leads nowhere.

    An import of a module that is not there is one answer, `Missing`; a root of which nothing is known is one, unknown.
    """
    start = root(file, use)
    if start is None:
        return [UNKNOWN]
    if isinstance(start, Missing):
        return [start]
    if use.root.base is Base.SUPER:
        return [file.index.inherited(start, use.parts[0])]
    return list(file.index.walk(start, use.parts))


def root(file: File, use: Use) -> Place | Missing | None:
    """Return where a use starts: a module, a class; `Missing` is the module of an import statement."""
    own = Place(path=file.path)
    if use.root.base is Base.UNKNOWN:
        return None
    if use.root.imported:
        path = file.index.imported(use.root.imported, file.path)
        if path is None:
            return Missing() if use.kind is UseKind.IMPORT else None
        name = use.root.imported.name
        return _followed(file, file.index.member(Place(path=path), name)) if name else Place(path=path)
    *_, found = [own, *file.index.walk(own, use.root.parts)]
    place = _followed(file, found)
    is_class = place is not None and isinstance(place.definition, Class)
    return place if is_class or use.root.base is Base.OWN else None


def is_foreign(file: File, use: Use) -> bool:
    """Tell whether a use starts at a module that is not of the tree."""
    return use.root.imported is not None and file.index.imported(use.root.imported, file.path) is None


def _followed(file: File, found: Answer) -> Place | None:
    place = file.index.follow(found) if isinstance(found, Place) else found
    return place if isinstance(place, Place) else None
