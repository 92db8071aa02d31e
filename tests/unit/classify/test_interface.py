"""What a change does to the public interface: what was compared, and what only seems to have changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from relkit.classify.case import prepare
from relkit.classify.signals.interface import interface
from relkit.model.ids import BlobId
from tests.unit.classify.example import PLAIN, Blobs, change, files


def features(changed: str, **versions: tuple[str | None, str | None]) -> set[str]:
    """Return what is said of files, whose two versions are given by the stem of their names."""
    blobs = Blobs()
    edited = []
    for file in files(changed):
        sides = versions[file.path.rpartition("/")[2].partition(".")[0].strip("_")]
        blobs.contents |= {text: text.encode() for text in sides if text is not None}
        # What is parsed is kept by the blob's id: the text itself.
        old, new = (None if text is None else BlobId(text) for text in sides)
        edited.append(replace(file, old=old, new=new))
    case = prepare(replace(change("Touch it"), files=tuple(edited)), blobs, PLAIN)
    return {feature for sign in interface(case) for feature in sign.features}


LONG = "def f(\n    one: int,\n{}) -> None:\n    g(\n        one,\n    )\n"


def test_a_parameter_on_a_line_of_its_own() -> None:
    found = features("src/a.py", a=(LONG.format(""), LONG.format("    two: float = 1.0,\n")))
    assert {"adds parameters", "public interface grows"} <= found
    for parameter in ("    *,\n    two,\n", "    two\n", "    **two: int\n"):
        assert "adds parameters" in features("src/a.py", a=(LONG.format(""), LONG.format(parameter)))


def test_an_argument_of_a_call_is_no_parameter() -> None:
    found = features(
        "src/a.py", a=(LONG.format(""), LONG.format("").replace("        one,\n", "        one,\n        2,\n"))
    )
    assert found == {"touches no definition"}


@pytest.mark.parametrize(
    "mark",
    ["    warnings.warn('it is deprecated', DeprecationWarning)\n", "    warn('gone soon', FutureWarning)\n"],
)
def test_a_function_that_comes_to_be_deprecated(mark: str) -> None:
    assert "deprecates public names" in features("src/a.py", a=("def f():\n    pass\n", f"def f():\n{mark}    pass\n"))
    decorated = features("src/a.py", a=("def f():\n    pass\n", "@deprecated('x')\ndef f():\n    pass\n"))
    assert "deprecates public names" in decorated


def test_what_was_not_compared_is_not_called_unchanged() -> None:
    assert features("src/a.py", a=("def f(:\n", "def f(::\n")) == set()
    assert features("src/a.py", a=("def f(): return 1\n", "def f(): return 2\n")) == {"public interface unchanged"}
    assert features("src/a.py", a=("def f():\n    return 1\n", "def f():\n    return 2\n")) == {"touches no definition"}
    both = features("src/a.py\nsrc/b.py", a=("def f(:\n", "def f(::\n"), b=("def f(): 1\n", "def f(): 2\n"))
    assert "public interface unchanged" not in both


def test_files_that_need_no_parsing_use_up_no_place() -> None:
    touched = {f"m{number}": ("def f():\n    return 1\n", "def f():\n    return 2\n") for number in range(14)}
    touched["z"] = ("", "def f():\n    return 1\n")
    assert "adds public functions" in features("\n".join(f"src/{name}.py" for name in touched), **touched)


def test_what_moves_neither_comes_nor_goes() -> None:
    code = "def f():\n    pass\n\n\nclass C:\n    def m(self):\n        pass\n"
    found = features("src/a.py\nsrc/b.py", a=(f"X = 1\n{code}", "X = 1\n"), b=("Y = 1\n", f"Y = 1\n{code}"))
    assert found == {"moves public names", "moves 2 to 3 public names"}
    renamed = features("D src/a.py\nA src/b.py", a=(code, None), b=(None, code))
    assert renamed == {"moves public names", "moves 2 to 3 public names"}


@pytest.mark.parametrize("path", ["src/_a.py", "src/_impl/a.py"])
def test_private_modules_have_no_public_interface(path: str) -> None:
    assert features(path, a=("", "def f():\n    pass\n")) == {"adds internal functions", "adds 1 internal functions"}
    assert "adds public functions" in features("src/pkg/__init__.py", init=("", "def f():\n    pass\n"))


# --- which files are looked into -------------------------------------------------------------------------------------


def test_a_file_that_is_too_large_keeps_no_other_from_being_looked_into() -> None:
    large = b"x = 1\n" * (5 << 20)
    blobs = Blobs({"old data.c": large, "data.c": large + b"y", "old src/a.py": b"", "src/a.py": b"def f(): pass\n"})
    case = prepare(change("Touch it", "data.c\nsrc/a.py"), blobs, PLAIN)
    assert [edit.file.path for edit in case.edits] == ["src/a.py"]
    assert case.unread == 1


def test_many_files_are_looked_into_until_their_bytes_are_used_up() -> None:
    blobs = Blobs({name: b"x" * 900_000 for number in range(4) for name in (f"old {number}.c", f"{number}.c")})
    blobs.contents |= {"old src/a.py": b"", "src/a.py": b"def f(): pass\n"}
    case = prepare(change("Touch it", "0.c\n1.c\n2.c\n3.c\nsrc/a.py"), blobs, PLAIN)
    assert [edit.file.path for edit in case.edits] == ["0.c", "1.c", "src/a.py"]


def test_submodules_are_not_asked_for() -> None:
    (file,) = files("sub")
    linked = replace(file, old_mode=0o160000, new_mode=0o160000)
    blobs = Blobs({"old sub": b"1", "sub": b"2"})
    made = replace(change("Touch it"), files=(linked,))
    assert (prepare(made, blobs, PLAIN).edits, blobs.reads) == ((), 0)
    assert (file.is_submodule, linked.is_submodule) == (False, True)
