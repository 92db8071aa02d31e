from __future__ import annotations

import io
import json
import sqlite3
import subprocess
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from relkit.classify.producer import PRODUCER_VERSION
from relkit.errors import UsageError
from relkit.git.patches import PATCHES_VERSION
from relkit.git.repository import open_repository
from relkit.ledger.producer import LEDGER_VERSION
from relkit.model.decision import WantedDecided
from relkit.model.ids import CommitId
from relkit.model.wanted import Wanted
from relkit.wanted.producer import WANTED_VERSION
from relkit.workflows.classify import classify_changes
from relkit.workflows.decisions import open_keeper
from tests.builders import DAY, START, RepoBuilder
from tests.commands import Command, fails


@pytest.fixture
def relkit(capfd: pytest.CaptureFixture[str]) -> Command:
    return Command(capfd)


def work(builder: RepoBuilder, line: str, start: int, *, brings: str) -> None:
    """Land fixes and features on the mainline, a day apart; bring those whose title has a word to the line."""
    for number in range(16):
        kind = "Fix" if number % 2 else "Add"
        title = f"{kind} the {'parser' if number % 3 else 'writer'} {line}-{number}"
        files = {f"src/{line}_{number}.py": "new\n"} if kind == "Add" else {"src/core.py": f"{line} {number}\n"}
        change = builder.commit(title, files, when=start + number * DAY)
        if brings in title:
            builder.cherry_pick(change, onto=line)


@pytest.fixture
def project(builder: RepoBuilder) -> RepoBuilder:
    """Two earlier lines that got the fixes, and a third that was just released."""
    builder.commit("Start", {"src/core.py": "one\n", "README.md": "text\n"})
    for number, line in enumerate(("1.0.x", "1.1.x")):
        begin = START + number * 40 * DAY + DAY
        builder.commit(f"Release {line}", {"version": line}, when=begin)
        builder.branch(line)
        builder.tag(f"v{line.replace('x', '0')}", line)
        work(builder, line, begin + DAY, brings="Fix")
    builder.commit("Release 1.2.x", {"version": "1.2"}, when=START + 81 * DAY)
    builder.branch("1.2.x")
    builder.tag("v1.2.0", "1.2.x")
    return builder


@pytest.fixture
def asked(project: RepoBuilder) -> Mapping[str, CommitId]:
    """Two changes that landed after the third line was cut."""
    later = START + 90 * DAY
    return {
        "feature": project.commit("Add the lexer", {"src/lexer.py": "new\n"}, when=later),
        "fix": project.commit("Fix the parser again", {"src/core.py": "last\n"}, when=later + DAY),
    }


def wanted(where: Path, line: str, *names: str, **options: Any) -> Mapping[CommitId, Wanted]:
    return classify_changes(where, names=names, line=line, **options).wanted


# --- what is learned --------------------------------------------------------------------------------------------------


def test_what_was_brought_before_is_wanted_again(project: RepoBuilder, asked: Mapping[str, CommitId]) -> None:
    found = wanted(project.path, "1.2.x", *asked.values())
    assert found[asked["fix"]].probability > 0.6
    assert found[asked["feature"]].probability < 0.4
    assert found[asked["fix"]].evidence


def test_a_project_that_brings_other_things_is_believed(builder: RepoBuilder) -> None:
    builder.commit("Start", {"src/core.py": "one\n"})
    builder.branch("1.0.x")
    builder.tag("v1.0.0", "1.0.x")
    work(builder, "1.0.x", START + DAY, brings="Add")
    builder.commit("Release 1.1", {"version": "1.1"}, when=START + 40 * DAY)
    builder.branch("1.1.x")
    builder.tag("v1.1.0", "1.1.x")
    feature = builder.commit("Add the lexer", {"src/lexer.py": "new\n"})
    fix = builder.commit("Fix the parser again", {"src/core.py": "last\n"})
    found = wanted(builder.path, "1.1.x", feature, fix)
    assert found[feature].probability > found[fix].probability


def test_without_a_past_most_projects_tell_and_it_is_said(builder: RepoBuilder) -> None:
    builder.commit("Start", {"src/core.py": "one\n"})
    builder.branch("1.0.x")
    builder.tag("v1.0.0", "1.0.x")
    fix = builder.commit("Fix a crash in the parser", {"src/core.py": "two\n", "tests/test_core.py": "two\n"})
    feature = builder.commit("Add colours", {"src/colours.py": "new\n"})
    told = classify_changes(builder.path, names=[fix, feature], line="1.0.x")
    assert told.wanted[fix].probability > told.wanted[feature].probability
    assert any("most projects" in warning for warning in told.warnings)


