"""`relkit plan` on notes that are not as they should be: named, left alone, and the plan goes on."""

from __future__ import annotations

import json
import subprocess

import pytest

from relkit.git.notes import change_notes
from relkit.git.refs import OWN_NOTES
from relkit.git.repository import open_repository
from relkit.model.ids import CommitId
from tests.builders import RepoBuilder
from tests.commands import Command, populate

MOMENT = "2025-06-15T15:06:40.000000Z"


@pytest.fixture
def project(builder: RepoBuilder) -> RepoBuilder:
    populate(builder)
    return builder


def write(project: RepoBuilder, on: CommitId, text: bytes) -> None:
    change_notes(open_repository(project.path), OWN_NOTES, {on: lambda _: text}, "Write")


def decision(kind: str, by: str = "Ada <ada@example.org>", at: str = MOMENT) -> bytes:
    return json.dumps({"at": at, "by": by, "kind": kind, "v": 1}).encode() + b"\n"


def warned(relkit: Command, project: RepoBuilder, *words: str) -> None:
    """See that the plan says so, and that neither it nor the text hides what was said."""
    plan = relkit.plan(project.path).plan
    assert [text for text in plan["warnings"] if all(word in text for word in words)], plan["warnings"]
    shown = " ".join(relkit(project.path, "plan").out.split())
    assert all(word in shown for word in words)


def test_without_notes_nothing_is_said(relkit: Command, project: RepoBuilder) -> None:
    assert relkit.plan(project.path).plan["decisions"] == {"number": 0, "people": 0}
    assert "decision" not in relkit(project.path, "plan").out


def test_decisions_are_counted_and_named_as_evidence(relkit: Command, project: RepoBuilder) -> None:
    write(project, project.tip(), decision("feature"))
    plan = relkit.plan(project.path)
    assert plan.plan["decisions"] == {"number": 1, "people": 1}
    change = plan.line("main")["unreleased"][-1]
    assert (change["kind"], change["decided_by"], change["confidence"]) == ("feature", "human", 1.0)
    assert change["evidence"][0] == {"signal": "decision", "weight": 9.21, "detail": "Ada, 2025-06-15"}
    assert "1 decision of 1 person is taken into account" in relkit(project.path, "plan").out


def test_notes_of_a_newer_relkit_and_of_others(relkit: Command, project: RepoBuilder) -> None:
    write(project, project.tip(), b'{"v": 2, "why": "later"}\n')
    warned(relkit, project, "newer relkit", "left alone", project.tip()[:12])
    write(project, project.tip(), b"\xff\0 reviewed\n" + decision("docs"))
    warned(relkit, project, "no decision", "line 1", "left alone")
    assert relkit.plan(project.path).plan["decisions"]["number"] == 1


def test_a_notes_ref_that_is_no_tree_of_notes(relkit: Command, project: RepoBuilder) -> None:
    blob = subprocess.run(
        ["git", "hash-object", "-w", "--stdin"], cwd=project.path, input=b"x", capture_output=True, check=True
    ).stdout
    place = project.git_dir / OWN_NOTES
    place.parent.mkdir(parents=True)
    place.write_bytes(blob)
    warned(relkit, project, OWN_NOTES, "left alone")


def test_a_decision_on_a_commit_that_was_rewritten(relkit: Command, project: RepoBuilder) -> None:
    loose = project.commit("Rewritten since", branch=None, parents=[project.tip()])
    write(project, loose, decision("fix"))
    warned(relkit, project, loose[:10], "on no branch", "do not count")


def test_a_decision_on_a_commit_that_is_not_here(relkit: Command, project: RepoBuilder) -> None:
    write(project, CommitId("7" * 40), decision("fix"))
    warned(relkit, project, "7777777777", "not in this repository")


def test_decisions_that_contradict_each_other(relkit: Command, project: RepoBuilder) -> None:
    later = decision("feature", by="Ben <ben@example.org>", at="2025-06-16T00:00:00Z")
    write(project, project.tip(), decision("fix") + later)
    warned(relkit, project, project.tip()[:10], "“it is feature” (Ben, 2025-06-16)", "“it is fix” (Ada, 2025-06-15)")
    assert relkit.plan(project.path).line("main")["unreleased"][-1]["kind"] == "feature"
