"""The ledger over real repositories, built and read as the plan reads them."""

from __future__ import annotations

import pytest

from relkit.cache import Cache
from relkit.git.history import read_history
from relkit.git.objects import Objects
from relkit.git.patches import BlobPatches
from relkit.git.repository import open_repository
from relkit.ledger import LineHistory, index_mainline, keep_book, without_undone
from relkit.lines.steps import changes_along
from relkit.model.ids import CommitId
from relkit.model.link import LineLedger, Method, State
from tests.builders import RepoBuilder
from tests.unit.ledger.books import book

BEA = "Bea Example <bea@example.org>"


@pytest.fixture
def project(builder: RepoBuilder) -> RepoBuilder:
    """A file of twenty lines, and the branch 1.x beside main."""
    fork = builder.commit("Start", {"a.py": lines(), "b.py": "b = 1\n"})
    builder.branch("1.x", at=fork)
    return builder


def lines(**changed: str) -> str:
    return "".join(changed.get(f"l{number}", f"line {number}") + "\n" for number in range(20))


def methods(found: LineLedger) -> list[tuple[CommitId, CommitId, Method]]:
    return [(link.mainline, link.line, link.method) for link in found.links]


def missing(found: LineLedger, state: State = State.MISSING) -> list[CommitId]:
    return [absent.change.id for absent in found.absent if absent.state is state]


def test_a_trailer_links_and_what_is_not_picked_is_missing(project: RepoBuilder) -> None:
    fix = project.commit("Fix one", {"a.py": lines(l3="three")})
    other = project.commit("Fix two", {"b.py": "b = 2\n"})
    picked = project.cherry_pick(fix, onto="1.x")
    found = book(project)
    assert methods(found) == [(fix, picked, Method.REFERENCE)]
    assert missing(found) == [other]
    assert found.only_here == ()


def test_a_pick_without_a_word_is_known_by_its_blobs(project: RepoBuilder) -> None:
    fix = project.commit("Fix one", {"a.py": lines(l3="three")})
    content = project.read("a.py")
    assert content is not None
    picked = project.commit("Something else entirely", {"a.py": content}, branch="1.x", author=BEA)
    assert methods(book(project)) == [(fix, picked, Method.IDENTICAL)]


def test_an_adapted_pick_is_known_by_author_and_time(project: RepoBuilder) -> None:
    fix = project.commit("Fix one", {"a.py": lines(l3="three")})
    picked = project.cherry_pick(fix, onto="1.x", x=False, message="Mend one", files={"a.py": lines(l4="3 and 4")})
    assert methods(book(project)) == [(fix, picked, Method.IDENTITY)]


def test_a_pick_whose_surroundings_differ_is_known_by_its_patch(project: RepoBuilder) -> None:
    project.commit("Prepare", {"a.py": lines(l15="fifteen")})
    fix = project.commit("Fix one", {"a.py": lines(l15="fifteen", l3="three")})
    picked = project.commit("Mend", {"a.py": lines(l3="three")}, branch="1.x", author=BEA)
    assert methods(book(project)) == [(fix, picked, Method.PATCH)]


def test_another_indentation_is_another_patch_and_only_alike(project: RepoBuilder) -> None:
    project.commit("Prepare", {"a.py": lines(l15="fifteen")})
    indented = {place: f"  {line}" for place, line in said("host", 3, 4, 5).items()}
    fix = project.commit("Fix one", {"a.py": lines(l15="fifteen", **indented)})
    picked = project.commit("Mend", {"a.py": lines(**said("host", 3, 4, 5))}, branch="1.x", author=BEA)
    found = book(project)
    assert methods(found) == [(fix, picked, Method.SIMILAR)]
    assert found.links[0].score <= 0.9


def test_few_lines_under_another_title_are_not_alike(project: RepoBuilder) -> None:
    fix = project.commit("Fix one", {"a.py": lines(l3="three")})
    project.commit("Mend", {"a.py": lines(l3="three"), "b.py": "b = 7\n"}, branch="1.x", author=BEA)
    assert book(project).links == ()
    assert fix in missing(book(project))