def test_references_need_not_be_seen(project: RepoBuilder, asked: Mapping[str, CommitId]) -> None:
    found = wanted(project.path, "1.2.x", *asked.values(), ignored=("reference", "notes"))
    assert found[asked["fix"]].probability > found[asked["feature"]].probability


# --- nothing of the future, nothing of the change's own fate ----------------------------------------------------------


def test_what_comes_after_the_oldest_change_changes_nothing(
    project: RepoBuilder, asked: Mapping[str, CommitId]
) -> None:
    before = wanted(project.path, "1.2.x", *asked.values())
    project.cherry_pick(asked["feature"], onto="1.2.x")
    for number in range(9):
        change = project.commit(f"Add the part {number}", {f"src/part{number}.py": "new\n"})
        project.cherry_pick(change, onto="1.2.x")
        project.cherry_pick(change, onto="1.1.x")
    project.tag("v1.2.1", "1.2.x")
    project.branch("1.3.x")
    project.tag("v1.3.0", "1.3.x")
    assert wanted(project.path, "1.2.x", *asked.values()) == before


def test_of_a_range_a_changes_own_fate_is_not_learned(project: RepoBuilder, asked: Mapping[str, CommitId]) -> None:
    span = f"{asked['feature']}^..main"
    before = classify_changes(project.path, ranges=(span,), line="1.2.x").wanted
    project.cherry_pick(asked["feature"], onto="1.2.x")
    after = classify_changes(project.path, ranges=(span,), line="1.2.x").wanted
    assert after[asked["feature"]].probability == pytest.approx(before[asked["feature"]].probability)


def test_as_of_an_earlier_day_the_later_is_not_learned(project: RepoBuilder, asked: Mapping[str, CommitId]) -> None:
    day = str(START + 95 * DAY)
    span = f"{asked['feature']}^..main"
    before = classify_changes(project.path, ranges=(span,), line="1.2.x", as_of=day).wanted
    change = project.commit("Add more", {"src/more.py": "new\n"}, when=START + 99 * DAY)
    project.cherry_pick(change, onto="1.2.x")
    assert classify_changes(project.path, ranges=(span,), line="1.2.x", as_of=day).wanted == before


# --- what is known better ---------------------------------------------------------------------------------------------


def test_what_the_line_stands_on_has_no_answer(project: RepoBuilder, asked: Mapping[str, CommitId]) -> None:
    old = project.resolve("1.2.x")
    found = wanted(project.path, "1.2.x", old, asked["fix"])
    assert old not in found
    assert asked["fix"] in found


def test_a_person_outranks_what_was_learned(project: RepoBuilder, asked: Mapping[str, CommitId]) -> None:
    keeper = open_keeper(open_repository(project.path))
    keeper.keep({asked["fix"]: [WantedDecided(line="1.2.x", wanted=False)]})
    found = wanted(project.path, "1.2.x", asked["fix"])
    assert found[asked["fix"]].probability == 0
    assert found[asked["fix"]].evidence[0].signal == "decision"
    ignored = wanted(project.path, "1.2.x", asked["fix"], ignored=("notes",))
    assert ignored[asked["fix"]].probability > 0


# --- output -----------------------------------------------------------------------------------------------------------


def test_the_document_has_a_share_and_why(
    relkit: Command, project: RepoBuilder, asked: Mapping[str, CommitId], monkeypatch: pytest.MonkeyPatch
) -> None:
    stdin = f"{asked['fix']}\nnothing\n{project.resolve('1.2.x')}\n".encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin)))
    result = relkit(project.path, "classify", "--stdin", "--to", "1.2", "--format", "json")
    assert result.status == 0, result.err
    made = json.loads(result.out)
    assert made["line"] == "1.2.x"
    fix, unread, old = made["changes"]
    assert 0 < fix["wanted"] < 1
    assert all(set(one) == {"signal", "weight", "detail"} for one in fix["wanted_evidence"])
    assert (unread["wanted"], old["wanted"]) == (None, None)


def test_without_a_line_nothing_is_said(relkit: Command, project: RepoBuilder, asked: Mapping[str, CommitId]) -> None:
    made = json.loads(relkit(project.path, "classify", asked["fix"], "--format", "json").out)
    assert (made["line"], made["changes"][0]["wanted"], made["changes"][0]["wanted_evidence"]) == (None, None, [])


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_people_are_told(relkit: Command, project: RepoBuilder, asked: Mapping[str, CommitId], form: str) -> None:
    result = relkit(project.path, "classify", asked["fix"], "1.2.x", "--to", "1.2.x", "--format", form)
    assert result.status == 0
    assert "likely wanted on 1.2.x: " in result.out
    assert "whether it is wanted on 1.2.x is not known" in " ".join(result.out.split())


