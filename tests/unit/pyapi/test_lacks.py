from __future__ import annotations

import textwrap

import pytest

from relkit.pyapi import Lack, LackKind, PickedFile
from relkit.pyapi.lacks import lacks


class Tree:
    """A tree in memory."""

    def __init__(self, files: dict[str, str]) -> None:
        self._files = {path: textwrap.dedent(text) for path, text in files.items()}
        self.reads: list[str] = []

    def read(self, path: str) -> bytes | None:
        self.reads.append(path)
        return self._files[path].encode() if path in self._files else None

    def key(self, path: str) -> str | None:
        return self._files.get(path)

    def entries(self, folder: str) -> frozenset[str]:
        start = f"{folder}/" if folder else ""
        rests = (path[len(start) :].partition("/") for path in self._files if path.startswith(start))
        return frozenset(name + slash for name, slash, _ in rests)


def pick(
    use: str, line: dict[str, str], main: dict[str, str], *, before: str = "", path: str = "pkg/use.py"
) -> list[Lack]:
    """Pick a module that uses this onto a line whose other files are these."""
    use = textwrap.dedent(use)
    edit = PickedFile(path=path, before=textwrap.dedent(before).encode())
    shared = {"pkg/__init__.py": ""}
    return [*lacks([edit], Tree({**shared, **line, path: use}), Tree({**shared, path: use, **main}))]


def found(lack: Lack) -> tuple[LackKind, str, int, str | None]:
    return lack.kind, lack.name, lack.line, lack.origin


# --- names ----------------------------------------------------------------------------------------------------------

CALL = "def f():\n    return os.getcwd()\n"


def test_a_name_whose_import_is_on_the_mainline_only() -> None:
    (lack,) = pick(CALL, {}, {"pkg/use.py": f"import os\n{CALL}"})
    assert found(lack) == (LackKind.NAME, "os", 2, "pkg/use.py")
    assert lack.origin_line == 1
    assert lack.text == "uses os, which nothing in the file defines or imports"


def test_a_name_that_was_undefined_before_or_is_on_the_mainline_too() -> None:
    assert not pick(f"{CALL}x = 1\n", {}, {"pkg/use.py": f"import os\n{CALL}"}, before=CALL)
    assert not pick(CALL, {}, {"pkg/use.py": CALL})


def test_a_name_that_the_pick_takes_away_from_the_line() -> None:
    (lack,) = pick(CALL, {}, {"pkg/use.py": "def f(): ...\n"}, before=f"import os\n{CALL}")
    assert found(lack) == (LackKind.NAME, "os", 2, None)


def test_names_that_are_bound_in_other_ways() -> None:
    use = """
        from elsewhere import *
        def f(a, *b, c=__file__, **d):
            global made
            made = [x for x in a if (y := x)]
            match d:
                case {"k": z, **rest}:
                    return z, rest, y
            try:
                return lambda e: e + unheard_of
            except ValueError as error:
                print(error, __name__)
        class C:
            name = __qualname__
            other = name
        """
    assert not pick(use, {}, {"pkg/use.py": f"unheard_of = 1\n{textwrap.dedent(use)}"})


# --- imports --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("use", "name"),
    [
        ("from pkg.new import f", "f"),
        ("from .new import f", "f"),
        ("import pkg.new as n", "pkg.new"),
        ("from pkg import new", "new"),
        ("from . import new", "new"),
        ("from .new import *", ".new"),
    ],
)
def test_a_module_that_is_not_there(use: str, name: str) -> None:
    (lack,) = pick(use, {}, {"pkg/new.py": "def f(): ..."})
    assert found(lack)[::3] == (LackKind.IMPORT, "pkg/new.py")
    assert lack.name == name
    assert lack.text.endswith(
        "and there is no such module" if "new" in use.partition(" import ")[0] else "no new there"
    )
    assert not pick(use, {"pkg/new.py": "def f(): ..."}, {"pkg/new.py": "def f(): ..."})


