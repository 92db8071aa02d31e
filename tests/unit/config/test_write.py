from __future__ import annotations

import tomllib
from datetime import date

import pytest

from relkit.config import RefusedError, completed, read_config, rendered

SHARED = ("tool", "relkit")
VALUES = {"mainline": "main", "tags": ["v{version}", "{version}"], "lines": {"2.3.x": {"until": date(2027, 1, 31)}}}
BLOCK = """\
[tool.relkit]
mainline = "main"
tags = ["v{version}", "{version}"]

[tool.relkit.lines]
"2.3.x" = { until = 2027-01-31 }
"""


def test_values_are_written_as_people_write_them() -> None:
    assert rendered(VALUES, SHARED) == BLOCK
    assert rendered({"lines": {"v2": {"line": False}}}) == '[lines]\n"v2" = { line = false }\n'
    odd = {"mainline": 'a"b\\c\x7fé'}
    assert tomllib.loads(rendered(odd)) == odd


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", BLOCK),
        ("[project]\nname = 'x' # why\n", f"[project]\nname = 'x' # why\n\n{BLOCK}"),
        ("[project]\n\n", f"[project]\n\n{BLOCK}"),
        ("# only a comment", f"# only a comment\n\n{BLOCK[:-1]}"),
        ("[project]\r\nname='x'\r\n", "[project]\r\nname='x'\r\n\r\n" + BLOCK.replace("\n", "\r\n")),
        ("\ufeff[project]\n", f"\ufeff[project]\n\n{BLOCK}"),
    ],
)
def test_a_new_table_is_put_at_the_end(old: str, new: str) -> None:
    assert completed(old.encode(), VALUES, SHARED).decode() == new


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "# top\n[tool.relkit]\nscheme = [\n]  # why\n\n# of black\n[tool.black]\na = 1\n",
            "# top\n[tool.relkit]\nscheme = [\n]  # why\n<own>\n<lines>\n# of black\n[tool.black]\na = 1\n",
        ),
        ("[tool.relkit]\n# nothing\n[a]\n", "[tool.relkit]\n<own>\n<lines>\n# nothing\n[a]\n"),
        (
            "[tool.relkit.lines]\n'2.2' = { line = true } # why\n[a]\n",
            "[tool.relkit.lines]\n'2.2' = { line = true } # why\n<entry>[a]\n\n[tool.relkit]\n<own>",
        ),
        ("[tool.relkit]\na = 1\n[tool.relkit.lines]\n", "[tool.relkit]\na = 1\n<own>[tool.relkit.lines]\n<entry>"),
        ("tool.relkit.a = 1\n", "tool.relkit.a = 1\ntool.relkit.b = 1\n"),
    ],
)
def test_a_table_that_is_there_is_completed_in_its_place(old: str, new: str) -> None:
    own, _, lines = BLOCK.removeprefix("[tool.relkit]\n").partition("\n\n")
    entry = lines.partition("\n")[2]
    if "<own>" not in new:
        with pytest.raises(RefusedError):
            completed(old.encode(), VALUES, SHARED)
        return
    wanted = new.replace("<own>", f"{own}\n").replace("<lines>", lines).replace("<entry>", entry)
    assert completed(old.encode(), VALUES, SHARED).decode() == wanted


@pytest.mark.parametrize(
    "old",
    [
        "scheme = 'pep440'\n[thresholds]\nlikely = 0.3 # why\n",
        "[lines]\n'2.2.x' = { line = true }\n",
        "thresholds.likely = 0.3\n",
        "# nothing but this\n",
    ],
)
def test_keys_of_relkit_toml_stand_before_its_tables(old: str) -> None:
    new = completed(old.encode(), VALUES)
    config = read_config({"relkit.toml": new})
    assert (config.mainline, len(config.tags), config.lines[-1].pattern) == ("main", 2, "2.3.x")
    assert [line for line in new.decode().splitlines() if line in old.splitlines()] == old.splitlines()


@pytest.mark.parametrize(
    "old",
    [
        "tool = { black = { a = 1 } }\n",
        "[tool.relkit]\nmainline = 'x'\n",
        "tool.relkit = 3\n",
        "[tool]\nrelkit = { scheme = 'pep440' }\n",
        "[tool.relkit.lines]\n'2.3.x' = { policy = 'patch' }\n",
    ],
)
def test_what_would_change_something_is_refused(old: str) -> None:
    with pytest.raises(RefusedError):
        completed(old.encode(), VALUES, SHARED)


def test_tables_in_no_order_stay_as_they_are() -> None:
    old = "[tool.relkit]\n[tool.a.b]\nx = 1\n[project]\nname = 'x'\n[tool.relkit.thresholds]\nlikely = 0.1\n[tool.a]\n"
    new = completed(old.encode(), {"mainline": "main"}, SHARED).decode()
    assert new == old.replace("[tool.relkit]\n", '[tool.relkit]\nmainline = "main"\n')
