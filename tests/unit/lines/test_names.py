from __future__ import annotations

import pytest

from relkit.lines.names import is_unnamed, read_name, why_no_line


@pytest.mark.parametrize(
    ("branch", "series"),
    [
        ("3.12", "3.12"),
        ("8.3.x", "8.3"),
        ("v8.0.x", "8.0"),
        ("1.5.X", "1.5"),
        ("v1.x", "1"),
        ("1.x", "1"),
        ("maintenance/2.3.x", "2.3"),
        ("maintenance/1.0.3.x", "1.0.3"),
        ("stable-2.9", "2.9"),
        ("stable/2025.1", "2025.1"),
        ("stable/zed", "zed"),
        ("unmaintained/2024.1", "2024.1"),
        ("release-1.30", "1.30"),
        ("release/13.x", "13"),
        ("release/v3.2", "3.2"),
        ("releases/v1.x", "1"),
        ("REL_15_STABLE", "15"),
        ("REL9_6_STABLE", "9.6"),
        ("rel_2_0", "2.0"),
        ("lxml-6.0", "6.0"),
        ("maint_2_8", "2.8"),
        ("maint/1.2", "1.2"),
        ("1.25-series", "1.25"),
        ("1.1-maint", "1.1"),
        ("4.6-maintenance", "4.6"),
        ("branch-1.2", "1.2"),
        ("branch6.4", "6.4"),
        ("support/1.2", "1.2"),
        ("3.x-dev", "3"),
        ("7-0-stable", "7.0"),
        ("linux-6.1.y", "6.1"),
        ("release1.5.1", "1.5.1"),
    ],
)
def test_series_in_all_schemes(branch: str, series: str) -> None:
    name = read_name(branch)
    assert name is not None
    assert name.series == series


@pytest.mark.parametrize(
    "branch",
    [
        "main",
        "gh-pages",
        "fix-stall",
        "feature/async-3",
        "Dreamsorcerer-patch-2",
        "stable-2.0-network",
        "v3.9.2-doc",
        "update-plugin-list/patch-efc013416",
        "threat-model5",
        "--omg-optimized-2",
        "patchback/backports/3.14/0b6c9170/pr-13514",
        "dependabot/pip/3.15/mypy-2.3.1",
        "mergify/bp/1.30/pr-5",
        "backport-123-to-2.3",
        "cherry-pick-2.3",
        "hotfix/1.2.1",
        "pre-commit-ci-update-config",
        "",
    ],
)
def test_no_series(branch: str) -> None:
    assert read_name(branch) is None


def test_reasons_name_the_bot() -> None:
    assert why_no_line("dependabot/pip/mypy-2.3.1") == "made by a bot (dependabot)"
    assert why_no_line("backport/2.3/pr-4") == "a backport on its way"
    assert why_no_line("gh-pages") == "published pages, no source"
    assert why_no_line("2.3.x") is None


def test_words_and_schemes_tell_branches_apart() -> None:
    bare, worded = read_name("3.12"), read_name("stable-3.12")
    assert bare is not None
    assert worded is not None
    assert (bare.word, worded.word) == (False, True)
    assert bare.scheme != worded.scheme
    other = read_name("3.13")
    assert other is not None
    assert other.scheme == bare.scheme


def test_an_unnamed_line() -> None:
    assert is_unnamed("stable")
    assert is_unnamed("maint")
    assert not is_unnamed("stable/zed")
    assert not is_unnamed("release")
