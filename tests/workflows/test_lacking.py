"""Picks that apply and would not work, on real repositories: what is lacking, and who brought it."""

from __future__ import annotations

import json

import pytest

from relkit.cache import Cache
from relkit.git.objects import EMPTY_TREE, Objects
from relkit.git.predict import Adviser, Sandbox, TreeMerge
from relkit.git.repository import open_repository
from relkit.git.trees import TreeFiles, changed_paths
from relkit.model.ids import CommitId, TreeId
from relkit.model.progress import Silent
from relkit.pyapi import index
from relkit.workflows.forecast import forecast_changes, forecast_pairs
from relkit.workflows.lacking import find_lacking
from relkit.workflows.plan import make_plan
from tests.builders import RepoBuilder
from tests.commands import Command

TEXT = "def fold(s):\n    return s\n"
READER = "from pkg.text import fold\n\n\ndef read(lines):\n    return [line for line in lines]\n"
FIXED = "from pkg.text import fold, trim\n\n\ndef read(lines):\n    return [trim(line) for line in lines]\n"


@pytest.fixture
def project(builder: RepoBuilder) -> RepoBuilder:
    """A helper that came to the mainline only, and a fix elsewhere that uses it."""
    builder.commit("Start", {"pkg/__init__.py": "", "pkg/text.py": TEXT, "pkg/read.py": READER})
    builder.tag("v1.0.0")
    builder.branch("1.0.x")
    helper = {"pkg/text.py": f"{TEXT}\n\ndef trim(s):\n    return s.strip()\n"}
    builder.tag("helper", at=builder.commit("Add a helper", helper), annotated=False)
    builder.tag("fix", at=builder.commit("Fix reading of blanks", {"pkg/read.py": FIXED}), annotated=False)
    return builder


def helper(project: RepoBuilder) -> CommitId:
    return CommitId(open_repository(project.path).git.text("rev-parse", "main~1"))


def test_a_clean_pick_says_what_it_lacks_and_who_brought_it(project: RepoBuilder) -> None:
    made = forecast_changes(project.path, ["fix"], line="1.0.x")
    (pick,) = made.picks
    assert pick.outcome == "clean"
    (lacking,) = pick.lacks
    assert (lacking.path, lacking.name, lacking.kind) == ("pkg/read.py", "trim", "import")
    assert lacking.commit == helper(project)
    assert made.titles[helper(project)] == "Add a helper"


def test_in_sequence_it_lacks_nothing_once_the_helper_came_before(project: RepoBuilder) -> None:
    made = forecast_changes(project.path, ["helper", "fix"], line="1.0.x")
    assert [(pick.outcome.value, pick.lacks) for pick in made.picks] == [("clean", ()), ("clean", ())]
    apart = forecast_changes(project.path, ["helper", "fix"], line="1.0.x", independent=True)
    assert [len(pick.lacks) for pick in apart.picks] == [0, 1]


def test_pairs_and_plans_tell_it_too_also_from_the_cache(project: RepoBuilder) -> None:
    for _ in range(2):
        (pick,) = forecast_pairs(project.path, [("fix", "1.0.x")]).picks
        assert [lacking.name for lacking in pick.lacks] == ["trim"]
    planned = next(line for line in make_plan(project.path).lines if line.state.line.name == "1.0.x")
    (missing,) = planned.state.missing
    assert missing.forecast is not None
    assert [lacking.name for lacking in missing.forecast.lacks] == ["trim"]


def test_people_and_programs_are_told(project: RepoBuilder, capfd: pytest.CaptureFixture[str]) -> None:
    relkit = Command(capfd)
    shown = relkit(project.path, "forecast", "fix", "--to", "1.0.x")
    assert "would not work: pkg/read.py:1 imports trim from pkg.text" in " ".join(shown.out.split())
    document = json.loads(relkit(project.path, "forecast", "fix", "--to", "1.0.x", "--format", "json").out)
    (pick,) = document["picks"]
    assert pick["lacks"][0]["commit"] == helper(project)
    said = f"would not work: pkg/read.py:1 {pick['lacks'][0]['text']}; {helper(project)[:10]} brought it"
    assert pick["warnings"] == [said]
    assert "would not work" in relkit(project.path, "plan", "1.0.x").out


def test_nothing_is_written_to_the_object_store(project: RepoBuilder) -> None:
    objects = project.path / ".git" / "objects"
    before = sorted(objects.rglob("*"))
    forecast_changes(project.path, ["fix"], line="1.0.x")
    assert sorted(objects.rglob("*")) == before


def test_what_conflicts_is_not_looked_into(project: RepoBuilder) -> None:
    project.commit("Otherwise", {"pkg/read.py": "def read(lines):\n    return sorted(lines)\n"}, branch="1.0.x")
    (pick,) = forecast_changes(project.path, ["fix"], line="1.0.x").picks
    assert pick.outcome == "conflict"
    repository = open_repository(project.path)
    with Sandbox(repository) as sandbox:
        assert find_lacking(repository, Cache(None), [pick], sandbox, Silent()) == (pick,)


