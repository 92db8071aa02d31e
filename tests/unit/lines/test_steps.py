from __future__ import annotations

from relkit.lines.steps import ancestors, changes_along
from relkit.model.commit import Commit, FileChange, FileStatus, Person
from relkit.model.ids import BlobId, CommitId

ADA = Person(name="Ada", email="ada@example.org")


def file(path: str, old: str | None, new: str | None) -> FileChange:
    status = FileStatus.ADDED if old is None else FileStatus.DELETED if new is None else FileStatus.MODIFIED
    return FileChange(
        path=path,
        status=status,
        old_mode=0o100644 if old else 0,
        new_mode=0o100644 if new else 0,
        old=BlobId(old) if old else None,
        new=BlobId(new) if new else None,
    )


def history(*rows: tuple[str, str, tuple[FileChange, ...]]) -> dict[CommitId, Commit]:
    """Commits by one-letter names, oldest first in the rows, children first in the result."""
    commits = [
        Commit(
            id=CommitId(name),
            parents=tuple(CommitId(parent) for parent in parents),
            author=ADA,
            authored=0,
            committer=ADA,
            committed=place,
            message=f"Commit {name}",
            files=files if len(parents) < 2 else None,
        )
        for place, (name, parents, files) in enumerate(rows)
    ]
    return {commit.id: commit for commit in reversed(commits)}


MERGED = history(
    ("a", "", ()),
    ("b", "a", (file("x", "1", "2"),)),
    ("c", "a", (file("y", None, "1"),)),
    ("d", "c", (file("y", "1", "2"), file("z", "1", None))),
    ("m", "bd", ()),
    ("e", "m", ()),
)


def names(tip: str, before: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    found = changes_along(MERGED, CommitId(tip), [CommitId(name) for name in before])
    return [(change.id, "".join(commit.id for commit in change.brought)) for change in found]


def test_a_merge_is_one_step_with_what_it_brought() -> None:
    assert names("e") == [("a", ""), ("b", ""), ("m", "cd"), ("e", "")]


def test_what_a_line_stands_on_is_no_change() -> None:
    assert names("e", ("b",)) == [("m", "cd"), ("e", "")]


def test_a_release_on_the_side_branch_takes_its_commits_out_of_the_merge() -> None:
    assert names("e", ("b", "d")) == [("m", ""), ("e", "")]


def test_a_merges_files_are_those_of_all_that_it_brought_first_to_last() -> None:
    merge = next(change for change in changes_along(MERGED, CommitId("e")) if change.id == "m")
    assert merge.files == (file("y", None, "2"), file("z", "1", None))


def test_what_was_done_and_undone_within_a_merge_is_nothing() -> None:
    commits = history(
        ("a", "", ()),
        ("b", "a", (file("x", "1", "2"),)),
        ("c", "b", (file("x", "2", "1"),)),
        ("m", "ac", ()),
    )
    assert changes_along(commits, CommitId("m"))[-1].files == ()


def test_a_commit_belongs_to_the_first_step_that_brings_it() -> None:
    commits = history(("a", "", ()), ("s", "a", ()), ("m", "as", ()), ("t", "s", ()), ("n", "mt", ()))
    found = {change.id: [commit.id for commit in change.brought] for change in changes_along(commits, CommitId("n"))}
    assert found == {"a": [], "m": ["s"], "n": ["t"]}


def test_history_that_ends_early_is_taken_as_far_as_it_goes() -> None:
    cut = {commit: facts for commit, facts in MERGED.items() if commit not in {"a", "c"}}
    assert [change.id for change in changes_along(cut, CommitId("e"))] == ["b", "m", "e"]


def test_ancestors() -> None:
    assert ancestors(MERGED, [CommitId("d")]) == {"a", "c", "d"}
