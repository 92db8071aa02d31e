from __future__ import annotations

from relkit.ledger import Culprits
from relkit.model.commit import Change, Commit, FileChange, FileStatus, Person
from relkit.model.ids import BlobId, CommitId
from relkit.model.link import Absent, State

ADA = Person(name="Ada", email="ada@example.org")


def absent(name: str, *paths: str) -> Absent:
    files = tuple(
        FileChange(path=path, status=FileStatus.MODIFIED, old_mode=1, new_mode=1, old=BlobId("1"), new=BlobId("2"))
        for path in paths
    )
    commit = Commit(
        id=CommitId(name),
        parents=(),
        author=ADA,
        authored=0,
        committer=ADA,
        committed=0,
        message=name,
        files=files,
    )
    return Absent(change=Change(commit=commit, brought=(), files=files), state=State.MISSING)


def test_culprits_are_absent_touched_the_path_before_the_pick_and_come_newest_first() -> None:
    found = Culprits([absent("a", "x"), absent("b", "y"), absent("c", "x", "y"), absent("pick", "x"), absent("d", "x")])
    assert found.of(CommitId("pick"), "x") == ("c", "a")
    assert found.of(CommitId("pick"), "z") == ()


def test_at_most_five_are_named() -> None:
    found = Culprits([*(absent(str(number), "x") for number in range(9)), absent("pick", "x")])
    assert found.of(CommitId("pick"), "x") == ("8", "7", "6", "5", "4")
