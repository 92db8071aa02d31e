from __future__ import annotations

from collections.abc import Sequence

from relkit.model.backport import Authorship
from relkit.model.commit import Change, Commit, Person
from relkit.model.ids import CommitId
from relkit.planner.convention import GIT, Convention
from relkit.planner.message import Style, Written, write

ADA = Person(name="Ada Example", email="ada@example.org")
MIA = Person(name="Mia Lund", email="mia@example.org")
BOT = Person(name="tidy[bot]", email="tidy@example.org")
MERGER = Person(name="Max Merger", email="max@example.org")
STYLE = Style(convention=GIT, mainline="main")


def commit(number: int, message: str, author: Person = ADA, parents: int = 1) -> Commit:
    return Commit(
        id=CommitId(f"{number:040x}"),
        parents=tuple(CommitId(f"{100 + number + place:040x}") for place in range(parents)),
        author=author,
        authored=number,
        committer=MERGER,
        committed=number,
        message=message,
        files=() if parents == 1 else None,
    )


def merge(message: str, *brought: Commit, number: int = 99) -> Change:
    return Change(commit=commit(number, message, MERGER, parents=2), brought=brought, files=())


def plain(message: str) -> Change:
    return Change(commit=commit(1, message), brought=(), files=())


def written(change: Change, style: Style = STYLE) -> Written:
    authors = {one.id: Authorship(person=one.author, when=1000 + one.authored, offset=120) for one in change.commits}
    return write(change, authors, style)


def marker(number: int) -> str:
    return f"(cherry picked from commit {number:040x})\n"


def test_a_commit_keeps_its_author_and_its_message() -> None:
    made = written(plain("Fix it\n\nWhy.\n"))
    assert made.author == Authorship(person=ADA, when=1001, offset=120)
    assert made.message == f"Fix it\n\nWhy.\n\n{marker(1)}"
    assert made.source == commit(1, "").id


def test_it_is_known_whether_lines_that_close_issues_were_left_out() -> None:
    closes = plain("Fix it\n\nFixes #12\n")
    assert written(closes).message == f"Fix it\n\n{marker(1)}"
    assert written(closes).drops_closing
    assert not written(plain("Fix it\n\nSee #12\n")).drops_closing
    assert not written(closes, Style(convention=GIT, mainline="main", closing=True)).drops_closing


def test_messages_of_all_sorts() -> None:
    assert written(plain("Fix it")).message == f"Fix it\n\n{marker(1)}"
    assert written(plain("\n\nFix it\r\n\r\nWhy.\r\n")).message == f"Fix it\n\nWhy.\n\n{marker(1)}"
    assert written(plain("")).message == marker(1)
    assert written(plain(f"Fix it\n\n{marker(5)}")).message == f"Fix it\n\n{marker(5)}{marker(1)}"


def test_issues_are_closed_once_unless_wanted() -> None:
    change = plain("Fix it\n\nFixes #12\n")
    assert written(change).message == f"Fix it\n\n{marker(1)}"
    again = Style(convention=GIT, mainline="main", closing=True)
    assert written(change, again).message == f"Fix it\n\nFixes #12\n\n{marker(1)}"


def test_the_projects_convention() -> None:
    style = Style(convention=Convention(template="Backport-of: {sha}"), mainline="main")
    assert written(plain("Fix it\n"), style).message == f"Fix it\n\nBackport-of: {1:040x}\n"


def test_a_merge_of_one_commit_is_that_commit() -> None:
    change = merge("Merge pull request #7 from mia/fix\n\nFix the parser\n", commit(1, "Fix parser\n\nWhy.\n", MIA))
    made = written(change)
    assert (made.author.person, made.source) == (MIA, change.brought[0].id)
    assert made.message == f"Fix parser\n\nWhy.\n\n{marker(1)}"


def test_a_merge_of_one_commit_where_the_project_names_merges() -> None:
    change = merge("Merge pull request #7 from mia/fix\n\nFix the parser\n", commit(1, "Fix parser\n", MIA))
    made = written(change, Style(convention=GIT, mainline="main", names_merge=True))
    assert (made.author.person, made.source, made.message) == (MIA, change.id, f"Fix parser\n\n{marker(99)}")


