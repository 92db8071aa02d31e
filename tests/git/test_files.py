from __future__ import annotations

from relkit.git.files import read_files
from relkit.git.repository import open_repository
from tests.builders import Entry, RepoBuilder


def test_files_that_are_there_and_others(builder: RepoBuilder) -> None:
    content = b"missing\nx blob 3\n\x00\xff"
    commit = builder.commit(
        "One", {"a b.toml": content, "d/e": "e", "empty": "", "z": Entry(content="d", mode=0o120000)}
    )
    asked = ["nowhere", "a b.toml", "d", "empty", "d/e", "z", "d/nowhere"]
    found = read_files(open_repository(builder.path).git, commit, asked)
    assert found == {"a b.toml": content, "empty": b"", "d/e": b"e", "z": b"d"}
