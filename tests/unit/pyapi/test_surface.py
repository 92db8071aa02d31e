from __future__ import annotations

import sys
import textwrap
import warnings

import pytest

from relkit.pyapi import Parameter, ParameterKind, Surface, SymbolKind, surface


def read(source: str) -> Surface:
    found = surface(textwrap.dedent(source).encode())
    assert found is not None
    return found


def kinds(source: str) -> dict[str, str]:
    return {name: symbol.kind.value for name, symbol in read(source).symbols.items()}


def parameters(source: str, name: str = "f") -> list[tuple[str, ParameterKind, str | None]]:
    return [(p.name, p.kind, p.default) for p in read(source).symbols[name].parameters]


def test_names_of_a_module() -> None:
    assert kinds(
        """
        import os
        LIMIT = 3
        width, (height, *rest) = 1, (2, 3)
        timeout: float
        _private = __version__ = "1"
        def call(): ...
        async def wait(): ...
        def _hidden(): ...
        class Shape:
            sides: int = 0
            def __init__(self): ...
            def __repr__(self): ...
            def area(self): ...
            def _cached(self): ...
            class Corner:
                def angle(self): ...
        class _Hidden:
            def method(self): ...
        """
    ) == {
        "LIMIT": "value",
        "width": "value",
        "height": "value",
        "rest": "value",
        "timeout": "value",
        "call": "function",
        "wait": "function",
        "Shape": "class",
        "Shape.sides": "value",
        "Shape.__init__": "method",
        "Shape.area": "method",
        "Shape.Corner": "class",
        "Shape.Corner.angle": "method",
    }


@pytest.mark.skipif(sys.version_info < (3, 12), reason="type statements are of Python 3.12")
def test_type_aliases() -> None:
    assert kinds("type Pair[T] = tuple[T, T]\ntype _Own = int") == {"Pair": "value"}


def test_names_under_conditions() -> None:
    source = """
        import sys
        from typing import TYPE_CHECKING
        if TYPE_CHECKING:
            class Typed: ...
        if sys.version_info >= (3, 12):
            def new(): ...
        elif sys.platform == "win32":
            def windows(): ...
        else:
            def old(): ...
        try:
            from fast import parse
        except ImportError:
            def parse(text): ...
        else:
            quick = True
        finally:
            done = True
        with suppress(ImportError):
            import extra
            with_extra = True
        if __name__ == "__main__":
            arguments = []
        """
    assert list(kinds(source)) == ["Typed", "new", "windows", "old", "parse", "quick", "done", "with_extra"]
    assert read(source).imported == {"sys", "TYPE_CHECKING", "parse", "extra"}


@pytest.mark.parametrize(
    ("source", "exported"),
    [
        ("__all__ = ['b', 'a']", ("b", "a")),
        ("__all__: list[str] = ['a'] + ['b']\n__all__ += ('c',)", ("a", "b", "c")),
        ("__all__ = []", ()),
        ("x = 1", None),
        ("__all__ = ['a'] + other.__all__", None),
        ("__all__ = [n for n in dir()]", None),
        ("__all__ = ['a']\n__all__.extend(other.__all__)", None),
    ],
)
def test_all(source: str, exported: tuple[str, ...] | None) -> None:
    assert read(source).exported == exported


def test_what_all_names_is_public() -> None:
    assert kinds(
        """
        from .inner import run, stop
        from .outer import go as go, walk as _walk
        __all__ = ["_f", "_C", "__version__", "run"]
        def _f(): ...
        class _C:
            def method(self): ...
            def _f(self): ...
        __version__ = "1"
        other = 1
        """
    ) == {
        "go": "export",
        "_f": "function",
        "_C": "class",
        "_C.method": "method",
        "__version__": "value",
        "other": "value",
        "run": "export",
    }


def test_parameters() -> None:
    assert parameters("def f(a, b=-1, /, c='x', *rest, d, e=None, g=[1, 2], _own=1, **more): ...") == [
        ("a", ParameterKind.POSITIONAL_ONLY, None),
        ("b", ParameterKind.POSITIONAL_ONLY, "-1"),
        ("c", ParameterKind.POSITIONAL_OR_KEYWORD, "'x'"),
        ("rest", ParameterKind.VAR_POSITIONAL, None),
        ("d", ParameterKind.KEYWORD_ONLY, None),
        ("e", ParameterKind.KEYWORD_ONLY, "None"),
        ("g", ParameterKind.KEYWORD_ONLY, "[1, 2]"),
        ("more", ParameterKind.VAR_KEYWORD, None),
    ]