# --- hard input -------------------------------------------------------------------------------------------------------


def test_an_unknown_line_is_named_with_what_is_near(relkit: Command, project: RepoBuilder) -> None:
    result = relkit(project.path, "classify", "main", "--to", "1.2.z")
    fails(result, "there is no line called 1.2.z", "1.2.x")


def test_the_mainline_is_no_line_to_backport_to(project: RepoBuilder) -> None:
    with pytest.raises(UsageError, match="main is the mainline"):
        classify_changes(project.path, ranges=("main",), line="main")


def test_an_empty_range(project: RepoBuilder) -> None:
    told = classify_changes(project.path, ranges=("main..main",), line="1.2.x")
    assert (told.answers, told.wanted) == ((), {})


def test_nothing_that_can_be_read(project: RepoBuilder) -> None:
    assert wanted(project.path, "1.2.x", "nothing", "0" * 40) == {}


def test_changes_older_than_the_project_has_lines(project: RepoBuilder) -> None:
    first = project.repository.revparse_single("main~30")
    found = wanted(project.path, "1.0.x", str(first.id))
    assert len(found) == 1


def test_of_a_shallow_clone_what_is_not_there_is_not_known(
    project: RepoBuilder, asked: Mapping[str, CommitId], tmp_path: Path
) -> None:
    where = tmp_path / "shallow"
    url = f"file://{project.path}"
    subprocess.run(["git", "clone", "-q", "--depth", "2", "--no-single-branch", url, str(where)], check=True)
    told = classify_changes(where, names=[asked["fix"]], line="1.2.x")
    assert told.wanted == {}
    assert any("do not meet" in warning for warning in told.warnings)


def test_the_order_of_the_question_does_not_matter(project: RepoBuilder, asked: Mapping[str, CommitId]) -> None:
    names = list(asked.values())
    assert wanted(project.path, "1.2.x", *names) == wanted(project.path, "1.2.x", *reversed(names))


def test_a_cold_and_a_warm_run_agree(project: RepoBuilder, asked: Mapping[str, CommitId]) -> None:
    cold = wanted(project.path, "1.2.x", *asked.values())
    assert wanted(project.path, "1.2.x", *asked.values()) == cold


def test_paths_that_are_not_utf_8_can_be_learned_from(builder: RepoBuilder) -> None:
    builder.commit("Start", {"src/core.py": "one\n"})
    builder.branch("1.0.x")
    builder.tag("v1.0.0", "1.0.x")
    for number in range(12):
        path = f"src/caf\udce9/{'parser' if number % 2 else 'writer'}.py"
        change = builder.commit(f"Touch it {number}", {path: f"{number}\n"}, when=START + (number + 1) * DAY)
        if number % 2:
            builder.cherry_pick(change, onto="1.0.x", files={path: f"{number}\n"})
    builder.branch("1.1.x")
    builder.tag("v1.1.0", "1.1.x")
    later = START + 90 * DAY
    asked = [
        builder.commit("Touch it again", {f"src/caf\udce9/{name}.py": "last\n"}, when=later)
        for name in ("parser", "writer")
    ]
    for _ in range(2):  # what was learned is kept
        found = wanted(builder.path, "1.1.x", *asked)
        assert found[asked[0]].probability > found[asked[1]].probability


# --- what is kept -----------------------------------------------------------------------------------------------------


def kept(repo: RepoBuilder) -> set[str]:
    """Return the versions of what was learned of wishes and kept."""
    (file,) = (repo.git_dir / "relkit" / "cache").glob("*.sqlite")
    with closing(sqlite3.connect(file)) as cache:
        return {version for (version,) in cache.execute("SELECT version FROM facts WHERE producer = 'wanted'")}


def test_nothing_is_kept_that_was_learned_while_something_was_missing(
    project: RepoBuilder, asked: Mapping[str, CommitId]
) -> None:
    blob = str(project.repository.revparse_single("1.1.x:src/core.py").id)
    stored = project.git_dir / "objects" / blob[:2] / blob[2:]
    stored.rename(project.path / "away")
    wanted(project.path, "1.2.x", *asked.values())
    assert not kept(project)
    (project.path / "away").rename(stored)
    wanted(project.path, "1.2.x", *asked.values())
    assert kept(project)


def test_what_is_kept_names_all_that_it_rests_on(project: RepoBuilder, asked: Mapping[str, CommitId]) -> None:
    wanted(project.path, "1.2.x", *asked.values())
    (version,) = kept(project)
    assert version.split("-") == [WANTED_VERSION, PRODUCER_VERSION, LEDGER_VERSION, PATCHES_VERSION]
