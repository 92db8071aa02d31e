from __future__ import annotations

from relkit.pyapi import Differences, ParameterKind, differences, surface


def compare(old: str, new: str) -> Differences:
    before, after = surface(old.encode()), surface(new.encode())
    assert before is not None
    assert after is not None
    return differences(before, after)


CLASS = "class C:\n    def __init__(self, a): ...\n    def m(self): ...\n"


def test_added_names() -> None:
    new = f"__all__ = ['f', 'g']\nfrom x import g\n{CLASS}def f(a): ...\nX = 1\n"
    expected = Differences(
        added_functions=("f",),
        added_classes=("C",),
        added_methods=("C.m",),
        added_values=("X",),
        added_exports=("g",),
    )
    assert compare("", new) == expected
    assert differences(None, surface(new.encode())) == expected


def test_removed_names() -> None:
    old = f"{CLASS}def f(a): ...\n"
    assert compare(old, "").removed_names == ("C", "C.m", "f")
    assert differences(surface(old.encode()), None) == compare(old, "")


def test_nothing() -> None:
    assert not differences(None, None)
    assert not compare(CLASS, f"# moved\n{CLASS}")


def test_a_renamed_function_goes_and_comes() -> None:
    assert compare("def f(a): ...", "def g(a): ...") == Differences(added_functions=("g",), removed_names=("f",))


def test_parameters() -> None:
    found = compare("def f(a, b=1, c=2, *rest): ...", "def f(a, b=2, *args, c=2, d=3, **more): ...")
    assert [(p.name, p.parameter.name) for p in found.added_parameters] == [("f", "d"), ("f", "more")]
    assert [(change.new.name, change.old.default, change.new.default) for change in found.changed_parameters] == [
        ("b", "1", "2"),
        ("c", "2", "2"),
    ]
    assert found.changed_parameters[1].new.kind is ParameterKind.KEYWORD_ONLY
    assert found.removed_parameters == ()
    assert found.removed_names == ()


def test_removed_parameter_of_a_class() -> None:
    found = compare(CLASS, CLASS.replace(", a", ""))
    assert [(p.name, p.parameter.name) for p in found.removed_parameters] == [("C.__init__", "a")]


def test_a_class_can_be_called_without_its_own_init() -> None:
    assert not compare(CLASS, CLASS.replace("    def __init__(self, a): ...\n", ""))
    assert not compare(CLASS.replace("    def __init__(self, a): ...\n", ""), CLASS)


def test_newly_deprecated() -> None:
    old = "def f(): ...\ndef g():\n    warn('x', FutureWarning)\n"
    new = "def f():\n    warn('x', DeprecationWarning)\n" + old.partition("\n")[2] + "@deprecated\ndef h(): ...\n"
    found = compare(old, new)
    assert found.deprecated == ("f",)
    assert found.added_functions == ("h",)


def test_what_moved_to_another_module_is_still_there() -> None:
    assert not compare(CLASS, "from elsewhere import C")
    assert not compare("from elsewhere import C", CLASS)
    assert not compare(CLASS, "from elsewhere import *")
    assert not compare(CLASS, "C = make()")
    assert compare(CLASS, "class C: ...\nfrom elsewhere import other").removed_names == ("C.m",)
    assert compare("from tk import *", f"from tk import *\n{CLASS}").added_classes == ("C",)


def test_exports() -> None:
    imports = "from x import a, b\n"
    only_a, both = f"{imports}__all__ = ['a']", f"{imports}__all__ = ['a', 'b']"
    assert compare(only_a, both).added_exports == ("b",)
    assert compare(both, only_a).removed_names == ("b",)
    assert not compare(imports, both)
