"""What people decided about a line outranks what the ledger finds."""

from __future__ import annotations

from collections import defaultdict

import pytest

from relkit.cache import Cache
from relkit.git.history import read_history
from relkit.git.objects import Objects
from relkit.git.patches import BlobPatches
from relkit.git.repository import open_repository
from relkit.ledger import LineHistory, index_mainline, keep_book
from relkit.ledger.doubts import doubtful_pairs
from relkit.lines.steps import changes_along
from relkit.model.decision import Decision, LineDecisions, SameDecided, WantedDecided, Word
from relkit.model.ids import CommitId
from relkit.model.link import LineLedger, Method, State
from tests.builders import RepoBuilder

BEA = "Bea Example <bea@example.org>"


@pytest.fixture
def project(builder: RepoBuilder) -> RepoBuilder:
    builder.branch("1.x", at=builder.commit("Start", {"a.py": "a = 1\n", "b.py": "b = 1\n"}))
    return builder


def said(on: CommitId, word: Word) -> Decision:
    return Decision(on=on, at=0, by="Ada Example <ada@example.org>", word=word)


def same(on: CommitId, commit: CommitId, *, yes: bool) -> Decision:
    return said(on, SameDecided(line="1.x", commit=commit, same=yes))


def wanted(on: CommitId, *, yes: bool) -> Decision:
    return said(on, WantedDecided(line="1.x", wanted=yes))


def book(repo: RepoBuilder, *decisions: Decision) -> LineLedger:
    links: dict[CommitId, list[Decision]] = defaultdict(list)
    for decision in decisions:
        if isinstance(decision.word, SameDecided):
            links[decision.on].append(decision)
    of_line = LineDecisions(
        wanted={decision.on: decision for decision in decisions if isinstance(decision.word, WantedDecided)},
        same={on: tuple(several) for on, several in links.items()},
    )
    repository = open_repository(repo.path)
    tips = [repo.tip("main"), repo.tip("1.x")]
    base = CommitId(repository.git.text("merge-base", *tips))
    history = read_history(repository.git, Cache(None), tips, [])
    line = LineHistory(
        name="1.x",
        changes=changes_along(history.commits, tips[1], [base]),
        stands_on=1,
        missed_from=1,
        decisions=of_line,
    )
    index = index_mainline(changes_along(history.commits, tips[0]))
    return keep_book(index, line, history.commits, BlobPatches(Objects(repository), Cache(None)))


def absent(found: LineLedger) -> dict[CommitId, State]:
    return {item.change.id: item.state for item in found.absent}


def test_a_pair_that_nothing_links_is_linked_by_a_word(project: RepoBuilder) -> None:
    fix = project.commit("Fix a", {"a.py": "a = 2\n"})
    own = project.commit("Correct a and b", {"a.py": "a = 3\n", "b.py": "b = 3\n"}, branch="1.x", author=BEA)
    assert absent(book(project)) == {fix: State.MISSING}
    found = book(project, same(fix, own, yes=True))
    (link,) = found.links
    assert (link.mainline, link.line, link.method, link.score) == (fix, own, Method.DECISION, 1.0)
    assert link.evidence[0].detail == "Ada Example, 1970-01-01"
    assert (found.absent, found.only_here) == ((), ())


def test_a_link_that_a_person_denies_is_none(project: RepoBuilder) -> None:
    fix = project.commit("Fix a", {"a.py": "a = 2\n"})
    own = project.cherry_pick(fix, onto="1.x", x=False)
    assert absent(book(project)) == {}
    found = book(project, same(fix, own, yes=False))
    assert found.links == ()
    assert absent(found) == {fix: State.MISSING}


def test_a_word_takes_the_place_of_a_guess_and_leaves_references(project: RepoBuilder) -> None:
    guessed = project.commit("Fix a", {"a.py": "a = 2\n"})
    named = project.commit("Fix b", {"b.py": "b = 2\n"})
    own = project.cherry_pick(guessed, onto="1.x", x=False)
    found = book(project, same(named, own, yes=True))
    assert [(link.mainline, link.method) for link in found.links] == [(named, Method.DECISION)]
    assert absent(found) == {guessed: State.MISSING}
    other = project.cherry_pick(named, onto="1.x")
    found = book(project, same(guessed, other, yes=True))
    assert {(link.mainline, link.method) for link in found.links if link.line == other} == {
        (guessed, Method.DECISION),
        (named, Method.REFERENCE),
    }


