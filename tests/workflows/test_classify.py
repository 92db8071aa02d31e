from __future__ import annotations

import io
import json
import subprocess
from pathlib import Path
from typing import Any

import msgspec
import pytest
from pygit2.enums import FileMode

from relkit.cli.main import run
from relkit.errors import UsageError
from relkit.git.repository import open_repository
from relkit.model.classified import Classified, Unread
from relkit.model.decision import KindDecided
from relkit.model.evidence import DecidedBy, Kind
from relkit.model.plan import Judged
from relkit.report.classify.document import ClassifyDocument
from relkit.workflows.classify import classify_changes
from relkit.workflows.decisions import open_keeper
from tests.builders import Entry, RepoBuilder
from tests.commands import Command, Result, fails


@pytest.fixture
def relkit(capfd: pytest.CaptureFixture[str]) -> Command:
    return Command(capfd)


@pytest.fixture
def project(builder: RepoBuilder) -> RepoBuilder:
    """A release, a fix, and a merge of two commits."""
    builder.commit("Start", {"a.py": "one\n"})
    builder.tag("v1.0.0")
    builder.commit("Fix the crash in the parser (#12)", {"a.py": "two\n", "tests/test_a.py": "two\n"})
    builder.branch("colours")
    builder.commit("Add colours", {"colours.py": "c = 1\n"}, branch="colours")
    builder.commit("Add a note", {"changelog/7.bugfix.rst": "Colours work.\n"}, branch="colours")
    builder.merge("colours", "Merge pull request #7 from mia/colours\n\nAdd colours")
    return builder


def titles(found: Classified) -> list[str]:
    return [one.change.title if isinstance(one, Judged) else one.error for one in found.answers]


def only(found: Classified) -> Judged:
    (one,) = found.answers
    assert isinstance(one, Judged)
    return one


def answers(
    relkit: Command, where: Path, monkeypatch: pytest.MonkeyPatch, stdin: bytes, *arguments: str
) -> tuple[Result, Any]:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin)))
    result = relkit(where, "classify", "--stdin", "--format", "json", *arguments)
    assert result.status == 0, result.err
    made = json.loads(result.out)
    assert json.loads(msgspec.json.encode(msgspec.json.decode(result.out, type=ClassifyDocument))) == made
    return result, made["changes"]


# --- what is asked about ----------------------------------------------------------------------------------------------


def test_without_a_range_what_is_unreleased_on_the_mainline(project: RepoBuilder) -> None:
    assert titles(classify_changes(project.path)) == ["Fix the crash in the parser (#12)", "Add colours"]


def test_a_range_gives_its_steps_a_merge_with_what_it_brought(project: RepoBuilder) -> None:
    found = classify_changes(project.path, ranges=("v1.0.0..main",))
    assert titles(found) == ["Fix the crash in the parser (#12)", "Add colours"]
    merge = found.answers[-1]
    assert isinstance(merge, Judged)
    assert [commit.subject for commit in merge.change.brought] == ["Add colours", "Add a note"]


def test_a_name_is_one_commit(project: RepoBuilder) -> None:
    assert titles(classify_changes(project.path, ranges=("colours", "v1.0.0", "colours"))) == ["Add a note", "Start"]
    merge = only(classify_changes(project.path, ranges=("main",)))
    assert [commit.subject for commit in merge.change.brought] == ["Add colours", "Add a note"]
    assert merge.verdict.evidence == only(classify_changes(project.path, ranges=("main^!",))).verdict.evidence


def test_a_range_in_two_words_and_from_both_ends(project: RepoBuilder) -> None:
    project.commit("Fix main", {"b.py": "b\n"})
    project.commit("Fix colours", {"colours.py": "c = 2\n"}, branch="colours")
    assert titles(classify_changes(project.path, ranges=("^colours", "main"))) == ["Add colours", "Fix main"]
    both = classify_changes(project.path, ranges=("main...colours",))
    assert sorted(titles(both)) == ["Add colours", "Fix colours", "Fix main"]


def test_an_empty_range_is_an_empty_answer_that_says_so(project: RepoBuilder, relkit: Command) -> None:
    assert "main..main has no changes" in relkit(project.path, "classify", "main..main").out
    assert "main..main has no changes" in relkit(project.path, "classify", "main..main", "--format", "markdown").out
    assert json.loads(relkit(project.path, "classify", "main..main", "--format", "json").out)["changes"] == []


