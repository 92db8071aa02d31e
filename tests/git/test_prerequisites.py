"""What has to be picked first: found, proved, as few as will do; and nothing where nothing helps."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from relkit.cache import Cache, open_cache
from relkit.git.predict import Adviser, forecast, prerequisites
from relkit.git.predict.known import Known
from relkit.git.repository import open_repository
from relkit.model.forecast import Forecast, Outcome, PickRequest
from relkit.model.ids import CommitId
from relkit.model.progress import Silent
from tests.builders import RepoBuilder
from tests.git.test_blame import START, edited


def advise(builder: RepoBuilder, *picks: CommitId, cache: Cache | None = None) -> tuple[Forecast, ...]:
    repository = open_repository(builder.path)
    told = forecast(repository, [PickRequest(id=pick, onto=builder.tip("1.x")) for pick in picks])
    with Adviser(repository, cache or Cache(None)) as adviser:
        return adviser.advise(told, Silent())


def first(told: Forecast) -> list[CommitId]:
    return [one.id for one in told.prerequisites]


def git_picks(builder: RepoBuilder, folder: Path, *picks: CommitId) -> bool:
    """Tell whether git's own cherry-pick of commits, one after the other, is clean."""

    def git(*words: str) -> bool:
        identity = ("-c", "user.name=A", "-c", "user.email=a@example.org")
        return not subprocess.run(["git", "-C", folder, *identity, *words], check=False, capture_output=True).returncode

    subprocess.run(["git", "clone", "-q", "-s", "-n", builder.path, folder], check=True)
    git("checkout", "-q", "--detach", builder.tip("1.x"))
    return all(git("cherry-pick", pick) or git("cherry-pick", "-m", "1", pick) for pick in picks)


@pytest.fixture
def project(builder: RepoBuilder) -> RepoBuilder:
    builder.commit("Start", {"a.py": START, "b.py": START})
    builder.branch("1.x")
    return builder


def test_one_that_makes_it_clean(project: RepoBuilder, tmp_path: Path) -> None:
    needed = project.commit("Rework", {"a.py": edited({5: "five"})})
    project.commit("Elsewhere", {"b.py": edited({5: "five"})})
    pick = project.commit("Fix", {"a.py": edited({5: "5"})})
    (told,) = advise(project, pick)
    assert (told.outcome, first(told), told.tree) == (Outcome.NEEDS, [needed], None)
    (one,) = told.prerequisites
    assert (one.title, one.files, one.added, one.removed) == ("Rework", 1, 1, 1)
    assert (one.overlaps, one.beside, one.brings) == (("a.py",), (), ())
    assert git_picks(project, tmp_path / "clone", needed, pick)


def test_several_in_the_order_of_history(project: RepoBuilder, tmp_path: Path) -> None:
    one = project.commit("One", {"a.py": edited({5: "five"})})
    two = project.commit("Two", {"b.py": edited({9: "nine"})})
    pick = project.commit("Fix", {"a.py": edited({5: "5"}), "b.py": edited({9: "9"})})
    (told,) = advise(project, pick)
    assert first(told) == [one, two]
    assert git_picks(project, tmp_path / "clone", one, two, pick)


def test_those_that_a_prerequisite_needs_in_turn(project: RepoBuilder, tmp_path: Path) -> None:
    deep = project.commit("Deep", {"a.py": edited({5: "five"})})
    middle = project.commit("Middle", {"a.py": edited({5: "fünf", 6: "six"})})
    pick = project.commit("Fix", {"a.py": edited({5: "fünf", 6: "6"})})
    (told,) = advise(project, pick)
    assert first(told) == [deep, middle]
    assert git_picks(project, tmp_path / "clone", deep, middle, pick)


def test_those_that_are_not_needed_are_left_out(project: RepoBuilder) -> None:
    """Both changed the same lines, but the second took the first back."""
    project.commit("There", {"a.py": edited({5: "five", 6: "six"})})
    project.commit("And back", {"a.py": edited({6: None})})
    needed = project.commit("Rework", {"a.py": edited({5: "V", 6: None})})
    pick = project.commit("Fix", {"a.py": edited({5: "5", 6: None})})
    (told,) = advise(project, pick)
    assert told.outcome is Outcome.NEEDS
    assert needed in first(told)
    replayed = first(told)
    for one in replayed:
        rest = [other for other in replayed if other != one]
        assert not git_picks(project, project.path.parent / f"without-{one[:8]}", *rest, pick)


