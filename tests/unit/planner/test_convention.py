"""How backports are marked: every way that relkit writes is one that its ledger reads."""

from __future__ import annotations

import pytest

from relkit.ledger.references import references
from relkit.model.commit import Commit, Person
from relkit.model.ids import CommitId
from relkit.planner.convention import CONVENTIONS, GIT, Convention, Source, configured, detect, is_marked

SHA = CommitId("0123456789abcdef0123456789abcdef01234567")
OTHER = CommitId("89abcdef0123456789abcdef0123456789abcdef")
SOURCE = Source(id=SHA, mainline="main", request=12)
KERNEL = next(one for one in CONVENTIONS if one.template.startswith("commit "))


def commit(message: str) -> Commit:
    nobody = Person(name="", email="")
    return Commit(
        id=OTHER, parents=(), author=nobody, authored=0, committer=nobody, committed=0, message=message, files=()
    )


@pytest.mark.parametrize("convention", CONVENTIONS, ids=lambda one: one.template)
@pytest.mark.parametrize("message", ["Fix it\n", "Fix it\n\nWhy.\n", "Fix it\r\n\r\nWhy.\r\n", "Fix\n\nA-b: c\n", "F"])
def test_what_is_written_is_read_again(convention: Convention, message: str) -> None:
    marked = convention.marked(message, SOURCE)
    assert references(commit(marked)).sources == (SHA,)
    assert marked.partition("\n")[0].strip() == message.partition("\n")[0].strip()
    assert detect([marked]) == convention
    assert convention.marked(marked, SOURCE) == marked


@pytest.mark.parametrize("convention", CONVENTIONS, ids=lambda one: one.template)
def test_without_a_request_too(convention: Convention) -> None:
    marked = convention.marked("Fix it\n", Source(id=SHA, mainline="main"))
    assert references(commit(marked)).sources == (SHA,)


def test_a_chain_keeps_all_and_adds_one() -> None:
    message = GIT.marked(f"Fix it\n\n(cherry picked from commit {OTHER})\n", SOURCE)
    assert message == f"Fix it\n\n(cherry picked from commit {OTHER})\n(cherry picked from commit {SHA})\n"


def test_after_the_title() -> None:
    assert KERNEL.marked("Fix it\n\nWhy.\n", SOURCE) == f"Fix it\n\ncommit {SHA} upstream.\n\nWhy.\n"
    assert KERNEL.marked("Fix it", SOURCE) == f"Fix it\n\ncommit {SHA} upstream.\n"


def test_what_most_of_those_do_that_are_marked() -> None:
    plain = ["Fix it\n"] * 9
    git = [f"Fix it\n\n(cherry picked from commit {SHA})\n"]
    kernel = [f"Fix it\n\ncommit {SHA} upstream.\n", f"Fix that\n\ncommit {OTHER} upstream.\n"]
    assert detect([]) == detect(plain) == GIT
    assert detect([*plain, *git]) == GIT
    assert detect([*plain, *git, *kernel]) == KERNEL
    assert not any(map(is_marked, plain))


def test_what_a_forge_broke_into_lines_is_recognised() -> None:
    for broken in ("as merged into master\n(", "as merged into\nmaster (", "as merged into master\r\n("):
        bot = f"[PR #9/01234567 backport][2.3] Fix it (#10)\n\n**This is a backport of PR #9 {broken}{SHA}).**\n"
        assert detect([bot]).template.startswith("This is a backport of ")


def test_of_one_that_a_bot_wrote_around_gits_own_that_counts() -> None:
    bot = f"Fix it\n\nThis is a backport of PR #1 as merged into main ({SHA}).\n(cherry picked from commit {SHA})\n"
    assert detect([bot]) == GIT


def test_a_configured_line() -> None:
    assert configured("(cherry picked from commit {sha})") == GIT
    assert configured("commit {sha} upstream.") == KERNEL
    assert configured("Picked: {sha}").marked("Fix it\n", SOURCE) == f"Fix it\n\nPicked: {SHA}\n"


def test_a_line_that_is_no_trailer_stands_before_those() -> None:
    said = configured("Cherry picked from {sha} by hand.").marked("Fix it\n\nWhy.\n\nReviewed-by: A <a@b.c>\n", SOURCE)
    assert said == f"Fix it\n\nWhy.\n\nCherry picked from {SHA} by hand.\n\nReviewed-by: A <a@b.c>\n"
