"""How two changes are alike, for people to judge."""

from __future__ import annotations

from dataclasses import replace

from relkit.ledger.alike import compared, near
from relkit.model.commit import Change, FileChange, FileStatus
from relkit.model.ids import BlobId
from tests.plans import ADA, judged, sha


def change(title: str, *paths: str, days: float = 3, author: str = ADA.email, blob: str = "new") -> Change:
    files = tuple(
        FileChange(
            path=path,
            status=FileStatus.MODIFIED,
            old_mode=0o100644,
            new_mode=0o100644,
            old=BlobId(sha("old")),
            new=BlobId(sha(blob)),
        )
        for path in paths
    )
    made = judged(title, days=days).change
    commit = replace(made.commit, author=replace(ADA, email=author), files=files)
    return replace(made, commit=commit, files=files)


def told(source: Change, carried: Change) -> list[tuple[str, bool]]:
    return [(one.detail, one.weight > 0) for one in compared(source, carried)]


def test_two_of_one_origin() -> None:
    assert told(change("Fix it (#7)", "a.py"), change("[2.3.x] Fix it (#7)", "a.py")) == [
        ("the same title", True),
        ("the same author, at the same time", True),
        ("the same files, byte for byte before and after", True),
    ]


def test_an_adapted_one() -> None:
    source = change("Fix it", "a.py", "b.py", "c.py", "d.py", "e.py")
    carried = change("Fix it there", "a.py", "f.py", days=1)
    assert told(source, carried) == [
        ("similar titles", True),
        ("the same author", True),
        ("written at another time", False),
        ("1 of its 5 files", True),
        ("without b.py, c.py, d.py and 1 more", False),
        ("also f.py", False),
    ]


def test_strangers() -> None:
    assert told(change("Fix it", "a.py"), change("Update the manual", "doc.md", author="b@example.org")) == [
        ("different titles", False),
        ("another author", False),
        ("none of its files", False),
    ]


def test_the_same_files_with_other_contents() -> None:
    assert told(change("Fix", "a.py"), change("Fix", "a.py", blob="other"))[-1] == ("the same files", True)


def test_without_files_nothing_is_said_of_them() -> None:
    assert [detail for detail, _ in told(change("Fix"), change("Fix", "a.py"))][
        -1
    ] == "the same author, at the same time"


def test_the_nearest_touch_most_of_the_same_files() -> None:
    source = change("Fix", "a.py", "b.py")
    changes = [
        change("One", "a.py"),
        change("None", "c.py"),
        change("Both", "a.py", "b.py"),
        change("Two", "b.py", days=1),
    ]
    assert [one.title for one in near(source, changes, 2)] == ["Both", "Two"]
