"""Changes in a line or two."""

from __future__ import annotations

from collections.abc import Mapping

from relkit.classify.habits import Habits
from relkit.classify.judge import judge
from relkit.git.edits import edit_between
from relkit.model.commit import Change, Commit, FileChange, FileStatus, Person
from relkit.model.edit import Edit
from relkit.model.evidence import Evidence, Verdict
from relkit.model.ids import BlobId, CommitId

ADA = Person(name="Ada Example", email="ada@example.org")
BOT = Person(name="dependabot[bot]", email="49699333+dependabot[bot]@users.noreply.github.com")
PLAIN = Habits()


class Blobs:
    """Contents by blob id; counts what is read."""

    def __init__(self, contents: Mapping[str, bytes] | None = None) -> None:
        self.contents = dict(contents or {})
        self.reads = 0

    def read(self, blob: BlobId) -> bytes | None:
        self.reads += 1
        return self.contents.get(blob)

    def size(self, blob: BlobId) -> int | None:
        content = self.contents.get(blob)
        return None if content is None else len(content)

    def edit(self, file: FileChange) -> Edit | None:
        before = b"" if file.old is None else self.contents.get(file.old)
        after = b"" if file.new is None else self.contents.get(file.new)
        return None if before is None or after is None else edit_between(before, after)


def files(text: str) -> tuple[FileChange, ...]:
    """Make file changes of "A path" and "D path"; a bare path is modified. The new blob's id is the path."""
    found = []
    for line in text.split("\n"):
        letter, _, path = line.strip().rpartition(" ")
        status = FileStatus(letter or "M")
        if path:
            old = None if status is FileStatus.ADDED else BlobId(f"old {path}")
            new = None if status is FileStatus.DELETED else BlobId(path)
            found.append(
                FileChange(
                    path=path,
                    status=status,
                    old_mode=0o100644 if old else 0,
                    new_mode=0o100644 if new else 0,
                    old=old,
                    new=new,
                )
            )
    return tuple(found)


def commit(message: str, changed: str = "", *, author: Person = ADA, parents: int = 1) -> Commit:
    return Commit(
        id=CommitId("c" * 40),
        parents=tuple(CommitId(str(number) * 40) for number in range(parents)),
        author=author,
        authored=0,
        committer=author,
        committed=0,
        message=message,
        files=files(changed) if parents == 1 else None,
    )


def change(message: str, changed: str = "src/core.py", *, author: Person = ADA) -> Change:
    made = commit(message, changed, author=author)
    return Change(commit=made, brought=(), files=made.files or ())


def merge(message: str, *brought: Commit) -> Change:
    changed = {file.path: file for one in brought for file in one.files or ()}
    return Change(commit=commit(message, parents=2), brought=brought, files=tuple(changed.values()))


def judged(message: str, changed: str = "src/core.py", *, author: Person = ADA, habits: Habits = PLAIN) -> Verdict:
    return judge(change(message, changed, author=author), Blobs(), habits)


def kind(message: str, changed: str = "src/core.py", *, author: Person = ADA) -> str:
    return judged(message, changed, author=author).kind


def seen(verdict: Verdict, signal: str) -> list[Evidence]:
    return [one for one in verdict.evidence if one.signal == signal]
