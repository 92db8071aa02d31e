"""Names looked for by their text, where nobody can say what they are asked of: in the modules around a file, or in all.

What binds a name is taken widely where it would speak against a warning, and narrowly where it would speak for one.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from relkit.pyapi.index import Index
from relkit.pyapi.outline import Imported
from relkit.pyapi.text import first_match

_SUFFIXES = (".py", ".pyi", ".pyx", ".pxd", ".pxi", ".py.in", ".pyx.in", ".pyi.in")
_IMPORT = re.compile(
    rb"^[ \t]*(?:from[ \t]+(\.*)([\w.]*)[ \t]+import[ \t]*(?:\(([^)]*)\)|([^\n#;]+))|import[ \t]+([^\n#;]+))",
    re.MULTILINE,
)
_PLUGINS = re.compile(rb"^pytest_plugins\s*=\s*(?:[\[(]([^\])]*)|([^\n]+))", re.MULTILINE)
_BINDING = (
    rb"\b(?:def|class|cdef|cpdef)\s[^=(:]*\b%b\b|\b%b\s*(?::[^=]+)?(?:[-+*/|&^@%]|//|>>|<<)?=(?!=)"
    rb"|^\s*%b\s*[:,]|\.%b\s*,.*=(?!=)"
)
_SPELT = rb"[\"']%b\b|(?<!\.)\b%b[\"']"
_OFFER = rb"\bdef\s+%b\b|[\"'].*\b%b\b|^\s*(?:from|import)\b.*\b%b\b|\b%b\s*=(?!=)"
_DEFINITION = rb"\b(?:(?:def|class)\s+%b\b|(?:self|cls)\.%b\s*(?::[^=]+)?=(?!=))"
_KEPT = 4096  # modules
_NEAR = 150  # modules; those of a test and what they import


def near(index: Index, path: str, depth: int = 2) -> tuple[str, ...]:
    """Return a file, the conftests around it, the modules that these import, and what those import."""
    found = dict.fromkeys((path, *_conftests(index, path)))
    edge = list(found)
    for _ in range(depth):
        fresh = [module for item in edge for module in _imports(index, item) if module not in found]
        found.update(dict.fromkeys(fresh))
        edge = fresh
        if len(found) > _NEAR:
            break
    return tuple(dict.fromkeys((*found, *_registered(index, path))))[:_NEAR]


def everywhere(index: Index, folder: str = "") -> Iterator[str]:
    """Yield the paths of all Python and Cython sources."""
    for name in sorted(index.entries(folder)):
        path = posixpath.join(folder, name)
        if name.endswith("/"):
            yield from everywhere(index, path[:-1])
        elif name.endswith(_SUFFIXES):
            yield path


def may_bind(source: bytes, name: str) -> bool:
    """Tell whether a source may give something an attribute of this name: by any definition, assignment or string."""
    if first_match(source, name, _BINDING):
        return True
    return first_match(source, name, _SPELT, unless=b"patch") is not None  # what mock is to replace must be there


def may_offer(source: bytes, name: str) -> bool:
    """Tell whether a source may offer a fixture of this name: by a definition, an import or a string."""
    return first_match(source, name, _OFFER) is not None


def defines(source: bytes, name: str) -> int | None:
    """Return the line in which a source surely defines a function, class, method or attribute of this name."""
    return first_match(source, name, _DEFINITION)


def _conftests(index: Index, path: str) -> Iterator[str]:
    folder = path
    while folder:
        folder = posixpath.dirname(folder)
        if "conftest.py" in index.entries(folder):
            yield posixpath.join(folder, "conftest.py")


_known: dict[str, tuple[tuple[str, int, list[str]], ...]] = {}  # by key: content never changes


def _registered(index: Index, path: str) -> Iterator[str]:
    """Yield the modules of the packages that a file imports: as they are loaded, they may put names into them."""
    for target in _imports(index, path):
        if target.endswith("/__init__.py"):
            folder = posixpath.dirname(target)
            yield from (posixpath.join(folder, name) for name in sorted(index.entries(folder)) if name.endswith(".py"))


def _imports(index: Index, path: str) -> Iterator[str]:
    key = index.key(path) if path.endswith(".py") else None
    if key is None:
        return
    if key not in _known:
        if len(_known) >= _KEPT:
            _known.clear()
        _known[key] = tuple(_imported(index.read(path) or b""))
    for module, level, names in _known[key]:
        item = Imported(line=0, module=module, level=level)
        target = index.imported(item, path)
        if target is None:
            continue
        if not target.endswith("/"):
            yield target
        if posixpath.basename(target) in {"__init__.py", ""}:
            folder = posixpath.dirname(target)
            here = index.entries(folder)
            for name in names:
                if f"{name}.py" in here:
                    yield posixpath.join(folder, f"{name}.py")
                elif f"{name}/" in here and "__init__.py" in index.entries(posixpath.join(folder, name)):
                    yield posixpath.join(folder, name, "__init__.py")


def _imported(source: bytes) -> Iterator[tuple[str, int, list[str]]]:
    """Yield the modules that a source imports, with their dots and the names, and the plugins that a conftest names."""
    for several, one in _PLUGINS.findall(source):
        for name in re.findall(rb"[\"']([\w.]+)[\"']", several or one):
            yield name.decode("utf-8", "replace"), 0, []
    for dots, module, several, some, plain in _IMPORT.findall(source):
        if plain:
            for name in plain.decode("utf-8", "replace").split(","):
                yield name.split()[0] if name.split() else "", 0, []
        else:
            text = re.sub(rb"#[^\n]*", b"", several or some).decode("utf-8", "replace")
            names = [part.split()[0] for part in text.split(",") if part.split()]
            yield module.decode("utf-8", "replace"), len(dots), names
