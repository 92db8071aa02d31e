from __future__ import annotations

import pytest

from relkit.config.places import line_of

TEXT = '''\
lines = 1
text = """
[tool.relkit]
mainline = 3
"""
[tool]
other = [
    "lines",
]

[tool."relkit".lines]
"2.3.x" = { status = "a",  policy = "b" }
"\\u0032.4" = 1
[tool.relkit]
a.b.c = 1
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("lines",), 1),
        (("text",), 2),
        (("tool",), 6),
        (("tool", "other"), 7),
        (("tool", "relkit"), 11),
        (("tool", "relkit", "lines", "2.3.x", "policy"), 12),
        (("tool", "relkit", "lines", "2.4"), 13),
        (("tool", "relkit", "a", "b", "c"), 15),
        (("tool", "relkit", "mainline"), None),
    ],
)
def test_the_line_that_a_key_begins_on(path: tuple[str, ...], line: int | None) -> None:
    assert line_of(TEXT, path) == line
