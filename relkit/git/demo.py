"""Writing a whole repository from nothing in one ``git fast-import`` stream: the demonstration's."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from relkit.git.process import Git, GitError
from relkit.model.commit import Person
from relkit.model.ids import CommitId

# Whatever the user's configuration says of new repositories: libgit2 reads these formats, and no hooks are copied.
_FORMATS = {"GIT_DEFAULT_REF_FORMAT": "files", "GIT_DEFAULT_HASH": "sha1", "GIT_TEMPLATE_DIR": ""}
_SCRATCH = "refs/relkit/demo"
_NOWHERE = "0" * 40


class DemoStream:
    """An open fast-import stream; ids are known as soon as a commit is written, so that messages can name them."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        """Write to the standard input of a fast-import, and read ids from its standard output."""
        self._into = cast("IO[bytes]", process.stdin)  # both were opened as pipes
        self._answers = cast("IO[bytes]", process.stdout)
        self._marks: dict[CommitId, int] = {}

    def commit(
        self,
        *,
        parents: Sequence[CommitId],
        author: Person,
        authored: int,
        committer: Person,
        committed: int,
        message: str,
        files: Mapping[str, str | None],
    ) -> CommitId:
        """Write a commit: the first parent's files, with ``files`` put there or (None) taken away."""
        mark = len(self._marks) + 1
        # Every commit moves one ref, begun anew at a root; branches are set when their tips are known.
        lines = [f"commit {_SCRATCH}", f"mark :{mark}"]
        if not parents:
            lines.insert(0, f"reset {_SCRATCH}\n")
        lines.append(f"author {author.name} <{author.email}> {authored} +0000")
        lines.append(f"committer {committer.name} <{committer.email}> {committed} +0000")
        self._write("\n".join(lines) + "\n" + _data(message))
        for order, parent in enumerate(parents):
            self._write(f"{'merge' if order else 'from'} :{self._marks[parent]}\n")
        for path, text in files.items():
            self._write(f"D {path}\n" if text is None else f"M 100644 inline {path}\n{_data(text)}")
        self._write(f"\nget-mark :{mark}\n")
        self._into.flush()
        commit = CommitId(self._answers.readline().decode().strip())
        self._marks[commit] = mark
        return commit

    def branch(self, name: str, commit: CommitId) -> None:
        """Set a branch."""
        self._write(f"reset refs/heads/{name}\nfrom :{self._marks[commit]}\n\n")

    def tag(self, name: str, commit: CommitId, *, tagger: Person, when: int, message: str) -> None:
        """Write an annotated tag."""
        who = f"tagger {tagger.name} <{tagger.email}> {when} +0000"
        self._write(f"tag {name}\nfrom :{self._marks[commit]}\n{who}\n{_data(message)}")

    def close(self) -> None:
        """Say that all is written."""
        self._write(f"reset {_SCRATCH}\nfrom {_NOWHERE}\n\ndone\n")
        self._into.close()

    def _write(self, text: str) -> None:
        self._into.write(text.encode())


def _data(text: str) -> str:
    return f"data {len(text.encode())}\n{text}\n"  # the line feed after the data is for readers of the stream


@contextmanager
def new_repository(where: Path) -> Iterator[DemoStream]:
    """Make a repository at ``where`` from what the block writes, and check its main branch out there.

    The folder is made where there is none. Raises GitError when git refuses, with what it said.
    """
    where.mkdir(parents=True, exist_ok=True)
    git = Git(git_dir=where.resolve() / ".git", environment=_FORMATS)
    git.run("init", "--quiet", "--initial-branch=main", cwd=where)
    with git.pipe("fast-import", "--quiet", "--done") as process:
        stream = DemoStream(process)
        try:
            yield stream
            stream.close()
        except BrokenPipeError as error:
            raise _refusal(process) from error
        if process.wait() != 0:
            raise _refusal(process)
    git.run(f"--work-tree={where.resolve()}", "reset", "--quiet", "--hard", "main", cwd=where)


def _refusal(process: subprocess.Popen[bytes]) -> GitError:
    said = process.stderr.read().decode("utf-8", "replace") if process.stderr else ""
    return GitError(("fast-import",), process.wait(), said)