def test_a_word_about_a_merge_holds_for_the_whole_of_it(project: RepoBuilder) -> None:
    start = project.tip()
    project.commit("Fix a", {"a.py": "a = 2\n"}, branch="topic", parents=[start])
    project.commit("Test a", {"test_a.py": "assert a\n"}, branch="topic")
    merge = project.merge("topic", "Merge pull request #7 from ada/topic\n\nMend a")
    own = project.commit("Mend it here", {"a.py": "a = 9\n"}, branch="1.x", author=BEA)
    assert absent(book(project)) == {merge: State.MISSING}
    assert absent(book(project, same(merge, own, yes=True))) == {}


def test_what_is_not_wanted_is_not_missing(project: RepoBuilder) -> None:
    fix = project.commit("Fix a", {"a.py": "a = 2\n"})
    assert absent(book(project, wanted(fix, yes=False))) == {fix: State.NOT_WANTED}


def test_an_owed_revert_may_be_unwanted(project: RepoBuilder) -> None:
    fix = project.commit("Fix a", {"a.py": "a = 2\n"})
    project.cherry_pick(fix, onto="1.x")
    revert = project.revert(fix)
    assert absent(book(project)) == {revert: State.MISSING}
    assert absent(book(project, wanted(revert, yes=False))) == {revert: State.NOT_WANTED}


def test_what_was_taken_back_there_may_be_wanted_again(project: RepoBuilder) -> None:
    fix = project.commit("Fix a", {"a.py": "a = 2\n"})
    project.revert(project.cherry_pick(fix, onto="1.x"), on="1.x")
    assert absent(book(project)) == {fix: State.NOT_WANTED}
    assert absent(book(project, wanted(fix, yes=True))) == {fix: State.MISSING}


def test_words_about_commits_that_are_not_there_change_nothing(project: RepoBuilder) -> None:
    fix = project.commit("Fix a", {"a.py": "a = 2\n"})
    own = project.cherry_pick(fix, onto="1.x")
    gone = CommitId("9" * 40)
    assert book(project, same(gone, own, yes=True), same(fix, gone, yes=False)) == book(project)


def test_a_similar_change_with_common_files_is_a_doubtful_pair(project: RepoBuilder) -> None:
    fix = project.commit("Fix the order of the tides", {"a.py": "a = 2\n"})
    own = project.commit("Fix the order of tides", {"a.py": "a = 5\n"}, branch="1.x", author=BEA)
    project.commit("Something else", {"b.py": "b = 5\n"}, branch="1.x", author=BEA)
    found = book(project)
    (pair,) = doubtful_pairs(found, [item.change for item in found.absent], frozenset())
    assert (pair.source.id, pair.carried.id, pair.line) == (fix, own, "1.x")
    assert [one.signal for one in pair.evidence] == ["title", "files"]
    assert doubtful_pairs(found, [item.change for item in found.absent], frozenset({(fix, own)})) == ()


def test_neither_files_nor_titles_alone_make_a_pair(project: RepoBuilder) -> None:
    project.commit("Fix the order of the tides", {"a.py": "a = 2\n"})
    project.commit("Speed up the catalogue", {"a.py": "a = 5\n"}, branch="1.x", author=BEA)
    project.commit("Fix the order of tides", {"b.py": "b = 5\n"}, branch="1.x", author=BEA)
    found = book(project)
    assert doubtful_pairs(found, [item.change for item in found.absent], frozenset()) == ()


def test_titles_that_repeat_are_not_asked_about(project: RepoBuilder) -> None:
    for number in range(3):
        project.commit("Update docs", {"a.py": f"a = {number + 7}\n"})
    project.commit("Update docs", {"a.py": "a = 5\n"}, branch="1.x", author=BEA)
    found = book(project)
    assert doubtful_pairs(found, [item.change for item in found.absent], frozenset()) == ()