@pytest.mark.parametrize("root", ["", "src/", "lib/", "python/"])
def test_a_name_that_a_module_does_not_have(root: str) -> None:
    mod = {f"{root}pkg/__init__.py": ""}
    line, main = mod | {f"{root}pkg/mod.py": "a = 1"}, mod | {f"{root}pkg/mod.py": "a = 1\nb = 2"}
    (lack,) = pick("from pkg.mod import (\n    a,\n    b,\n)", line, main, path="tests/test_use.py")
    assert found(lack) == (LackKind.IMPORT, "b", 3, f"{root}pkg/mod.py")
    assert lack.origin_line == 2
    assert lack.text == "imports b from pkg.mod, and there is no b there"


@pytest.mark.parametrize(
    "mod",
    [
        "from elsewhere import b",
        "from elsewhere import *",
        "from .other import *",
        "try:\n    import b\nexcept ImportError:\n    b = None",
        "def __getattr__(name): ...",
        "globals().update(make())",
        "def f():\n    global b\n    b = 1",
        "for a, (b, c) in x: ...",
        "with open() as b: ...",
        "this is no Python",
    ],
)
def test_a_name_that_a_module_has_or_may_have(mod: str) -> None:
    line = {"pkg/mod.py": mod, "pkg/other.py": "b = 1"}
    assert not pick("from pkg.mod import b", line, {"pkg/mod.py": "b = 2"})


def test_what_does_not_lead_to_a_definition_on_the_mainline_is_not_judged() -> None:
    assert not pick("from pkg.mod import b", {"pkg/mod.py": ""}, {"pkg/mod.py": ""})
    assert not pick("from pkg.generated import b", {}, {})
    assert not pick("from yaml import b", {}, {})


def test_an_import_whose_failure_is_reckoned_with() -> None:
    use = "try:\n    from pkg.mod import b\nexcept ImportError:\n    from pkg.mod import a\n"
    assert not pick(use, {"pkg/mod.py": "a = 1"}, {"pkg/mod.py": "a = 1\nb = 1"})
    use = "if TYPE_CHECKING:\n    from pkg.mod import b\n"
    assert not pick(use, {"pkg/mod.py": "a = 1"}, {"pkg/mod.py": "a = 1\nb = 1"})


# --- attributes -----------------------------------------------------------------------------------------------------

BASE = "class Base:\n    a = 1\n    def __init__(self):\n        self.x = 1\n    def m(self): ...\n"
HELPER = f"{BASE}    def helper(self): ...\n"


@pytest.mark.parametrize(
    "use",
    [
        "from pkg import mod\nmod.Base.helper\n",
        "import pkg.mod\npkg.mod.Base.helper\n",
        "import pkg.mod as m\nm.Base.helper\n",
        "from pkg.mod import Base as B\ndef f():\n    B.helper\n",
        "from pkg.mod import Base\nclass C(Base):\n    def f(self):\n        self.helper()\n",
        "from pkg.mod import Base\nclass C(Base):\n @classmethod\n def f(cls):\n  return [cls.helper for _ in 'a']\n",
        "from pkg.mod import Base\nclass C(Base):\n    def f(self):\n        super().helper()\n",
        "from pkg.mod import Base\nclass B(Base): ...\nclass C(B):\n def f(self):\n  return lambda: self.helper()\n",
        "from pkg.mod import Base\ndef f(item: Base):\n    item.helper()\n",
        "from pkg.mod import Base\ndef f():\n    item = Base()\n    item.helper()\n",
        "from pkg import mod\nimport mock\n@mock.patch.object(mod.Base, 'helper')\ndef f(): ...\n",
        "from unittest import mock\n@mock.patch('pkg.mod.Base.helper')\ndef f(): ...\n",
    ],
)
def test_an_attribute_that_a_class_does_not_have(use: str) -> None:
    (lack,) = pick(use, {"pkg/mod.py": BASE}, {"pkg/mod.py": HELPER})
    assert found(lack) == (LackKind.ATTRIBUTE, "helper", lack.line, "pkg/mod.py")
    assert "helper" in use.splitlines()[lack.line - 1]
    assert lack.origin_line == 6
    assert not pick(use, {"pkg/mod.py": HELPER}, {"pkg/mod.py": HELPER})
    assert not pick(f"{use}\nx = 1", {"pkg/mod.py": BASE}, {"pkg/mod.py": HELPER}, before=use)


