from __future__ import annotations

import ast

import pytest

from relkit.pyapi.skeleton import parse, skeleton

SOURCE = b'''\
class C:
    def first(
        self,  # :
        a=(1, 2),
    ) -> int:
        """Say (a thing."""
        x = 1
        return x

    @property
    async def second(self):
        # Why
        y = 2

        return y
# outside
    z = 3

def third(): return 1
def fourth():
    return [
        1]
'''


def definitions(tree: ast.Module) -> list[tuple[str, int]]:
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return [(node.name, node.lineno) for node in functions]


def test_bodies_are_left_out_and_lines_keep_their_numbers() -> None:
    tree = ast.parse(skeleton(SOURCE, keep=[14]))
    assert definitions(tree) == definitions(ast.parse(SOURCE))
    names = {n.id: n.lineno for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    assert names == {"y": 13, "x": 7, "z": 17}  # the first has a bracket too many to be sure of
    assert not any(isinstance(node, ast.List) for node in ast.walk(tree))


@pytest.mark.parametrize(
    "body",
    [
        '    x = """\nno = 1\n"""\n    return x\n',
        "    x = [\n1,\n]\n    return x\n",
        "    x = 1 + \\\n2\n    return x\n",
        '    """One."""\n    return """\nno = 1\n"""\n',
    ],
)
def test_bodies_that_dedent_within_do_no_harm(body: str) -> None:
    padding = "# comment\n" * 500
    source = f"def f():\n{body}def g():\n    a = 1\n    b = 2\nyes = 1\n{padding}".encode()
    tree = parse(source, keep=())
    assert tree is not None
    full = parse(source)
    assert full is not None
    assert [type(node) for node in tree.body] == [type(node) for node in full.body]


def test_what_is_no_python() -> None:
    assert parse(b"def", keep=()) is None
    assert parse(b"\0") is None
    assert parse(b"x\n" * (1 << 20)) is None