def test_a_squashed_backport_of_two_changes_is_known_by_its_lines(project: RepoBuilder) -> None:
    one = project.commit("Reject requests without a host", {"a.py": lines(**said("host", 3, 4, 5))})
    two = project.commit("Close the connection early", {"b.py": "".join(f"connection {n} closes\n" for n in range(5))})
    content = {path: project.read(path) or "" for path in ("a.py", "b.py")}
    content["c.txt"] = "What the branch needs beside it\n"
    both = project.commit("Fixes for 1.1", content, branch="1.x", author=BEA)
    found = book(project)
    assert {(link.mainline, link.line, link.method) for link in found.links} == {
        (one, both, Method.SIMILAR),
        (two, both, Method.SIMILAR),
    }
    assert found.absent == ()


def test_a_backport_in_two_steps_is_known_by_the_lines_of_each(project: RepoBuilder) -> None:
    fix = project.commit(
        "Reject requests without a host",
        {"a.py": lines(**said("host", 3, 4, 5, 6)), "b.py": "".join(f"test {n} of hosts\n" for n in range(6))},
    )
    code, tests = (project.read(path) or "" for path in ("a.py", "b.py"))
    first = project.commit("Hosts, the code", {"a.py": code, "x": "x\n"}, branch="1.x", author=BEA)
    second = project.commit("Hosts, the tests", {"b.py": tests, "y": "y\n"}, branch="1.x", author=BEA)
    assert {(link.mainline, link.line) for link in book(project).links} == {(fix, first), (fix, second)}


def test_the_same_words_for_another_version_are_another_change(project: RepoBuilder) -> None:
    project.commit("Bump fork from 1.2 to 1.3", {"r.txt": "the fork of ours == 1.3\nand the spoon of theirs\n"})
    project.commit(
        "Bump fork from 1.2 to 1.4",
        {"r.txt": "the fork of ours == 1.4\nand the spoon of theirs\n"},
        branch="1.x",
        author=BEA,
    )
    assert book(project).links == ()


def said(word: str, *numbers: int) -> dict[str, str]:
    return {f"l{number}": f"    check the {word} of request number {number}" for number in numbers}


def test_a_repeated_patch_links_to_nobody(project: RepoBuilder) -> None:
    project.commit("Prepare", {"a.py": lines(l15="fifteen")})
    for _ in range(2):
        project.commit("Update", {"a.py": lines(l15="fifteen", l3="three")})
        project.commit("Update back", {"a.py": lines(l15="fifteen")})
    project.commit("Mend", {"a.py": lines(l3="three")}, branch="1.x", author=BEA)
    assert book(project).links == ()


def test_equal_titles_on_different_files_do_not_link(project: RepoBuilder) -> None:
    project.commit("Update docs", {"a.py": lines(l3="three")})
    project.commit("Update docs", {"b.py": "b = 3\n"}, branch="1.x", author=BEA)
    assert book(project).links == ()


def test_the_number_of_a_squash_merge_links(project: RepoBuilder) -> None:
    fix = project.commit("Fix one (#10)", {"a.py": lines(l3="three")})
    picked = project.commit("Fix one (#10) (#12)", {"a.py": lines(l9="nine")}, branch="1.x", author=BEA)
    assert methods(book(project)) == [(fix, picked, Method.REFERENCE)]


def test_a_reference_is_followed_through_another_line(project: RepoBuilder) -> None:
    project.branch("2.x", at=project.tip("main"))
    fix = project.commit("Fix one", {"a.py": lines(l3="three")})
    middle = project.cherry_pick(fix, onto="2.x")
    message = f"Mend\n\n(cherry picked from commit {middle})"
    picked = project.commit(message, {"a.py": lines(l9="nine")}, branch="1.x", author=BEA)
    assert methods(book(project, others=["2.x"])) == [(fix, picked, Method.REFERENCE)]


def test_a_reference_to_nowhere_is_named(project: RepoBuilder) -> None:
    project.commit(f"Mend\n\n(cherry picked from commit {'9' * 40})", {"b.py": "b = 9\n"}, branch="1.x")
    found = book(project)
    assert found.unresolved == ("9" * 40,)
    assert len(found.only_here) == 1


def test_a_backport_that_was_reverted_is_not_wanted_and_put_back_is_there(project: RepoBuilder) -> None:
    fix = project.commit("Fix one", {"a.py": lines(l3="three")})
    picked = project.cherry_pick(fix, onto="1.x")
    reverted = project.revert(picked, on="1.x")
    found = book(project)
    assert missing(found, State.NOT_WANTED) == [fix]
    assert found.reverted == {picked: reverted}
    project.revert(reverted, on="1.x")
    found = book(project)
    assert found.absent == ()
    assert found.reverted == {}