def test_what_python_passes_is_no_parameter() -> None:
    source = """
        class C:
            def plain(self, a=1): ...
            @classmethod
            def of(cls, b): ...
            @staticmethod
            def free(c=2): ...
            def any(*args): ...
            def odd(self=None, /): ...
        """
    names = {name: [p.name for p in symbol.parameters] for name, symbol in read(source).symbols.items() if "." in name}
    assert names == {"C.plain": ["a"], "C.of": ["b"], "C.free": ["c"], "C.any": ["args"], "C.odd": []}
    assert parameters(source, "C.free") == [("c", ParameterKind.POSITIONAL_OR_KEYWORD, "2")]


def test_overloads_and_redefinitions_are_merged() -> None:
    source = """
        @overload
        def f(a: int = ..., *, only: str): ...
        @overload
        def f(a: str, b: int): ...
        def f(a=None, **options): ...
        f = cached(f)
        class C:
            @property
            def size(self): ...
            @size.setter
            def size(self, value): ...
        """
    found = read(source).symbols
    assert found["f"].kind is SymbolKind.FUNCTION
    assert {p.name: p.default for p in found["f"].parameters} == {"a": "None", "only": None, "b": None, "options": None}
    assert found["C.size"].parameters == ()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def f():\n    warnings.warn('old', DeprecationWarning, stacklevel=2)", True),
        ("def f():\n    if x:\n        warn(\n            'old',\n            category=FutureWarning)", True),
        ("def f():\n    warnings.warn(errors.OwnPendingDeprecationWarning('old'))", True),
        ("@typing_extensions.deprecated('old')\ndef f(): ...", True),
        ("@deprecated\nclass f: ...", True),
        ("def g():\n    warn('old', DeprecationWarning)\ndef f():\n    warn('slow', UserWarning)", False),
        ("def f():\n    warnings.simplefilter('ignore', DeprecationWarning)", False),
        ("def f():\n    with pytest.warns(DeprecationWarning): ...", False),
        ("def f():\n    'Raises a DeprecationWarning.'", False),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_deprecation(source: str, expected: bool, line_end: str) -> None:  # noqa: FBT001 - a table's column
    assert read(source.replace("\n", line_end)).symbols["f"].deprecated is expected


@pytest.mark.parametrize(
    "source",
    [
        b"def f(:",
        b"print 'two'",
        b"x = 1\0",
        b"\x7fELF\x02\x01",
        b"x = '\xff'",
        b"# coding: none-such\nx = 1",
        b"# coding: zlib\nx = 1",
        b"# coding: undefined\nx = 1",
        b"x = " + b"(" * 10_000,
        b"x = " + b"-" * 100_000 + b"1",
        b"x = " + b"1+" * 100_000 + b"1",
        b"x = " + b"9" * 5_000,
        b"#" * (1 << 20) + b"\n",
    ],
    ids=lambda source: repr(source[:20]),
)
def test_what_cannot_be_parsed(source: bytes) -> None:
    assert surface(source) is None


def test_nothing_in_nothing() -> None:
    assert surface(b"") == Surface()


def test_encodings() -> None:
    latin = surface("# -*- coding: latin-1 -*-\ndef f(a='é'): ...".encode("latin-1"))
    assert latin is not None
    assert latin.symbols["f"].parameters == (
        Parameter(name="a", kind=ParameterKind.POSITIONAL_OR_KEYWORD, default="'é'"),
    )
    marked = surface("\ufeffgrün = 1".encode())
    assert marked is not None
    assert list(marked.symbols) == ["grün"]


def test_odd_defaults() -> None:
    assert parameters(f"def f(a=0x{'f' * 5000}): ...")[0][2] == "…"


def test_the_parser_warns_of_nothing() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert list(kinds(r"pattern = '\d'; same = 1 is 1")) == ["pattern", "same"]
