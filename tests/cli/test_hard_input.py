"""Repositories and arguments at the edge: an answer with what is known, or a clear error, and nothing changed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from relkit.git.repository import open_repository
from relkit.model.ids import CommitId
from tests.builders import DAY, RepoBuilder
from tests.commands import Command, fails, fingerprint, populate


@pytest.fixture
def project(builder: RepoBuilder) -> RepoBuilder:
    """Two releases on 1.2.x, a fix that waits there, a fix that only main has."""
    populate(builder)
    return builder


# --- errors -----------------------------------------------------------------------------------------------------------


def test_not_a_repository(relkit: Command, tmp_path: Path) -> None:
    fails(relkit(tmp_path, "plan"), "not a git repository", "relkit plan --demo")


def test_not_even_a_folder(relkit: Command, tmp_path: Path) -> None:
    fails(relkit(tmp_path / "nowhere", "plan"), "nowhere")


def test_an_empty_repository(relkit: Command, builder: RepoBuilder) -> None:
    fails(relkit(builder.path, "plan"), "no commits yet", "--demo")


def test_an_unknown_line_with_the_nearest_names(relkit: Command, project: RepoBuilder) -> None:
    fails(relkit(project.path, "plan", "1.2.y"), "1.2.y", "1.2.x")
    fails(relkit(project.path, "plan", "--", "-1.2.x"), "-1.2.x")
    fails(relkit(project.path, "plan", "a b c"), "a b c")


def test_git_is_missing(relkit: Command, project: RepoBuilder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    fails(relkit(project.path, "plan"), "git is not installed")


def test_git_is_too_old(relkit: Command, project: RepoBuilder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake = tmp_path / "bin" / "git"
    fake.parent.mkdir()
    script = (
        '#!/bin/sh\ncase "$*" in *version*) echo "git version 2.20.1" ;; *) echo "fatal: what?" >&2; exit 129 ;; esac\n'
    )
    fake.write_text(script)
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake.parent}:{os.environ['PATH']}")
    fails(relkit(project.path, "plan"), "2.20", "too old")


def test_a_repository_of_somebody_else(relkit: Command, project: RepoBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    fails(relkit(project.path, "plan"), "belongs to another user", "git config --global --add safe.directory")


def test_a_sha256_repository_is_refused(relkit: Command, tmp_path: Path) -> None:
    where = tmp_path / "sha256"
    subprocess.run(["git", "init", "-q", "--object-format=sha256", where], check=True)
    fails(relkit(where, "plan"), "SHA256")


@pytest.mark.parametrize("text", ["tomorrow-ish", "2024-02-31", "--all", "1.9.x"])
def test_a_moment_that_is_none(relkit: Command, project: RepoBuilder, text: str) -> None:
    fails(relkit(project.path, "plan", f"--as-of={text}"), text)


def test_a_moment_before_the_first_commit(relkit: Command, project: RepoBuilder) -> None:
    fails(relkit(project.path, "plan", "--as-of", "1000000000"), "no commit as old")


# --- answers ----------------------------------------------------------------------------------------------------------


def test_the_plain_case(relkit: Command, project: RepoBuilder) -> None:
    result = relkit.plan(project.path)
    assert [line["name"] for line in result.plan["lines"]] == ["main", "1.2.x"]
    line = result.line("1.2.x")
    assert line["last_release"]["version"] == "1.2.1"
    assert [change["title"] for change in line["unreleased"]] == ["Fix the second thing"]
    assert [(m["title"], m["forecast"]["outcome"]) for m in line["missing"]] == [("Fix the third thing (#7)", "clean")]
    assert line["proposal"]["version"] == "1.2.2"


def test_the_second_run_says_the_same(relkit: Command, project: RepoBuilder) -> None:
    first = relkit.plan(project.path, "--as-of", "main").plan
    assert relkit.plan(project.path, "--as-of", "main").plan == first
    shutil.rmtree(project.git_dir / "relkit")
    assert relkit.plan(project.path, "--as-of", "main").plan == first


def test_a_subfolder_a_linked_work_tree_and_a_bare_clone_give_the_same_plan(
    relkit: Command, project: RepoBuilder, tmp_path: Path
) -> None:
    project.checkout()
    (project.path / "deep" / "er").mkdir(parents=True)
    wanted = relkit.plan(project.path).plan["lines"]
    assert relkit.plan(project.path / "deep" / "er").plan["lines"] == wanted
    subprocess.run(["git", "-C", project.path, "worktree", "add", "-q", "-d", tmp_path / "linked"], check=True)
    assert relkit.plan(tmp_path / "linked").plan["lines"] == wanted
    subprocess.run(["git", "clone", "-q", "--bare", project.path, tmp_path / "bare.git"], check=True)
    assert relkit.plan(tmp_path / "bare.git").plan["lines"] == wanted
    (tmp_path / "bare.git" / "config").unlink()
    assert relkit.plan(tmp_path / "bare.git").plan["lines"] == wanted


def test_an_ordinary_clone_has_its_lines_on_the_remote(relkit: Command, project: RepoBuilder, tmp_path: Path) -> None:
    subprocess.run(["git", "clone", "-q", project.path, tmp_path / "clone"], check=True)
    result = relkit.plan(tmp_path / "clone")
    assert [line["name"] for line in result.plan["lines"]] == ["main", "origin/1.2.x"]
    assert relkit.plan(tmp_path / "clone", "1.2.x").line("origin/1.2.x")["proposal"]["version"] == "1.2.2"


def test_the_users_checkout_index_and_stash_stay_as_they_are(relkit: Command, project: RepoBuilder) -> None:
    project.checkout()
    where = project.path
    (where / "a.py").write_text("stashed\n")
    subprocess.run(["git", "-C", where, "stash", "-q"], check=True)
    (where / "b.py").write_text("staged\n")
    subprocess.run(["git", "-C", where, "add", "b.py"], check=True)
    (where / "a.py").write_text("dirty\n")
    (where / "untracked").write_text("mine\n")
    relkit.plan(where)  # the fingerprint covers work tree, index and stash


def test_no_tags_at_all(relkit: Command, builder: RepoBuilder) -> None:
    builder.commit("Start", {"a": "1"})
    builder.commit("Fix it", {"a": "2"})
    result = relkit.plan(builder.path)
    assert result.line("main")["last_release"] is None
    assert any("git fetch --tags" in warning for warning in result.plan["warnings"])


def test_no_maintenance_branch(relkit: Command, builder: RepoBuilder) -> None:
    builder.commit("Start", {"a": "1"})
    builder.tag("v1.4.0")
    builder.commit("Fix it", {"a": "2"})
    result = relkit.plan(builder.path)
    assert [line["name"] for line in result.plan["lines"]] == ["main"]
    assert any("no maintenance branch" in warning for warning in result.plan["warnings"])
    assert result.line("main")["proposal"]["version"] == "1.4.1"


def test_a_detached_head(relkit: Command, project: RepoBuilder) -> None:
    wanted = relkit.plan(project.path).plan["lines"]
    project.detach()
    assert relkit.plan(project.path).plan["lines"] == wanted


def test_a_shallow_clone_is_named_with_its_remedy(relkit: Command, project: RepoBuilder, tmp_path: Path) -> None:
    source = f"file://{project.path}"
    subprocess.run(["git", "clone", "-q", "--depth", "2", source, tmp_path / "shallow"], check=True)
    warnings = " ".join(relkit.plan(tmp_path / "shallow").plan["warnings"])
    assert "shallow" in warnings
    assert "git fetch --unshallow --tags" in warnings


def test_a_clone_without_tags_is_named_with_its_remedy(relkit: Command, project: RepoBuilder, tmp_path: Path) -> None:
    subprocess.run(["git", "clone", "-q", "--no-tags", project.path, tmp_path / "clone"], check=True)
    assert "git fetch --tags" in " ".join(relkit.plan(tmp_path / "clone").plan["warnings"])


def remove(repo: RepoBuilder, name: str) -> None:
    Path(repo.git_dir, "objects", name[:2], name[2:]).unlink()


def test_damaged_refs_are_named_and_the_rest_goes_on(relkit: Command, project: RepoBuilder) -> None:
    gone = project.commit("Gone", {"x": "1"}, branch="1.1.x", parents=[project.tip("1.2.x")])
    remove(project, gone)
    (project.git_dir / "refs" / "heads" / "broken").write_text("no id\n")
    result = relkit.plan(project.path)
    warnings = " ".join(result.plan["warnings"])
    assert "refs/heads/1.1.x" in warnings
    assert "refs/heads/broken" in warnings
    assert result.line("1.2.x")["proposal"]["version"] == "1.2.2"


def test_a_line_with_a_missing_commit_is_named_and_the_rest_goes_on(relkit: Command, project: RepoBuilder) -> None:
    project.branch("1.3.x")
    gone = project.commit("Gone", {"x": "1"}, branch="1.3.x")
    project.commit("On top", {"x": "2"}, branch="1.3.x")
    remove(project, gone)
    result = relkit.plan(project.path)
    assert "1.3.x" in " ".join(result.plan["warnings"])
    assert result.line("1.2.x")["proposal"]["version"] == "1.2.2"


def test_a_missing_blob_makes_a_forecast_unknown_with_the_reason(relkit: Command, project: RepoBuilder) -> None:
    project.commit("Change here", {"a.py": "uno\n\n\n\n\n\n\n\ndue\n\n\n\nhere\n"}, branch="1.2.x")
    project.commit("Fix the fourth thing", {"a.py": "uno\n\n\n\nmid\n\n\n\ndue\n"})
    blob = open_repository(project.path).git.text("rev-parse", "main:a.py")
    remove(project, blob)
    missing = relkit.plan(project.path).line("1.2.x")["missing"]
    assert {m["title"]: m["forecast"]["outcome"] for m in missing} == {
        "Fix the third thing (#7)": "clean",
        "Fix the fourth thing": "unknown",
    }
    assert blob[:7] in " ".join(next(m for m in missing if "fourth" in m["title"])["forecast"]["warnings"])


def test_a_missing_tree_is_named_and_the_rest_goes_on(relkit: Command, project: RepoBuilder) -> None:
    fix = project.tip()
    remove(project, open_repository(project.path).git.text("rev-parse", f"{fix}^{{tree}}"))
    result = relkit.plan(project.path)
    assert fix[:12] in " ".join(result.plan["warnings"])
    assert result.line("1.2.x")["proposal"]["version"] == "1.2.2"


def test_messages_in_latin_1_and_with_control_characters(relkit: Command, project: RepoBuilder) -> None:
    project.commit("Fix größe".encode("latin-1"), {"d": "1"}, branch="1.2.x", encoding="ISO-8859-1")
    project.commit("Fix grün".encode("latin-1"), {"d": "2"}, branch="1.2.x")
    project.commit(b"Fix \x1b[31mred\x07 [bold]markup[/bold]", {"d": "3"}, branch="1.2.x")
    titles = [change["title"] for change in relkit.plan(project.path).line("1.2.x")["unreleased"]]
    assert titles[1:3] == ["Fix größe", "Fix gr�n"]
    text = relkit(project.path, "plan")
    assert text.status == 0
    assert "\x1b" not in text.out
    assert "\x07" not in text.out
    assert "[bold]markup[/bold]" in text.out


def test_branch_names_with_slashes_and_a_leading_dash(relkit: Command, project: RepoBuilder) -> None:
    project.branch("stable/series/1.2", at="1.2.x")
    tip = project.tip("1.2.x")
    (project.git_dir / "refs" / "heads" / "-dash").write_text(f"{tip}\n")
    relkit.plan(project.path)
    assert relkit.plan(project.path, "--", "-dash").line("-dash")["tip"] == tip


def test_tags_that_are_no_versions_and_two_on_one_commit(relkit: Command, project: RepoBuilder) -> None:
    project.tag("nightly")
    project.tag("1.1.x-eol", at="1.2.x")
    project.tag("1.2.1", at=released(project))
    result = relkit.plan(project.path)
    assert {item["name"] for item in result.plan["ignored"]["tags"]} >= {"nightly"}
    assert result.line("1.2.x")["last_release"]["version"] == "1.2.1"
    assert result.line("1.2.x")["proposal"]["version"] == "1.2.2"


def released(repo: RepoBuilder) -> CommitId:
    """Return the commit of the project's last release."""
    return CommitId(open_repository(repo.path).git.text("rev-parse", "v1.2.1^{commit}"))


