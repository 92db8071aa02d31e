from __future__ import annotations

import time

import pytest

from relkit.ledger.references import own_request, plain_title, references, reverted_ids
from relkit.ledger.reverts import reverts
from relkit.model.commit import Change, Commit, Person
from relkit.model.ids import CommitId

SHA = "8c8906a1" + "0" * 24 + "deadbeef"
ADA = Person(name="Ada", email="ada@example.org")


def commit(message: str, parents: int = 1) -> Commit:
    return Commit(
        id=CommitId("f" * 40),
        parents=tuple(CommitId(f"{n}" * 40) for n in range(parents)),
        author=ADA,
        authored=0,
        committer=ADA,
        committed=0,
        message=message,
        files=(),
    )


@pytest.mark.parametrize(
    "message",
    [
        f"Fix x\n\n(cherry picked from commit {SHA})",
        f"Fix x\r\n\r\n(cherry picked from commit {SHA})\r\n",
        f"Fix x\n\n(backported from commit {SHA})",
        f"Fix x\n\ncommit {SHA} upstream.\n",
        f"Fix x\n\n[ Upstream commit {SHA} ]\n",
        f"Fix x\n\nBackport-of: {SHA}\n",
        f"Backport {SHA}",
        f"Fix x\n\n**This is a backport of PR #13415 as merged into master ({SHA}).**",
        f"Fix x\n\n**This is a backport of PR #13415 as merged into master\n({SHA}).**",
        f"Fix x\n\n**This is a backport of PR #13415 as merged into\r\nmaintenance/2.5.x ({SHA}).**",
        f"Merge pull request #9 from bot/patchback/backports/3.14/{SHA}/pr-13415",
        f"Backport fixes from {SHA}",
    ],
)
def test_every_way_to_name_a_source_commit_is_read(message: str) -> None:
    assert references(commit(message)).sources == (SHA,)


def test_abbreviated_ids_in_titles_are_read() -> None:
    found = references(commit("[PR #13415/8c8906a1 backport][3.14] Fix the parser (#13501)"))
    assert found.sources == ("8c8906a1",)
    assert found.requests[0] == 13415


def test_a_chain_of_picks_names_each_link_once() -> None:
    other = "1" * 40
    message = f"Fix\n\n(cherry picked from commit {SHA})\n(cherry picked from commit {other})\n"
    assert references(commit(message)).sources == (SHA, other)


@pytest.mark.parametrize(
    "message",
    [
        f"Fix x\n\nFixes: {SHA}",
        f'Revert "x"\n\nThis reverts commit {SHA}.',
        "Fix the cherry-picker from commit to commit",
    ],
)
def test_what_names_another_kind_of_commit_is_no_source(message: str) -> None:
    assert references(commit(message)).sources == ()


@pytest.mark.parametrize(
    ("message", "numbers"),
    [
        ("Backport PR #27 on branch 6.1.x (Fix x)", (27,)),
        ("Backport PR #27: Fix x", (27,)),
        ("[Backport 2.x] Fix x\n\nBackport of #27 to `2.x`.", (27,)),
        ("Fix x (backport #27)", (27,)),
        ("Fix x (bp #27) (#31)", (27,)),
        ("Automated cherry pick of #27: fix x", (27,)),
        ("Fix x (#27) (#31)", (27,)),
        ("[3.12] gh-5: Fix x (GH-27)", (27,)),
        ("Merge pull request #31 from charris/backport-27\n\nFix x", (27,)),
        ("Merge pull request #31 from charris/backport-27-28-29", (27, 28, 29)),
        ("TYP: Backport typing fixes from #27, #28, and #29 (#31)", (27, 28, 29)),
        ("Merge pull request #31 from me/auto-backport-of-pr-27-on-v1.x", (27,)),
        ("Merge pull request #31 from mergify/bp/2.x/pr-27", (27,)),
    ],
)
def test_request_numbers_of_the_source(message: str, numbers: tuple[int, ...]) -> None:
    assert references(commit(message)).requests == numbers


def test_a_revert_quotes_its_victims_number_and_names_no_source() -> None:
    assert references(commit('Revert "Fix x (#27)" (#31)')).requests == ()


def test_change_ids() -> None:
    identity = "I" + "a1" * 20
    assert references(commit(f"Fix\n\nChange-Id: {identity}\n")).change_ids == (identity,)


def test_reverted_ids() -> None:
    assert reverted_ids(commit(f'Revert "x"\n\nThis reverts commit {SHA}.')) == (SHA,)


@pytest.mark.parametrize(
    ("message", "parents", "number"),
    [
        ("Merge pull request #31 from me/fix", 2, 31),
        ("Fix x (#27) (#31)", 1, 31),
        ("Fix x", 1, None),
        ("Merge branch 'fix' into 'main'\n\nSee merge request group/project!31\n", 2, 31),
    ],
)
def test_the_number_that_a_change_was_merged_under(message: str, parents: int, number: int | None) -> None:
    assert own_request(Change(commit=commit(message, parents), brought=(), files=())) == number


@pytest.mark.parametrize(
    "title",
    [
        "Fix the parser",
        "[3.12] Fix the parser",
        "[PR #1/8c8906a1 backport][3.14] Fix the parser (#2)",
        "Fix the parser (#1) (#2)",
        "Backport PR #1 on branch 6.1.x (Fix the parser)",
        "Backport PR #1: Fix the parser",
        "Fix the parser (backport #1)",
        "stable-2.9: Fix the parser",
        "Fix   the Parser.",
    ],
)
def test_titles_are_equal_without_what_backporting_adds(title: str) -> None:
    assert plain_title(title) == "fix the parser"


@pytest.mark.parametrize(
    "message",
    [
        "Fix pick\n" + "\n" * 100_000,
        "Fix pick" + " " * 100_000 + "x",
        "Fix port " + "(#1" * 30_000,
        "backport " * 12_000,
        "Merge pull request #1 from a/backport" + "-1" * 40_000 + "x",
        "backport #1 of " + " #1," * 30_000,
        "x" + " " * 5_000 + "backported",
        "port\n" + "  \n" * 40_000 + "pick",
    ],
)
def test_no_message_takes_long(message: str) -> None:
    began = time.process_time()
    hostile = commit(message)
    change = Change(commit=hostile, brought=(), files=())
    references(hostile)
    own_request(change)
    plain_title(hostile.title)
    reverts([change])
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "title", ["Fix (#{})", "Backport #{}", "Fix\n\nA follow-up to #{}", "Merge pull request #{} from a/b"]
)
def test_a_number_that_is_none(title: str) -> None:
    message = title.format("9" * 5_000)
    hostile = commit(message)
    assert references(hostile).requests == ()
    assert own_request(Change(commit=hostile, brought=(), files=())) is None