def test_merges_within_a_merge_count_for_nothing() -> None:
    update = commit(2, "Merge branch 'main' into fix\n", MIA, parents=2)
    assert written(merge("Merge branch 'fix'\n", commit(1, "Fix\n", MIA), update)).message == f"Fix\n\n{marker(1)}"


def several(message: str, *brought: Commit) -> Written:
    return written(merge(message, *brought))


REQUEST = "Merge pull request #7 from mia/fix\n\nFix the parser\n"


def test_a_merge_of_several_is_one_commit_with_all_their_titles() -> None:
    made = several(
        REQUEST, commit(1, "Add a test\n", ADA), commit(2, "Mend it\n\nSo.\n", MIA), commit(3, "More\n", MIA)
    )
    assert made.author == Authorship(person=MIA, when=1003, offset=120)
    assert made.message == (
        "Fix the parser\n\n* Add a test\n* Mend it\n* More\n\n"
        f"Co-authored-by: Ada Example <ada@example.org>\n{marker(99)}"
    )
    assert made.source == CommitId(f"{99:040x}")


def test_who_merged_is_no_author() -> None:
    made = several(REQUEST, commit(1, "One\n"), commit(2, "Two\n"))
    assert "max@example.org" not in made.message
    assert made.author.person == ADA


def test_people_come_before_bots_and_each_once() -> None:
    thanks = "Tidy\n\nCo-authored-by: Mia L. <MIA@example.org>\nCo-authored-by: Eve <eve@example.org>\n"
    made = several(REQUEST, commit(1, "One\n", MIA), commit(2, thanks, BOT), commit(3, "Tidy more\n", BOT))
    assert made.author.person == MIA
    assert made.message.count("Co-authored-by") == 2
    assert "Co-authored-by: tidy[bot] <tidy@example.org>\nCo-authored-by: Eve <eve@example.org>\n" in made.message


def test_who_signed_off_any_of_a_merge_has_signed_it_off() -> None:
    signed = "Signed-off-by: Mia Lund <mia@example.org>"
    made = several(REQUEST, commit(1, f"One\n\n{signed}\n", MIA), commit(2, f"Two\n\n{signed}\n", MIA))
    assert made.message == f"Fix the parser\n\n* One\n* Two\n\n{signed}\n{marker(99)}"


def test_what_the_merge_says_is_kept_and_its_trailers_stay_together() -> None:
    message = f"{REQUEST}\nWhy it is so.\n\nReviewed-by: Mia <mia@example.org>\nFixes #3\n"
    made = several(message, commit(1, "One\n"), commit(2, "Two\n"))
    assert made.message.startswith("Fix the parser\n\nWhy it is so.\n")
    made = several(
        f"{REQUEST}\nWhy.\n\nReviewed-by: Mia <mia@example.org>\n", commit(1, "One\n"), commit(2, "Two\n", MIA)
    )
    assert made.message == (
        "Fix the parser\n\nWhy.\n\n* One\n* Two\n\nReviewed-by: Mia <mia@example.org>\n"
        f"Co-authored-by: Mia Lund <mia@example.org>\n{marker(99)}"
    )


def test_the_title_is_not_listed_again() -> None:
    made = several(REQUEST, commit(1, "Fix the parser\n"), commit(2, "Two\n"), commit(3, "Two\n"))
    assert made.message == f"Fix the parser\n\n* Two\n\n{marker(99)}"


def test_titles_of_forges_that_say_less() -> None:
    gitlab = "Merge branch 'fix' into 'main'\n\nFix the parser\n\nSee merge request a/b!7\n"
    assert several(gitlab, commit(1, "One\n"), commit(2, "Two\n")).message == (
        f"Fix the parser\n\nSee merge request a/b!7\n\n* One\n* Two\n\n{marker(99)}"
    )
    mute = "Merge branch 'fix'\n"
    assert several(mute, commit(1, "One\n"), commit(2, "Two\n")).message.startswith("Merge branch 'fix'\n\n* One\n")
    gerrit = 'Merge "Fix the parser"\n'
    assert several(gerrit, commit(1, "One\n"), commit(2, "Two\n")).message.startswith("Fix the parser\n\n* One\n")


def test_of_very_many_the_first_are_listed() -> None:
    brought: Sequence[Commit] = [commit(number, f"Step {number}\n") for number in range(1, 71)]
    made = several(REQUEST, *brought)
    assert made.message.count("\n* ") == 51
    assert "\n* and 20 more\n" in made.message