def test_a_version_is_never_taken_twice_under_any_tag(relkit: Command, project: RepoBuilder) -> None:
    project.tag("1.2.2", at="main")
    assert relkit.plan(project.path).line("1.2.x")["proposal"]["version"] == "1.2.3"


def test_version_order_beats_date_order(relkit: Command, project: RepoBuilder) -> None:
    project.commit("Fix more", {"e": "1"}, branch="1.2.x")
    project.tag("v1.2.10", at="1.2.x", when=project.clock)
    project.tag("v1.2.9", at=released(project), when=project.clock + DAY)
    line = relkit.plan(project.path).line("1.2.x")
    assert line["last_release"]["version"] == "1.2.10"
    assert line["proposal"]["version"] == "1.2.11"


def test_a_line_whose_tip_is_an_ancestor_of_the_mainline(relkit: Command, project: RepoBuilder) -> None:
    project.tag("v1.3.0rc1")
    project.branch("1.3.x")
    project.commit("Fix later", {"f": "1"})
    line = relkit.plan(project.path).line("1.3.x")
    assert line["unreleased"] == []
    assert [missing["title"] for missing in line["missing"]] == ["Fix later"]


def test_criss_cross_merges(relkit: Command, project: RepoBuilder) -> None:
    main, old = project.tip(), project.tip("1.2.x")
    project.merge(old, into="main")
    project.merge(main, into="1.2.x")
    project.commit("Fix after the crossing", {"g": "1"})
    line = relkit.plan(project.path).line("1.2.x")
    assert [missing["title"] for missing in line["missing"]] == ["Fix after the crossing"]
    assert line["last_release"]["version"] == "1.2.1"