@pytest.mark.parametrize(
    "base",
    [
        "class Base:\n    def __getattr__(self, name): ...\n",
        "class Base:\n    def __init__(self):\n        self.helper = 1\n",
        "from elsewhere import Base\n",
        "from elsewhere import Other\nclass Base(Other): ...\n",
        "@decorated\nclass Base: ...\n",
        "class Base(metaclass=Meta): ...\n",
        "class Base(Unheard): ...\n",
        "class Base(make()): ...\n",
    ],
)
def test_an_attribute_that_a_class_may_have(base: str) -> None:
    use = "from pkg.mod import Base\nclass C(Base):\n    def f(self):\n        self.helper()\n"
    more = {"pkg/more.py": "class More:\n    helper = 1\n"}
    assert not pick(use, {"pkg/mod.py": base, **more}, {"pkg/mod.py": HELPER, **more})


def test_an_attribute_below_a_base_from_outside_that_both_sides_have() -> None:
    use = "from pkg.mod import Base\nclass C(Base):\n    def f(self):\n        self.helper()\n"
    outside = "import unittest\nclass Base(unittest.TestCase):\n    def m(self): ...\n"
    helper = f"{outside}    def helper(self): ...\n"
    assert [lack.name for lack in pick(use, {"pkg/mod.py": outside}, {"pkg/mod.py": helper})] == ["helper"]


@pytest.mark.parametrize(
    "use",
    [
        "from pkg.mod import THING\nTHING.helper()\n",
        "from pkg import mod\nmod.THING.helper()\n",
        "from pkg.mod import Owner\nclass C(Owner):\n    def f(self):\n        self.part.helper()\n",
    ],
)
def test_an_attribute_of_an_instance_that_a_module_or_class_makes(use: str) -> None:
    more = "THING = Base()\nclass Owner:\n    part: Base\n"
    other = {"pkg/other.py": "class Other:\n    helper = 1\n"}  # the name alone says nothing
    line, main = other | {"pkg/mod.py": BASE + more}, other | {"pkg/mod.py": HELPER + more}
    assert [lack.name for lack in pick(use, line, main)] == ["helper"]
    assert not pick(use, main, main)


def test_a_name_that_a_package_offers_on_from_where_it_is_gone() -> None:
    offer = {"pkg/sub/__init__.py": "from .a import *\nfrom .b import f as g\ndef __getattr__(name): ...\n"}
    line = offer | {"pkg/sub/a.py": "from outside import *\n", "pkg/sub/b.py": "from outside import *\n"}
    main = offer | {"pkg/sub/a.py": "from outside import *\n", "pkg/sub/b.py": "from outside import *\ndef f(): ...\n"}
    (lack,) = pick("from pkg import sub\nsub.g()\n", line, main)
    assert found(lack) == (LackKind.ATTRIBUTE, "g", 2, "pkg/sub/b.py")
    assert lack.origin_line == 2
    assert not pick("from pkg import sub\nsub.g()\n", line | {"pkg/sub/b.py": "from newer import *\n"}, main)


def test_an_attribute_of_a_module_from_outside_is_its_own() -> None:
    assert not pick("import os\nfrom pkg import mod\nos.helper()\n", {"pkg/mod.py": BASE}, {"pkg/mod.py": HELPER})