def test_only_neighbours_are_told_from_what_is_built_on(project: RepoBuilder) -> None:
    beside = project.commit("Beside", {"a.py": edited({6: "six"})})
    pick = project.commit("Fix", {"a.py": edited({6: "six", 7: "seven"})})
    (told,) = advise(project, pick)
    (one,) = told.prerequisites
    assert (one.id, one.overlaps, one.beside) == (beside, (), ("a.py",))


def test_names_that_it_brings(project: RepoBuilder) -> None:
    project.commit("Add a helper", {"a.py": edited({6: "def helper(): ..."})})
    pick = project.commit("Use it", {"a.py": edited({6: "def helper(): ...", 7: "helper()"})})
    (told,) = advise(project, pick)
    assert told.prerequisites[0].brings == ("helper",)


def test_what_only_the_line_changed_is_not_cured(project: RepoBuilder) -> None:
    project.commit("Only here", {"a.py": edited({5: "hier", 9: "neun"})}, branch="1.x")
    project.commit("Rework", {"a.py": edited({9: "nine"})})
    pick = project.commit("Fix", {"a.py": edited({5: "5", 9: "9"})})
    (told,) = advise(project, pick)
    assert (told.outcome, told.prerequisites) == (Outcome.CONFLICT, ())
    assert told.warnings == ("cannot be made clean by picking up to 5 earlier changes",)


def test_too_many_are_not_offered(project: RepoBuilder) -> None:
    edits: dict[int, str | None] = {}
    for number in range(prerequisites.MOST + 1):
        edits[5 + number] = "new"
        project.commit(f"Step {number}", {"a.py": edited(edits)})
    pick = project.commit("Fix", {"a.py": edited(dict.fromkeys(edits, "right"))})
    (told,) = advise(project, pick)
    assert told.outcome is Outcome.CONFLICT
    assert told.warnings == ("cannot be made clean by picking up to 5 earlier changes: 6 are in the way",)


def test_a_clean_pick_needs_nothing(project: RepoBuilder) -> None:
    project.commit("Rework", {"a.py": edited({5: "five"})})
    pick = project.commit("Fix", {"a.py": edited({5: "five", 20: "twenty"})})
    (told,) = advise(project, pick)
    assert (told.outcome, told.prerequisites, told.warnings) == (Outcome.CLEAN, (), ())


def test_whole_changes_where_that_is_asked(project: RepoBuilder, tmp_path: Path) -> None:
    start = project.tip()
    side = project.commit("On the side", {"a.py": edited({5: "five"})}, branch="side", parents=[start])
    merge = project.merge("side")
    pick = project.commit("Fix", {"a.py": edited({5: "5"})})
    repository = open_repository(project.path)
    told = forecast(repository, [PickRequest(id=pick, onto=project.tip("1.x"))])
    with Adviser(repository, Cache(None), lift=lambda one: merge if one == side else one) as adviser:
        (found,) = adviser.advise(told, Silent())
    assert first(found) == [merge]
    assert git_picks(project, tmp_path / "clone", merge, pick)


def test_commits_where_whole_changes_do_not_help(project: RepoBuilder) -> None:
    start = project.tip()
    side = project.commit("On the side", {"a.py": edited({5: "five"})}, branch="side", parents=[start])
    project.commit("More of it", {"b.py": edited({9: "nine"})}, branch="side")
    merge = project.merge("side")
    project.commit("Only here", {"b.py": edited({9: "neun"})}, branch="1.x")
    pick = project.commit("Fix", {"a.py": edited({5: "5"})})
    repository = open_repository(project.path)
    told = forecast(repository, [PickRequest(id=pick, onto=project.tip("1.x"))])
    with Adviser(repository, Cache(None), lift=lambda one: merge if one == side else one) as adviser:
        (found,) = adviser.advise(told, Silent())
    assert first(found) == [side]