def test_a_line_that_is_merged_back_up_keeps_its_fork_point(relkit: Command, project: RepoBuilder) -> None:
    before = relkit.plan(project.path).line("1.2.x")
    project.merge("1.2.x", into="main")
    after = relkit.plan(project.path).line("1.2.x")
    assert after["fork_point"] == before["fork_point"]
    assert [change["id"] for change in after["unreleased"]] == [change["id"] for change in before["unreleased"]]


def test_a_line_without_common_history(relkit: Command, project: RepoBuilder) -> None:
    project.commit("Elsewhere", {"x": "1"}, branch="0.9.x", parents=[])
    project.tag("v0.9.0", at="0.9.x")
    result = relkit.plan(project.path, "0.9.x")
    assert result.line("0.9.x")["fork_point"] is None
    assert "no history in common" in " ".join(result.plan["warnings"])


def test_a_read_only_repository(relkit: Command, project: RepoBuilder) -> None:
    if os.geteuid() == 0:
        pytest.skip("nothing is read-only to root")
    project.git_dir.chmod(0o555)
    try:
        assert relkit.plan(project.path).line("1.2.x")["proposal"]["version"] == "1.2.2"
    finally:
        project.git_dir.chmod(0o755)


# --- interrupts -------------------------------------------------------------------------------------------------------