def test_setting_an_attribute_is_no_use_of_it() -> None:
    use = "from pkg.mod import Base\nsetattr(Base, 'helper', 1)\nBase.helper = 2\n"
    assert not pick(use, {"pkg/mod.py": BASE}, {"pkg/mod.py": HELPER})


def test_a_class_that_is_its_own_base() -> None:
    use = "from pkg.mod import Base\nclass C(C.C, Base): ...\nclass D(C):\n    def f(self):\n        self.helper()\n"
    assert pick(use, {"pkg/mod.py": "class Base(Base.Base): ..."}, {"pkg/mod.py": HELPER}) is not None


def test_expressions_of_great_depth() -> None:
    use = f"from pkg.mod import b\nx = {' + '.join(['b'] * 5000)}\n"
    assert pick(use, {"pkg/mod.py": ""}, {"pkg/mod.py": "b = 1"}) is not None


def test_self_of_one_class_is_not_that_of_another() -> None:
    use = """
        from pkg.mod import Base
        class Mixin:
            def f(self):
                self.helper()
        class C(Base, Mixin):
            def g(self):
                self.helper()
        """
    main = {"pkg/mod.py": HELPER}
    assert not pick(use, {"pkg/mod.py": "class Base:\n    def helper(self): ...\n"}, main)


def test_an_attribute_of_something_unknown_that_nothing_on_the_line_has() -> None:
    use = "from pkg import mod\ndef f(item):\n    item.helper()\n    item.append(1)\n    item.foreign()\n"
    (lack,) = pick(use, {"pkg/mod.py": BASE}, {"pkg/mod.py": HELPER})
    assert found(lack) == (LackKind.ATTRIBUTE, "helper", 3, "pkg/mod.py")
    assert lack.text == "uses item.helper, and nothing on the line has an attribute helper"
    assert not pick(use, {"pkg/mod.py": BASE, "else/where.py": "x.helper = 1"}, {"pkg/mod.py": HELPER})
    assert not pick(use, {"pkg/mod.py": BASE, "else/where.py": "setattr(x, 'helper', 1)"}, {"pkg/mod.py": HELPER})
    replaced = "mock.patch.object(\n    x,\n    'helper')"  # what is replaced must be there
    assert pick(use, {"pkg/mod.py": BASE, "else/where.py": replaced}, {"pkg/mod.py": HELPER})
    registered = {"pkg/__init__.py": "__import__('pkg.mod')"}
    assert pick("import pkg\npkg.Thing.helper", registered, registered | {"pkg/mod.py": HELPER})
    assert not pick(f"{use}    getattr(item, 'helper')", {"pkg/mod.py": BASE}, {"pkg/mod.py": HELPER})


# --- arguments ------------------------------------------------------------------------------------------------------


CLASSMETHOD = "class C:\n  @classmethod\n  def m"


@pytest.mark.parametrize(
    ("use", "old", "new", "name"),
    [
        ("mod.f(1, b=2)", "def f(a): ...", "def f(a, b=0): ...", "b"),
        ("mod.f(1, b=2)", "def f(a, b, /): ...", "def f(a, b): ...", "b"),
        ("mod.f(1, 2)", "def f(a): ...", "def f(a, b=0): ...", "f"),
        ("mod.C(b=2)", "class C:\n  def __init__(self): ...", "class C:\n  def __init__(self, b): ...", "b"),
        ("mod.C(1)", "class C:\n  def __init__(self): ...", "class C:\n  def __init__(self, b): ...", "C"),
        (
            "mod.C.m(b=1)",
            "class C:\n  @classmethod\n  def m(cls): ...",
            "class C:\n  @classmethod\n  def m(cls, b): ...",
            "b",
        ),
        (
            "mod.C.m(1)",
            "class C:\n  @classmethod\n  def m(cls): ...",
            "class C:\n  @classmethod\n  def m(cls, b): ...",
            "m",
        ),
        ("mod.C.m(1)", "class C:\n  @staticmethod\n  def m(): ...", "class C:\n  @staticmethod\n  def m(b): ...", "m"),
    ],
)
def test_an_argument_that_is_not_taken(use: str, old: str, new: str, name: str) -> None:
    use = f"from pkg import mod\n{use}\n"
    (lack,) = pick(use, {"pkg/mod.py": old}, {"pkg/mod.py": new})
    assert found(lack) == (LackKind.ARGUMENT, name, 2, "pkg/mod.py")
    assert not pick(use, {"pkg/mod.py": new}, {"pkg/mod.py": new})
    assert not pick(f"{use}x = 1", {"pkg/mod.py": old}, {"pkg/mod.py": new}, before=use)