def test_the_files_of_a_tree(builder: RepoBuilder) -> None:
    first = builder.commit("Start", {"a/b.py": "1", "c": "2", "a/d/e.py": "3"})
    second = builder.commit("Go on", {"a/b.py": "9", "c": None, "a/f/g": "4"})
    objects = Objects(open_repository(builder.path))

    def tree(commit: CommitId) -> TreeId:
        header = objects.commit(commit)
        assert header is not None
        return header.tree

    files = TreeFiles(objects, tree(second))
    assert files.read("a/b.py") == b"9"
    assert files.read("a/d/e.py") == b"3"
    assert (files.read("c"), files.read("a"), files.read("nowhere/x"), files.key("a/d")) == (None, None, None, None)
    assert files.key("a/d/e.py") == TreeFiles(objects, tree(first)).key("a/d/e.py")
    assert files.entries("") == {"a/"}
    assert files.entries("a") == {"b.py", "d/", "f/"}
    assert files.entries("nowhere") == frozenset()
    assert list(changed_paths(objects, tree(first), tree(second))) == ["a/b.py", "a/f/g", "c"]
    assert list(changed_paths(objects, TreeId(EMPTY_TREE), tree(first))) == ["a/b.py", "a/d/e.py", "c"]
    assert list(changed_paths(objects, tree(first), tree(first))) == []


def test_what_could_not_be_read_is_looked_at_again(project: RepoBuilder) -> None:
    project.commit("Only here", {"pkg/other.py": "1\n"}, branch="1.0.x")
    blob = str(project.repository.revparse_single("1.0.x:pkg/text.py").id)
    file, aside = project.git_dir / "objects" / blob[:2] / blob[2:], project.path.parent / "aside"
    file.rename(aside)
    index._outlines.clear()  # of other tests
    (pick,) = forecast_pairs(project.path, [("fix", "1.0.x")]).picks
    assert (pick.outcome, pick.lacks) == ("clean", ())
    aside.rename(file)
    (pick,) = forecast_pairs(project.path, [("fix", "1.0.x")]).picks
    assert [lacking.commit for lacking in pick.lacks] == [helper(project)]


def test_names_that_are_not_utf_8_are_kept_too(builder: RepoBuilder) -> None:
    name = b"pkg/caf\xe9.py".decode("utf-8", "surrogateescape")
    builder.commit("Start", {"pkg/__init__.py": "", "pkg/text.py": TEXT, name: READER})
    builder.branch("1.0.x")
    builder.commit("Add a helper", {"pkg/text.py": f"{TEXT}\n\ndef trim(s):\n    return s.strip()\n"})
    fix = builder.commit("Fix reading of blanks", {name: FIXED})
    told = [forecast_pairs(builder.path, [(fix, "1.0.x")]).picks for _ in range(2)]
    assert [lacking.path for lacking in told[0][0].lacks] == [name]
    assert told[0] == told[1]


def test_a_long_sequence_is_walked_once(project: RepoBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    picks = [project.commit(f"Fix {number}", {f"f{number}.py": "import os\n"}) for number in range(12)]
    repository = open_repository(project.path)
    asked: list[CommitId] = []
    question = Sandbox.question
    with Adviser(repository, Cache(None)) as adviser:
        told = adviser.in_sequence(picks, project.tip("1.0.x"), Silent())

        def counted(self: Sandbox, pick: CommitId, onto: TreeId) -> TreeMerge | str:
            asked.append(pick)
            return question(self, pick, onto)

        monkeypatch.setattr(Sandbox, "question", counted)
        find_lacking(repository, Cache(None), told, adviser.sandbox, Silent())
    assert len(asked) <= 2 * len(picks)


def test_who_brought_it_is_asked_again_where_the_history_could_not_be_read(project: RepoBuilder) -> None:
    more = {"pkg/text.py": f"{TEXT}\n\ndef trim(s):\n    return s.strip()\n\n\ndef more():\n    return 1\n"}
    project.commit("More", more)
    again = project.commit("Fix it again", {"pkg/other.py": "from pkg.text import trim\n\nprint(trim(1))\n"})
    blob = str(project.repository.revparse_single("helper:pkg/text.py").id)
    file, aside = project.git_dir / "objects" / blob[:2] / blob[2:], project.path.parent / "aside"
    file.rename(aside)
    (pick,) = forecast_pairs(project.path, [(again, "1.0.x")]).picks
    assert [(lacking.name, lacking.commit) for lacking in pick.lacks] == [("trim", None)]
    aside.rename(file)
    (pick,) = forecast_pairs(project.path, [(again, "1.0.x")]).picks
    assert [lacking.commit for lacking in pick.lacks] == [project.tip("refs/tags/helper")]