def test_a_change_reverted_on_the_mainline_is_not_missing_nor_is_its_revert(project: RepoBuilder) -> None:
    fix = project.commit("Fix one", {"a.py": lines(l3="three")})
    project.revert(fix)
    assert book(project).absent == ()


def test_a_revert_is_owed_to_a_line_that_has_its_victim(project: RepoBuilder) -> None:
    fix = project.commit("Fix one", {"a.py": lines(l3="three")})
    project.cherry_pick(fix, onto="1.x")
    revert = project.revert(fix)
    assert missing(book(project)) == [revert]


def test_what_is_undone_within_a_stretch_is_left_out_of_it(builder: RepoBuilder) -> None:
    builder.commit("Start", {"a": "0"})
    old = builder.commit("Old", {"old": "1"})
    kept = builder.commit("Kept", {"a": "1"})
    undone = builder.commit("Undone", {"b": "1"})
    builder.revert(undone)
    again = builder.commit("Back and forth", {"c": "1"})
    builder.revert(builder.revert(again))
    last = builder.revert(old)
    history = read_history(open_repository(builder.path).git, Cache(None), [builder.tip()], [old])
    changes = changes_along(history.commits, builder.tip())
    assert [change.id for change in without_undone(changes)] == [kept, again, last]


def test_a_merge_of_two_commits_and_its_combined_backport(project: RepoBuilder) -> None:
    start = project.tip("main")
    one = project.commit("One", {"a.py": lines(l3="three")}, branch="topic", parents=[start])
    two = project.commit("Two", {"b.py": "b = 2\n"}, branch="topic")
    merged = project.merge("topic", "Merge pull request #7 from ada/topic\n\nDo both")
    content = {"a.py": lines(l3="three"), "b.py": "b = 2\n"}
    picked = project.commit("Do both (#7) (#9)", content, branch="1.x", author=BEA)
    found = book(project)
    assert {link.line for link in found.links} == {picked}
    assert {link.mainline_change for link in found.links} == {merged}
    assert {link.mainline for link in found.links} <= {one, two, merged}
    assert all(link.whole for link in found.links)
    assert found.absent == ()


def test_a_line_that_is_merged_back_up_lacks_nothing_and_links_to_real_sources(project: RepoBuilder) -> None:
    fix = project.commit("Fix one", {"a.py": lines(l3="three")})
    picked = project.cherry_pick(fix, onto="1.x")
    own = project.commit("Fix only old", {"b.py": "b = 5\n"}, branch="1.x", author=BEA)
    project.merge("1.x", into="main", files={"a.py": lines(l3="three")})
    found = book_of_merged_up(project)
    assert methods(found) == [(fix, picked, Method.REFERENCE)]
    assert own not in {change.id for change in found.only_here}
    assert missing(found) == []


def book_of_merged_up(repo: RepoBuilder) -> LineLedger:
    """After a merge-up the merge base is the line's tip: the fork point is found along first parents."""
    repository = open_repository(repo.path)
    history = read_history(repository.git, Cache(None), [repo.tip("main"), repo.tip("1.x")], [])
    main = changes_along(history.commits, repo.tip("main"))
    own = changes_along(history.commits, repo.tip("1.x"), [main[0].id])
    index = index_mainline(main, frozenset(change.id for change in own))
    line = LineHistory(name="1.x", changes=own, stands_on=1, missed_from=1)
    return keep_book(index, line, history.commits, BlobPatches(Objects(repository), Cache(None)))


def test_what_takes_back_or_names_a_backported_change_is_owed(project: RepoBuilder) -> None:
    fix = project.commit("Fix one", {"a.py": lines(l3="three")})
    other = project.commit("Fix two (#12)", {"b.py": "b = 2\n"})
    project.cherry_pick(fix, onto="1.x")
    project.cherry_pick(other, onto="1.x")
    revert = project.revert(fix)
    mend = project.commit(f'Mend it\n\nFixes: {other[:12]} ("Fix two")', {"b.py": "b = 3\n"})
    more = project.commit("Go on\n\nA follow-up to #12.", {"c.py": "c = 3\n"})
    project.commit("Elsewhere\n\nA follow-up to #13.", {"d.py": "d = 3\n"})
    found = book(project)
    assert [(one.change.id, one.of, one.evidence[0].signal) for one in found.owed] == [
        (revert, fix, "reverts"),
        (mend, other, "names"),
        (more, other, "names"),
    ]


