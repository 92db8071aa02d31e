"""Who is to blame for a conflict: the commits that the line lacks and that changed the lines in question."""

from __future__ import annotations

import pytest

from relkit.cache import Cache, open_cache
from relkit.git.objects import Objects
from relkit.git.predict import forecast
from relkit.git.predict.culprits import Accuser
from relkit.git.predict.known import Known
from relkit.git.predict.trace import Tracer
from relkit.git.repository import open_repository
from relkit.model.forecast import Conflict, ConflictKind, Forecast, Lines, Outcome, PickRequest
from relkit.model.ids import CommitId
from relkit.model.progress import Silent
from tests.builders import Files, RepoBuilder

TEXT = [f"line {number}" for number in range(1, 31)]


def edited(edits: dict[int, str | None], base: list[str] = TEXT) -> str:
    """Return the text with lines (counted from 1) replaced, or taken away."""
    lines = [edits.get(number, line) for number, line in enumerate(base, 1)]
    return "".join(f"{line}\n" for line in lines if line is not None)


START = edited({})


def accuse(builder: RepoBuilder, pick: CommitId, onto: str = "1.x", cache: Cache | None = None) -> Forecast:
    repository = open_repository(builder.path)
    told = forecast(repository, [PickRequest(id=pick, onto=builder.tip(onto))])
    cache = cache or Cache(None)
    accuser = Accuser(repository, Objects(repository), cache, Known(repository.git, cache))
    (found,) = accuser.accuse(told, Silent())
    return found


def only(told: Forecast) -> Conflict:
    assert told.outcome is Outcome.CONFLICT
    (conflict,) = told.conflicts
    return conflict


@pytest.fixture
def project(builder: RepoBuilder) -> RepoBuilder:
    builder.commit("Start", {"a.py": START})
    builder.branch("1.x")
    builder.commit("Elsewhere", {"b.py": "b\n"})
    return builder


def test_who_last_changed_the_lines_that_the_pick_changes(project: RepoBuilder) -> None:
    project.commit("Far away", {"a.py": edited({25: "far"})})
    culprit = project.commit("Rework", {"a.py": edited({25: "far", 5: "five", 6: "six"})})
    pick = project.commit("Fix", {"a.py": edited({25: "far", 5: "five", 6: "six!"})})
    conflict = only(accuse(project, pick))
    assert conflict.culprits == (culprit,)
    (place,) = conflict.places
    assert (place.mainline, place.line) == (Lines(first=5, count=2), Lines(first=5, count=2))


def test_whoever_changed_more_is_named_first(project: RepoBuilder) -> None:
    one = project.commit("One", {"a.py": edited({5: "five"})})
    more = project.commit("More", {"a.py": edited({5: "five", 6: "six", 7: "seven"})})
    pick = project.commit("Fix", {"a.py": edited({5: "5", 6: "6", 7: "7"})})
    assert only(accuse(project, pick)).culprits == (more, one)


def test_lines_next_to_those_that_the_pick_changes(project: RepoBuilder) -> None:
    culprit = project.commit("Next to it", {"a.py": edited({6: "six"})})
    pick = project.commit("Fix", {"a.py": edited({6: "six", 7: "seven"})})
    assert only(accuse(project, pick)).culprits == (culprit,)


def test_who_took_lines_away(project: RepoBuilder) -> None:
    culprit = project.commit("Drop", {"a.py": edited({5: None, 6: None})})
    project.commit("Elsewhere", {"a.py": edited({5: None, 6: None, 20: "twenty"})})
    pick = project.commit("Fix", {"a.py": edited({4: "four", 5: None, 6: None, 20: "twenty"})})
    conflict = only(accuse(project, pick))
    assert conflict.culprits == (culprit,)
    assert conflict.places[0].mainline.count == 0


def test_a_file_is_followed_under_its_earlier_name(project: RepoBuilder) -> None:
    culprit = project.commit("Rework", {"a.py": edited({5: "five"})})
    project.commit("Move", {"a.py": None, "moved.py": edited({5: "five"})})
    pick = project.commit("Fix", {"moved.py": edited({5: "5"})})
    conflict = only(accuse(project, pick))
    assert (conflict.path, conflict.culprits) == ("a.py", (culprit,))


def test_a_file_that_the_line_lacks(project: RepoBuilder) -> None:
    birth = project.commit("Add c", {"c.py": START})
    project.commit("Elsewhere in it", {"c.py": edited({20: "twenty"})})
    pick = project.commit("Fix c", {"c.py": edited({20: "twenty", 5: "five"})})
    conflict = only(accuse(project, pick))
    assert conflict.kind is ConflictKind.MODIFY_DELETE
    assert conflict.culprits == (birth,)