def test_an_argument_of_a_method_of_ones_own() -> None:
    use = "from pkg.mod import Base\nclass C(Base):\n  def f(self):\n    self.m(\n      1,\n      b=2,\n    )\n"
    old, new = "class Base:\n  def m(self, a): ...\n", "class Base:\n  def m(self, a, b=0): ...\n"
    (lack,) = pick(use, {"pkg/mod.py": old}, {"pkg/mod.py": new})
    assert found(lack) == (LackKind.ARGUMENT, "b", 6, "pkg/mod.py")
    assert lack.text == "passes b= to self.m, which does not take it"


@pytest.mark.parametrize(
    "old",
    [
        "def f(a, **more): ...",
        "def f(*any, b): ...",
        "def f(a): ...\nif x:\n    def f(a, b=0): ...",
        "f = make()",
        "@wrapped\ndef f(a): ...",
        "from elsewhere import f",
        "class f:\n    pass",
        "class f:\n    def __new__(cls, a, b): ...",
    ],
)
def test_an_argument_that_may_be_taken(old: str) -> None:
    assert not pick("from pkg import mod\nmod.f(1, b=2)\n", {"pkg/mod.py": old}, {"pkg/mod.py": "def f(a, b=0): ..."})


@pytest.mark.parametrize(
    ("use", "old", "new"),
    [
        ("mod.f(1)", "def f(a, b): ...", "def f(a, b=0): ..."),
        ("mod.f(a=1)", "def f(*, a, b): ...", "def f(*, a): ..."),
        ("mod.C()", "class C:\n  def __init__(self, b): ...", "class C:\n  def __init__(self): ..."),
    ],
)
def test_an_argument_that_is_asked_for(use: str, old: str, new: str) -> None:
    use = f"from pkg import mod\n{use}\n"
    (lack,) = pick(use, {"pkg/mod.py": old}, {"pkg/mod.py": new})
    assert found(lack) == (LackKind.ARGUMENT, "b", 2, "pkg/mod.py")
    assert lack.text.endswith("without b, which it asks for")
    assert not pick(use, {"pkg/mod.py": old}, {"pkg/mod.py": old})
    assert not pick(use.replace(")", ", **more)"), {"pkg/mod.py": old}, {"pkg/mod.py": new})


def test_a_keyword_of_a_method_of_something_unknown() -> None:
    use = "from pkg import mod\ndef f(item):\n    item.send(1, wait=2)\n"
    old, new = "class C:\n  def send(self, a): ...\n", "class C:\n  def send(self, a, wait=0): ...\n"
    (lack,) = pick(use, {"pkg/mod.py": old}, {"pkg/mod.py": new})
    assert found(lack) == (LackKind.ARGUMENT, "wait", 3, "pkg/mod.py")
    assert lack.text == "passes wait= to item.send, and no send on the line takes it"
    for other in ("def send(wait): ...", "def send(a, **more): ...", "send = make()"):
        assert not pick(use, {"pkg/mod.py": old, "other.py": other}, {"pkg/mod.py": new})