def long_history(where: Path, commits: int) -> None:
    """Write a linear history with a maintenance branch, through `git fast-import`."""
    subprocess.run(["git", "init", "-q", "--bare", where], check=True)
    stream = bytearray()
    for number in range(1, commits + 1):
        message = f"Fix number {number}".encode()
        body = f"{number}\n".encode()
        stream += f"commit refs/heads/main\nmark :{number}\n".encode()
        stream += f"committer A <a@example.org> {1_600_000_000 + number * 60} +0000\n".encode()
        stream += b"data %d\n%s\n" % (len(message), message)
        stream += f"M 100644 inline f{number % 50}\n".encode() + b"data %d\n%s\n" % (len(body), body)
    stream += f"reset refs/heads/1.0.x\nfrom :{commits // 2}\n\n".encode()
    stream += f"reset refs/tags/v1.0.0\nfrom :{commits // 2}\n\n".encode()
    subprocess.run(["git", "-C", where, "fast-import", "--quiet"], input=bytes(stream), check=True)


@pytest.fixture
def many(tmp_path: Path) -> Path:
    long_history(tmp_path / "many.git", 1000)
    return tmp_path / "many.git"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("after", [0.0, 0.2])
def test_an_interrupt_leaves_nothing_behind(many: Path, tmp_path: Path, number: signal.Signals, after: float) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    before = fingerprint(many)
    command = [sys.executable, "-m", "relkit", "-C", str(many), "plan", "--format", "json"]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(temporary)},
        start_new_session=True,
        text=True,
    ) as process:
        while not (many / "relkit").exists() and process.poll() is None:  # it has begun to read
            time.sleep(0.01)
        time.sleep(after)
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
    assert process.returncode in (130, 143, 0)
    assert "Traceback" not in err
    assert process.returncode == 0 or out == ""
    assert fingerprint(many) == before
    assert list(temporary.iterdir()) == []
    # What was cached before the interrupt is whole.
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(result.stdout)["lines"][1]["name"] == "1.0.x"