def test_a_file_that_the_pick_takes_away(project: RepoBuilder) -> None:
    culprit = project.commit("Rework", {"a.py": edited({5: "five"})})
    pick = project.commit("Take a away", {"a.py": None})
    assert only(accuse(project, pick)).culprits == (culprit,)


def test_a_file_that_is_no_text(project: RepoBuilder) -> None:
    project.commit("Data", {"data": b"\0one"})
    project.branch("1.x")
    culprit = project.commit("Newer data", {"data": b"\0two"})
    pick = project.commit("Right data", {"data": b"\0three"})
    conflict = only(accuse(project, pick))
    assert (conflict.kind, conflict.culprits, conflict.places) == (ConflictKind.BINARY, (culprit,), ())


def test_changes_that_a_merge_brought_are_told_by_commit(project: RepoBuilder) -> None:
    start = project.tip()
    culprit = project.commit("On the side", {"a.py": edited({5: "five"})}, branch="side", parents=[start])
    project.commit("On main", {"a.py": edited({20: "twenty"})})
    project.merge("side")
    pick = project.commit("Fix", {"a.py": edited({5: "5", 20: "twenty"})})
    assert only(accuse(project, pick)).culprits == (culprit,)


def test_what_the_line_has_in_another_form_is_left_out(project: RepoBuilder) -> None:
    taken = project.commit("Taken over", {"a.py": edited({5: "five"})})
    culprit = project.commit("Rework", {"a.py": edited({5: "five", 6: "six"})})
    project.cherry_pick(taken, "1.x", x=False, files={"a.py": edited({5: "five, adapted"})})
    pick = project.commit("Fix", {"a.py": edited({5: "5", 6: "6"})})
    assert only(accuse(project, pick)).culprits == (culprit,)


def test_lines_that_only_the_line_changed_are_nobodys_fault(project: RepoBuilder) -> None:
    project.commit("Only here", {"a.py": edited({5: "five"})}, branch="1.x")
    pick = project.commit("Fix", {"a.py": edited({5: "5"})})
    conflict = only(accuse(project, pick))
    assert conflict.culprits == ()
    assert len(conflict.places) == 1


@pytest.mark.parametrize(
    "files",
    [{":(glob)*.py": START}, {"new\nline.py": START}, {"--all": START}, dict.fromkeys(("�.py",), START)],
)
def test_strange_names(builder: RepoBuilder, files: Files) -> None:
    builder.commit("Start", files)
    builder.branch("1.x")
    (name,) = files
    culprit = builder.commit("Rework", {name: edited({5: "five"})})
    pick = builder.commit("Fix", {name: edited({5: "5"})})
    conflict = only(accuse(builder, pick))
    assert (conflict.path, conflict.culprits) == (name, (culprit,))


def test_a_history_that_cannot_be_read_is_said(project: RepoBuilder) -> None:
    middle = project.commit("Rework", {"a.py": edited({5: "five"})})
    project.commit("Rework again", {"a.py": edited({5: "fünf"})})
    pick = project.commit("Fix", {"a.py": edited({5: "5"})})
    (project.git_dir / "objects" / middle[:2] / middle[2:]).unlink()
    told = accuse(project, pick)
    assert only(told).culprits == ()
    assert "who brought the conflicts about is not known" in told.warnings[0]


def test_answers_are_kept_and_found_again(project: RepoBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    culprit = project.commit("Rework", {"a.py": edited({5: "five"})})
    pick = project.commit("Fix", {"a.py": edited({5: "5"})})
    cache = open_cache(open_repository(project.path).common_dir)
    first = accuse(project, pick, cache=cache)
    monkeypatch.setattr(Tracer, "trace", lambda *_: pytest.fail("asked twice"))
    assert accuse(project, pick, cache=cache) == first
    assert only(first).culprits == (culprit,)
    cache.close()


def test_of_very_many_files_only_some_are_looked_into(builder: RepoBuilder) -> None:
    paths = [f"{number:03}.py" for number in range(60)]
    builder.commit("Start", dict.fromkeys(paths, START))
    builder.branch("1.x")
    culprit = builder.commit("Rework", dict.fromkeys(paths, edited({5: "five"})))
    pick = builder.commit("Fix", dict.fromkeys(paths, edited({5: "5"})))
    told = accuse(builder, pick)
    assert len(told.conflicts) == len(paths)
    assert {conflict.culprits for conflict in told.conflicts} == {(culprit,), ()}