def test_what_soon_replaces_the_lines_of_a_backported_change_is_owed_by_lines(project: RepoBuilder) -> None:
    fix = project.commit("Check hosts", {"a.py": lines(**said("host", 3, 4, 5))})
    mend = project.commit("Check ports", {"a.py": lines(**said("port", 3, 4, 5))})
    project.cherry_pick(fix, onto="1.x")
    assert book(project).owed == ()
    assert book(project, by_lines=lambda path: path != "a.py").owed == ()
    found = book(project, by_lines=lambda path: path == "a.py")
    assert [(one.change.id, one.of, one.evidence[0].signal) for one in found.owed] == [(mend, fix, "lines")]


def test_a_change_that_came_in_part_says_what_is_lacking(project: RepoBuilder) -> None:
    start = project.tip("main")
    one = project.commit("One", {"a.py": lines(**said("host", 3))}, branch="topic", parents=[start])
    two = project.commit("Two", {"b.py": "".join(f"part {n} of two\n" for n in range(9))}, branch="topic")
    merged = project.merge("topic", "Merge pull request #7 from ada/topic\n\nDo both")
    project.cherry_pick(one, onto="1.x")
    (absent,) = book(project).absent
    assert (absent.change.id, absent.state, absent.lacks) == (merged, State.PARTIAL, (two,))


def test_a_message_that_lists_the_titles_of_its_sources_names_them(project: RepoBuilder) -> None:
    one = project.commit("Fix permissions of the cache file (#12)", {"a.py": lines(l3="three")})
    two = project.commit("Fix the mode of the cache folder (#13)", {"b.py": "b = 2\n"})
    body = "* Fix permissions of the cache file (#12)\n\n* Fix the mode of the cache folder (#13)\n\n* Mend\n"
    files = {"a.py": lines(l4="otherwise"), "b.py": "b = 7\n"}
    both = project.commit(f"[bp] Cache files (#15)\n\n{body}", files, branch="1.x", author=BEA)
    assert [(link.mainline, link.line) for link in book(project).links] == [(one, both), (two, both)]


def test_two_changes_under_one_number_are_told_apart(project: RepoBuilder) -> None:
    project.commit("Fix the frobnication (#100)", {"a.py": lines(l3="three")})
    really = project.commit("Really fix the frobnication (#100)", {"b.py": "b = 2\n"})
    picked = project.cherry_pick(really, onto="1.x", x=False)
    assert [(link.mainline, link.line) for link in book(project).links] == [(really, picked)]


def test_a_revert_of_something_older_takes_nothing_else_back(builder: RepoBuilder) -> None:
    old = builder.commit("Update translations", {"t": "1\n"})
    builder.branch("1.x", at=builder.commit("Fork", {"f": "1\n"}))
    new = builder.commit("Update translations", {"t": "2\n"})
    revert = builder.commit(f'Revert "Update translations"\n\nThis reverts commit {old}.', {"t": "0\n"})
    assert [absent.change.id for absent in book(builder, since=builder.tip("1.x")).absent] == [new, revert]


def test_a_revert_of_what_the_line_inherited_is_missing_and_owed_there(builder: RepoBuilder) -> None:
    builder.commit("Start", {"a.py": lines()})
    bad = builder.commit("Speed up", {"a.py": lines(l3="fast")})
    builder.branch("1.x")
    revert = builder.revert(bad)
    mend = builder.commit(f"Mend it\n\nFixes: {bad[:12]}", {"b.py": "b\n"})
    found = book(builder)
    assert [absent.change.id for absent in found.absent] == [revert, mend]
    assert [(one.change.id, one.of) for one in found.owed] == [(revert, bad), (mend, bad)]
    taken_back = builder.revert(bad, on="1.x")
    found = book(builder)
    assert found.owed == ()
    assert found.reverted == {}
    assert [(link.mainline, link.line) for link in found.links] == [(revert, taken_back)]