def test_answers_are_kept_and_found_again(project: RepoBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    project.commit("Rework", {"a.py": edited({5: "five"})})
    pick = project.commit("Fix", {"a.py": edited({5: "5"})})
    cache = open_cache(open_repository(project.path).common_dir)
    before = advise(project, pick, cache=cache)
    monkeypatch.setattr(prerequisites.Prerequisites, "search", lambda *_: pytest.fail("searched twice"))
    assert advise(project, pick, cache=cache) == before
    cache.close()


def test_many_searches_at_once_give_what_each_alone_gives(project: RepoBuilder) -> None:
    picks = []
    for number in range(1, 12, 2):
        project.commit(f"Rework {number}", {f"f{number}.py": START})
    project.branch("1.x")
    for number in range(1, 12, 2):
        project.commit(f"Rework {number}", {f"f{number}.py": edited({number: "new"})})
        picks.append(project.commit(f"Fix {number}", {f"f{number}.py": edited({number: "right"})}))
    assert advise(project, *picks) == tuple(advise(project, pick)[0] for pick in picks)


def test_the_same_question_twice_has_the_same_answer(project: RepoBuilder) -> None:
    project.commit("Rework", {"a.py": edited({5: "five"})})
    pick = project.commit("Fix", {"a.py": edited({5: "5"})})
    once, again = advise(project, pick, pick)
    assert once.outcome is Outcome.NEEDS
    assert once == again


def test_names_that_are_not_utf_8_are_kept_too(builder: RepoBuilder) -> None:
    name = b"caf\xe9.txt".decode("utf-8", "surrogateescape")
    builder.commit("Start", {name: START})
    builder.branch("1.x")
    builder.commit("Rework", {name: edited({5: "five"})})
    pick = builder.commit("Fix", {name: edited({5: "5"})})
    cache = open_cache(open_repository(builder.path).common_dir)
    (told,) = advise(builder, pick, cache=cache)
    assert told.prerequisites[0].overlaps == (name,)
    assert advise(builder, pick, cache=cache) == (told,)
    cache.close()


def test_what_could_not_be_read_is_looked_at_again(project: RepoBuilder) -> None:
    project.commit("Rework", {"a.py": edited({3: "three", 5: "five"})})
    project.commit("More of it", {"a.py": edited({3: "three", 5: "V"})})
    pick = project.commit("Fix", {"a.py": edited({3: "three", 5: "5"})})
    blob = str(project.repository.revparse_single("main~2:a.py").id)
    file, aside = project.git_dir / "objects" / blob[:2] / blob[2:], project.path.parent / "aside"
    cache = open_cache(open_repository(project.path).common_dir)
    whole = advise(project, pick)
    file.rename(aside)
    partly = advise(project, pick, cache=cache)
    aside.rename(file)
    assert partly != whole
    assert advise(project, pick, cache=cache) == whole
    cache.close()


def test_searches_are_kept_by_what_the_line_has(project: RepoBuilder) -> None:
    """Who is in the way of a prerequisite is found out while searching, and no part of what is asked."""
    deep = project.commit("Deep", {"b.py": edited({5: "five"})})
    middle = project.commit("Middle", {"a.py": edited({6: "six"}), "b.py": edited({5: "fünf"})})
    pick = project.commit("Fix", {"a.py": edited({6: "6"})})
    repository = open_repository(project.path)
    cache = open_cache(repository.common_dir)
    told = forecast(repository, [PickRequest(id=pick, onto=project.tip("1.x"))])

    def found(there: frozenset[CommitId]) -> list[CommitId]:
        with Adviser(repository, cache, has=lambda _, of: of & there, mark=lambda _: str(sorted(there))) as adviser:
            return first(adviser.advise(told, Silent())[0])

    assert found(frozenset()) == [deep, middle]
    assert found(frozenset([deep])) == []
    cache.close()


def test_commits_of_one_second_come_in_the_order_of_history(builder: RepoBuilder) -> None:
    """As a rebase makes them; beside them stand others that are no ancestors of theirs."""
    start = builder.commit("Start", {"a.py": START})
    moment = builder.clock
    chain = [builder.commit(f"Step {number}", {"a.py": f"{number}\n"}, when=moment) for number in range(8)]
    sides = [
        builder.commit(f"Side {number}", {"b.py": f"{number}\n"}, branch=None, parents=[start], when=moment)
        for number in range(8)
    ]
    order = Known(open_repository(builder.path).git, Cache(None)).in_order([start, *sides, *chain])
    assert [one for one in order if one in chain] == chain
    assert order[0] == start
    assert sorted(order) == sorted([start, *sides, *chain])
