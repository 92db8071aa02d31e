"""Commands to be typed are what a shell reads, and can be read."""

from __future__ import annotations

import shlex

import pytest

from relkit.publish.quoting import quoted, typed


@pytest.mark.parametrize(
    ("word", "shown"),
    [
        ("plain", "plain"),
        ("[2.4] Fix it", "'[2.4] Fix it'"),
        ("Don't trust it", '"Don\'t trust it"'),
        ("Don't `run` it", None),
        ("Don't pay $5", None),
        ("Don't!", None),
        ('a "quoted" one', "'a \"quoted\" one'"),
        ("", "''"),
    ],
)
def test_apostrophes_stand_in_double_quotes_where_nothing_acts_there(word: str, shown: str | None) -> None:
    assert quoted(word) == (shlex.quote(word) if shown is None else shown)
    assert shlex.split(typed(["say", word])) == ["say", word]
