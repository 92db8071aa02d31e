"""A configuration in force, and every way in which one can be wrong, by running `relkit plan`."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.builders import DAY, RepoBuilder
from tests.commands import Command, Result, fails, populate


@pytest.fixture
def project(builder: RepoBuilder) -> RepoBuilder:
    """Two releases on 1.2.x, a fix that waits there, a fix that only main has."""
    populate(builder)
    builder.checkout()
    return builder


def configure(project: RepoBuilder, text: str, name: str = "relkit.toml") -> None:
    (project.path / name).write_text(text)


def names(result: Result) -> list[str]:
    return [line["name"] for line in result.plan["lines"]]


# --- in force ---------------------------------------------------------------------------------------------------------


def test_an_edit_of_the_work_tree_counts_at_once(relkit: Command, project: RepoBuilder) -> None:
    assert names(relkit.plan(project.path)) == ["main", "1.2.x"]
    configure(project, "[project]\n[tool.relkit.lines]\n'1.2' = { line = false }\n", "pyproject.toml")
    result = relkit.plan(project.path)
    assert names(result) == ["main"]
    assert {"name": "1.2.x", "reason": "left out by the configuration"} in result.plan["ignored"]["branches"]
    assert names(relkit.plan(project.path, "1.2.x")) == ["main", "1.2.x"]  # who asks for it gets it


def test_status_last_day_and_policy(relkit: Command, project: RepoBuilder) -> None:
    configure(project, "[lines]\n'1.2.x' = { status = 'security', until = 2100-01-31, policy = 'minor' }\n")
    line = relkit.plan(project.path).line("1.2.x")
    assert (line["status"], line["status_reason"]) == ("security", "as configured")
    assert (line["until"], line["policy"]) == ("2100-01-31", "minor")
    facts = "security fixes only: as configured · until 2100-01-31, as configured · minor releases too, as configured"
    assert facts in relkit(project.path, "plan", "1.2.x").out.replace("\n  ", " ")
    aloud = facts.replace(" ·", ";")
    assert aloud in relkit(project.path, "plan", "1.2.x", "--format", "markdown").out
    configure(project, "[lines]\n'1.*' = { until = '2020-01-31' }\n")
    assert names(relkit.plan(project.path)) == ["main"]
    ended = relkit.plan(project.path, "--all").line("1.2.x")
    assert (ended["status"], ended["status_reason"]) == ("ended", "until 2020-01-31, as configured")


def test_as_of_an_earlier_day_the_present_configuration_holds(relkit: Command, project: RepoBuilder) -> None:
    configure(project, "[lines]\n'1.2.x' = { until = 2023-12-31 }\n")
    assert names(relkit.plan(project.path)) == ["main"]
    assert relkit.plan(project.path, "--as-of", "2023-12-31").line("1.2.x")["until"] == "2023-12-31"


def test_a_branch_becomes_a_line(relkit: Command, project: RepoBuilder) -> None:
    project.branch("train-a", at="1.2.x")
    configure(project, "[lines]\n'train-*' = { line = true }\n")
    assert set(names(relkit.plan(project.path))) == {"main", "1.2.x", "train-a"}


def test_the_mainline(relkit: Command, project: RepoBuilder) -> None:
    project.branch("next", at="main")
    project.commit("Add more", {"z": "1"}, branch="next")
    configure(project, "mainline = 'next'\n")
    assert relkit.plan(project.path).plan["mainline"]["name"] == "next"


def test_tags_and_their_scheme(relkit: Command, project: RepoBuilder) -> None:
    project.tag("core-1.2.9", at="1.2.x")
    assert relkit.plan(project.path).line("1.2.x")["last_release"]["version"] == "1.2.1"
    configure(project, "tags = ['core-{version}']\nscheme = 'semver'\n")
    result = relkit.plan(project.path)
    assert result.line("1.2.x")["last_release"]["version"] == "1.2.9"
    assert {"name": "v1.2.1", "reason": "unlike the configured pattern"} in result.plan["ignored"]["tags"]


def test_a_folder_of_change_notes(relkit: Command, project: RepoBuilder) -> None:
    project.commit("Colours", {"odd/7.feature": "Colours.", "d.py": "1"})
    project.checkout()
    configure(project, "changelog = 'odd'\n")
    change = relkit.plan(project.path).line("main")["unreleased"][-1]
    assert (change["kind"], change["evidence"][0]["signal"]) == ("feature", "fragment")


def test_thresholds(relkit: Command, project: RepoBuilder) -> None:
    configure(project, "[thresholds]\nforecasts = 0\n")
    (missing,) = relkit.plan(project.path).line("1.2.x")["missing"]
    assert missing["forecast"]["outcome"] == "unknown"
    configure(project, "[thresholds]\nlikely = 1\n")
    assert relkit.plan(project.path).line("1.2.x")["missing"] == []


# --- where it is read -------------------------------------------------------------------------------------------------


def test_the_mainline_has_it_where_the_work_tree_cannot(relkit: Command, project: RepoBuilder, tmp_path: Path) -> None:
    said = "[lines]\n'1.2' = { line = false }\n"
    project.commit("Configure", {"relkit.toml": said})
    subprocess.run(["git", "clone", "-q", "--bare", project.path, tmp_path / "bare.git"], check=True)
    assert names(relkit.plan(tmp_path / "bare.git")) == ["main"]
    project.branch("topic", at="1.2.x")
    project.checkout("topic")  # without the file
    assert names(relkit.plan(project.path)) == ["main"]
    project.checkout("1.2.x")  # a maintenance branch, whose own file is of another time
    configure(project, "[lines]\n'1.2' = { line = true }\n")
    assert names(relkit.plan(project.path)) == ["main"]
    project.checkout()
    configure(project, "")
    assert names(relkit.plan(project.path)) == ["main", "1.2.x"]


def test_a_fault_of_the_mainlines_file_names_the_mainline(relkit: Command, project: RepoBuilder) -> None:
    project.commit("Configure", {"relkit.toml": "lines = 3\n"})
    project.checkout("1.2.x")
    fails(relkit(project.path, "plan"), "main:relkit.toml has 1 fault", "line 1: lines: ")


def test_a_mainline_that_only_the_configuration_can_tell(relkit: Command, builder: RepoBuilder) -> None:
    for name in ("one", "two"):
        builder.commit("Start", {name: "1"}, branch=name)
    fails(relkit(builder.path, "plan"), "no branch stands out")
    (builder.path / "relkit.toml").write_text("mainline = 'two'\n")
    assert names(relkit.plan(builder.path)) == ["two"]


# --- wrong ------------------------------------------------------------------------------------------------------------


def test_all_faults_are_told_at_once(relkit: Command, project: RepoBuilder) -> None:
    text = "[tool.relkit]\nmainlin = 'main'\n\n[tool.relkit.lines]\n'1.2.x' = { status = 'secruity' }\n"
    configure(project, text, "pyproject.toml")
    result = relkit(project.path, "plan")
    fails(result, "pyproject.toml has 2 faults")
    first, second, third = result.err.splitlines()
    assert first == "error: pyproject.toml has 2 faults"
    assert second.startswith("  line 2: tool.relkit.mainlin: no key of this table")
    assert second.endswith("did you mean mainline?")
    assert third.startswith('  line 5: tool.relkit.lines."1.2.x".status: "secruity" is none of its values')


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("mainline = \n", ("relkit.toml is no valid TOML", "line 1: ")),
        ("x = 1\n", ("1 fault", "line 1: x: no key")),
        ("lines = [1]\n", ("line 1: lines: ",)),
        ("thresholds.likely = true\n", ("line 1: thresholds.likely: ",)),
        ("[tool.relkit]\n", ("top level",)),
        ("mainline = 'mian'\n", ("the mainline mian", "mainline in relkit.toml", "did you mean main?")),
        ("tags = 'release-{version}'\n", ('"release-{version}"', "tags in relkit.toml", "the newest tag is v1.2.1")),
        ("[lines]\n'*' = { line = true }\n", ('"*" matches every branch', "lines in relkit.toml")),
    ],
)
def test_what_is_wrong_is_said(relkit: Command, project: RepoBuilder, text: str, words: tuple[str, ...]) -> None:
    configure(project, text)
    fails(relkit(project.path, "plan"), *words)


def test_patterns_that_match_nothing_are_told(relkit: Command, project: RepoBuilder) -> None:
    configure(project, "tags = ['v{version}', 'x{version}']\n[lines]\n'1.3.x' = { policy = 'patch' }\n")
    warnings = relkit.plan(project.path).plan["warnings"]
    assert 'the configured lines "1.3.x" match no branch; did you mean 1.2.x?' in warnings
    assert 'no tag is like "x{version}" (tags in relkit.toml)' in warnings


def test_without_tags_a_pattern_is_no_fault(relkit: Command, builder: RepoBuilder) -> None:
    builder.commit("Start", {"a": "1"})
    builder.checkout()
    configure(builder, "tags = 'v{version}'\n")
    assert any("no tags" in warning for warning in relkit.plan(builder.path).plan["warnings"])


def test_two_configurations(relkit: Command, project: RepoBuilder) -> None:
    configure(project, "")
    configure(project, "[tool.relkit]\n", "pyproject.toml")
    fails(relkit(project.path, "plan"), "relkit.toml", "[tool.relkit] in pyproject.toml", "keep one")


def test_a_broken_file_of_other_tools_is_theirs(relkit: Command, project: RepoBuilder) -> None:
    configure(project, "[tool.black\n", "pyproject.toml")
    assert names(relkit.plan(project.path)) == ["main", "1.2.x"]
    configure(project, "[tool.relkit\n", "pyproject.toml")
    fails(relkit(project.path, "plan"), "pyproject.toml is no valid TOML", "line 1: ")


def test_files_that_are_none(relkit: Command, project: RepoBuilder) -> None:
    (project.path / "relkit.toml").mkdir()
    os.mkfifo(project.path / "pyproject.toml")
    assert names(relkit.plan(project.path)) == ["main", "1.2.x"]


def test_a_link_is_followed(relkit: Command, project: RepoBuilder, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.toml").write_text("[lines]\n'1.2' = { line = false }\n")
    (project.path / "relkit.toml").symlink_to(tmp_path / "elsewhere.toml")
    assert names(relkit.plan(project.path)) == ["main"]


def test_a_file_that_cannot_be_read(relkit: Command, project: RepoBuilder) -> None:
    if os.geteuid() == 0:
        pytest.skip("nothing is closed to root")
    configure(project, "")
    (project.path / "relkit.toml").chmod(0)
    fails(relkit(project.path, "plan"), "relkit.toml cannot be read: Permission denied")


def test_the_demonstration_knows_no_configuration(relkit: Command, project: RepoBuilder) -> None:
    configure(project, "lines = 3\n")
    assert relkit(project.path, "plan", "--demo").status == 0


def test_a_mainline_whose_name_reads_as_a_series_can_say_so(relkit: Command, builder: RepoBuilder) -> None:
    builder.commit("Start", {"a": "1"}, branch="2.x")
    builder.branch("1.2.x", at="2.x")
    builder.tag("v1.2.0", at="2.x")
    builder.commit("Configure", {"relkit.toml": 'mainline = "2.x"\n'}, branch="2.x")
    builder.checkout("2.x")
    assert relkit.plan(builder.path).plan["mainline"]["name"] == "2.x"


def test_a_number_of_thousands_of_digits(relkit: Command, project: RepoBuilder) -> None:
    digits = "9" * 5000
    project.checkout()
    (project.path / "pyproject.toml").write_text(f"[tool.x]\nhuge = {digits}\n")
    assert relkit.plan(project.path).status == 0
    (project.path / "pyproject.toml").write_text(f"[tool.relkit]\nmainline = {digits}\n")
    fails(relkit(project.path, "plan"), "pyproject.toml", "TOML")


def test_the_newest_line_bounds_the_mainline_though_it_is_declared_ended(relkit: Command, project: RepoBuilder) -> None:
    project.checkout()
    before = relkit.plan(project.path)
    for said in ("until = 2020-01-01", 'status = "ended"'):
        (project.path / "relkit.toml").write_text(f'[lines]\n"1.2.x" = {{ {said} }}\n')
        after = relkit.plan(project.path)
        assert after.line("main")["unreleased"] == before.line("main")["unreleased"]
        assert after.plan["ended"] == ["1.2.x"]
        shown = relkit(project.path, "plan").out
        assert "1 line has ended, which `--all` shows: 1.2.x" in shown


def test_newer_tags_that_the_pattern_leaves_out_are_told_of(relkit: Command, project: RepoBuilder) -> None:
    project.tag("1.2.2", at="1.2.x", when=project.clock + DAY)
    project.checkout()
    (project.path / "relkit.toml").write_text('tags = "v{version}"\n')
    (said,) = [text for text in relkit.plan(project.path).plan["warnings"] if "configured pattern" in text]
    assert "1.2.2" in said
    assert "relkit.toml" in said
