"""The builder makes what git itself would have made, and fast."""

from __future__ import annotations

import subprocess
import time

import pytest

from tests.builders import HOUR, START, ConflictError, Entry, RepoBuilder


def git(repo: RepoBuilder, *arguments: str) -> str:
    done = subprocess.run(["git", f"--git-dir={repo.git_dir}", *arguments], check=True, capture_output=True)
    return done.stdout.decode("utf-8", "surrogateescape").strip()


def test_commits_follow_each_other_on_their_branch(bare: RepoBuilder) -> None:
    first = bare.commit("Begin", {"a.py": "1\n", "deep/b.py": "2\n"})
    second = bare.commit("Change", {"a.py": None, "deep/c.py": b"\xff\n"}, author="Mia Lund <mia@example.org>")
    assert bare.tip() == second
    assert git(bare, "log", "--format=%H %an %ct", "main").splitlines() == [
        f"{second} Mia Lund {START + HOUR}",
        f"{first} Ada Example {START}",
    ]
    assert git(bare, "ls-tree", "-r", "--name-only", "main").splitlines() == ["deep/b.py", "deep/c.py"]
    assert bare.read("a.py", first) == "1\n"
    assert bare.read("a.py") is None
    git(bare, "fsck", "--strict")


def test_the_same_calls_give_the_same_ids(bare: RepoBuilder, builder: RepoBuilder) -> None:
    assert bare.commit("Begin", {"a": "1"}) == builder.commit("Begin", {"a": "1"})


def test_time_goes_on_from_the_commit_that_names_one(bare: RepoBuilder) -> None:
    bare.commit("Begin", when=1000)
    bare.commit("Go on", authored=5)
    assert git(bare, "log", "--format=%at %ct", "main").splitlines() == [f"5 {1000 + HOUR}", "1000 1000"]


def test_a_branch_without_parents_is_a_root(bare: RepoBuilder) -> None:
    bare.commit("Begin")
    bare.commit("Elsewhere", {"index.html": ""}, branch="gh-pages")
    assert git(bare, "rev-list", "--max-parents=0", "--count", "--all") == "2"


def test_branches_stand_where_they_are_put(bare: RepoBuilder) -> None:
    first = bare.commit("Begin")
    bare.commit("Go on")
    bare.branch("2.3.x", at=first)
    bare.branch("2.4.x", remote="origin")
    assert git(bare, "for-each-ref", "--format=%(refname) %(objectname)").splitlines() == [
        f"refs/heads/2.3.x {first}",
        f"refs/heads/main {bare.tip()}",
        f"refs/remotes/origin/2.4.x {bare.tip()}",
    ]


def test_tags_are_annotated_or_not(bare: RepoBuilder) -> None:
    first = bare.commit("Begin")
    bare.tag("v1.0", when=42)
    bare.tag("light", at=first, annotated=False)
    assert git(bare, "for-each-ref", "refs/tags", "--format=%(refname:short) %(objecttype) %(creatordate:unix)") == (
        f"light commit {START}\nv1.0 tag 42"
    )
    git(bare, "fsck", "--strict")


def test_a_merge_has_both_sides(bare: RepoBuilder) -> None:
    bare.commit("Begin", {"a": "1\n"})
    base = bare.tip()
    ours = bare.commit("Main goes on", {"b": "2\n"})
    side = bare.commit("Aside", {"c": "3\n"}, branch="side", parents=[base])
    merge = bare.merge("side")
    assert git(bare, "show", "-s", "--format=%s|%P", merge) == f"Merge branch 'side'|{ours} {side}"
    assert git(bare, "ls-tree", "--name-only", merge).split() == ["a", "b", "c"]


def test_a_merge_that_conflicts_wants_the_files(bare: RepoBuilder) -> None:
    base = bare.commit("Begin", {"a": "1\n"})
    bare.commit("Main", {"a": "2\n"})
    bare.commit("Aside", {"a": "3\n"}, branch="side", parents=[base])
    with pytest.raises(ConflictError, match=r"does not apply to .*: a"):
        bare.merge("side")
    bare.merge("side", files={"a": "2 and 3\n"})
    assert bare.read("a") == "2 and 3\n"


def test_a_cherry_pick_is_what_git_makes_of_it(builder: RepoBuilder) -> None:
    base = builder.commit("Begin", {"a": "".join(f"{n}\n" for n in range(20))})
    builder.branch("2.3.x", base)
    builder.commit("Elsewhere", {"b": "b\n"})
    fixed = "".join(f"{n}\n" for n in range(20)).replace("7\n", "seven\n")
    fix = builder.commit(
        "Spell seven\n\nIt was a digit.\n\nFixes: #7", {"a": fixed}, author="Mia Lund <mia@example.org>"
    )
    builder.branch("by-git", base)
    builder.checkout("by-git")
    subprocess.run(["git", "cherry-pick", "-x", fix], cwd=builder.path, check=True, capture_output=True)
    builder.cherry_pick(fix, onto="2.3.x")
    for form in ("%T", "%an %ae %at", "%B"):
        assert git(builder, "show", "-s", f"--format={form}", "2.3.x") == git(
            builder, "show", "-s", f"--format={form}", "by-git"
        )


def test_a_revert_takes_back(bare: RepoBuilder) -> None:
    bare.commit("Begin", {"a": "1\n"})
    change = bare.commit("Change", {"a": "2\n"})
    bare.commit("Go on", {"b": "2\n"})
    revert = bare.revert(change)
    assert bare.read("a") == "1\n"
    assert git(bare, "show", "-s", "--format=%s", revert) == 'Revert "Change"'


def test_odd_messages_and_modes_are_kept(bare: RepoBuilder) -> None:
    first = bare.commit(
        "Grüße".encode("latin-1"), {"run": Entry(content="#!/bin/sh\n", mode=0o100755)}, encoding="latin-1"
    )
    bare.commit("Link", {"link": Entry(content="run", mode=0o120000), "sub": Entry(content=first, mode=0o160000)})
    assert git(bare, "show", "-s", "--format=%s", first) == "Grüße"
    assert [line.split()[0] for line in git(bare, "ls-tree", "main").splitlines()] == ["120000", "100755", "160000"]


def test_checkout_writes_the_work_tree(builder: RepoBuilder) -> None:
    builder.commit("Begin", {"a": "1\n"})
    builder.commit("Other", {"a": "2\n"}, branch="other")
    builder.checkout("other")
    assert (builder.path / "a").read_text() == "2\n"
    assert (
        subprocess.run(["git", "status", "--porcelain"], cwd=builder.path, check=True, capture_output=True).stdout
        == b""
    )


def test_thirty_commits_take_no_time(bare: RepoBuilder) -> None:
    start = time.process_time()
    for number in range(30):
        bare.commit(f"Commit {number}", {f"package/module_{number % 7}.py": f"VALUE = {number}\n"})
    assert time.process_time() - start < 0.5
