"""A project's ways are learned from its own history, and from nothing that is asked about or hidden."""

from __future__ import annotations

import pytest

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
