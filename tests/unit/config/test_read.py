from __future__ import annotations

from datetime import date

import pytest

from relkit.config import ConfigError, read_config
from relkit.model.line import Policy, Status
from relkit.model.settings import Config, LineSettings, Thresholds
from relkit.model.version import Scheme

WHOLE = """\
[project]
name = "example"

[tool.relkit]  # releases
mainline = "main"
tags = ["v{version}", "{version}"]
scheme = "pep440"
changelog = "./docs/changes/"
trailer = " Backport-of: {sha}"
verify = "pytest -q"
labels = ["backport", "stable", "backport"]

[tool.relkit.lines]
"maintenance/*" = { policy = "patch" }
"2.14" = { status = "security", until = 2027-01-31 }
"2.13" = { until = "2026-12-31" }
"v2" = { line = false }
"1.*" = { verify = "" }

[tool.relkit.thresholds]
likely = 0.7
forecasts = 10
"""


TOP = ("mainline", "tags", "scheme", "changelog", "trailer", "verify", "labels", "lines", "thresholds")
STATUSES = "it can be maintained, security or ended"
QUOTES = 'a pattern with dots in it stands in quotes: "2.3.x" = { … }'


def faults(text: str | bytes, name: str = "pyproject.toml") -> tuple[str, ...]:
    with pytest.raises(ConfigError) as raised:
        read_config({name: text if isinstance(text, bytes) else text.encode()})
    return raised.value.details


def test_everything_that_can_be_said() -> None:
    assert read_config({"pyproject.toml": WHOLE.encode()}) == Config(
        source="pyproject.toml",
        mainline="main",
        tags=("v{version}", "{version}"),
        scheme=Scheme.PEP440,
        changelog="docs/changes",
        trailer="Backport-of: {sha}",
        verify="pytest -q",
        labels=("backport", "stable"),
        lines=(
            LineSettings(pattern="maintenance/*", policy=Policy.PATCH),
            LineSettings(pattern="2.14", status=Status.SECURITY, until=date(2027, 1, 31)),
            LineSettings(pattern="2.13", until=date(2026, 12, 31)),
            LineSettings(pattern="v2", line=False),
            LineSettings(pattern="1.*", verify=""),
        ),
        thresholds=Thresholds(likely=0.7, forecasts=10),
    )


@pytest.mark.parametrize("change", ["plain", "crlf", "mark"])
def test_relkit_toml_says_the_same_at_its_top(change: str) -> None:
    text = WHOLE.partition("[tool.relkit]  # releases\n")[2].replace("tool.relkit.", "")
    content = {"plain": text, "crlf": text.replace("\n", "\r\n"), "mark": f"\ufeff{text}"}[change].encode()
    config = read_config({"relkit.toml": content}, "main:")
    assert config.source == "main:relkit.toml"
    assert config.lines == read_config({"pyproject.toml": WHOLE.encode()}).lines
    assert config.key("tags") == "tags in main:relkit.toml"


def test_without_a_configuration_the_defaults_hold() -> None:
    assert read_config({}) == Config()
    assert read_config({"pyproject.toml": b"[tool.black]\n"}) == Config()
    assert read_config({"pyproject.toml": b"tool = 3\n"}) == Config()


@pytest.mark.parametrize(
    "content", [b"[tool.black\n", b"name = '\xff'\n", b"<<<<<<< HEAD\n# [tool.relkit]\n", b"a = " + b"[" * 5000]
)
def test_a_broken_file_of_others_is_their_concern(content: bytes) -> None:
    assert read_config({"pyproject.toml": content}) == Config()


