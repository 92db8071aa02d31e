"""`relkit forecast`: how changes are named, what it answers, on real repositories."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from relkit.report.forecast.document import ForecastDocument
from tests.builders import RepoBuilder
from tests.commands import Command, fails

TEXT = "".join(f"line {number}\n" for number in range(1, 31))


@pytest.fixture
def relkit(capfd: pytest.CaptureFixture[str]) -> Command:
    return Command(capfd)


@pytest.fixture
def project(builder: RepoBuilder) -> RepoBuilder:
    """A line, and on the mainline since: a change of its file, a fix next to that, a fix elsewhere."""
    builder.commit("Start", {"a.py": TEXT, "b.py": TEXT})
    builder.tag("v1.0.0")
    builder.branch("1.0.x")
    builder.commit("Rework line 5", {"a.py": TEXT.replace("line 5\n", "five\n")})
    builder.tag("reworked", annotated=False)
    builder.commit("Fix line 5", {"a.py": TEXT.replace("line 5\n", "five, and right\n")})
    builder.tag("near", annotated=False)
    builder.commit("Fix b", {"b.py": TEXT.replace("line 5\n", "right\n")})
    builder.tag("far", annotated=False)
    return builder


def document(relkit: Command, where: Path, *arguments: str) -> Any:
    result = relkit(where, "forecast", "--format", "json", *arguments)
    assert result.status == 0, result.err
    made = json.loads(result.out)
    assert made["schema"] == "relkit/forecast/1"
    assert json.loads(msgspec.json.encode(msgspec.json.decode(result.out, type=ForecastDocument))) == made
    return made


def test_picks_to_a_line(project: RepoBuilder, relkit: Command) -> None:
    made = document(relkit, project.path, "far", "near", "--to", "1.0.x", "--independent")
    assert made["line"] == "1.0.x"
    assert made["picks"][0]["outcome"] == "clean"
    assert [pick["onto"] for pick in made["picks"]] == [project.tip("1.0.x")] * 2
    assert [conflict["path"] for conflict in made["picks"][1]["conflicts"]] == ["a.py"]


def test_a_sequence_and_what_is_needed_first(project: RepoBuilder, relkit: Command) -> None:
    made = document(relkit, project.path, "reworked..near", "far", "--to", "1.0.x")
    near, far = made["picks"]
    assert made["in_sequence"]
    assert (near["outcome"], far["outcome"]) == ("needs", "clean")
    assert near["prerequisites"] == [project.tip("refs/tags/reworked")]
    assert near["prerequisite_details"][0]["title"] == "Rework line 5"
    assert near["prerequisite_details"][0]["kind"] is not None
    assert [conflict["area"] for conflict in near["conflicts"]] == ["code"]
    assert far["after"] == [project.tip("refs/tags/reworked"), project.tip("refs/tags/near")]
    said = relkit(project.path, "forecast", "near", "--to", "1.0.x").out
    assert "needs 1 earlier change first" in said
    assert "Rework line 5" in relkit(project.path, "forecast", "near", "--to", "1.0.x", "--format", "markdown").out


def test_the_line_as_it_was(project: RepoBuilder, relkit: Command) -> None:
    before = project.clock - 1
    project.cherry_pick(project.tip("refs/tags/reworked"), onto="1.0.x")
    now, then = (
        document(relkit, project.path, "near", "--to", "1.0.x", *as_of)["picks"][0]["outcome"]
        for as_of in ((), ("--as-of", str(before)))
    )
    assert (now, then) == ("clean", "needs")


def test_what_the_line_has_already(project: RepoBuilder, relkit: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    (pick,) = document(relkit, project.path, "v1.0.0", "--to", "1.0.x")["picks"]
    assert (pick["outcome"], pick["warnings"]) == (
        "empty",
        ["it is already part of the history that it would be picked onto"],
    )
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"reworked main\n")))
    (pick,) = document(relkit, project.path, "--stdin")["picks"]
    assert (pick["outcome"], pick["conflicts"]) == ("empty", [])
    undone = project.revert(project.tip(), on="main")
    (pick,) = document(relkit, project.path, "far", "--onto", undone)["picks"]
    assert pick["outcome"] == "clean"
    assert "not of its files any more" in pick["warnings"][0]


def test_an_empty_pick(project: RepoBuilder, relkit: Command) -> None:
    empty = project.commit("Nothing")
    assert document(relkit, project.path, empty, "--to", "1.0.x")["picks"][0]["outcome"] == "empty"


def test_merges_and_an_octopus_are_picked_from_their_first_parent(project: RepoBuilder, relkit: Command) -> None:
    start = project.tip()
    sides = [project.commit(f"Side {name}", {f"{name}.py": "1\n"}, branch=name, parents=[start]) for name in ("x", "y")]
    octopus = project.commit("Both", {"x.py": "1\n", "y.py": "1\n"}, parents=[start, *sides])
    (pick,) = document(relkit, project.path, octopus, "--to", "1.0.x")["picks"]
    assert pick["outcome"] == "clean"


def test_a_root_and_a_history_of_its_own(project: RepoBuilder, relkit: Command) -> None:
    root = project.commit("Another start", {"a.py": "other\n"}, branch="else", parents=[])
    later = project.commit("Another step", {"a.py": "others\n"}, branch="else")
    made = document(relkit, project.path, root, later, "--to", "1.0.x", "--independent")
    assert [pick["outcome"] for pick in made["picks"]] == ["conflict", "conflict"]
    made = document(relkit, project.path, "far", "--onto", later)
    assert made["picks"][0]["outcome"] == "conflict"


def test_missing_files_are_said(project: RepoBuilder, relkit: Command) -> None:
    blob = project.repository.revparse_single("reworked:a.py").id
    (project.git_dir / "objects" / str(blob)[:2] / str(blob)[2:]).unlink()
    (pick,) = document(relkit, project.path, "near", "--to", "1.0.x")["picks"]
    assert pick["outcome"] == "unknown"
    assert str(blob) in pick["warnings"][0]


def test_picks_are_read_from_standard_input(
    project: RepoBuilder, relkit: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = b"far 1.0.x\nnowhere 1.0.x\n\nnear v1.0.0\n"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(asked)))
    made = document(relkit, project.path, "--stdin")
    assert made["line"] is None
    far, nowhere, near = made["picks"]
    assert (far["outcome"], far["id"], far["title"]) == ("clean", project.tip("refs/tags/far"), "Fix b")
    assert (nowhere["outcome"], nowhere["id"], nowhere["onto"]) == ("unknown", "nowhere", project.tip("1.0.x"))
    assert "nowhere: no commit of this repository" in nowhere["warnings"][0]
    assert near["id"] == project.tip("refs/tags/near")


def test_what_was_undone_and_changed_further_conflicts(
    project: RepoBuilder, relkit: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    near = project.tip("refs/tags/near")
    further = project.commit("Change it further", {"a.py": TEXT.replace("line 5\n", "six\n")})
    tree = str(project.repository.revparse_single(f"{further}^{{tree}}").id)
    undone = project.commit(f"Back\n\nThis reverts commit {near}.", {"a.py": TEXT.replace("line 5\n", "seven\n")})
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(f"near {further}\nnear {undone}\n".encode())))
    in_pairs = document(relkit, project.path, "--stdin")["picks"]
    in_order = [document(relkit, project.path, "near", "far", "--onto", tip)["picks"][0] for tip in (further, undone)]
    alone = [document(relkit, project.path, "near", "--onto", tip)["picks"][0] for tip in (further, undone)]
    for there, back in (in_pairs, in_order, alone):
        assert (there["outcome"], there["tree"], there["conflicts"]) == ("empty", tree, [])
        assert "already part of the history" in there["warnings"][0]
        assert (back["outcome"], [one["path"] for one in back["conflicts"]]) == ("conflict", ["a.py"])
        assert "but was taken back there" in back["warnings"][0]
        assert back["conflicts"][0]["places"]


def test_what_is_part_of_the_history_moves_nothing_in_a_sequence(project: RepoBuilder, relkit: Command) -> None:
    tip = project.commit("Change it further", {"a.py": TEXT.replace("line 5\n", "six\n")})
    later = project.commit("And further", {"a.py": TEXT.replace("line 5\n", "seven\n")})
    near, new = document(relkit, project.path, "near", later, "--onto", tip)["picks"]
    assert (near["outcome"], near["prerequisites"]) == ("empty", [])
    assert (new["outcome"], new["after"]) == ("clean", [])


def test_what_the_line_has_in_another_form_is_said(project: RepoBuilder, relkit: Command) -> None:
    near = project.tip("refs/tags/near")
    project.commit("Rework otherwise", {"a.py": TEXT.replace("line 5\n", "fuenf\n")}, branch="1.0.x")
    right = {"a.py": TEXT.replace("line 5\n", "fuenf, and right\n")}
    by = project.commit(f"Fix line 5\n\n(cherry picked from commit {near})", right, branch="1.0.x")
    for more in ((), ("far",)):
        pick, *others = document(relkit, project.path, "near", *more, "--to", "1.0.x")["picks"]
        assert (pick["outcome"], pick["prerequisites"]) == ("conflict", [])
        assert pick["conflicts"][0]["places"]
        assert pick["warnings"] == [f"already there as {by[:10]} (reference)"]
        assert all((one["outcome"], one["warnings"]) == ("clean", []) for one in others)
    project.revert(by, on="1.0.x")
    (pick,) = document(relkit, project.path, "near", "--to", "1.0.x")["picks"]
    assert not any("already there" in warning for warning in pick["warnings"])


def test_what_the_line_itself_changed_is_said(project: RepoBuilder, relkit: Command) -> None:
    project.commit("Elsewhere", {"a.py": TEXT.replace("line 20\n", "zwanzig\n")}, branch="1.0.x")
    by = project.commit("Only here", {"b.py": TEXT.replace("line 5\n", "fuenf\n")}, branch="1.0.x")
    for _ in range(2):
        (pick,) = document(relkit, project.path, "far", "--to", "1.0.x")["picks"]
        assert (pick["outcome"], pick["warnings"]) == ("conflict", [f"changed on the line itself by {by[:10]}"])
    (pick,) = document(relkit, project.path, "near", "--to", "1.0.x")["picks"]
    assert (pick["outcome"], pick["warnings"]) == ("needs", [])


def test_only_a_change_note_would_be_left(project: RepoBuilder, relkit: Command) -> None:
    edits = {"b.py": TEXT.replace("line 20\n", "right\n"), "changes/12.bugfix.md": "It is right.\n"}
    pick = project.commit("Fix line 20", edits)
    project.commit("Mend it by hand", {"b.py": TEXT.replace("line 20\n", "right\n")}, branch="1.0.x")
    for more in ((), ("far",)):
        told = document(relkit, project.path, pick, *more, "--to", "1.0.x")["picks"][0]
        assert told["outcome"] == "clean"
        assert "only changes/12.bugfix.md would be left" in told["warnings"]


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        ((), "no CHANGE is named", "relkit forecast CHANGE --to LINE"),
        (("far",), "not said what is picked to", "--onto COMMIT"),
        (("nowhere", "--to", "1.0.x"), "nowhere: no commit", "git rev-parse NAME"),
        (("--to", "1.0.x", "--", "--all"), "--all: no commit", "git rev-parse NAME"),
        (("far", "--onto", "nowhere"), "nowhere: no commit", "git rev-parse NAME"),
        (("far", "--to", "main"), "main is the mainline", "name a maintenance line"),
        (("far", "--onto", "1.0.x", "--as-of", "2024-01-01"), "no line is named", "--as-of MOMENT"),
        (("far", "--onto", "main", "--to", "1.0.x"), "--to and --onto both say", "leave one of them out"),
        (("far", "--to", "1.0.x", "--to", "1.0.x"), "--to is given 2 times", "ask for each by itself"),
        (("far", "--stdin"), "--stdin reads", "leave one of them out"),
    ],
)
def test_what_cannot_be_asked(
    project: RepoBuilder, relkit: Command, arguments: tuple[str, ...], message: str, hint: str
) -> None:
    fails(relkit(project.path, "forecast", *arguments), message, hint)


def test_a_line_of_standard_input_that_names_no_pick(
    project: RepoBuilder, relkit: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"far 1.0.x\nfar\n")))
    fails(relkit(project.path, "forecast", "--stdin"), "line 2 of standard input", "two commits a line")
