"""`relkit ledger` on real repositories: what is asked for is what is shown, and nothing changes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from relkit.cli.main import run
from relkit.decisions import written
from relkit.git.notes import change_notes
from relkit.git.refs import OWN_NOTES
from relkit.git.repository import open_repository
from relkit.model.decision import Decision, WantedDecided
from tests.builders import DAY, START, RepoBuilder
from tests.commands import Command, Result, fails


@pytest.fixture
def project(builder: RepoBuilder) -> RepoBuilder:
    """Two lines with backports, one that the newer line lost, one that was reverted, one that never went forward."""
    repo = builder
    repo.commit("Start", {"a.py": "one\n" * 9, "b.py": "b = 1\n", "doc.md": "Project\n"})
    repo.branch("1.1.x")
    repo.commit("Release 1.1.0", {"VERSION": "1.1.0\n"}, branch="1.1.x")
    repo.tag("v1.1.0", at="1.1.x")
    repo.commit("Fix before 1.2", {"early.py": "e = 1\n"})
    repo.branch("1.2.x")
    repo.commit("Release 1.2.0", {"VERSION": "1.2.0\n"}, branch="1.2.x")
    repo.tag("v1.2.0", at="1.2.x")
    everywhere = repo.commit("Fix everywhere", {"c.py": "c = 1\n"})
    lost = repo.commit("Fix only the old line", {"lib/d.py": "d = 1\n"})
    back = repo.commit("Fix that did harm", {"e.py": "e = 1\n"})
    repo.commit("Add colours", {"colours.py": "green = 1\n"})
    repo.commit("Fix nowhere yet (#7)", {"b.py": "b = 2\n"}, when=repo.clock + 30 * DAY)
    for line in ("1.2.x", "1.1.x"):
        repo.cherry_pick(everywhere, onto=line)
        repo.tag(f"v{line[:-1]}1", at=line)
    repo.cherry_pick(lost, onto="1.1.x")
    picked = repo.cherry_pick(back, onto="1.2.x")
    repo.revert(picked, on="1.2.x")
    repo.commit("Fix what only 1.1 has", {"old.py": "o = 1\n"}, branch="1.1.x")
    return repo


def rows(result: Result) -> list[str]:
    """Return the rows of the table: their signs and titles."""
    assert result.status == 0, result.err
    table = result.out.split("\n\n")[1]
    return [line.split(maxsplit=3)[3] for line in table.splitlines() if line.startswith(("  fix", "  feature"))]


def test_what_matters_at_a_glance(relkit: Command, project: RepoBuilder) -> None:
    result = relkit(project.path, "ledger")
    assert rows(result) == [
        "✗    ✗     Fix nowhere yet (#7)",
        "↩    ✗     Fix that did harm",
        "↑    ✓     Fix only the old line",
        "·    ✗     Fix before 1.2",
    ]
    assert "1.2  1.1" in result.out
    assert "Lost on an upgrade" in result.out
    assert "1.1 → 1.2  Fix only the old line" in result.out
    assert "Only on a line, never on main: 1 change" in result.out
    assert "Fix what only 1.1 has" in result.out
    assert "Reverted on a line: 1 change" in result.out
    assert result.err == ""


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--missing", "1.2"], ["Fix nowhere yet (#7)", "Fix only the old line"]),
        (["--missing", "1.2.x", "--missing", "1.1.x"], ["Fix nowhere yet (#7)"]),
        (["--missing", "refs/heads/1.1.x", "--kind", "fix", "--since", "2023-12-01"], ["Fix nowhere yet (#7)"]),
        (["--kind", "feature"], ["Add colours"]),
        (["--path", "lib"], ["Fix only the old line"]),
        (["--since", "main~1"], ["Fix nowhere yet (#7)"]),
        (["1.2.x"], ["Fix nowhere yet (#7)", "Fix only the old line"]),
        (["--only-here"], ["Fix what only 1.1 has"]),
        (["--only-here", "1.2"], []),
        (["-n", "1"], ["Fix nowhere yet (#7)"]),
    ],
)
def test_options_choose_rows(relkit: Command, project: RepoBuilder, options: list[str], expected: list[str]) -> None:
    shown = [row.lstrip("✓✗↑↩·! ") for row in rows(relkit(project.path, "ledger", *options))]
    assert shown == expected


def test_all_shows_also_what_is_everywhere(relkit: Command, project: RepoBuilder) -> None:
    result = relkit(project.path, "ledger", "--all")
    assert "✓    ✓     Fix everywhere" in result.out
    assert "Add colours" in result.out


def test_wide_names_commits(relkit: Command, project: RepoBuilder) -> None:
    tip = project.tip("1.1.x")
    picked = str(project.repository[tip].parent_ids[0])[:10]  # type: ignore[attr-defined]
    assert f"1.1: there as {picked}" in relkit(project.path, "ledger", "--wide").out


def test_markdown_is_a_checklist(relkit: Command, project: RepoBuilder) -> None:
    result = relkit(project.path, "ledger", "--format", "markdown")
    assert "| Change | Kind | 1.2 | 1.1 |" in result.out
    assert "Fix nowhere yet (#7): 1.2 and 1.1" in result.out


def document(result: Result) -> Any:
    assert result.status == 0, result.err
    told = json.loads(result.out)
    assert told["schema"] == "relkit/ledger/1"
    return told


def test_json_has_the_whole_book_of_a_line(relkit: Command, project: RepoBuilder) -> None:
    told = document(relkit(project.path, "ledger", "1.1", "--format", "json"))
    assert told["line"]["name"] == "1.1.x"
    assert len(told["links"]) == 2
    assert [one["title"] for one in told["missing"]] == [
        "Fix before 1.2",
        "Fix that did harm",
        "Add colours",
        "Fix nowhere yet (#7)",
    ]
    assert {one["wanted"] for one in told["missing"]} == {None}
    assert "Fix what only 1.1 has" in [one["title"] for one in told["only_here"]]


def test_json_estimates_what_is_wanted_where_asked(relkit: Command, project: RepoBuilder) -> None:
    told = document(relkit(project.path, "ledger", "1.1", "--format", "json", "--wanted"))
    assert all(0 <= one["wanted"] <= 1 for one in told["missing"])
    assert any("too little was backported" in warning for warning in told["warnings"])


def test_as_of(relkit: Command, project: RepoBuilder) -> None:
    told = document(relkit(project.path, "ledger", "1.1", "--format", "json", "--as-of", f"{START + 8 * 3600}"))
    assert told["as_of"]
    assert told["links"] == []


def test_without_references_the_blobs_tell(relkit: Command, project: RepoBuilder) -> None:
    told = document(relkit(project.path, "ledger", "1.1", "--format", "json", "--ignore", "reference"))
    assert {link["method"] for link in told["links"]} == {"identical"}
    assert told["ignored"] == ["reference"]


# --- one change ------------------------------------------------------------------------------------------------------


def test_a_change_of_the_mainline_explained(relkit: Command, project: RepoBuilder) -> None:
    lost = next(one for one in _log(project, "main") if _title(project, one) == "Fix only the old line")
    result = relkit(project.path, "ledger", "--explain", lost)
    assert result.status == 0, result.err
    assert "↑ 1.2.x  missing, although 1.1.x has it" in result.out
    assert "✓ 1.1.x  there as " in result.out
    assert f"reference, 99%: the message names {lost[:12]}" in result.out
    assert "+ the same author, at the same time" in result.out


def test_a_revert_explained(relkit: Command, project: RepoBuilder) -> None:
    harm = next(one for one in _log(project, "main") if _title(project, one) == "Fix that did harm")
    result = relkit(project.path, "ledger", "--explain", harm)
    assert "↩ 1.2.x  reverted by " in result.out
    assert "reverted there by " in result.out


def test_a_commit_of_a_line_means_what_it_carries(relkit: Command, project: RepoBuilder) -> None:
    result = relkit(project.path, "ledger", "--explain", "1.1.x~1")
    assert "is on 1.1.x and carries this change" in result.out
    assert "on main since" in result.out


def test_what_is_only_on_a_line_explained(relkit: Command, project: RepoBuilder) -> None:
    result = relkit(project.path, "ledger", "--explain", "1.1.x", "--format", "markdown")
    assert "it never went forward" in result.out
    assert "### 1.2.x: not there" in result.out
    assert "### 1.1.x: there as " in result.out


def test_a_side_commit_means_its_merge(relkit: Command, project: RepoBuilder) -> None:
    side = project.commit("Fix on the side", {"side.py": "s = 1\n"}, branch="side", parents=[project.tip()])
    merge = project.merge("side", "Merge pull request #9 from ada/side\n\nFix on the side")
    result = relkit(project.path, "ledger", "--explain", side)
    assert f"{merge[:10]}  Fix on the side" in result.out
    assert "a merge of 1 commit" in result.out


def test_what_all_lines_were_cut_from(relkit: Command, project: RepoBuilder) -> None:
    first = _log(project, "main")[-1]
    result = relkit(project.path, "ledger", "--explain", first)
    assert result.out.count("there since the line was cut") == 2


def test_what_looks_alike_is_named_for_what_is_missing(relkit: Command, project: RepoBuilder) -> None:
    project.commit("Correct the frobnication of widgets", {"w.py": "".join(f"w{n} = 1\n" for n in range(30))})
    project.commit(
        "Correct the frobnication of the widgets",
        {"w.py": "".join(f"x{n} = 2\n" for n in range(7))},
        branch="1.1.x",
        author="Bea Example <bea@example.org>",
    )
    result = relkit(project.path, "ledger", "--explain", "main", "1.1.x")
    assert "✗ 1.1.x  missing" in result.out
    assert "most alike, but too little to take it for the same" in result.out
    assert "+ similar titles" in result.out
    assert "- another author" in result.out


def test_an_ended_line_explains_its_own(relkit: Command, builder: RepoBuilder) -> None:
    builder.commit("Start", {"a.py": "a = 1\n"})
    builder.branch("0.9.x")
    builder.commit("Fix long ago", {"b.py": "b = 1\n"}, branch="0.9.x")
    builder.tag("v0.9.1", at="0.9.x")
    for series in range(1, 6):
        builder.commit(f"Work {series}", {"a.py": f"a = {series}\n"}, when=builder.clock + 400 * DAY)
        builder.branch(f"1.{series}.x")
        builder.commit(f"Release 1.{series}.0", {"VERSION": f"{series}"}, branch=f"1.{series}.x")
        builder.tag(f"v1.{series}.0", at=f"1.{series}.x")
    assert "0.9.x" in relkit(builder.path, "ledger").out.split("have ended and can be named")[1]
    result = relkit(builder.path, "ledger", "--explain", "0.9.x")
    assert "✓ 0.9.x  there as " in result.out


def _log(repo: RepoBuilder, branch: str) -> list[str]:
    return [str(commit.id) for commit in repo.repository.walk(repo.tip(branch))]


def _title(repo: RepoBuilder, commit: str) -> str:
    found = repo.repository[commit]
    return str(found.message).partition("\n")[0]  # type: ignore[attr-defined]


# --- decisions and what is owed ---------------------------------------------------------------------------------------


def test_what_people_decided_is_shown_and_explained(relkit: Command, project: RepoBuilder) -> None:
    on = project.tip("main")
    said = Decision(on=on, at=0, by="Ada <ada@example.org>", word=WantedDecided(line="1.2.x", wanted=False))
    change_notes(open_repository(project.path), OWN_NOTES, {on: lambda _: f"{written(said)}\n".encode()}, "Decide")
    assert "-    ✗     Fix nowhere yet (#7)" in relkit(project.path, "ledger").out
    told = relkit(project.path, "ledger", "--explain", "main").out
    assert "- 1.2.x  not wanted" in told
    assert "decided: not wanted there, says Ada, 1970-01-01" in told
    assert "✗    ✗     Fix nowhere yet (#7)" in relkit(project.path, "ledger", "--ignore", "notes").out


def test_what_a_line_is_owed_is_shown_and_explained(relkit: Command, project: RepoBuilder) -> None:
    everywhere = next(one for one in _log(project, "main") if _title(project, one) == "Fix everywhere")
    mends = project.commit(f"Mend it\n\nFixes: {everywhere}", {"c.py": "c = 2\n"})
    result = relkit(project.path, "ledger")
    assert "!    !     Mend it" in result.out
    assert "Owed, because the line has what it mends or takes back: 1 change" in result.out
    assert "(Fix everywhere), which is there" in result.out
    told = relkit(project.path, "ledger", "--explain", mends, "1.1.x").out
    assert "! 1.1.x  owed" in told
    assert "owed because of" in told
    assert "“Mend it” belongs to it and is owed there" in relkit(project.path, "ledger", "--explain", everywhere).out


def test_a_shell_completes_lines(project: RepoBuilder, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setenv("_RELKIT_COMPLETE", "bash_complete")
    for words in ("ledger 1", "ledger --missing 1"):
        monkeypatch.setenv("COMP_WORDS", f"relkit -C {project.path} {words}")
        monkeypatch.setenv("COMP_CWORD", str(len(words.split()) + 2))
        assert run([]) == 0
        assert capsys.readouterr().out.split() == ["plain,1.1.x", "plain,1.2.x"]


# --- bad input -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["1.2.y"], ["no line called 1.2.y", "1.2.x"]),
        (["--missing", "1.2.y"], ["no line called 1.2.y", "1.2.x"]),
        (["main"], ["main is the mainline", "1.2.x"]),
        (["--since", "yesterdayish"], ["--since yesterdayish", "2026-01-31"]),
        (["--since", "2026-02-31"], ["--since 2026-02-31"]),
        (["--kind", "bugfix"], ["bugfix", "security"]),
        (["-n", "0"], ["0"]),
        (["--format", "json"], ["JSON is of one LINE"]),
        (["--format", "json", "1.1", "1.2"], ["JSON is of one LINE"]),
        (["--format", "json", "1.1", "--kind", "fix"], ["--kind does not go with --format json"]),
        (["--format", "json", "1.1", "--explain", "main"], ["--explain does not go with --format json"]),
        (["--wanted"], ["--wanted goes with --format json"]),
        (["--only-here", "--missing", "1.2"], ["--only-here", "--missing"]),
        (["--explain", "main", "--all"], ["--all chooses rows"]),
        (["--explain", "nosuch"], ["nosuch is no commit of this repository"]),
        (["--explain", ""], ["is no commit of this repository"]),
        (["--explain", "--help-me"], ["--help-me is no commit"]),
        (["--explain", "stray"], ["neither on main nor on a maintenance line", "git branch -a --contains"]),
        (["--as-of", "1999-01-01"], ["no commit as old as that"]),
    ],
)
def test_bad_input_is_named_with_what_to_do(
    relkit: Command, project: RepoBuilder, arguments: list[str], words: list[str]
) -> None:
    project.commit("Wander off", {"z.py": "z = 1\n"}, branch="stray", parents=[])
    fails(relkit(project.path, "ledger", *arguments), *words)


def test_no_repository(relkit: Command, tmp_path: Any) -> None:
    fails(relkit(tmp_path, "ledger"), "not a git repository")


def test_no_maintenance_lines(relkit: Command, builder: RepoBuilder) -> None:
    builder.commit("Start", {"a.py": "a = 1\n"})
    result = relkit(builder.path, "ledger")
    assert result.status == 0
    assert "There are no maintenance branches" in result.out
    fails(relkit(builder.path, "ledger", "main"), "main is the mainline", "no maintenance branches")


def test_a_line_without_common_history(relkit: Command, project: RepoBuilder) -> None:
    project.commit("Another root", {"r.py": "r = 1\n"}, branch="1.0.x", parents=[])
    project.tag("v1.0.0", at="1.0.x")
    assert relkit(project.path, "ledger").status == 0
    assert "?     Fix nowhere yet (#7)" in relkit(project.path, "ledger", "1.0.x").out
    assert "? 1.0.x  unknown" in relkit(project.path, "ledger", "--explain", "main", "1.0.x").out
    told = document(relkit(project.path, "ledger", "1.0.x", "--format", "json"))
    assert {one["state"] for one in told["missing"]} == {"unknown"}


def test_a_path_that_nothing_touches_is_no_all_clear(relkit: Command, project: RepoBuilder) -> None:
    said = "no change that was looked at touches lib/x.py"
    assert said in " ".join(relkit(project.path, "ledger", "--path", "lib/x.py").out.split())
    assert "no change that was looked at" not in relkit(project.path, "ledger", "--path", "lib/").out