@pytest.mark.parametrize(
    ("old", "new"),
    [("def send(self): ...", "def send(self, a): ..."), ("def send(self, a, b): ...", "def send(self, a): ...")],
)
def test_a_call_of_a_method_of_something_unknown(old: str, new: str) -> None:
    use = "from pkg import mod\ndef f(item):\n    item.send(1)\n"
    old, new = f"class C:\n  {old}\n", f"class C:\n  {new}\n"
    (lack,) = pick(use, {"pkg/mod.py": old}, {"pkg/mod.py": new})
    assert found(lack) == (LackKind.ARGUMENT, "send", 3, "pkg/mod.py")
    assert lack.text == "calls item.send with other arguments than any send on the line takes"
    assert not pick(use, {"pkg/mod.py": old, "other.py": "def send(a): ..."}, {"pkg/mod.py": new})
    assert not pick(use.replace("1", "*x"), {"pkg/mod.py": old}, {"pkg/mod.py": new})


def test_arguments_that_cannot_be_counted() -> None:
    main = {"pkg/mod.py": "def f(a, b=0): ..."}
    assert not pick("from pkg import mod\nmod.f(*x, 1, **y)\n", {"pkg/mod.py": "def f(a): ..."}, main)


# --- fixtures -------------------------------------------------------------------------------------------------------


def test_a_fixture_that_no_conftest_on_the_line_has() -> None:
    use = "def test_it(server, tmp_path): ...\n"
    fixture = "import pytest\n@pytest.fixture\ndef server(): ...\n"
    path, conftest = "tests/unit/test_it.py", "tests/conftest.py"
    (lack,) = pick(use, {conftest: ""}, {conftest: fixture}, path=path)
    assert found(lack) == (LackKind.FIXTURE, "server", 1, conftest)
    assert not pick(use, {conftest: fixture}, {conftest: fixture}, path=path)
    assert not pick(use, {"plugin.py": fixture}, {conftest: fixture}, path=path)
    plugin = {conftest: "pytest_plugins = ['pkg.plugin']", "pkg/__init__.py": ""}
    (lack,) = pick(use, plugin | {"pkg/plugin.py": ""}, plugin | {"pkg/plugin.py": fixture}, path=path)
    assert lack.origin == "pkg/plugin.py"
    parametrized = f"@pytest.mark.parametrize('server', [1])\n{use}"
    assert not pick(f"import pytest\n{parametrized}", {conftest: ""}, {conftest: fixture}, path=path)


# --- what is read ---------------------------------------------------------------------------------------------------


def test_what_cannot_be_parsed_is_not_judged() -> None:
    assert not pick("print 'old'", {}, {})
    assert not pick(
        "from pkg.mod import b\nimport os", {"pkg/mod.py": ""}, {"pkg/mod.py": "b = 1", "pkg/use.py": "print 1"}
    )
    assert not lacks([PickedFile(path="gone.py", before=b"")], Tree({}), Tree({}))
    assert not lacks([PickedFile(path="a.c", before=None)], Tree({"a.c": "x"}), Tree({"a.c": "x"}))


def test_only_what_is_asked_about_is_read() -> None:
    files = {"pkg/__init__.py": "", "pkg/mod.py": "unread = 'a module of the test of what is read'", "pkg/more.py": ""}
    tree = Tree({**files, "pkg/use.py": "import os\nfrom pkg import mod\nos.getcwd()\n"})
    assert not lacks([PickedFile(path="pkg/use.py", before=b"")], tree, tree)
    assert "pkg/more.py" not in tree.reads


def test_a_file_of_another_name_on_the_mainline() -> None:
    edit = PickedFile(path="pkg/old.py", before=b"", mainline_path="pkg/new.py")
    line = Tree({"pkg/__init__.py": "", "pkg/old.py": CALL})
    (lack,) = lacks([edit], line, Tree({"pkg/__init__.py": "", "pkg/new.py": f"import os\n{CALL}"}))
    assert (lack.path, lack.origin) == ("pkg/old.py", "pkg/new.py")