@pytest.mark.parametrize("name", ["nope", "nope..main", "--all", "-x", "^nope", "v1.0.0^{tree}", "a\nb", "", ".."])
def test_what_is_no_revision_is_refused_with_a_hint(project: RepoBuilder, relkit: Command, name: str) -> None:
    if name == "..":
        assert classify_changes(project.path, ranges=(name,)).answers == ()  # to git, HEAD..HEAD
    else:
        fails(relkit(project.path, "classify", "--", name), "", "git rev-parse NAME")


def test_as_of_leaves_later_changes_of_a_range_out(project: RepoBuilder) -> None:
    found = classify_changes(project.path, ranges=("v1.0.0..main",), as_of="main^1")
    assert titles(found) == ["Fix the crash in the parser (#12)"]
    assert "1 of the changes came later, and were left out" in found.warnings


# --- standard input ---------------------------------------------------------------------------------------------------


def test_standard_input_is_answered_in_order(
    project: RepoBuilder, relkit: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    main, start = project.tip(), only(classify_changes(project.path, ranges=("v1.0.0",))).change.id
    stdin = f"{main}\n{'0' * 40}\n\nv1.0.0\nv1.0.0^{{tree}}\n{main}\n".encode() + b"\xff\n"
    _, changes = answers(relkit, project.path, monkeypatch, stdin)
    assert [change["id"] for change in changes[:4]] == [main, "0" * 40, start, "v1.0.0^{tree}"]
    assert [bool(change["error"]) for change in changes] == [False, True, False, True, False, True]
    unread = changes[1]
    assert (unread["kind"], unread["confidence"], unread["evidence"]) == ("unknown", 0, [])
    assert changes[0] == changes[4]
    for change in changes:
        assert set(change["probabilities"]) == set(Kind)
        assert sum(change["probabilities"].values()) == pytest.approx(1, abs=1e-4)
        assert (
            change["probabilities"][change["kind"]] == pytest.approx(change["confidence"], abs=1e-4) or change["error"]
        )


def test_nothing_on_standard_input(project: RepoBuilder, relkit: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    assert answers(relkit, project.path, monkeypatch, b"")[1] == []


def test_standard_input_and_a_range_do_not_go_together(project: RepoBuilder, relkit: Command) -> None:
    fails(relkit(project.path, "classify", "--stdin", "main"), "--stdin and a RANGE", "leave one of them out")


# --- what is ignored --------------------------------------------------------------------------------------------------


def test_what_is_ignored_says_nothing_and_is_not_kept_for_later(project: RepoBuilder) -> None:
    def judged(*ignored: str) -> Judged:
        return only(classify_changes(project.path, ranges=("main",), ignored=ignored))

    for _ in range(2):  # fresh, then from the cache
        assert judged().verdict.decided_by is DecidedBy.DECLARED
        assert judged("fragment").verdict.decided_by is DecidedBy.MODEL
        assert "diff" in {one.signal for one in judged("fragment").verdict.evidence}
        assert "diff" not in {one.signal for one in judged("fragment", "diff").verdict.evidence}
        assert judged("message", "paths", "diff", "fragment").verdict.kind is Kind.UNKNOWN
    assert judged("message").change.title == "Add colours"


def test_an_unknown_signal_is_refused(project: RepoBuilder, relkit: Command) -> None:
    fails(relkit(project.path, "classify", "--ignore", "moon"), "'moon' is not one of", "relkit classify --help")


def test_a_decision_counts_unless_notes_are_ignored(project: RepoBuilder) -> None:
    open_keeper(open_repository(project.path)).keep({project.tip(): [KindDecided(kind=Kind.SECURITY)]})
    verdict = only(classify_changes(project.path, ranges=("main",))).verdict
    assert (verdict.kind, verdict.confidence, verdict.decided_by) == (Kind.SECURITY, 1.0, DecidedBy.HUMAN)
    assert only(classify_changes(project.path, ranges=("main",), ignored=("notes",))).verdict.kind is Kind.FIX


# --- hard input -------------------------------------------------------------------------------------------------------


def test_messages_and_changes_of_any_sort(builder: RepoBuilder, relkit: Command) -> None:
    builder.commit(b"Fix \xff\xfe \x1b[31m", {"a.bin": b"\0\1\2"})
    builder.commit("", {"a.bin": b"\0\1\3"})
    builder.commit("Nothing at all")
    builder.tag("v1")
    result = relkit(builder.path, "classify", "main", "main~1", "main~2")
    assert (result.status, "\x1b" in result.out) == (0, False)
    made = json.loads(relkit(builder.path, "classify", "main~2", "--format", "json").out)
    assert made["changes"][0]["error"] is None


def test_a_commit_that_is_missing_is_told_and_the_others_are_judged(project: RepoBuilder) -> None:
    gone = project.commit("Fix what goes", {"g.py": "g\n"}, branch="lost", parents=[project.tip()])
    (project.git_dir / "objects" / gone[:2] / gone[2:]).unlink()
    (project.git_dir / "refs" / "heads" / "lost").unlink()
    found = classify_changes(project.path, names=(gone, project.tip()))
    assert isinstance(found.answers[0], Unread)
    assert isinstance(found.answers[1], Judged)


def test_a_tree_that_is_missing_leaves_the_message(project: RepoBuilder) -> None:
    fix = project.commit("Fix the crash of the reader", {"deep/r.py": "r\n"})
    tree = subprocess.run(
        ["git", "rev-parse", f"{fix}:deep"], cwd=project.path, capture_output=True, check=True, text=True
    ).stdout.strip()
    (project.git_dir / "objects" / tree[:2] / tree[2:]).unlink()
    found = classify_changes(project.path, ranges=(fix,))
    assert only(found).verdict.kind in {Kind.FIX, Kind.UNKNOWN}
    assert any(one.signal == "message" for one in only(found).verdict.evidence)
    assert any("could not be read" in warning for warning in found.warnings)


def test_a_verdict_is_not_kept_that_was_given_while_something_was_missing(project: RepoBuilder) -> None:
    project.commit("Start it", {"reader.py": "def read(): pass\n"})
    change = project.commit("Rework the reader", {"reader.py": "def read(): pass\n\ndef write(): pass\n"})
    blob = str(project.repository.revparse_single(f"{change}:reader.py").id)
    stored = project.git_dir / "objects" / blob[:2] / blob[2:]
    stored.rename(project.path / "away")
    poor = only(classify_changes(project.path, ranges=(change,)))
    (project.path / "away").rename(stored)
    told = only(classify_changes(project.path, ranges=(change,)))
    assert [one.signal for one in poor.verdict.evidence].count("unread") == 1
    assert "unread" not in {one.signal for one in told.verdict.evidence}


def test_what_can_never_be_read_does_not_keep_a_verdict_from_being_kept(
    project: RepoBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    sub = Entry(content="5" * 40, mode=FileMode.COMMIT)
    change = project.commit("Rework it", {"data.bin": b"\0\1", "large": "x" * (2 << 20), "sub": sub})
    first = only(classify_changes(project.path, ranges=(change,)))
    assert "3 files" in next(one.detail for one in first.verdict.evidence if one.signal == "unread")
    monkeypatch.setattr("relkit.classify.judge.judge", None)  # nobody judges anew
    assert only(classify_changes(project.path, ranges=(change,))) == first


def test_flags_do_not_see_what_is_ignored(project: RepoBuilder) -> None:
    files = {"pkg/io/read.py": "1\n", "pkg/net/socket.py": "1\n"}
    change = project.commit("Fix reading and rename the socket", files)
    assert classify_changes(project.path, names=[change]).flags
    assert not classify_changes(project.path, names=[change], ignored=["message"]).flags
    assert not classify_changes(project.path, names=[change], ignored=["paths"]).flags


def test_a_repository_without_commits(builder: RepoBuilder, relkit: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"1234567\nHEAD\n")))
    told = relkit(builder.path, "classify", "--stdin", "--format", "json")
    assert told.status == 0
    changes = json.loads(told.out)["changes"]
    assert [(one["kind"], one["confidence"], bool(one["error"])) for one in changes] == [("unknown", 0, True)] * 2
    refused = relkit(builder.path, "classify")
    fails(refused, "nothing to look at", "no commits yet")
    assert "plan in" not in refused.err


def test_a_range_over_what_is_missing_is_refused(project: RepoBuilder) -> None:
    with pytest.raises(UsageError, match=r"Invalid revision range|bad revision|bad object"):
        classify_changes(project.path, ranges=(f"{'1' * 40}..main",))


def test_what_people_are_shown(project: RepoBuilder, relkit: Command) -> None:
    told = relkit(project.path, "classify", "--ignore", "prefix").out
    assert "2 changes: 2 fix" in told
    assert "declared" in told
    assert "fragment: adds changelog/7.bugfix.rst" in told
    assert "Left out of judging: prefix" in told
    spoken = relkit(project.path, "classify", "main", "v1.0.0", "--format", "markdown").out
    assert "- **fix** (declared)" in spoken
    assert "  - for: fragment, adds changelog/7.bugfix.rst" in spoken


def test_help_names_the_verb(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["classify", "--help"]) == 0
    assert "log-odds" in capsys.readouterr().out