def test_every_fault_is_told_at_once_each_with_its_line() -> None:
    text = """\
[tool.relkit]
mainlin = "main"
tags = ["v{version}", "release"]
scheme = "semvr"
changelog = [
    "changes",
]

[tool.relkit.lines]
"maintenance/*" = { polcy = "patch", status = "ended" }
"2.14" = { status = "secruity", until = 2027-01-31T00:00:00, line = "yes" }
"2.13" = 3
"" = { line = true }
2.12.x = { line = true }

[tool.relkit.thresholds]
likely = true
forecasts = 2.5
"""
    below = "there are line, status, until, policy, verify"
    assert [fault.removeprefix("line ") for fault in faults(text)] == [
        f"2: tool.relkit.mainlin: no key of this table; there are {', '.join(TOP)}; did you mean mainline?",
        '3: tool.relkit.tags: "release" does not say where the version stands; as in "v{version}"',
        '4: tool.relkit.scheme: "semvr" is none of its values; it can be pep440 or semver; did you mean semver?',
        '5: tool.relkit.changelog: here stands a list; it is a text: "…"',
        f'10: tool.relkit.lines."maintenance/*".polcy: no key of this table; {below}; did you mean policy?',
        '11: tool.relkit.lines."2.14".line: here stands a text; it is true or false',
        f'11: tool.relkit.lines."2.14".status: "secruity" is none of its values; {STATUSES}; did you mean security?',
        '11: tool.relkit.lines."2.14".until: a moment within a day; it is a day, as in 2027-01-31',
        '12: tool.relkit.lines."2.13": here stands a number, but this is a table',
        '13: tool.relkit.lines."": an empty pattern matches no branch; name a branch, or several with *',
        f"14: tool.relkit.lines.2.12: a table within a line's; {QUOTES}",
        "17: tool.relkit.thresholds.likely: here stands true or false; it is a number from 0 to 1",
        "18: tool.relkit.thresholds.forecasts: here stands a number; it is a whole number, 0 or more",
    ]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("mainline = ''", "mainline: it is empty"),
        ("mainline = 3", "mainline: here stands a number"),
        ("tags = []", "tags: it is empty"),
        ("tags = [3]", "tags: here stands a number"),
        ("tags = '{version}-{version}'", "does not say where the version stands"),
        ("changelog = '../changes'", 'changelog: "../changes" is no folder of the project'),
        ("changelog = '/changes'", "no folder of the project"),
        ("changelog = '.'", "no folder of the project"),
        ("trailer = 'Picked from main'", "does not say where the commit's id stands"),
        ("trailer = '{sha} {sha}'", "does not say where the commit's id stands"),
        ('trailer = "From\\n{sha}"', "trailer: it has several lines"),
        ("trailer = 3", "trailer: here stands a number"),
        ("verify = ''", "verify: it is empty"),
        ("labels = [3]", "labels: here stands a number"),
        ("scheme = 1.5", "scheme: here stands a number; it can be pep440 or semver"),
        ("lines = []", "lines: here stands a list, but this is a table"),
        ("thresholds = { likely = 1.5 }", "thresholds.likely: 1.5 is out of range"),
        ("thresholds = { likely = nan }", "thresholds.likely: nan is out of range"),
        ("thresholds = { forecasts = -1 }", "thresholds.forecasts: -1 is out of range"),
        ("thresholds = { forecasts = true }", "here stands true or false"),
        ("lines.a.until = '2027-02-30'", '"2027-02-30" is not in the calendar'),
        ("lines.a.until = 'soon'", '"soon" is no day'),
        ("lines.a.until = 12:00:00", "here stands a time"),
        ("[tool.relkit]", "in relkit.toml the keys stand at the top level"),
    ],
)
def test_values_that_are_none(said: str, told: str) -> None:
    (fault,) = faults(f"# one line before\n{said}\n", "relkit.toml")
    assert fault.startswith("line 2: ")
    assert told in fault


@pytest.mark.parametrize("text", ["[[tool.relkit]]", "tool.relkit = 3", "tool = { relkit = [] }"])
def test_a_table_that_is_none(text: str) -> None:
    (fault,) = faults(text)
    assert fault.startswith("line 1: tool.relkit: here stands a ")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"[tool.relkit]\nmainline = \n", "line 2: Invalid value (column 12)"),
        (b"[tool.relkit]\nmainline = 'main'\nmainline = 'main'\n", "line 3: Cannot overwrite a value (column 18)"),
        (b'[tool.relkit]\nmainline = """main\n', "(at the end)"),
        (b"[tool.relkit]\n\nmainline = '\xe9'\n", "line 3: not UTF-8"),
        (b"<<<<<<< HEAD\n[tool.relkit]\n", "line 1: "),
    ],
)
def test_no_toml(text: bytes, told: str) -> None:
    assert told in faults(text)[0]
    assert faults(b"x = = 1", "relkit.toml")[0].startswith("line 1: ")


def test_two_configurations_are_one_too_many() -> None:
    with pytest.raises(ConfigError, match=r"relkit\.toml, and \[tool\.relkit\] in pyproject\.toml") as raised:
        read_config({"pyproject.toml": b"[tool.relkit]\n", "relkit.toml": b""})
    assert raised.value.hint == "keep one of them"
    assert read_config({"pyproject.toml": b"[tool.black]\n", "relkit.toml": b""}).source == "relkit.toml"
