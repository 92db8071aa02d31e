"""A project's ways are learned from its own history, and from nothing that is asked about or hidden."""

from __future__ import annotations

import shutil
from collections.abc import Sequence

import pytest

from relkit.classify.learn import Lesson, Ways, learn
from relkit.classify.model import Model
from relkit.model.evidence import Kind
from relkit.model.ids import CommitId
from relkit.model.plan import Judged
from relkit.workflows.classify import classify_changes
from tests.builders import RepoBuilder


@pytest.fixture
def project(builder: RepoBuilder) -> RepoBuilder:
    """A project that calls it "frob" when it adds something, and says so in change notes."""
    builder.commit("Start", {"core.py": "0\n"})
    for number in range(1, 121):
        verb, kind = (("Frob", "feature"), ("Fix", "bugfix"))[number % 2]
        files = {"core.py": f"{number}\n", f"changelog/{number}.{kind}.rst": "Note.\n"}
        builder.commit(f"{verb} gate {number}", files)
    return builder


def chance(repo: RepoBuilder, commit: CommitId, *ignored: str) -> float:
    (answer,) = classify_changes(repo.path, names=[commit], ignored=ignored).answers
    assert isinstance(answer, Judged)
    return answer.verdict.probabilities[Kind.FEATURE]


def test_what_the_project_declared_before_tells_of_what_declares_nothing(project: RepoBuilder) -> None:
    asked = project.commit("Frob the door", {"core.py": "door\n"})
    assert chance(project, asked) > chance(project, asked, "fragment", "prefix") + 0.05


def test_a_new_change_moves_no_others_kind(project: RepoBuilder) -> None:
    asked = project.commit("Frob the door", {"core.py": "door\n"})
    before = chance(project, asked)
    project.commit("Frob the wall", {"core.py": "wall\n", "changelog/200.bugfix.rst": "Note.\n"})
    assert chance(project, asked) == before


def test_nothing_is_learned_from_a_short_history(builder: RepoBuilder) -> None:
    builder.commit("Start", {"core.py": "0\n"})
    asked = builder.commit("Frob the door", {"core.py": "door\n"})
    assert chance(builder, asked) == chance(builder, asked, "fragment", "prefix")


def test_paths_that_are_not_utf_8_can_be_learned_from(builder: RepoBuilder) -> None:
    builder.commit("Start", {"core.py": "0\n"})
    for number in range(1, 121):
        verb, kind = (("frob", "feat"), ("mend", "fix"))[number % 2]
        builder.commit(f"{kind}: {verb} gate {number}", {f"src/{verb}.\udce9": f"{number}\n"})
    asked = builder.commit("Frob the door", {"src/frob.\udce9": "door\n"})
    assert chance(builder, asked) > chance(builder, asked, "fragment", "prefix")


# --- nothing that is asked about is learned from, where something is ignored -----------------------------------------


def test_what_is_said_of_a_change_does_not_depend_on_what_else_is_asked(project: RepoBuilder) -> None:
    asked = [project.tip(), *(project.resolve(f"main~{number}") for number in range(1, 40, 3))]
    together = classify_changes(project.path, names=asked, ignored=["fragment"]).answers
    for one in together[:5]:
        assert isinstance(one, Judged)
        assert chance(project, one.change.id, "fragment") == one.verdict.probabilities[Kind.FEATURE]


def learned_from(monkeypatch: pytest.MonkeyPatch, repo: RepoBuilder, *asked: CommitId) -> list[set[str]]:
    """Return the words of the lessons that were learned from, of each time that something was learned."""
    seen: list[set[str]] = []

    def spy(lessons: Sequence[Lesson], model: Model) -> Ways:
        seen.append({feature for lesson in lessons for sign in lesson.signs for feature in sign.features})
        return learn(lessons, model)

    monkeypatch.setattr("relkit.classify.learn.learn", spy)
    classify_changes(repo.path, names=asked, ignored=["prefix"])
    return seen


def test_a_commit_that_a_merge_brought_is_not_learned_from(
    project: RepoBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought = []
    for number, word in enumerate(("apple", "pear", "plum", "quince", "cherry", "olive")):
        side = project.commit(f"Frob the {word}", {f"{word}.py": "1\n"}, branch=f"s{number}", parents=[project.tip()])
        note = project.commit("Note", {f"changelog/3{number}.feature.rst": "Note.\n"}, branch=f"s{number}")
        project.merge(f"s{number}", message=f"Merge the {word}")
        brought.append((word, side, note))
    for number in range(100):
        project.commit(f"Fix gate {number}", {"core.py": f"x{number}\n", f"changelog/9{number}.bugfix.rst": "Note.\n"})
    for word, side, note in brought:
        shutil.rmtree(project.git_dir / "relkit", ignore_errors=True)
        (seen,) = learned_from(monkeypatch, project, side)
        assert f'merged "{word}"' not in seen
        assert len([other for other, *_ in brought if f'merged "{other}"' in seen]) > 0
        assert learned_from(monkeypatch, project, note) == []  # of the same fold, and kept


def test_few_ways_are_learned_whatever_is_asked(project: RepoBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    everything = [project.resolve(f"main~{number}") for number in range(100)]
    assert len(learned_from(monkeypatch, project, *everything)) == 4
    assert learned_from(monkeypatch, project, *everything[:50]) == []


# --- what is missing now may be there next time ----------------------------------------------------------------------


def test_nothing_is_kept_that_was_learned_while_objects_were_missing(builder: RepoBuilder) -> None:
    builder.commit("Start", {"core.py": "0\n"})
    for number in range(1, 121):
        section, verb = (("minor_changes", "Frob"), ("bugfixes", "Mend"))[number % 2]
        note = f"{section}:\n  - Gate {number}.\n"
        builder.commit(f"{verb} gate", {"core.py": f"{number}\n", f"changelogs/fragments/{number}.yml": note})
    asked = builder.commit("Frob the door", {"core.py": "door\n"})
    whole = builder.path / ".git" / "objects"
    away = builder.path / "away"
    kept = {str(builder.repository.revparse_single(f"{asked}:changelogs/fragments/{n}.yml").id) for n in range(1, 121)}
    for blob in kept:
        (away / blob[:2]).mkdir(parents=True, exist_ok=True)
        (whole / blob[:2] / blob[2:]).rename(away / blob[:2] / blob[2:])
    poor = chance(builder, asked)
    for blob in kept:
        (away / blob[:2] / blob[2:]).rename(whole / blob[:2] / blob[2:])
    assert chance(builder, asked) > poor + 0.05
